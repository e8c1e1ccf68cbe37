/** What the coefficients of the catalogue say of where they are from. */
export const SOURCES = {
  timm: 'fitted: timm benchmarks, RTX 3090, AMP (pytorch-image-models@aa4b585, Apache-2.0)',
  formats:
    'fitted: timm benchmarks, RTX 3090, AMP, NHWC (pytorch-image-models@aa4b585, Apache-2.0); gradients: assumed, as forward',
  ecnas:
    'fitted: EC-NAS-Bench, Quadro RTX 6000 (saintslab/EC-NAS-Bench@1a82fdd, MIT), and Fischer et al. 2022, Quadro RTX 5000 (raphischer/strep@a8c6024e, MIT)',
  cpu: 'fitted: timm benchmark, Core i9-10940X, FP32, compiled (pytorch-image-models@aa4b585, Apache-2.0)',
  evaluations:
    'fitted: evaluations of ImageNet, Xeon W-2155, Keras and PyTorch (Fischer et al. 2022, raphischer/strep@a8c6024e, MIT)',
  host: 'fitted: one Xeon W-2155 that feeds a Quadro RTX 5000 with images (Fischer et al. 2022, raphischer/strep@a8c6024e, MIT); 56 W are two EPYC 7742 shared by the eight GPUs of a DGX A100, 118 W the two sockets beside one Quadro RTX 6000 of EC-NAS; memory assumed',
  pytorch:
    'fitted: latencies of PyTorch on V100, A100 and T4 (NVIDIA/DeepLearningExamples@729963d); compiled code: assumed, 10.5 of 19.5 bytes of traffic left by timm’s results on the RTX 3090, its band that of TensorFlow’s programs',
  keras:
    'fitted: latencies of TensorFlow, with and without XLA, on V100, A100 and T4 (NVIDIA/DeepLearningExamples@729963d); dispatch of compiled code: assumed',
  layers: 'fitted: single layers, Broadwell-EP (willowec/characterizing-pytorch-power@4067417, MIT)',
} as const;
