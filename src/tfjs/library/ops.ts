/**
 * Operations of `tf`, each by the operation of Keras that does the same. Most take the same arguments in the same order;
 * for the others a function says which goes where.
 */
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { operation } from '../../keras/ops/table.ts';
import { stateOf } from '../../keras/state.ts';
import { KerasTensor, Tensor, Variable } from '../../keras/tensor.ts';
import type { ScriptRuntime } from '../script/api.ts';
import { scriptFunction, scriptMethod, type ScriptBody, type ScriptCall } from '../script/native.ts';
import { isNullish } from '../script/values.ts';
import { asTensor } from './values.ts';

type Keywords = Readonly<Record<string, Value>>;

export function runOperation(
  js: ScriptRuntime,
  name: string,
  positional: readonly Value[],
  keywords: Keywords = {},
): Value {
  return js.rt.call(operation(name), positional, new Map(Object.entries(keywords)));
}

/** How one operation is called: on `this` and the arguments, as one list. */
type Mapping = (js: ScriptRuntime, args: readonly Value[]) => Value;

const at = (args: readonly Value[], index: number, otherwise: Value = null): Value => {
  const value = args[index];
  return value === undefined || isNullish(value) ? otherwise : value;
};

/** The first `tensors` arguments are tensors; the rest goes on as it is. */
const direct =
  (name: string, tensors = 1): Mapping =>
  (js, args) => {
    const given = args.map((arg, i) => (i < tensors ? asTensor(js, arg) : isNullish(arg) ? null : arg));
    while (given.length > tensors && given.at(-1) === null) given.pop();
    return runOperation(js, name, given);
  };

/** `op(x, …)` without further arguments. */
const unary =
  (name: string): Mapping =>
  (js, args) =>
    runOperation(js, name, [asTensor(js, at(args, 0))]);

const binary =
  (name: string): Mapping =>
  (js, args) =>
    runOperation(js, name, [asTensor(js, at(args, 0)), asTensor(js, at(args, 1))]);

const reduction =
  (name: string): Mapping =>
  (js, args) =>
    runOperation(js, name, [asTensor(js, at(args, 0))], { axis: at(args, 1), keepdims: at(args, 2, false) });

/** `argMax(x, axis = 0)`. */
const overAxis =
  (name: string, otherwise: Value): Mapping =>
  (js, args) =>
    runOperation(js, name, [asTensor(js, at(args, 0))], { axis: at(args, 1, otherwise) });

/** An array of tensors, or the tensors as the arguments. */
function tensorList(js: ScriptRuntime, value: Value): Value {
  if (!(value instanceof PyList)) return value;
  return new PyList(value.items.map((item) => asTensor(js, item)));
}

const pooling =
  (name: string): Mapping =>
  (js, args) =>
    runOperation(js, name, [at(args, 0), at(args, 1)], {
      strides: at(args, 2),
      padding: padding(js, at(args, 3)),
    });

/** `'same'`, `'valid'`, or numbers, of which only 0 is told by a name. */
function padding(js: ScriptRuntime, value: Value): Value {
  if (value === 0) return 'valid';
  return typeof value === 'string' || value instanceof Unknown ? value : js.unknown('padding by numbers');
}

const format = (value: Value): Value =>
  typeof value === 'string' && value.startsWith('NC') ? 'channels_first' : 'channels_last';

const convolution =
  (name: string): Mapping =>
  (js, args) =>
    runOperation(js, name, [at(args, 0), at(args, 1)], {
      strides: at(args, 2, 1),
      padding: padding(js, at(args, 3, 'valid')),
      data_format: format(at(args, 4)),
      dilation_rate: at(args, 5, 1),
    });

/** `slice(x, begin, size)`: a size that is left out or -1 goes to the end. */
const slice: Mapping = (js, args) => {
  const x = at(args, 0);
  if (x instanceof Unknown) return x;
  if (!(x instanceof Tensor || x instanceof KerasTensor)) return js.unknown('slice of no tensor');
  const list = (value: Value): readonly Value[] => {
    const elements = value === null ? [] : typeof value === 'number' ? [value] : js.elements(value);
    return elements instanceof Unknown ? [elements] : elements;
  };
  const [begin, size] = [list(at(args, 1)), list(at(args, 2))];
  const lost = [...begin, ...size].find((value) => value instanceof Unknown);
  if (lost instanceof Unknown) return lost;
  const shape: number[] = x.shape.map((extent, axis) => {
    const from = Number(begin[axis] ?? 0);
    const wanted = Number(size[axis] ?? -1);
    return wanted === -1 ? (extent ?? 1) - from : wanted;
  });
  const starts = x.shape.map((_, axis) => Number(begin[axis] ?? 0));
  return runOperation(js, 'slice', [x, new PyTuple(starts), new PyTuple(shape)]);
};

