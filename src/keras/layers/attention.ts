/** Attention: with projections (multi-head, grouped-query) and without. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { scaledDotProductAttention } from '../../tensor/ops/attention.ts';
import { einsum } from '../../tensor/ops/einsum.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { lastSize, type Layer, type LayerCall, type LayerSpec } from '../layer.ts';
import { binary, softmaxOf, unary } from '../ops/elementwise.ts';
import { matmulOf } from '../ops/matmul.ts';
import { reduce } from '../ops/reductions.ts';
import { expandDims, permute, repeat } from '../ops/shaping.ts';
import { emit } from '../record.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { Tensor, type SymbolicShape } from '../tensor.ts';
import { buildInner, callOn, createLayer, tensorResult } from '../wrapping.ts';
import { KERNEL_OPTIONS } from './rows.ts';

const CALL =
  'call(query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None, ' +
  'return_attention_scores=False, training=None, use_causal_mask=False)';

/** Letters for some axes, from the given one on. */
function letters(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(97 + from + i)).join('');
}

/** Keras' `_build_proj_equation`: free axes are kept, bound ones contracted with the kernel. */
function projection(
  free: number,
  bound: number,
  output: number,
): { equation: string; biasAxes: string; rank: number } {
  const kept = letters(0, free);
  const contracted = letters(free, bound);
  const added = letters(free + bound, output);
  return {
    equation: `${kept}${contracted},${contracted}${added}->${kept}${added}`,
    biasAxes: added,
    rank: free + output,
  };
}

function addProjection(
  layer: Layer,
  attribute: string,
  name: string,
  shape: SymbolicShape,
  bound: number,
  output: readonly number[],
): void {
  const { equation, biasAxes, rank } = projection(shape.length - bound, bound, output.length);
  const open = new Array<Value>(rank - 1 - output.length).fill(null);
  layer.addInner(
    attribute,
    createLayer(layer.rt, 'EinsumDense', {
      equation,
      output_shape: new PyTuple([...open, ...output]),
      bias_axes: layer.bool('use_bias') ? biasAxes : null,
      name,
    }),
  );
  buildInner(layer, attribute, shape);
}

function addSoftmaxAndDropout(layer: Layer): void {
  layer.addInner('_softmax', createLayer(layer.rt, 'Softmax', { axis: -1 }));
  layer.addInner('_dropout_layer', createLayer(layer.rt, 'Dropout', { rate: layer.config.value('dropout') }));
}

/** The mask as an operand, where there is one: attention masks and the causal one. */
function maskOf({ rt, args }: LayerCall, query: Tensor, source: Tensor): Tensor | null {
  const given = args.value('attention_mask');
  if (given instanceof Unknown || given === null) {
    if (!args.bool('use_causal_mask')) return null;
    const shape = [1, query.shape[1] ?? 1, source.shape[1] ?? 1];
    return emit(rt, 'tril', elementwise('ge', [{ shape, dtype: 'bool' }], 'bool'), [], 'bool', {
      detached: true,
    });
  }
  return typeof given === 'object' && given.kind === 'host' && 'shape' in given ? (given as Tensor) : null;
}

interface Projected {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
}

/** Attention of `[batch, …length, heads, width]`; the fused kernel where Keras takes it. */
function attend(call: LayerCall, { q, k, v }: Projected): readonly [Tensor, Tensor | null] {
  const { rt, layer, args, training } = call;
  const wantsScores = args.bool('return_attention_scores');
  const mask = maskOf(call, q, k);
  const rate = layer.number('dropout');
  if (rate === 0 && !wantsScores && q.shape.length === 4) {
    const heads = (x: Tensor): Tensor => permute(rt, x, [0, 2, 1, 3]);
    const operands = [heads(q), heads(k), heads(v)] as const;
    const maskOperand = mask === null ? null : { shape: mask.shape.slice(-2), dtype: mask.dtype };
    const result = scaledDotProductAttention(...operands, maskOperand, true);
    const output = emit(rt, 'scaled_dot_product_attention', result, [...operands, mask], q.dtype);
    return [heads(output), null];
  }
  const [scoring, combining] = equations(layer, q.shape.length);
  const scaled = emit(rt, 'mul', elementwise('mul', [q]), [q], q.dtype);
  const scores = product(rt, scoring, k, scaled);
  const masked =
    mask === null ? scores : emit(rt, 'where', elementwise('where', [scores]), [scores, mask], scores.dtype);
  const weights = tensorResult(layer, callOn(layer, '_softmax', [masked]));
  const dropped =
    rate > 0
      ? tensorResult(layer, callOn(layer, '_dropout_layer', [weights], new Map([['training', training]])))
      : weights;
  return [product(rt, combining, dropped, v), weights];
}

