/** Attention: the fused product and the multi-head function that the layers share. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import { scaledDotProductAttention as attentionRule } from '../../tensor/ops/attention.ts';
import { ShapeError, sizeAt } from '../../tensor/shape.ts';
import { op } from '../call.ts';
import { emit } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { dropout } from './activation.ts';
import { binary } from './binary.ts';
import { inFunctional, type OpEntry } from './entry.ts';
import { cat } from './joining.ts';
import { batchedProduct, linear } from './matmul.ts';
import { mean } from './reductions.ts';
import { softmax } from './softmax.ts';
import { create } from './creation.ts';
import { expand, narrow, reshape, squeeze, transpose, unsqueeze, view } from './views.ts';

type Optional = TorchTensor | null;

/** Throws ShapeError. */
export function scaledDotProductAttention(
  rt: Runtime,
  query: TorchTensor,
  key: TorchTensor,
  value: TorchTensor,
  mask: Optional,
  { grouped = false, isCausal = false }: { readonly grouped?: boolean; readonly isCausal?: boolean } = {},
): TorchTensor {
  const types = [query, key, value].map((tensor) => tensor.dtype);
  if (types.some((dtype) => dtype !== query.dtype)) {
    throw new ShapeError(
      `Expected query, key, and value to have the same dtype, but got query.dtype: ${types.join(' ')}`,
    );
  }
  const result = attentionRule(query, key, value, mask, grouped);
  return emit(rt, 'scaled_dot_product_attention', result, [query, key, value, mask], query.dtype, {
    isCausal,
  });
}

export interface MultiHeadWeights {
  /** One matrix `[3·embed, embed]` for queries, keys and values, or null where they are apart. */
  readonly packed: Optional;
  readonly query: Optional;
  readonly key: Optional;
  readonly value: Optional;
  readonly bias: Optional;
  readonly keyBias: Optional;
  readonly valueBias: Optional;
  readonly out: TorchTensor;
  readonly outBias: Optional;
}

export interface MultiHeadOptions {
  readonly heads: number;
  readonly dropout: number;
  readonly training: boolean;
  readonly addZeroAttention: boolean;
  readonly needWeights: boolean;
  readonly averageWeights: boolean;
  readonly mask: Optional;
  readonly paddingMask: Optional;
}

/**
 * `F.multi_head_attention_forward` over `[L, N, E]` or `[L, E]`: projections, scores, softmax, output.
 * Without the weights the fused kernel runs. Throws AssertionError as PyTorch does.
 */
export function multiHeadAttention(
  rt: Runtime,
  query: TorchTensor,
  key: TorchTensor,
  value: TorchTensor,
  embed: number,
  weights: MultiHeadWeights,
  options: MultiHeadOptions,
): { output: TorchTensor; weights: Optional } {
  if (query.shape.length === 2) {
    const batched = multiHeadAttention(
      rt,
      unsqueeze(rt, query, 1),
      unsqueeze(rt, key, 1),
      unsqueeze(rt, value, 1),
      embed,
      weights,
      options,
    );
    return {
      output: squeeze(rt, batched.output, [1]),
      weights: batched.weights === null ? null : squeeze(rt, batched.weights, [0]),
    };
  }
  const [length, batch, width] = [sizeAt(query.shape, 0), sizeAt(query.shape, 1), sizeAt(query.shape, 2)];
  if (width !== embed) {
    throw rt.error('AssertionError', `was expecting embedding dimension of ${embed}, but got ${width}`);
  }
  const head = embed / options.heads;
  if (!Number.isInteger(head)) {
    throw rt.error('AssertionError', `embed_dim ${embed} not divisible by num_heads ${options.heads}`);
  }
  if (sizeAt(key.shape, 0) !== sizeAt(value.shape, 0) || sizeAt(key.shape, 1) !== sizeAt(value.shape, 1)) {
    throw rt.error(
      'AssertionError',
      `key shape [${key.shape.join(', ')}] does not match value shape [${value.shape.join(', ')}]`,
    );
  }
  let [q, k, v] = project(rt, query, key, value, embed, weights);
  let mask = mergedMask(rt, options, batch);
  let source = sizeAt(k.shape, 0);
  if (weights.keyBias !== null && weights.valueBias !== null) {
    k = cat(rt, [k, expandRows(rt, weights.keyBias, batch)], 0);
    v = cat(rt, [v, expandRows(rt, weights.valueBias, batch)], 0);
    source += 1;
    mask = widened(mask);
  }
  q = heads(rt, q, length, batch * options.heads, head);
  k = heads(rt, k, source, batch * options.heads, head);
  v = heads(rt, v, source, batch * options.heads, head);
  if (options.addZeroAttention) {
    const zeros = create(rt, 'zeros', [batch * options.heads, 1, head], q.dtype);
    k = cat(rt, [k, zeros], 1);
    v = cat(rt, [v, zeros], 1);
    source += 1;
    mask = widened(mask);
  }
  let attended: TorchTensor;
  let scores: Optional = null;
  if (options.needWeights) {
    const scaled = binary(rt, 'mul', q, { value: Math.sqrt(1 / head), dtype: 'float64' });
    scores = batchedProduct(rt, scaled, transpose(rt, k, -2, -1));
    if (mask !== null) {
      scores = binary(rt, 'add', scores, spreadMask(mask, batch, options.heads, length, source));
    }
    scores = softmax(rt, '_softmax', scores, -1, null);
    scores = dropout(rt, scores, options.dropout, options.training);
    attended = batchedProduct(rt, scores, v);
    scores = view(rt, scores, [batch, options.heads, length, source]);
    if (options.averageWeights) scores = mean(rt, scores, [1]);
  } else {
    const split = (tensor: TorchTensor, size: number): TorchTensor =>
      view(rt, tensor, [batch, options.heads, size, head]);
    attended = scaledDotProductAttention(rt, split(q, length), split(k, source), split(v, source), null, {
      isCausal: mask?.isTriangular === true,
    });
    attended = view(rt, attended, [batch * options.heads, length, head]);
  }
  const merged = reshape(rt, transpose(rt, attended, 0, 1), [length * batch, embed]);
  const output = linear(rt, merged, weights.out, weights.outBias);
  return { output: view(rt, output, [length, batch, sizeAt(output.shape, 1)]), weights: scores };
}