/** `split(x, numOrSizes, axis = 0)`. */
const split: Mapping = (js, args) => {
  const parts = at(args, 1);
  const axis = at(args, 2, 0);
  return parts instanceof PyList
    ? runOperation(js, 'split_sizes', [at(args, 0), parts], { axis })
    : runOperation(js, 'split', [at(args, 0), parts], { axis });
};

const OPERATIONS: Readonly<Record<string, Mapping>> = {
  ...Object.fromEntries(
    Object.entries({
      add: 'add',
      sub: 'subtract',
      mul: 'multiply',
      div: 'divide',
      divNoNan: 'divide',
      floorDiv: 'floor_divide',
      mod: 'mod',
      pow: 'power',
      maximum: 'maximum',
      minimum: 'minimum',
      equal: 'equal',
      notEqual: 'not_equal',
      less: 'less',
      lessEqual: 'less_equal',
      greater: 'greater',
      greaterEqual: 'greater_equal',
      logicalAnd: 'logical_and',
      logicalOr: 'logical_or',
      logicalXor: 'logical_xor',
      outerProduct: 'outer',
      dot: 'dot',
    }).map(([name, keras]) => [name, binary(keras)]),
  ),
  ...Object.fromEntries(
    Object.entries({
      abs: 'abs',
      neg: 'negative',
      exp: 'exp',
      expm1: 'expm1',
      log: 'log',
      log1p: 'log1p',
      sqrt: 'sqrt',
      rsqrt: 'rsqrt',
      square: 'square',
      reciprocal: 'reciprocal',
      sign: 'sign',
      floor: 'floor',
      ceil: 'ceil',
      round: 'round',
      sin: 'sin',
      cos: 'cos',
      tan: 'tan',
      tanh: 'tanh',
      sinh: 'sinh',
      cosh: 'cosh',
      asin: 'arcsin',
      acos: 'arccos',
      atan: 'arctan',
      erf: 'erf',
      sigmoid: 'sigmoid',
      logSigmoid: 'log_sigmoid',
      relu: 'relu',
      relu6: 'relu6',
      elu: 'elu',
      selu: 'selu',
      softplus: 'softplus',
      leakyRelu: 'leaky_relu',
      step: 'sign',
      logicalNot: 'logical_not',
      isNaN: 'isnan',
      isFinite: 'isfinite',
      isInf: 'isinf',
      clone: 'copy',
      identity: 'identity',
      onesLike: 'ones_like',
      zerosLike: 'zeros_like',
      flatten: 'ravel',
    }).map(([name, keras]) => [name, unary(keras)]),
  ),
  ...Object.fromEntries(
    Object.entries({
      sum: 'sum',
      mean: 'mean',
      max: 'max',
      min: 'min',
      prod: 'prod',
      all: 'all',
      any: 'any',
      logSumExp: 'logsumexp',
    }).map(([name, keras]) => [name, reduction(keras)]),
  ),
  squaredDifference: (js, args) => runOperation(js, 'square', [binary('subtract')(js, args)]),
  prelu: (js, args) => runOperation(js, 'leaky_relu', [at(args, 0)]),
  argMax: overAxis('argmax', 0),
  argMin: overAxis('argmin', 0),
  softmax: overAxis('softmax', -1),
  logSoftmax: overAxis('log_softmax', -1),
  expandDims: overAxis('expand_dims', 0),
  squeeze: overAxis('squeeze', null),
  cumsum: overAxis('cumsum', 0),
  reverse: overAxis('flip', null),
  unstack: overAxis('unstack', 0),
  matMul: (js, args) =>
    runOperation(js, 'matmul', [asTensor(js, at(args, 0)), asTensor(js, at(args, 1))], {
      transpose_a: at(args, 2, false),
      transpose_b: at(args, 3, false),
    }),
  norm: (js, args) =>
    runOperation(js, 'norm', [at(args, 0)], { axis: at(args, 2), keepdims: at(args, 3, false) }),
  moments: (js, args) => {
    const x = at(args, 0);
    const all = x instanceof Tensor ? new PyTuple(x.shape.map((_, axis) => axis)) : null;
    const keepdims = at(args, 2, false);
    const result = runOperation(js, 'moments', [x, at(args, 1, all)], { keepdims });
    if (!(result instanceof PyTuple || result instanceof PyList)) return result;
    const [mean = null, variance = null] = result.items;
    return js.object([
      ['mean', mean],
      ['variance', variance],
    ]);
  },
  reshape: direct('reshape'),
  transpose: direct('transpose'),
  tile: direct('tile'),
  broadcastTo: direct('broadcast_to'),
  clipByValue: direct('clip'),
  where: direct('where', 3),
  cast: direct('cast'),
  einsum: (js, args) => runOperation(js, 'einsum', args),
  pad: (js, args) => runOperation(js, 'pad', [at(args, 0), at(args, 1)]),
  concat: (js, args) =>
    runOperation(js, 'concatenate', [tensorList(js, at(args, 0))], { axis: at(args, 1, 0) }),
  stack: (js, args) => runOperation(js, 'stack', [tensorList(js, at(args, 0))], { axis: at(args, 1, 0) }),
  gather: (js, args) =>
    runOperation(js, 'take', [asTensor(js, at(args, 0)), asTensor(js, at(args, 1))], {
      axis: at(args, 2, 0),
    }),
  oneHot: (js, args) =>
    runOperation(js, 'one_hot', [asTensor(js, at(args, 0)), at(args, 1)], { dtype: at(args, 4, 'int32') }),
  slice,
  split,
  topk: (js, args) => {
    const result = runOperation(js, 'top_k', [at(args, 0), at(args, 1, 1)]);
    if (!(result instanceof PyTuple || result instanceof PyList)) return result;
    return js.object([
      ['values', result.items[0] ?? null],
      ['indices', result.items[1] ?? null],
    ]);
  },
  conv1d: (js, args) =>
    runOperation(js, 'conv', [at(args, 0), at(args, 1)], {
      strides: at(args, 2, 1),
      padding: padding(js, at(args, 3, 'valid')),
      dilation_rate: at(args, 5, 1),
    }),
  conv2d: convolution('conv'),
  conv3d: convolution('conv'),
  depthwiseConv2d: convolution('depthwise_conv'),
  separableConv2d: (js, args) =>
    runOperation(js, 'separable_conv', [at(args, 0), at(args, 1), at(args, 2)], {
      strides: at(args, 3, 1),
      padding: padding(js, at(args, 4, 'valid')),
    }),
  maxPool: pooling('max_pool'),
  avgPool: pooling('average_pool'),
  addN: (js, args) => {
    const list = js.elements(at(args, 0));
    if (list instanceof Unknown) return list;
    return list.reduce((a, b) => runOperation(js, 'add', [a, b]));
  },
};