function product(rt: Runtime, equation: string, a: Tensor, b: Tensor): Tensor {
  return emit(rt, 'einsum', { ...einsum(equation, [a, b]), kind: 'attention' }, [a, b], a.dtype);
}

/**
 * Keras' `_build_attention_equation`: batch axes and heads in front of the axes that are attended over, of
 * target and source.
 */
function equations(layer: Layer, rank: number): readonly [string, string] {
  const given = layer.object.attrs.get('attention_axes') ?? null;
  const axes =
    given === null
      ? Array.from({ length: rank - 3 }, (_, i) => i + 1)
      : layer.ints('attention_axes').map((axis) => (axis < 0 ? axis + rank - 1 : axis));
  const target = letters(0, rank);
  const batch = Array.from(target).filter((_, axis) => !axes.includes(axis) && axis !== rank - 1);
  let next = rank;
  const source = Array.from(target).map((label, axis) => {
    const isShared = axis === rank - 1 || batch.includes(label);
    return isShared ? label : letters(next++, 1);
  });
  const scores = [
    ...batch,
    ...axes.map((axis) => target[axis] ?? ''),
    ...axes.map((axis) => source[axis] ?? ''),
  ].join('');
  const from = source.join('');
  return [`${from},${target}->${scores}`, `${scores},${from}->${target}`];
}

function projections(layer: Layer, args: LayerCall['args'], query: Tensor): Projected {
  const value = args.value('value');
  const key = args.value('key') ?? value;
  const of = (name: string, x: Value): Tensor => tensorResult(layer, callOn(layer, name, [x]));
  return { q: of('_query_dense', query), k: of('_key_dense', key), v: of('_value_dense', value) };
}

function finish(call: LayerCall, attended: Tensor, scores: Tensor | null): Value {
  const output = callOn(call.layer, '_output_dense', [attended]);
  return call.args.bool('return_attention_scores') ? new PyTuple([output, scores]) : output;
}

/** `MultiHeadAttention._compute_attention`: of what is projected already; the scores beside what they weigh. */
function computeAttention(call: LayerCall): Value {
  const { args, x: q } = call;
  const [k, v] = [args.value('key'), args.value('value')];
  if (!(k instanceof Tensor) || !(v instanceof Tensor)) {
    throw new UnknownInput(call.rt.unknown('what attention looks at'));
  }
  const [output, scores] = attend(call, { q, k, v });
  return new PyTuple([output, scores]);
}

/** Query, value and key of a layer that is called on a list of two or three. */
function parts({ layer, inputs }: LayerCall): Projected {
  const [q, v, k = v] = inputs;
  if (q === undefined || v === undefined || k === undefined) {
    throw layer.invalid(
      'It must be called on a list of inputs, namely [query, value] or [query, value, key].',
    );
  }
  return { q, k, v };
}

const LIST_CALL =
  'call(inputs, mask=None, training=None, return_attention_scores=False, use_causal_mask=False)';

function applyScores({ rt, args, layer, training }: LayerCall, scores: Tensor, v: Tensor): Value {
  const masked = args.bool('use_causal_mask')
    ? emit(rt, 'sub', elementwise('sub', [scores]), [scores], scores.dtype)
    : scores;
  const soft = softmaxOf(rt, 'softmax', masked, [-1]);
  const drops = training && layer.number('dropout') > 0;
  const weights = drops
    ? emit(rt, 'native_dropout', elementwise('dropout', [soft]), [soft], soft.dtype)
    : soft;
  const output = matmulOf(rt, weights, v);
  return args.bool('return_attention_scores') ? new PyTuple([output, weights]) : output;
}

/** Σ tanh(q + k) over the features, with an optional scale. */
function additiveScores(rt: Runtime, q: Tensor, k: Tensor, scale: Tensor | null): Tensor {
  const sum = unary(rt, 'tanh', binary(rt, 'add', expandDims(rt, q, -2), expandDims(rt, k, -3)));
  return reduce(rt, 'sum', scale === null ? sum : binary(rt, 'multiply', sum, scale), [-1], false);
}