/** Queries, keys and values: one product where all come from one tensor, else one each. */
function project(
  rt: Runtime,
  query: TorchTensor,
  key: TorchTensor,
  value: TorchTensor,
  embed: number,
  weights: MultiHeadWeights,
): [TorchTensor, TorchTensor, TorchTensor] {
  const { packed, bias } = weights;
  if (packed !== null && query === key && key === value) {
    const all = linear(rt, query, packed, bias);
    const part = (i: number): TorchTensor => narrow(rt, all, -1, i * embed, embed);
    return [part(0), part(1), part(2)];
  }
  const biasPart = (i: number): Optional => (bias === null ? null : narrow(rt, bias, 0, i * embed, embed));
  const matrix = (i: number, own: Optional): TorchTensor => {
    if (packed !== null) return narrow(rt, packed, 0, i * embed, embed);
    if (own === null) throw new ShapeError('multi-head attention without a projection weight');
    return own;
  };
  return [
    linear(rt, query, matrix(0, weights.query), biasPart(0)),
    linear(rt, key, matrix(1, weights.key), biasPart(1)),
    linear(rt, value, matrix(2, weights.value), biasPart(2)),
  ];
}

function heads(rt: Runtime, tensor: TorchTensor, rows: number, count: number, width: number): TorchTensor {
  return transpose(rt, reshape(rt, tensor, [rows, count, width]), 0, 1);
}

function expandRows(rt: Runtime, bias: TorchTensor, batch: number): TorchTensor {
  return expand(rt, bias, [1, batch, -1]);
}

/** The attention mask and the padding mask as one; both add to the scores. */
function mergedMask(rt: Runtime, options: MultiHeadOptions, batch: number): Optional {
  const { mask, paddingMask } = options;
  if (paddingMask === null) return mask;
  const source = sizeAt(paddingMask.shape, -1);
  const spread = reshape(rt, paddingMask, [batch, 1, 1, source]);
  if (mask === null) return spread;
  const scores =
    mask.shape.length === 2 ? mask : view(rt, mask, [batch, options.heads, sizeAt(mask.shape, 1), source]);
  return binary(rt, 'add', scores, spread);
}

/** One more column, for an entry appended to keys and values. */
function widened(mask: Optional): Optional {
  if (mask === null) return null;
  return new TorchTensor([...mask.shape.slice(0, -1), sizeAt(mask.shape, -1) + 1], mask.dtype, {
    device: mask.device,
  });
}

/** A mask per sample, repeated for each head. */
function spreadMask(
  mask: TorchTensor,
  batch: number,
  count: number,
  length: number,
  source: number,
): TorchTensor {
  if (mask.shape.length < 4) return mask;
  const dtype = mask.dtype === 'bool' ? 'float32' : mask.dtype;
  return new TorchTensor([batch * count, sizeAt(mask.shape, 2) === 1 ? 1 : length, source], dtype, {
    device: mask.device,
    isTriangular: mask.isTriangular,
  });
}

export const ATTENTION_OPS: readonly OpEntry[] = [
  ...inFunctional(
    op(
      'scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False)',
      (c) =>
        scaledDotProductAttention(
          c.rt,
          c.tensor('query'),
          c.tensor('key'),
          c.tensor('value'),
          c.tensorOrNone('attn_mask'),
          { grouped: c.bool('enable_gqa'), isCausal: c.bool('is_causal') },
        ),
    ),
  ),
  ...inFunctional(
    op(
      'multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False)',
      (c) => {
        const { output, weights } = multiHeadAttention(
          c.rt,
          c.tensor('query'),
          c.tensor('key'),
          c.tensor('value'),
          c.int('embed_dim_to_check'),
          {
            packed: c.bool('use_separate_proj_weight') ? null : c.tensorOrNone('in_proj_weight'),
            query: c.tensorOrNone('q_proj_weight'),
            key: c.tensorOrNone('k_proj_weight'),
            value: c.tensorOrNone('v_proj_weight'),
            bias: c.tensorOrNone('in_proj_bias'),
            keyBias: c.tensorOrNone('bias_k'),
            valueBias: c.tensorOrNone('bias_v'),
            out: c.tensor('out_proj_weight'),
            outBias: c.tensorOrNone('out_proj_bias'),
          },
          {
            heads: c.int('num_heads'),
            dropout: c.number('dropout_p') ?? 0,
            training: c.bool('training'),
            addZeroAttention: c.bool('add_zero_attn'),
            needWeights: c.bool('need_weights'),
            averageWeights: c.bool('average_attn_weights'),
            mask: c.tensorOrNone('attn_mask'),
            paddingMask: c.tensorOrNone('key_padding_mask'),
          },
        );
        return new PyTuple([output, weights]);
      },
    ),
  ),
];