function mapped(name: string): Mapping | undefined {
  return Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
}

const lost = (args: readonly Value[]): Unknown | undefined => {
  const [first] = args;
  return first instanceof Unknown ? first : undefined;
};

/** What is computed from something unknown says so: a tensor is only made of tensors. */
function run(mapping: Mapping, call: ScriptCall, args: readonly Value[]): Value {
  const unknown = lost(args);
  if (unknown !== undefined) {
    call.rt.recorder.incomplete(unknown);
    return unknown;
  }
  return mapping(call.js, args);
}

const functions = new Map<string, NativeFunction>();

/** `tf.matMul`, …; undefined where there is no such operation. */
export function operationFunction(name: string): NativeFunction | undefined {
  const known = functions.get(name);
  if (known !== undefined) return known;
  const mapping = mapped(name);
  if (mapping === undefined) return undefined;
  const fn = scriptFunction(name, (call) => run(mapping, call, call.args));
  functions.set(name, fn);
  return fn;
}

/** The same as methods: `x.matMul(y)`. */
export const CHAINED: readonly NativeFunction[] = Object.entries(OPERATIONS)
  .filter(([name]) => !['concat', 'stack', 'addN', 'where'].includes(name))
  .map(([name, mapping]) => scriptMethod(name, (call) => run(mapping, call, [call.self, ...call.args])));

/** A tensor that is a weight of nobody: `tf.variable(initial, trainable, name)`. */
export const VARIABLE: ScriptBody = (call) => {
  const initial = call.known(0);
  if (!(initial instanceof Tensor)) throw call.js.error('Error', 'tf.variable takes a tensor');
  stateOf(call.rt);
  return new Variable(initial.shape, initial.dtype, call.text(2, 'variable'), call.truth(1, true));
};
