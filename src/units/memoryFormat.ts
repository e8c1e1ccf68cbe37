/**
 * How tensors of images lie in memory: one channel after the other (NCHW, what PyTorch calls contiguous), or the
 * channels of a place together (NHWC). A matter of speed alone: shapes and results are the same.
 */
export type MemoryFormat = 'contiguous' | 'channels-last';

export const MEMORY_FORMATS: readonly MemoryFormat[] = ['contiguous', 'channels-last'];
