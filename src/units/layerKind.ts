/**
 * What kind of work a layer does: the key of the efficiency table, in which convolution and dense layers differ. A
 * module that only holds others has the kind of none of them: `other`.
 */
export type LayerKind =
  | 'dense'
  | 'conv'
  | 'depthwise'
  | 'grouped-conv'
  | 'transposed-conv'
  | 'matmul'
  | 'attention'
  | 'recurrent'
  | 'elementwise'
  | 'activation'
  | 'normalisation'
  | 'pooling'
  | 'softmax'
  | 'embedding'
  | 'reduction'
  | 'copy'
  | 'other';

const CONVOLUTIONS: ReadonlySet<LayerKind> = new Set<LayerKind>([
  'conv',
  'depthwise',
  'grouped-conv',
  'transposed-conv',
]);

export function isConvolution(kind: LayerKind): boolean {
  return CONVOLUTIONS.has(kind);
}

/** Every kind, in the order in which tables show them. */
export const LAYER_KINDS: readonly LayerKind[] = [
  'dense',
  'conv',
  'depthwise',
  'grouped-conv',
  'transposed-conv',
  'matmul',
  'attention',
  'recurrent',
  'elementwise',
  'activation',
  'normalisation',
  'pooling',
  'softmax',
  'embedding',
  'reduction',
  'copy',
  'other',
];
