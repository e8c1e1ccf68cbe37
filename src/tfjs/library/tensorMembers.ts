/** Methods of tensors: the operations, and what reads their data. */
import { PyList } from '../../python/runtime/values.ts';
import type { NativeFunction, PyProperty, Value, Unknown } from '../../python/runtime/values.ts';
import { KerasTensor, Tensor } from '../../keras/tensor.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeNamed } from '../../tensor/ndarray/dtypes.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import type { ScriptRuntime } from '../script/api.ts';
import { scriptGetter, scriptMethod, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { CHAINED, runOperation } from './ops.ts';

/** Beyond so many elements nested arrays are not written out. */
const MOST_LISTED = 20_000;

function tensorOf({ js, self }: ScriptCall): Tensor {
  if (self instanceof Tensor) return self;
  throw js.error('TypeError', `${js.describe(self)} is no tensor with data`);
}

/** Nested arrays of a tensor's elements, unknown where they depend on the data. */
function nested(js: ScriptRuntime, shape: Shape, values: readonly number[] | null, reason: Unknown): Value {
  let next = 0;
  const build = (axis: number): Value => {
    if (axis === shape.length) {
      const value = values?.[next];
      next += 1;
      return value === undefined ? reason : js.number(value);
    }
    return new PyList(Array.from({ length: shape[axis] ?? 0 }, () => build(axis + 1)));
  };
  return build(0);
}

function elements(call: ScriptCall, isFlat: boolean): Value {
  const tensor = tensorOf(call);
  const reason = call.js.unknown('the elements of a tensor depend on the data');
  const count = elementCount(tensor.shape);
  // Too many to write out: an array that still knows its shape.
  if (count > MOST_LISTED) return new NdArray(isFlat ? [count] : tensor.shape, tensor.dtype);
  return nested(call.js, isFlat ? [count] : tensor.shape, tensor.values, reason);
}

const reading: readonly NativeFunction[] = [
  ...['data', 'dataSync'].map((name) => scriptMethod(name, (call) => elements(call, true))),
  ...['array', 'arraySync'].map((name) => scriptMethod(name, (call) => elements(call, false))),
  ...['buffer', 'bufferSync', 'bytes', 'dataToGPU'].map((name) =>
    scriptMethod(name, (call) => call.js.unknown('the elements of a tensor depend on the data')),
  ),
  ...['print', 'dispose', 'throwIfDisposed'].map((name) => scriptMethod(name, () => UNDEFINED)),
  scriptMethod('toString', () => 'Tensor'),
];

const casts: readonly NativeFunction[] = [
  scriptMethod('asType', (call) => cast(call, call.text(0))),
  scriptMethod('toFloat', (call) => cast(call, 'float32')),
  scriptMethod('toInt', (call) => cast(call, 'int32')),
  scriptMethod('toBool', (call) => cast(call, 'bool')),
];

function cast(call: ScriptCall, name: string): Value {
  return runOperation(call.js, 'cast', [call.self, dtypeNamed(name) ?? 'float32']);
}

const shaping: readonly NativeFunction[] = [
  ...['as1D', 'asScalar', 'as2D', 'as3D', 'as4D', 'as5D'].map((name) =>
    scriptMethod(name, (call) => {
      const sizes = name === 'as1D' ? [-1] : name === 'asScalar' ? [] : call.args;
      return runOperation(call.js, 'reshape', [call.self, new PyList([...sizes])]);
    }),
  ),
  scriptMethod('reshapeAs', (call) => {
    const other = call.known(0);
    const shape = other instanceof Tensor ? other.shape : [];
    return runOperation(call.js, 'reshape', [call.self, new PyList([...shape])]);
  }),
  scriptMethod('concat', (call) => {
    const others = call.arg(0) instanceof PyList ? call.elements(0) : [call.arg(0)];
    const all = new PyList([call.self, ...others]);
    return runOperation(call.js, 'concatenate', [all], { axis: call.int(1, 0) });
  }),
  scriptMethod('stack', (call) =>
    runOperation(call.js, 'stack', [new PyList([call.self, call.arg(0)])], { axis: call.int(1, 0) }),
  ),
  scriptMethod('where', (call) => runOperation(call.js, 'where', [call.arg(0), call.self, call.arg(1)])),
];

export const TENSOR_MEMBERS: readonly (NativeFunction | readonly [string, PyProperty])[] = [
  ...CHAINED,
  ...reading,
  ...casts,
  ...shaping,
  scriptGetter('size', (call) => elementCount(tensorOf(call).shape)),
  scriptGetter('rankType', (call) => String(tensorOf(call).shape.length)),
  scriptGetter('isDisposed', () => false),
  scriptGetter('id', ({ js }) => js.unknown('the number of a tensor')),
];

/** A tensor of a graph has a shape, and layers are applied to it; it has no operations. */
export const SYMBOLIC_MEMBERS: readonly (readonly [string, PyProperty])[] = [
  scriptGetter('sourceLayer', ({ self }) =>
    self instanceof KerasTensor ? (self.node?.layer ?? null) : null,
  ),
];

/** `v.assign(x)`: other values of the same shape; `w.read()` of a layer's weight. */
export const VARIABLE_MEMBERS: readonly NativeFunction[] = [
  scriptMethod('assign', () => UNDEFINED),
  scriptMethod('write', ({ self }) => self),
  scriptMethod('read', ({ self }) => self),
];