export const ATTENTION: readonly LayerSpec[] = [
  {
    signature:
      'MultiHeadAttention(num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, ' +
      `attention_axes=None, flash_attention=None, ${KERNEL_OPTIONS}, seed=None)`,
    callSignature: CALL,
    builtFrom: ['query', 'value', 'key'],
    build: (layer, [query = [], value = [], key = value]) => {
      const [heads, width] = [layer.int('num_heads'), layer.int('key_dim')];
      const valueWidth = layer.intOrNone('value_dim') ?? width;
      addProjection(layer, '_query_dense', 'query', query, 1, [heads, width]);
      addProjection(layer, '_key_dense', 'key', key, 1, [heads, width]);
      addProjection(layer, '_value_dense', 'value', value, 1, [heads, valueWidth]);
      addSoftmaxAndDropout(layer);
      const output = layer.has('output_shape') ? layer.ints('output_shape') : [lastSize(layer, query)];
      addProjection(
        layer,
        '_output_dense',
        'attention_output',
        [...query.slice(0, -1), heads, valueWidth],
        2,
        output,
      );
    },
    call: (call) => {
      const [attended, scores] = attend(call, projections(call.layer, call.args, call.x));
      return finish(call, attended, scores);
    },
    methods: [
      [
        '_compute_attention(query, key, value, attention_mask=None, training=None, return_attention_scores=False, ' +
          'use_causal_mask=False)',
        computeAttention,
      ],
    ],
  },
  {
    signature:
      'GroupedQueryAttention(head_dim, num_query_heads, num_key_value_heads, dropout=0.0, use_bias=True, ' +
      `flash_attention=None, ${KERNEL_OPTIONS}, seed=None)`,
    aliases: ['GroupQueryAttention'],
    callSignature: CALL,
    builtFrom: ['query', 'value', 'key'],
    check: (layer) => {
      if (layer.int('num_query_heads') % layer.int('num_key_value_heads') !== 0) {
        throw layer.invalid('`num_query_heads` must be divisible by `num_key_value_heads`.');
      }
    },
    build: (layer, [query = [], value = [], key = value]) => {
      const width = layer.int('head_dim');
      const [queries, shared] = [layer.int('num_query_heads'), layer.int('num_key_value_heads')];
      addProjection(layer, '_query_dense', 'query', query, 1, [queries, width]);
      addProjection(layer, '_key_dense', 'key', key, 1, [shared, width]);
      addProjection(layer, '_value_dense', 'value', value, 1, [shared, width]);
      addSoftmaxAndDropout(layer);
      const output = [lastSize(layer, query)];
      addProjection(
        layer,
        '_output_dense',
        'attention_output',
        [...query.slice(0, -1), queries, width],
        2,
        output,
      );
    },
    // Keras declares no scores, whether they are returned or not.
    declares: (_layer, [query]) => query ?? null,
    call: (call) => {
      const { rt, layer } = call;
      const { q, k, v } = projections(layer, call.args, call.x);
      const times = layer.int('num_query_heads') / layer.int('num_key_value_heads');
      const spread = (x: Tensor): Tensor => (times === 1 ? x : repeat(rt, x, times, 2));
      const [attended, scores] = attend(call, { q, k: spread(k), v: spread(v) });
      return finish(call, attended, scores);
    },
  },
  {
    signature: "Attention(use_scale=False, score_mode='dot', dropout=0.0, seed=None)",
    callSignature: LIST_CALL,
    build: (layer) => {
      if (layer.bool('use_scale')) layer.addWeight('scale', []);
      if (layer.string('score_mode') === 'concat') layer.addWeight('concat_score_weight', []);
    },
    call: (call) => {
      const { rt, layer } = call;
      const { q, k, v } = parts(call);
      const scale = layer.weightOrNone('scale');
      if (layer.string('score_mode') === 'concat') {
        const weight = layer.weight('concat_score_weight');
        return applyScores(call, binary(rt, 'multiply', additiveScores(rt, q, k, scale), weight), v);
      }
      const scores = matmulOf(rt, q, permute(rt, k, [0, 2, 1]));
      return applyScores(call, scale === null ? scores : binary(rt, 'multiply', scores, scale), v);
    },
  },
  {
    signature: 'AdditiveAttention(use_scale=True, dropout=0.0, seed=None)',
    base: 'Attention',
    callSignature: LIST_CALL,
    build: (layer, [query]) => {
      if (layer.bool('use_scale')) layer.addWeight('scale', [lastSize(layer, query)]);
    },
    call: (call) => {
      const { q, k, v } = parts(call);
      return applyScores(call, additiveScores(call.rt, q, k, call.layer.weightOrNone('scale')), v);
    },
  },
];
