/** What can be asked of a tensor, and what it becomes outside of tensors. */
import { asInteger } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asPosition } from '../../python/runtime/position.ts';
import { PyFloat, PyList, PyProperty, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { sizeOf } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { broadcast, elementCount, normalizeAxis, sizeAt, type Shape } from '../../tensor/shape.ts';
import { traceOf } from '../../trace/trace.ts';
import { op, query, type OpCall } from '../call.ts';
import { dtypeValue, sizeValue } from '../dtypes.ts';
import { formatAsked } from '../memoryFormat.ts';
import { stateOf } from '../state.ts';
import { TorchTensor, UnknownNumber } from '../tensor.ts';
import { realPart } from './casting.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';
import { detach, transpose, permute } from './views.ts';

/** An element as a Python number. */
function element(tensor: TorchTensor, value: number): Value {
  const category = categoryOf(tensor.dtype);
  if (category === 'bool') return value !== 0;
  return category === 'integer' ? value : new PyFloat(value);
}

function item(call: OpCall): Value {
  const self = call.tensor('self');
  if (self.elements !== 1) {
    throw call.rt.error(
      'RuntimeError',
      `a Tensor with ${self.elements} elements cannot be converted to Scalar`,
    );
  }
  return scalarOf(call.rt, self);
}

function truncated(value: Value): Value {
  if (value instanceof PyFloat) return Math.trunc(value.value);
  return typeof value === 'boolean' ? Number(value) : value;
}

/** The one number of a tensor, unknown where it depends on data. */
export function scalarOf(rt: Runtime, tensor: TorchTensor): Value {
  const value = tensor.values()?.[0];
  return value === undefined
    ? asPosition(new UnknownNumber(rt, 'a number that depends on the data', tensor.dtype))
    : element(tensor, value);
}

function toList(call: OpCall): Value {
  const self = call.tensor('self');
  if (self.shape.length === 0) return scalarOf(call.rt, self);
  const values = self.values();
  if (values === null) return call.rt.unknown('a list of numbers that depend on the data');
  const nest = (shape: Shape, start: number): Value => {
    const [size, ...inner] = shape;
    if (size === undefined) return element(self, values[start] ?? 0);
    const step = elementCount(inner);
    return new PyList(Array.from({ length: size }, (_, i) => nest(inner, start + i * step)));
  };
  return nest(self.shape, 0);
}

function size(call: OpCall): Value {
  const self = call.tensor('self');
  const dim = call.args.known('dim');
  if (dim === null) return sizeValue(call.rt, self.shape);
  return sizeAt(self.shape, normalizeAxis(call.int('dim'), self.shape.length));
}

function stride(call: OpCall): Value {
  const self = call.tensor('self');
  const strides = self.stridesOrDefault();
  const dim = asInteger(call.args.known('dim'));
  return dim === undefined ? new PyTuple(strides) : sizeAt(strides, normalizeAxis(dim, strides.length));
}

function backward(call: OpCall): Value {
  const self = call.tensor('self');
  if (!self.requiresGrad) {
    throw call.rt.error(
      'RuntimeError',
      'element 0 of tensors does not require grad and does not have a grad_fn',
    );
  }
  recordBackward(call.rt);
  return null;
}

function toNumpy(tensor: TorchTensor): NdArray {
  return new NdArray(tensor.shape, tensor.dtype, { values: tensor.values() });
}

/** A backward pass over everything recorded before; `apart`: its gradients are handed out, not kept. */
export function recordBackward(rt: Runtime, apart = false): void {
  traceOf(rt).record({ type: 'backward', ...(apart ? { isApart: true } : {}), span: rt.here() });
  rt.journal.setField(stateOf(rt), 'hasGradients', true);
}

const properties: Readonly<Record<string, (rt: Runtime, self: TorchTensor) => Value>> = {
  T: (rt, self) =>
    permute(
      rt,
      self,
      self.shape.map((_, axis) => self.shape.length - 1 - axis),
    ),
  mT: (rt, self) => transpose(rt, self, -2, -1),
  H: (rt, self) => transpose(rt, self, 0, 1),
  mH: (rt, self) => transpose(rt, self, -2, -1),
  data: (rt, self) => detach(rt, self),
  real: (rt, self) => realPart(rt, 'real', self),
  imag: (rt, self) => realPart(rt, 'imag', self),
};

/** Attributes that are computed. */
function isContiguous(c: OpCall): Value {
  const tensor = self(c);
  const asked = formatAsked(c.rt, c.args.value('memory_format'));
  const held = tensor.memoryFormat?.value ?? 'plain';
  const wanted = asked?.kind === 'channels-last' ? asked.note.value : 'plain';
  const unknown = [held, wanted].find((one) => one instanceof Unknown);
  if (unknown !== undefined) return unknown;
  return wanted === held && (held !== 'plain' || tensor.isContiguous);
}

export const TENSOR_PROPERTIES: ReadonlyMap<string, PyProperty> = new Map(
  Object.entries(properties).map(([name, read]) => [
    name,
    new PyProperty(
      op(`${name}(self)`, (call) => read(call.rt, call.tensor('self'))),
      null,
    ),
  ]),
);

const self = (call: OpCall): TorchTensor => call.tensor('self');

export const INFO_OPS: readonly OpEntry[] = [
  ...onTensor(query('size(self, dim=None)', size)),
  ...onTensor(query('stride(self, dim=None)', stride)),
  ...onTensor(
    query('dim(self)', (c) => self(c).shape.length),
    'ndimension',
  ),
  ...both(query('numel(self)', (c) => self(c).elements)),
  ...onTensor(query('nelement(self)', (c) => self(c).elements)),
  ...onTensor(query('element_size(self)', (c) => sizeOf(self(c).dtype))),
  ...onTensor(query('storage_offset(self)', (c) => self(c).offset)),
  ...onTensor(query('is_contiguous(self, memory_format=None)', isContiguous)),
  ...both(query('is_floating_point(self)', (c) => categoryOf(self(c).dtype) === 'float')),
  ...both(query('is_complex(self)', (c) => categoryOf(self(c).dtype) === 'complex')),
  ...both(
    query('is_nonzero(self)', (c) => {
      const truth = c.rt.truth(self(c));
      return truth;
    }),
  ),
  ...onTensor(query('is_signed(self)', (c) => !['uint8', 'bool'].includes(self(c).dtype))),
  ...onTensor(query('is_pinned(self)', () => false)),
  ...onTensor(query('is_shared(self)', () => false)),
  ...onTensor(
    query('get_device(self)', (c) => (self(c).device.type === 'cpu' ? -1 : (self(c).device.index ?? 0))),
  ),
  ...onTensor(query('data_ptr(self)', (c) => c.rt.unknown('an address in memory'))),
  ...onTensor(
    query('untyped_storage(self)', (c) => c.rt.unknown('the storage of a tensor')),
    'storage',
  ),
  ...onTensor(query('item(self)', item)),
  ...onTensor(
    query('__int__(self)', (c) => truncated(item(c))),
    '__index__',
  ),
  ...onTensor(
    query('__float__(self)', (c) => {
      const value = item(c);
      return typeof value === 'number' || typeof value === 'boolean' ? new PyFloat(Number(value)) : value;
    }),
  ),
  ...onTensor(query('__bool__(self)', (c) => c.rt.truth(self(c)))),
  ...onTensor(query('tolist(self)', toList)),
  ...onTensor(
    query('numpy(self, force=False)', (c) => toNumpy(self(c))),
    '__array__',
  ),
  ...onTensor(
    query('backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None)', backward),
  ),
  ...onTensor(
    query('requires_grad_(self, requires_grad=True)', (c) => {
      c.rt.journal.setField(self(c), 'requiresGrad', c.bool('requires_grad'));
      return self(c);
    }),
  ),
  ...onTensor(
    query('detach_(self)', (c) => {
      c.rt.journal.setField(self(c), 'requiresGrad', false);
      return self(c);
    }),
  ),
  ...onTensor(query('retain_grad(self)', () => null)),
  ...onTensor(
    query('register_hook(self, hook)', () => null),
    'register_post_accumulate_grad_hook',
  ),
  ...onTensor(query('__len__(self)', (c) => self(c).length(c.rt) ?? null)),
  ...inTorch(query('is_tensor(obj)', (c) => c.args.known('obj') instanceof TorchTensor)),
  ...inTorch(query('is_storage(obj)', () => false)),
  ...inTorch(
    query('broadcast_shapes(*shapes)', (c) => {
      let shape: Shape = [];
      for (const other of c.args.rest) shape = broadcast(shape, c.shapeOf('shapes', other));
      return sizeValue(c.rt, shape);
    }),
  ),
  ...inTorch(query('get_default_dtype()', (c) => dtypeValue(stateOf(c.rt).defaultDType))),
  ...inTorch(
    query('set_default_dtype(d)', (c) => {
      c.rt.journal.setField(stateOf(c.rt), 'defaultDType', c.dtype('d'));
      return null;
    }),
  ),
];
