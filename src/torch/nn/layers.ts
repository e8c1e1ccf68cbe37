/** All layers of `torch.nn`. */
import { ADAPTIVE_SOFTMAX } from './adaptiveSoftmax.ts';
import { ACTIVATION_LAYERS } from './activation.ts';
import { ATTENTION_LAYERS } from './attention.ts';
import { CONTAINER_LAYERS } from './containers.ts';
import { CONVOLUTION_LAYERS } from './convolution.ts';
import { EMBEDDING_LAYERS } from './embedding.ts';
import type { LayerSpec } from './layer.ts';
import { LINEAR_LAYERS } from './linear.ts';
import { LOSS_LAYERS } from './loss.ts';
import { NORMALISATION_LAYERS } from './normalisation.ts';
import { POOLING_LAYERS } from './pooling.ts';
import { QUANTISATION_LAYERS } from './quantization.ts';
import { RECURRENT_LAYERS } from './recurrent.ts';
import { registerLayers } from './registry.ts';
import { VISION_LAYERS } from './vision.ts';
import { WRAPPER_LAYERS } from './wrappers.ts';

const LAYERS: readonly LayerSpec[] = [
  ...CONTAINER_LAYERS,
  ...LINEAR_LAYERS,
  ...CONVOLUTION_LAYERS,
  ...NORMALISATION_LAYERS,
  ...ACTIVATION_LAYERS,
  ...POOLING_LAYERS,
  ...EMBEDDING_LAYERS,
  ...RECURRENT_LAYERS,
  ...ATTENTION_LAYERS,
  ...VISION_LAYERS,
  ...LOSS_LAYERS,
  ...WRAPPER_LAYERS,
  ...QUANTISATION_LAYERS,
  ADAPTIVE_SOFTMAX,
];

/** Makes all of them known to `nnClass`. */
export function installLayers(): void {
  registerLayers(LAYERS);
}
