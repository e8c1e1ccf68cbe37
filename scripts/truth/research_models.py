"""Runs the models of test/corpus/research and writes their parameters, MACs and every leaf layer's shapes.

    python scripts/truth/research_models.py [PART OF AN ID…]      (torch 2.5.1 CPU, einops, PyYAML, yacs)

A model runs in eval mode on zeros; gradients stay enabled, so that attention takes its ordinary path. Nothing is
trained. With arguments only the matching models run, and nothing is written.
"""
import importlib
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import torch
import torchvision

from mac_counter import MacCounter
from model_file import shape_of, write_models

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "test" / "corpus" / "research"
OUT = ROOT / "test" / "truth" / "research.json"

IMAGE, LARGE = (1, 3, 64, 64), (1, 3, 128, 128)


def tokens(*shape):
    return (shape, "int64")


# id, file, builder, arguments, inputs: a shape (float32), (shape, dtype), or a list of these
CASES = [
    ("unet/transposed", "unet_segmentation.py", "UNet", "3, 2", [LARGE]),
    ("unet/bilinear", "unet_segmentation.py", "UNet", "n_channels=1, n_classes=1, bilinear=True, base=32", [(2, 1, 70, 90)]),
    ("unet/shallow", "unet_segmentation.py", "UNet", "3, 5, base=16, depth=2", [IMAGE]),
    ("dcgan/generator", "dcgan.py", "Generator", "1", [(2, 100, 1, 1)]),
    ("dcgan/discriminator", "dcgan.py", "Discriminator", "ngpu=0", [IMAGE]),
    ("vae/default", "beta_vae.py", "BetaVAE", "", [IMAGE]),
    ("vae/overrides", "beta_vae.py", "BetaVAE", "in_channels=1, latent_dim=16, image_size=32, hidden_dims=[8, 16, 32]", [(2, 1, 32, 32)]),
    ("vae/config", "beta_vae.py", "BetaVAE", "VAEConfig(latent_dim=10)", [IMAGE]),
    ("seq2seq/bahdanau", "seq2seq_attention.py", "Seq2Seq", "500, 400", [tokens(2, 12), tokens(2, 10)]),
    ("seq2seq/luong-general", "seq2seq_attention.py", "Seq2Seq", "500, 400, hidden=64, attention='luong'", [tokens(2, 12), tokens(2, 10)]),
    ("seq2seq/luong-concat", "seq2seq_attention.py", "Seq2Seq", "90, 80, 32, 'luong', method='concat'", [tokens(3, 7)]),
    ("word-lstm/lstm", "word_lstm.py", "build", "1000", [tokens(35, 2)]),
    ("word-lstm/tied-gru", "word_lstm.py", "build", "1000, ['--model', 'GRU', '--tied', '--nlayers', '1']", [tokens(10, 4)]),
    ("word-lstm/rnn-relu", "word_lstm.py", "RNNModel", "'RNN_RELU', 50, 20, 30, 3", [tokens(10, 1)]),
    ("siamese/koch", "siamese.py", "SiameseNetwork", "", [(1, 1, 105, 105)] * 2),
    ("siamese/triplet", "siamese.py", "TripletNet", "EmbeddingNet()", [(2, 1, 28, 28)] * 3),
    ("wgan/generator", "wgan_gp.py", "Generator", "", [(2, 100)]),
    ("wgan/discriminator", "wgan_gp.py", "Discriminator", "", [(2, 1, 28, 28)]),
    ("wgan/spectral", "wgan_gp.py", "SNDiscriminator", "ch=32", [(2, 1, 28, 28)]),
    ("nerf/mlp", "nerf.py", "NeRF", "input_ch=63, input_ch_views=27, use_viewdirs=True", [(100, 90)]),
    ("nerf/plain", "nerf.py", "NeRF", "D=4, W=64, skips=[1]", [(10, 6)]),
    ("nerf/field", "nerf.py", "RadianceField", "", [(80, 3), (80, 3)]),
    ("nerf/field-few", "nerf.py", "RadianceField", "multires=6, multires_views=2, n_samples=8, chunk=100", [(33, 3), (33, 3)]),
    ("ddpm/command-line", "ddpm/script_util.py", "from_command_line", "['--num_channels', '64', '--image_size', '32']", [(1, 3, 32, 32), (1,)]),
    ("ddpm/class-conditional", "ddpm/script_util.py", "create_model", "**{**model_defaults(), 'num_channels': 32, 'class_cond': True, 'learn_sigma': True}", [(2, 3, 64, 64), (2,), tokens(2)]),
    ("ddpm/checkpointed", "ddpm/unet.py", "UNetModel", "3, 32, 3, 1, (2,), channel_mult=(1, 2), use_checkpoint=True, conv_resample=False", [(1, 3, 16, 16), (1,)]),
    ("ddpm/one-dimensional", "ddpm/unet.py", "UNetModel", "4, 32, 4, 1, (2,), channel_mult=(1, 2), dims=1", [(1, 4, 32), (1,)]),
    ("gnn/gcn", "graphs/gnn.py", "GNN", "'gcn', 100, 16, 7", [(20, 100), tokens(2, 50)]),
    ("gnn/gat", "graphs/gnn.py", "GNN", "'gat', 100, 8, 7, heads=4", [(20, 100), tokens(2, 50)]),
    ("gnn/sage", "graphs/gnn.py", "GNN", "'sage', 30, 16, 7, num_layers=3, aggr='max'", [(20, 30), tokens(2, 50)]),
    ("gnn/gin", "graphs/gnn.py", "GIN", "12, 32, 3, 2, 4", [(40, 12), (40, 40), tokens(40)]),
    ("simclr/option", "simclr.py", "set_model", "", [(4, 3, 32, 32)]),
    ("simclr/linear", "simclr.py", "SupConResNet", "'resnet34', head='linear', feat_dim=64", [(1, 3, 32, 32)]),
    ("detr/default", "mini_detr.py", "build", "", [(2, 3, 128, 96)]),
    ("detr/auxiliary", "mini_detr.py", "build", "num_classes=20, num_queries=25, hidden_dim=128, aux_loss=True", [IMAGE]),
    ("moe/dense", "moe_transformer.py", "SparseMoELanguageModel", "n_layer=2", [tokens(2, 32)]),
    ("moe/switch", "moe_transformer.py", "SparseMoELanguageModel", "n_layer=2, routing='SWITCH'", [tokens(2, 32), tokens(2, 32)]),
    ("lora/injected", "lora.py", "lora_classifier", "", [tokens(2, 16)]),
    ("lora/parametrized", "lora.py", "parametrized_mlp", "rank=3", [(2, 1, 28, 28)]),
    ("pointnet/classification", "pointnet.py", "PointNetCls", "k=5, feature_transform=True", [(2, 3, 100)]),
    ("pointnet/segmentation", "pointnet.py", "PointNetDenseCls", "k=3", [(2, 3, 100)]),
    ("pointnet/edge-conv", "pointnet.py", "EdgeConvNet", "", [(2, 50, 3)]),
    ("llama/tiny", "rope_llama.py", "from_preset", "'tiny'", [tokens(2, 16)]),
    ("llama/gqa", "rope_llama.py", "from_preset", "'gqa', n_layers=2", [tokens(1, 16)]),
    ("vit-einops/cls", "vit_einops.py", "ViT", "image_size=64, patch_size=16, num_classes=10, dim=128, depth=2, heads=4, mlp_dim=256", [IMAGE]),
    ("vit-einops/mean", "vit_einops.py", "ViT", "image_size=(64, 32), patch_size=(8, 16), num_classes=10, dim=64, depth=2, heads=1, mlp_dim=96, pool='mean'", [(2, 3, 64, 32)]),
    ("vit-einops/conv-mixer", "vit_einops.py", "conv_mixer", "64, 3", [(1, 3, 70, 70)]),
    ("perceiver/tied", "perceiver.py", "Perceiver", "", [(2, 16, 12, 3)]),
    ("perceiver/untied", "perceiver.py", "Perceiver", "weight_tie_layers=False, input_axis=1, depth=2", [(1, 40, 3)]),
    ("wavenet/default", "wavenet.py", "WaveNet", "", [tokens(1, 200)]),
    ("wavenet/tcn", "wavenet.py", "TCN", "2, 10, [25] * 4, kernel_size=7", [(2, 60, 2)]),
    ("capsules/mnist", "capsules.py", "CapsuleNet", "", [(2, 1, 28, 28)]),
    ("mixer/config", "mixer_registry.py", "build_model", "", [IMAGE]),
    ("mixer/override", "mixer_registry.py", "build_model", "blocks__depth=2, head__pool='max', stem__patch=16", [(2, 3, 64, 64)]),
    ("stylegan/16", "stylegan_generator.py", "Generator", "16", [(2, 128)]),
    ("stylegan/32", "stylegan_generator.py", "Generator", "32, n_mlp=2, channel_multiplier=2", [[(2, 128), (2, 128)]]),
    ("vqvae/default", "vqvae.py", "VQVAE", "", [(1, 3, 32, 32)]),
    ("bilstm-crf/sentence", "bilstm_crf.py", "BiLSTM_CRF", "30, tag_to_ix, 5, 4", [tokens(11)]),
    ("neural-ode/rk4", "neural_ode.py", "build", "step_size=0.1", [(2, 1, 28, 28)]),
    ("neural-ode/plain", "neural_ode.py", "build", "False", [(2, 1, 28, 28)]),
    ("rl/policy", "rl_agents.py", "Policy", "", [(1, 4)]),
    ("rl/agent", "rl_agents.py", "Agent", "", [(3, 17)]),
    ("rl/rainbow", "rl_agents.py", "RainbowDQN", "", [(2, 4, 84, 84)]),
    ("rl/dueling", "rl_agents.py", "RainbowDQN", "(1, 64, 64), 4, atoms=21, noisy=False", [(1, 1, 64, 64)]),
    ("maml/omniglot", "maml.py", "omniglot", "", [(5, 1, 28, 28)]),
    ("maml/functional", "maml.py", "fast_mlp", "", [(10, 1)]),
    ("real-nvp/two-scales", "real_nvp.py", "RealNVP", "mid_channels=16", [(2, 3, 16, 16)]),
    ("effnet/b0", "effnet_strings.py", "EfficientNet.from_name", "'efficientnet-b0'", [IMAGE]),
    ("effnet/b2", "effnet_strings.py", "EfficientNet.from_name", "'net-b2', num_classes=7", [(1, 3, 80, 80)]),
    ("hrnet/default", "hrnet/model.py", "get_seg_model", "", [LARGE]),
    ("hrnet/options", "hrnet/model.py", "get_seg_model", "['DATASET.NUM_CLASSES', 5, 'MODEL.EXTRA.STAGE3.NUM_MODULES', '1']", [IMAGE]),
    ("yolo/tiny", "yolo/model.py", "DetectionModel", "", [LARGE]),
    ("yolo/classes", "yolo/model.py", "DetectionModel", "nc=3", [IMAGE]),
]


