/**
 * What of PyTorch 2.5.1's public names is not modelled: using one gives an Unknown that says so. The names are those
 * of `dir()` of each namespace, without typing aliases, quantised kernels and internals.
 */
const NAMES: Readonly<Record<string, string>> = {
  torch: `
    addmv_ affine_grid_generator alias_copy align_tensors alpha_dropout_ arccosh_ arcsinh_ arctanh_
    as_strided_ as_strided_copy binary_cross_entropy_with_logits binomial ccol_indices_copy
    cholesky_inverse cholesky_solve choose_qparams_optimized clear_autocast_cache col_indices_copy
    compiled_with_cxx11_abi cond conj_physical_ conv_tbc convolution crow_indices_copy ctc_loss
    cumulative_trapezoid dequantize detach_ detach_copy diagonal_copy dsmm eig embedding_renorm_
    empty_permuted empty_quantized empty_strided fake_quantize_per_channel_affine
    fake_quantize_per_tensor_affine feature_alpha_dropout_ feature_dropout feature_dropout_ fill fill_
    fork frobenius_norm from_file frombuffer fused_moving_avg_obs_fake_quant geqrf get_default_device
    get_deterministic_debug_mode get_device get_device_module get_num_interop_threads gradient gru
    gru_cell histogram histogramdd hsmm hspmm index_reduce indices_copy int_repr
    is_anomaly_check_nan_enabled is_conj is_deterministic_algorithms_warn_only_enabled is_distributed
    is_inference is_neg is_same_size is_signed is_vulkan_available is_warn_always_enabled ldexp_ lobpcg
    lstm lstm_cell lstsq lu lu_solve lu_unpack matrix_rank nanquantile narrow_copy native_batch_norm
    native_channel_shuffle native_dropout native_group_norm native_layer_norm native_norm nonzero_static
    norm_except_dim nuclear_norm orgqr ormqr pca_lowrank permute_copy pinverse put q_per_channel_axis
    q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point quantize_per_channel
    quantize_per_tensor quantize_per_tensor_dynamic range resize_as_ resize_as_sparse_ resolve_conj
    resolve_neg rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell row_indices_copy saddmm segment_reduce
    select_copy set_default_tensor_type set_deterministic_debug_mode slice_copy slice_inverse smm solve
    sparse_bsc_tensor sparse_bsr_tensor sparse_compressed_tensor sparse_coo_tensor sparse_csc_tensor
    sparse_csr_tensor split_copy split_with_sizes_copy squeeze_copy sspaddmm svd svd_lowrank symeig
    t_copy to_dlpack transpose_copy triangular_solve unbind_copy unfold_copy unsafe_split
    unsafe_split_with_sizes unsqueeze_copy values_copy vander view_as_complex_copy view_as_real_copy
    view_copy wait while_loop zero_
  `,
  'torch.nn': `
    UninitializedBuffer
  `,
  'torch.nn.functional': `
    conv_tbc fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices
    native_channel_shuffle
  `,
  'torch.linalg': `
    cholesky_ex diagonal inv_ex ldl_factor ldl_factor_ex ldl_solve lstsq lu_factor
    lu_factor_ex lu_solve solve_ex tensorinv tensorsolve vander
  `,
  'torch.fft': `
    hfft hfft2 hfftn ihfft ihfft2 ihfftn
  `,
  'torch.special': `
    airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 chebyshev_polynomial_t chebyshev_polynomial_u
    chebyshev_polynomial_v chebyshev_polynomial_w gammainc gammaincc hermite_polynomial_h
    hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p modified_bessel_i0
    modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 polygamma scaled_modified_bessel_k0
    scaled_modified_bessel_k1 shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u
    shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w spherical_bessel_j0 zeta
  `,
  'torch.utils.data': `
    ChainDataset DFIterDataPipe DataChunk IterDataPipe MapDataPipe StackDataset default_convert
  `,
  'torch.Tensor': `
    addbmm_ addmm_ addmv_ addr_ align_as align_to arccosh_ arcsinh_ arctanh_ as_strided_ as_subclass
    baddbmm_ ccol_indices cdouble chalf cholesky_inverse cholesky_solve col_indices conj_physical_
    crow_indices dense_dim dequantize dim_order eig geqrf has_names histogram igamma_ igammac_
    index_reduce index_reduce_ indices int_repr ipu is_coalesced is_conj is_distributed is_ipu is_maia
    is_mtia is_neg is_set_to is_sparse_csr is_vulkan is_xpu istft layout ldexp_ lstsq lu lu_solve map_
    mtia mvlgamma_ names nanquantile narrow_copy new_empty_strided nextafter_ nonzero_static orgqr ormqr
    output_nr pinverse polygamma_ put put_ q_per_channel_axis q_per_channel_scales
    q_per_channel_zero_points q_scale q_zero_point qscheme record_stream refine_names reinforce rename
    rename_ renorm_ resize resize_as resize_as_ resize_as_sparse_ row_indices slice_inverse smm solve
    sparse_dim sparse_mask sparse_resize_ sparse_resize_and_clear_ sspaddmm stft storage_type svd symeig
    to_mkldnn to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc
    to_sparse_csr triangular_solve unsafe_split unsafe_split_with_sizes values volatile xpu
  `,
};

/** Names that are not modelled, by namespace. */
export const UNSUPPORTED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(NAMES).map(([namespace, names]) => [namespace, new Set(names.trim().split(/\s+/))]),
);
