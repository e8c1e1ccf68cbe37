/** Core layers and activations. */
import { settled } from '../../python/runtime/native.ts';
import { PyDict } from '../../python/runtime/values.ts';
import { einsum } from '../../tensor/ops/einsum.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { embedding } from '../../tensor/ops/embedding.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { lastSize, positive, type LayerSpec } from '../layer.ts';
import { activate, checkActivation } from '../ops/activation.ts';
import { softmaxOf, unary } from '../ops/elementwise.ts';
import { emit } from '../record.ts';
import { sizesOf } from '../shapes.ts';
import type { SymbolicShape, Tensor } from '../tensor.ts';
import { addBias, KERNEL_OPTIONS, read, readOrNone } from './rows.ts';

const LORA = 'lora_rank=None, lora_alpha=None';

/** Adapters of low rank are not modelled: said rather than left out. */
function adapters(rank: number | null): { readonly unmodelled?: string } {
  return rank === null ? {} : { unmodelled: 'lora_rank: the adapters are not counted' };
}

/** The shapes of an EinsumDense's kernel and bias follow from its equation. */
interface EinsumShapes {
  readonly kernel: SymbolicShape;
  readonly bias: SymbolicShape | null;
}

function einsumShapes(
  equation: string,
  output: SymbolicShape,
  biasAxes: string | null,
  input: SymbolicShape,
): EinsumShapes {
  const [left = '', result = ''] = equation.replaceAll(' ', '').split('->');
  const [first = '', kernel = ''] = left.split(',');
  const sizes = new Map<string, number | null>();
  // Labels are counted from the end where an ellipsis or an open axis stands before them.
  const assign = (labels: string, shape: SymbolicShape): void => {
    const named = Array.from(labels.replaceAll('.', ''));
    const offset = labels.startsWith('...') ? shape.length - named.length : 0;
    named.forEach((label, i) => {
      const size = shape[i + offset] ?? null;
      if (size !== null || !sizes.has(label)) sizes.set(label, size);
    });
  };
  assign(first, input);
  const labels = result.replaceAll('.', '');
  // `output_shape` says nothing of the axes before it: the batch, and those of the ellipsis.
  const padded = [...new Array<null>(Math.max(labels.length - output.length, 0)).fill(null), ...output];
  Array.from(labels).forEach((label, i) => {
    const size = padded[i] ?? null;
    if (size !== null) sizes.set(label, size);
  });
  return {
    kernel: Array.from(kernel).map((label) => sizes.get(label) ?? null),
    bias:
      biasAxes === null
        ? null
        : Array.from(labels)
            .slice(Math.min(...Array.from(biasAxes).map((label) => labels.indexOf(label))))
            .map((label) => (biasAxes.includes(label) ? (sizes.get(label) ?? null) : 1)),
  };
}

