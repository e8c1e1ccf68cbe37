/**
 * Operations that mixed precision computes in FP32 (PyTorch documentation, Automatic Mixed Precision, "CUDA Ops that
 * autocast to float32", 2.4): their elements stay as wide as they were. Names as in `OpEvent.op`.
 */
const COMPUTED_IN_SINGLE: ReadonlySet<string> = new Set([
  '_log_softmax',
  '_softmax',
  'acos',
  'asin',
  'binary_cross_entropy_with_logits',
  'cdist',
  'cosh',
  'cosine_similarity',
  'cumprod',
  'cumsum',
  'dist',
  'erfinv',
  'exp',
  'expm1',
  'l1_loss',
  'linalg_vector_norm',
  'log',
  'log10',
  'log1p',
  'log2',
  'log_softmax',
  'mse_loss',
  'native_group_norm',
  'native_layer_norm',
  'nll_loss',
  'norm',
  'pow',
  'prod',
  'reciprocal',
  'renorm',
  'rsqrt',
  'sinh',
  'smooth_l1_loss',
  'softmax',
  'softplus',
  'sum',
  'tan',
]);

/** Whether mixed precision leaves the elements of an operation in FP32. */
export function staysSingle(op: string): boolean {
  return COMPUTED_IN_SINGLE.has(op);
}
