/** What a piece of work is to a processor: the rows of the efficiency and penalty tables. */
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
