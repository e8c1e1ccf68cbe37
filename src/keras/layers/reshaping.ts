/** Layers that move, cut, repeat and join. */
import { isSequence, settled } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { interpolation } from '../../tensor/ops/interpolation.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { elementCount, ShapeError } from '../../tensor/shape.ts';
import { positive, type Layer, type LayerCall, type LayerSpec } from '../layer.ts';
import { binary } from '../ops/elementwise.ts';
import { interpolationMode, resize } from '../ops/image.ts';
import { matmulOf } from '../ops/matmul.ts';
import { concatenate, expandDims, pad, permute, repeat, reshape } from '../ops/shaping.ts';
import { emit } from '../record.ts';
import { sizesOf } from '../shapes.ts';
import type { Tensor } from '../tensor.ts';

type Pair = readonly [number, number];

/** `1`, `(1, 2)` or `((1, 2), (3, 4))`: what comes before and after each spatial axis. */
function pairs(layer: Layer, name: string, axes: number): readonly Pair[] {
  const value = settled(layer.config.value(name));
  const both = (size: number): Pair => [size, size];
  if (!isSequence(value)) return new Array<Pair>(axes).fill(both(layer.int(name)));
  const items = value.items.map((item) => sizesOf(layer.rt, item).map((size) => size ?? 0));
  if (axes === 1) return [[items[0]?.[0] ?? 0, items[1]?.[0] ?? 0]];
  if (items.length !== axes) throw layer.invalid(`\`${name}\` should have ${axes} elements.`);
  return items.map(([before = 0, after = before]): Pair => [before, after]);
}

/** Places of the spatial axes, without the batch and the channels. */
function spatialAxes(layer: Layer, axes: number, hasFormat = true): readonly number[] {
  const first = hasFormat && layer.channelsFirst ? 2 : 1;
  return Array.from({ length: axes }, (_, i) => first + i);
}

function zeroPadding(axes: number): LayerSpec {
  return {
    signature: `ZeroPadding${axes}D(padding=1, data_format=None)`,
    rank: axes + 2,
    call: ({ rt, layer, x }) => {
      const amounts = pairs(layer, 'padding', axes);
      const places = spatialAxes(layer, axes);
      return pad(
        rt,
        x,
        x.shape.map((_, axis) => amounts[places.indexOf(axis)] ?? [0, 0]),
      );
    },
  };
}

function cropping(axes: number): LayerSpec {
  return {
    signature: `Cropping${axes}D(cropping=${axes === 2 ? 0 : 1}${axes === 1 ? '' : ', data_format=None'})`,
    rank: axes + 2,
    call: ({ rt, layer, x }) => {
      const amounts = pairs(layer, 'cropping', axes);
      const places = spatialAxes(layer, axes, axes > 1);
      const shape = x.shape.map((size, axis) => {
        const [before, after] = amounts[places.indexOf(axis)] ?? [0, 0];
        return size - before - after;
      });
      if (shape.some((size) => size <= 0)) {
        throw layer.invalid(
          'Values in `cropping` argument should be smaller than the corresponding spatial dimension of the input.',
        );
      }
      const output = { shape, dtype: x.dtype };
      return emit(rt, 'slice', copyResult([output], [output]), [x], x.dtype);
    },
  };
}

const UPSAMPLING: readonly LayerSpec[] = [
  {
    signature: 'UpSampling1D(size=2)',
    rank: 3,
    call: ({ rt, layer, x }) => repeat(rt, x, layer.int('size'), 1),
  },
  {
    signature: "UpSampling2D(size=2, data_format=None, interpolation='nearest')",
    rank: 4,
    call: ({ rt, layer, x }) => {
      const factors = layer.perAxis('size', 2);
      const size = spatialAxes(layer, 2).map((axis, i) => (x.shape[axis] ?? 1) * (factors[i] ?? 1));
      return resize(rt, x, size, interpolationMode(layer.string('interpolation')), layer.channelsFirst);
    },
  },
  {
    signature: 'UpSampling3D(size=2, data_format=None)',
    rank: 5,
    call: ({ rt, layer, x }) => {
      const factors = layer.perAxis('size', 3);
      const places = spatialAxes(layer, 3);
      const shape = x.shape.map((size, axis) => size * (factors[places.indexOf(axis)] ?? 1));
      const flat = interpolation(
        { shape: [1, elementCount(x.shape)], dtype: x.dtype },
        [elementCount(shape)],
        'nearest',
      );
      return emit(rt, 'repeat_interleave', { ...flat, outputs: [shape] }, [x], x.dtype);
    },
  },
];

/** The tensors of a merging layer, brought to one rank: further axes come after the batch. */
function merged({ rt, layer, inputs, args }: LayerCall): readonly Tensor[] {
  if (!isSequence(args.value('inputs'))) {
    throw layer.invalid('A merge layer should be called on a list of inputs.');
  }
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map((x) => {
    let y = x;
    while (y.shape.length < rank) y = expandDims(rt, y, 1);
    return y;
  });
}

