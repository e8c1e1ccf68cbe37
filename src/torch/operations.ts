/** Every operation, by the namespace it is called in. */
import type { NativeFunction } from '../python/runtime/values.ts';
import { ACTIVATION_OPS } from './ops/activation.ts';
import { ATTENTION_OPS } from './ops/attention.ts';
import { BINARY_OPS, COMPARISON_OPS } from './ops/binary.ts';
import { CASTING_OPS, COMPLEX_OPS } from './ops/casting.ts';
import { CONVOLUTION_OPS } from './ops/convolution.ts';
import { CREATION_OPS } from './ops/creation.ts';
import { DECOMPOSITION_OPS } from './ops/decompositions.ts';
import { EMBEDDING_OPS } from './ops/embedding.ts';
import type { Namespace, OpEntry } from './ops/entry.ts';
import { FILLING_OPS } from './ops/filling.ts';
import { FURTHER_OPS } from './ops/furtherOps.ts';
import { inPlaceVariants } from './ops/inPlace.ts';
import { JOINING_OPS } from './ops/joining.ts';
import { DISTANCE_OPS, LOSS_OPS } from './ops/losses.ts';
import { MATMUL_OPS } from './ops/matmul.ts';
import { NORMALISATION_OPS } from './ops/normalisation.ts';
import { ORDERING_OPS, SCATTER_OPS } from './ops/ordering.ts';
import { POOLING_OPS } from './ops/pooling.ts';
import { REARRANGING_OPS, TRIANGLE_OPS } from './ops/rearranging.ts';
import { reshapingInPlace } from './ops/reshapeInPlace.ts';
import { REDUCTION_OPS } from './ops/reductions.ts';
import { INFO_OPS } from './ops/tensorInfo.ts';
import { SOFTMAX_OPS } from './ops/softmax.ts';
import { SPECIAL_OPS, UNARY_OPS } from './ops/unary.ts';
import { VARIADIC_VIEW_OPS, VIEW_OPS } from './ops/views.ts';
import { VISION_OPS } from './ops/vision.ts';

/** Keep the shape of their first argument, and so exist with a trailing underscore as well. */
const SHAPE_KEEPING: readonly OpEntry[] = [
  ...UNARY_OPS,
  ...BINARY_OPS,
  ...SCATTER_OPS,
  ...TRIANGLE_OPS,
  ...ACTIVATION_OPS,
  ...REDUCTION_OPS.filter((entry) => entry.name.startsWith('cum')),
  ...SOFTMAX_OPS,
];

const ALL: readonly OpEntry[] = [
  ...SHAPE_KEEPING,
  ...inPlaceVariants(SHAPE_KEEPING),
  ...COMPARISON_OPS,
  ...SPECIAL_OPS,
  ...MATMUL_OPS,
  ...CONVOLUTION_OPS,
  ...POOLING_OPS,
  ...NORMALISATION_OPS,
  ...ATTENTION_OPS,
  ...EMBEDDING_OPS,
  ...LOSS_OPS,
  ...DISTANCE_OPS,
  ...VISION_OPS,
  ...VIEW_OPS,
  ...reshapingInPlace(VIEW_OPS),
  ...VARIADIC_VIEW_OPS,
  ...JOINING_OPS,
  ...REARRANGING_OPS,
  ...REDUCTION_OPS,
  ...ORDERING_OPS,
  ...CREATION_OPS,
  ...CASTING_OPS,
  ...COMPLEX_OPS,
  ...FILLING_OPS,
  ...DECOMPOSITION_OPS,
  ...INFO_OPS,
  ...FURTHER_OPS,
];

function collect(place: Namespace): ReadonlyMap<string, NativeFunction> {
  return new Map(ALL.filter((entry) => entry.places.includes(place)).map(({ name, fn }) => [name, fn]));
}

const byPlace: Readonly<Record<Namespace, ReadonlyMap<string, NativeFunction>>> = {
  torch: collect('torch'),
  Tensor: collect('Tensor'),
  functional: collect('functional'),
  linalg: collect('linalg'),
  fft: collect('fft'),
  special: collect('special'),
};

/** The operations of a namespace by name. */
export function operationsOf(place: Namespace): ReadonlyMap<string, NativeFunction> {
  return byPlace[place];
}