def zeros(spec):
    if isinstance(spec, list):
        return [zeros(one) for one in spec]
    shape, dtype = spec if isinstance(spec[0], tuple) else (spec, "float32")
    return torch.zeros(shape, dtype=getattr(torch, dtype))


def dtype_of(value):
    return [dtype_of(one) for one in value] if isinstance(value, list) else str(value.dtype).removeprefix("torch.")


def load(file):
    name = file.removesuffix(".py").replace("/", ".")
    return importlib.import_module(name)


def measure(identity, file, builder, args, inputs):
    torch.manual_seed(0)
    layers, starts = {}, []
    model = eval(f"{builder}({args})", vars(load(file))).eval()
    tensors = [zeros(spec) for spec in inputs]
    shapes, dtypes = shape_of(tensors), dtype_of(tensors)
    counter = MacCounter()
    for path, module in model.named_modules():
        if any(module.children()):
            continue

        def before(module, args):
            starts.append(counter.macs)

        # One row for all calls of a module on the same shapes, where the first of them is.
        def after(module, args, output, path=path):
            macs = counter.macs - starts.pop()
            seen, given = shape_of(args[0] if len(args) == 1 else list(args)), shape_of(output)
            params = sum(p.numel() for p in module.parameters())
            row = layers.setdefault((path, str(seen), str(given)), [path, type(module).__name__, seen, given, params, 0])
            row[-1] += macs

        # Before the hooks that compute a weight: their work is the layer's.
        module.register_forward_pre_hook(before, prepend=True)
        module.register_forward_hook(after)
    params = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    # oneDNN's LSTM is one operation that hides its products.
    with counter, torch.backends.mkldnn.flags(enabled=False):
        output = model(*tensors)
    return {
        "id": identity,
        "file": f"research/{file}",
        "builder": builder,
        "args": args,
        "class": type(model).__name__,
        "input_shape": shapes,
        "input_dtypes": dtypes,
        "output_shape": shape_of(output),
        "params": params,
        "trainable_params": trainable,
        "macs": counter.macs,
        "macs_by_aten": counter.by_op,
        "mode": "eval",
        "layers": list(layers.values()),
    }


def main():
    wanted = sys.argv[1:]
    sys.argv[1:] = []
    sys.path.insert(0, str(CORPUS))
    cases = [case for case in CASES if not wanted or any(part in case[0] for part in wanted)]
    models = [measure(*case) for case in cases]
    if wanted:
        for model in models:
            print(model)
        return
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "torchvision": torchvision.__version__.partition("+")[0],
        **{name: version(name) for name in ("einops", "PyYAML", "yacs")},
    }
    write_models(OUT, versions, models)


if __name__ == "__main__":
    main()