function merging(name: string, operation: string, finish?: (rt: Runtime, x: Tensor) => Tensor): LayerSpec {
  return {
    signature: `${name}()`,
    call: (call) => {
      const tensors = merged(call);
      if (name === 'Subtract' && tensors.length !== 2) {
        throw call.layer.invalid('A `Subtract` layer should be called on exactly 2 inputs.');
      }
      const result = tensors.reduce((x, y) => binary(call.rt, operation, x, y));
      return finish?.(call.rt, result) ?? result;
    },
  };
}

/** Every element divided by one number, or by one for its row. */
function divided(rt: Runtime, x: Tensor): Tensor {
  return emit(rt, 'div', elementwise('div', [x]), [x], x.dtype);
}

export const RESHAPING: readonly LayerSpec[] = [
  {
    signature: 'Flatten(data_format=None)',
    call: ({ rt, x }) => {
      const [batch = 1, ...others] = x.shape;
      return reshape(rt, x, [batch, elementCount(others)]);
    },
  },
  {
    signature: 'Reshape(target_shape)',
    call: ({ rt, layer, x }) => {
      const target = sizesOf(rt, layer.config.value('target_shape')).map((size) => size ?? -1);
      return reshape(rt, x, [x.shape[0] ?? 1, ...target]);
    },
  },
  {
    signature: 'Permute(dims)',
    check: (layer) => {
      const dims = layer.ints('dims');
      const isOrder = dims.toSorted((a, b) => a - b).every((axis, i) => axis === i + 1);
      if (!isOrder) throw layer.invalid('Invalid permutation argument `dims` for Permute Layer.');
    },
    call: ({ rt, layer, x }) => {
      const order = [0, ...layer.ints('dims')];
      if (order.length !== x.shape.length) {
        throw new ShapeError(`Permute: ${x.shape.length} axes, but ${order.length - 1} dims`);
      }
      return permute(rt, x, order);
    },
  },
  {
    signature: 'RepeatVector(n)',
    rank: 2,
    check: (layer) => positive(layer, 'n'),
    call: ({ rt, layer, x }) => repeat(rt, expandDims(rt, x, 1), layer.int('n'), 1),
  },
  ...[1, 2, 3].flatMap((axes) => [zeroPadding(axes), cropping(axes)]),
  ...UPSAMPLING,
  merging('Add', 'add'),
  merging('Subtract', 'subtract'),
  merging('Multiply', 'multiply'),
  merging('Maximum', 'maximum'),
  merging('Minimum', 'minimum'),
  merging('Average', 'add', divided),
  {
    signature: 'Concatenate(axis=-1)',
    call: (call) => {
      if (!isSequence(call.args.value('inputs'))) {
        throw call.layer.invalid('A `Concatenate` layer should be called on a list of at least 1 input.');
      }
      return concatenate(call.rt, call.inputs, call.layer.int('axis'));
    },
  },
  {
    signature: 'Dot(axes, normalize=False)',
    call: ({ rt, layer, inputs, args }) => {
      const [a, b] = inputs;
      if (!isSequence(args.value('inputs')) || a === undefined || b === undefined || inputs.length !== 2) {
        throw layer.invalid('A `Dot` layer should be called on a list of 2 inputs.');
      }
      const [axisA = -1, axisB = axisA] = layer.ints('axes');
      const [x, y] = layer.bool('normalize') ? [divided(rt, a), divided(rt, b)] : [a, b];
      return batchDot(rt, x, y, axisA, axisB);
    },
  },
];

/** A product per sample: the contracted axes and the batch leave, what has no axes left keeps one. */
function batchDot(rt: Runtime, a: Tensor, b: Tensor, axisA: number, axisB: number): Tensor {
  if (axisA >= a.shape.length || axisB >= b.shape.length) {
    throw rt.error('IndexError', 'tuple index out of range');
  }
  const [i, j] = [axisA < 0 ? axisA + a.shape.length : axisA, axisB < 0 ? axisB + b.shape.length : axisB];
  if (a.shape[i] !== b.shape[j]) throw new ShapeError(`Dot: the axes ${i} and ${j} differ in size`);
  const left = a.shape.filter((_, axis) => axis !== 0 && axis !== i);
  const right = b.shape.filter((_, axis) => axis !== 0 && axis !== j);
  const batch = a.shape[0] ?? 1;
  const inner = a.shape[i] ?? 1;
  const flatA = reshape(rt, a, [batch, -1, inner]);
  const flatB = reshape(rt, b, [batch, inner, -1]);
  const product = matmulOf(rt, flatA, flatB);
  const rest = [...left, ...right];
  return reshape(rt, product, [batch, ...(rest.length === 0 ? [1] : rest)]);
}
