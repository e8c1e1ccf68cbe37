/**
 * What of Keras 3.12.4's public names is not modelled: using one gives an Unknown that says so. The names are those of
 * `dir()` of each namespace. Applications, metrics and callbacks need no list: the first are read from their installed
 * source, the others do not change a model.
 */
const NAMES: Readonly<Record<string, string>> = {
  keras: `
    FloatDTypePolicy Function Operation Quantizer RematScope SymbolicScope distillation legacy quantizers
    remat wrappers
  `,
  'keras.layers': `
    FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper deserialize serialize
  `,
  'keras.ops': `
    angle append argpartition associative_scan average bartlett bincount bitwise_invert bitwise_left_shift
    bitwise_not bitwise_right_shift blackman cbrt cholesky cholesky_inverse conj conjugate corrcoef
    correlate cross ctc_decode custom_gradient deg2rad det diagflat diagonal diff digitize dtype eig eigh
    extract_sequences fft fft2 gcd get_item hamming hanning heaviside histogram hypot ifft2 imag inv irfft
    is_tensor isclose isin isneginf isposinf isreal istft jvp kaiser kron lcm logaddexp2 logdet logspace
    lstsq lu_factor multi_hot nonzero polar psnr qr quantile real rearrange rfft saturate_cast searchsorted
    select signbit slogdet solve solve_triangular stft svd switch trace trapezoid tri unfold unravel_index
    vectorize view view_as_complex view_as_real
  `,
  'keras.backend': `
    get_uid is_float_dtype is_int_dtype
  `,
  'keras.losses': `
    CategoricalGeneralizedCrossEntropy categorical_generalized_cross_entropy deserialize get serialize
  `,
  'keras.optimizers': `
    deserialize serialize
  `,
  'keras.saving': `
    CustomObjectScope KerasFileEditor get_registered_name get_registered_object load_weights save_weights
  `,
  'keras.utils': `
    Config FeatureSpace bounding_boxes disable_interactive_logging
    enable_interactive_logging get_registered_name get_registered_object is_interactive_logging_enabled
    legacy pack_x_y_sample_weight standardize_dtype unpack_x_y_sample_weight
  `,
};

/** Names that are not modelled, by namespace. */
export const UNSUPPORTED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(NAMES).map(([namespace, names]) => [namespace, new Set(names.trim().split(/\s+/))]),
);