export const CORE: readonly LayerSpec[] = [
  {
    signature: `Dense(units, activation=None, use_bias=True, ${KERNEL_OPTIONS}, ${LORA})`,
    rank: { min: 2 },
    check: (layer) => {
      positive(layer, 'units');
      checkActivation(layer);
    },
    build: (layer, [input]) => {
      layer.addWeight('kernel', [lastSize(layer, input), layer.int('units')]);
      addBias(layer, layer.int('units'));
    },
    call: ({ rt, layer, x }) => {
      const [kernel, bias] = [layer.weight('kernel'), layer.weightOrNone('bias')];
      const weight = { ...read(layer, kernel), shape: kernel.shape.toReversed() };
      const result = linear(x, weight, readOrNone(layer, bias));
      const dtype = floatResult(x.dtype, layer.computeDType);
      return activate(
        layer,
        emit(rt, 'addmm', result, [x, kernel, bias], dtype, adapters(layer.intOrNone('lora_rank'))),
      );
    },
  },
  {
    signature: `EinsumDense(equation, output_shape, activation=None, bias_axes=None, ${KERNEL_OPTIONS}, ${LORA})`,
    build: (layer, [input = []]) => {
      const output = sizesOf(layer.rt, layer.config.value('output_shape'));
      const biasAxes = layer.config.stringOrNone('bias_axes');
      const { kernel, bias } = einsumShapes(layer.string('equation'), output, biasAxes, input);
      layer.addWeight('kernel', kernel);
      if (bias !== null) layer.addWeight('bias', bias);
    },
    // `output_shape=(None, 64)` leaves an axis open that the input would tell.
    symbolicShape: (layer, inferred) => {
      const output = sizesOf(layer.rt, layer.config.value('output_shape'));
      return inferred.map((size, axis) => {
        const at = axis - (inferred.length - output.length);
        return at >= 0 && output[at] === null ? null : size;
      });
    },
    call: ({ rt, layer, x }) => {
      const [kernel, bias] = [layer.weight('kernel'), layer.weightOrNone('bias')];
      const result = einsum(layer.string('equation'), [x, read(layer, kernel)]);
      const product = emit(rt, 'einsum', { ...result, kind: 'dense' }, [x, kernel], x.dtype);
      if (bias === null) return activate(layer, product);
      const sum = elementwise('add', [product, read(layer, bias)], x.dtype);
      return activate(layer, emit(rt, 'add', sum, [product, bias], x.dtype));
    },
  },
  {
    signature:
      "Embedding(input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, " +
      `embeddings_constraint=None, mask_zero=False, weights=None, ${LORA})`,
    build: (layer) => {
      layer.addWeight('embeddings', [layer.int('input_dim'), layer.int('output_dim')]);
    },
    call: ({ rt, layer, x }) => {
      const table = layer.weight('embeddings');
      const result = embedding({ shape: x.shape, dtype: 'int32' }, read(layer, table));
      return emit(rt, 'embedding', result, [x, table], layer.computeDType);
    },
  },
  {
    signature:
      "ReversibleEmbedding(input_dim, output_dim, tie_weights=True, embeddings_initializer='uniform', " +
      'embeddings_regularizer=None, embeddings_constraint=None, mask_zero=False, reverse_dtype=None, logit_soft_cap=None)',
    base: 'Embedding',
    callSignature: 'call(inputs, reverse=False, training=None)',
    build: (layer) => {
      const [rows, width] = [layer.int('input_dim'), layer.int('output_dim')];
      layer.addWeight('embeddings', [rows, width]);
      if (!layer.bool('tie_weights')) layer.addWeight('reverse_embeddings', [width, rows]);
    },
    call: ({ rt, layer, x, args }) => {
      const table = layer.weight('embeddings');
      if (!args.bool('reverse')) {
        const result = embedding({ shape: x.shape, dtype: 'int32' }, read(layer, table));
        return emit(rt, 'embedding', result, [x, table], layer.computeDType);
      }
      const kernel = layer.weightOrNone('reverse_embeddings') ?? table;
      const weight = { shape: table.shape, dtype: layer.computeDType };
      return emit(rt, 'mm', linear(x, weight, null), [x, kernel], x.dtype);
    },
  },
  {
    signature: 'Activation(activation)',
    check: (layer) => checkActivation(layer),
    // Also of an activation that halves an axis.
    declares: (_layer, [input]) => input ?? null,
    call: ({ layer, x }) => activate(layer, x),
  },
  {
    signature: 'Lambda(function, output_shape=None, mask=None, arguments=None)',
    callSignature: 'call(inputs, mask=None, training=None)',
    call: ({ rt, layer, args }) => {
      const given = layer.config.known('arguments');
      const keywords =
        given instanceof PyDict
          ? [...given.entries].flatMap(([key, value]) =>
              typeof key === 'string' ? [[key, value] as const] : [],
            )
          : [];
      return rt.call(layer.config.value('function'), [args.value('inputs')], new Map(keywords));
    },
  },
  {
    signature: 'Masking(mask_value=0.0)',
    call: ({ rt, x }) => emit(rt, 'mul', elementwise('mul', [x]), [x], x.dtype),
  },
  { signature: 'Identity()', call: ({ args }) => args.value('inputs') },
  {
    signature: 'ReLU(max_value=None, negative_slope=0.0, threshold=0.0)',
    call: ({ rt, layer, x }) => unary(rt, layer.number('negative_slope') === 0 ? 'relu' : 'leaky_relu', x),
  },
  { signature: 'LeakyReLU(negative_slope=0.3, alpha=None)', call: ({ rt, x }) => unary(rt, 'leaky_relu', x) },
  {
    signature:
      "PReLU(alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None)",
    build: (layer, [input = []]) => {
      const shared = layer.has('shared_axes') ? layer.ints('shared_axes') : [];
      const shape = input.slice(1).map((size, axis) => (shared.includes(axis + 1) ? 1 : size));
      layer.addWeight('alpha', shape);
    },
    call: ({ rt, layer, x }) => {
      const alpha = layer.weight('alpha');
      return emit(rt, 'prelu', elementwise('prelu', [x, read(layer, alpha)]), [x, alpha], x.dtype);
    },
  },
  { signature: 'ELU(alpha=1.0)', call: ({ rt, x }) => unary(rt, 'elu', x) },
  { signature: 'ThresholdedReLU(theta=1.0)', call: ({ rt, x }) => unary(rt, 'threshold', x) },
  {
    signature: 'Softmax(axis=-1)',
    callSignature: 'call(inputs, mask=None, training=None)',
    call: ({ rt, layer, x }) => softmaxOf(rt, 'softmax', x, layer.ints('axis')),
  },
  { signature: 'ActivityRegularization(l1=0.0, l2=0.0)', call: ({ x }) => x },
  ...[
    'Dropout(rate, noise_shape=None, seed=None)',
    'AlphaDropout(rate, noise_shape=None, seed=None)',
    'GaussianDropout(rate, seed=None)',
    'SpatialDropout1D(rate, seed=None)',
    'SpatialDropout2D(rate, data_format=None, seed=None)',
    'SpatialDropout3D(rate, data_format=None, seed=None)',
  ].map(dropout),
  {
    signature: 'GaussianNoise(stddev, seed=None)',
    call: ({ rt, x, training }) =>
      training ? emit(rt, 'normal', elementwise('dropout', [x]), [x], x.dtype) : x,
  },
];

/** Active in training only; at a rate of zero it does nothing. */
function dropout(signature: string): LayerSpec {
  const axes = /(\d)D\(/.exec(signature)?.[1];
  return {
    signature,
    ...(axes === undefined ? {} : { rank: Number(axes) + 2 }),
    check: (layer) => {
      const rate = settled(layer.config.value('rate'));
      if (rate !== null && (layer.number('rate') < 0 || layer.number('rate') > 1)) {
        throw layer.invalid(
          'Invalid value received for argument `rate`. Expected a float value between 0 and 1.',
        );
      }
    },
    call: ({ rt, layer, x, training }): Tensor => {
      if (!training || layer.number('rate') === 0) return x;
      return emit(rt, 'native_dropout', elementwise('dropout', [x]), [x], x.dtype);
    },
  };
}
