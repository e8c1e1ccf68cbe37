/** `x[…]` and `x[…] = y`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import { asPosition, distance } from '../../python/runtime/position.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import {
  ELLIPSIS,
  PyFloat,
  PyList,
  PyRange,
  PySlice,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { select, type IndexPart } from '../../tensor/ops/indexing.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import {
  AxisError,
  broadcast,
  DataDependentShape,
  describeShape,
  sameShape,
  ShapeError,
  type Shape,
} from '../../tensor/shape.ts';
import { toOperand } from '../call.ts';
import { emit, emitView } from '../record.ts';
import { positions, Storage, TorchTensor } from '../tensor.ts';
import { broadcastValues } from './concrete.ts';
import { assumedCount } from './dataDependent.ts';
import { UnsizedTensor } from '../unsized.ts';

/** What a subscript says, with the tensors of indices in it. */
interface Subscript {
  readonly parts: readonly IndexPart[];
  readonly arrays: readonly TorchTensor[];
}

export function getItem(rt: Runtime, self: TorchTensor, key: Value): TorchTensor {
  const subscript = parse(rt, key);
  const selection = select(self.shape, self.stridesOrDefault(), subscript.parts);
  if (selection.view !== null) {
    const { strides, offset } = selection.view;
    return emitView(rt, 'slice', self, selection.shape, strides, self.offset + offset);
  }
  const output = { shape: selection.shape, dtype: self.dtype };
  // What is gathered is read, not the whole of the source.
  return emit(
    rt,
    'index',
    copyResult([output, ...subscript.arrays], [output]),
    [self, ...subscript.arrays],
    self.dtype,
    {
      values: () => gathered(self, subscript),
    },
  );
}

export function itemOrUnsized(rt: Runtime, self: TorchTensor, key: Value): Value {
  try {
    return getItem(rt, self, key);
  } catch (error) {
    if (!(error instanceof DataDependentShape)) throw error;
    return new UnsizedTensor(rt.unknown(`${error.message} depends on the data`));
  }
}

/** The values picked by one index list along the first axis, the commonest case of known data. */
function gathered(self: TorchTensor, { parts, arrays }: Subscript): readonly number[] | null {
  const [part] = parts;
  const index = arrays[0]?.values() ?? null;
  const values = self.values();
  if (parts.length !== 1 || part?.kind !== 'array' || index === null || values === null) return null;
  const size = self.shape[0] ?? 1;
  const width = self.elements / Math.max(size, 1);
  return index.flatMap((i) => {
    const row = i < 0 ? i + size : i;
    return values.slice(row * width, (row + 1) * width);
  });
}

/** Put where a mask says it is as many as fit: otherwise it would be an error. */
const ANY_NUMBER = { value: null, dtype: 'float64' } as const;

export function setItem(rt: Runtime, self: TorchTensor, key: Value, value: Value): void {
  let subscript: Subscript;
  let shape: Shape;
  let view: { strides: readonly number[]; offset: number } | null = null;
  const source = value instanceof UnsizedTensor ? ANY_NUMBER : toOperand(value);
  if (source === undefined) {
    throw rt.error('TypeError', `can't assign a ${rt.typeName(value)} to a torch.${self.dtype} tensor`);
  }
  try {
    subscript = parse(rt, key);
    const selection = select(self.shape, self.stridesOrDefault(), subscript.parts);
    shape = selection.shape;
    view = selection.view;
  } catch (error) {
    // Which elements change is unknown; the shape is not.
    self.write(rt, null);
    if (error instanceof UnknownInput) return;
    if (!(error instanceof DataDependentShape)) throw error;
    shape = self.shape;
    subscript = { parts: [], arrays: [] };
  }
  const from = source instanceof TorchTensor ? source : null;
  if (from !== null && view !== null) checkAssignable(from.shape, shape);
  const target = { shape, dtype: self.dtype };
  emit(
    rt,
    'copy_',
    copyResult(from === null ? [] : [from], [target]),
    [from, ...subscript.arrays],
    self.dtype,
  );
  if (from?.requiresGrad === true && !self.requiresGrad) rt.journal.setField(self, 'requiresGrad', true);
  if (self.storage === null) return;
  const data = view === null ? null : broadcastValues(source, shape);
  if (data === null || view === null || self.storage.data === null) {
    self.write(rt, null);
    return;
  }
  const changed = [...self.storage.data];
  positions(shape, view.strides, self.offset + view.offset).forEach((at, i) => (changed[at] = data[i] ?? 0));
  rt.journal.setField(self.storage, 'data', changed);
}

function checkAssignable(from: Shape, to: Shape): void {
  // Leading axes of size 1 may be missing in the target.
  const trimmed = from.slice(
    Math.max(
      0,
      from.findIndex((size) => size !== 1),
    ),
  );
  const source = from.length > to.length ? trimmed : from;
  if (!sameShape(broadcast(source, to), to)) {
    throw new ShapeError(
      `shape mismatch: value tensor of shape ${describeShape(from)} cannot be broadcast to indexing result of ` +
        `shape ${describeShape(to)}`,
    );
  }
}

/** `for row in x`: views along the first axis. */
export function iterate(rt: Runtime, self: TorchTensor): readonly TorchTensor[] {
  const strides = self.stridesOrDefault();
  const [size = 0] = self.shape;
  rt.spend(size);
  const shape = self.shape.slice(1);
  return Array.from({ length: size }, (_, i) =>
    asPosition(emitView(rt, 'select', self, shape, strides.slice(1), self.offset + i * (strides[0] ?? 1))),
  );
}

/** Any of the rows that `iterate` would give. */
export function row(rt: Runtime, self: TorchTensor): TorchTensor {
  const strides = self.stridesOrDefault().slice(1);
  return asPosition(emitView(rt, 'select', self, self.shape.slice(1), strides, self.offset));
}

function parse(rt: Runtime, key: Value): Subscript {
  const items = key instanceof PyTuple ? key.items : [key];
  const arrays: TorchTensor[] = [];
  const parts = items.map((item) => toPart(rt, item, arrays));
  if (parts.filter((part) => part.kind === 'ellipsis').length > 1) {
    throw new AxisError('an index can only have a single ellipsis');
  }
  return { parts, arrays };
}

function toPart(rt: Runtime, item: Value, arrays: TorchTensor[]): IndexPart {
  if (item === null) return { kind: 'newaxis' };
  if (item === ELLIPSIS) return { kind: 'ellipsis' };
  if (item instanceof Unknown) throw new UnknownInput(item);
  if (typeof item === 'boolean') {
    return item ? { kind: 'newaxis' } : { kind: 'mask', shape: [], count: 0 };
  }
  if (item instanceof PySlice) return slicePart(rt, item);
  if (item instanceof TorchTensor) return tensorPart(rt, item, arrays);
  if (item instanceof PyList || item instanceof PyTuple || item instanceof PyRange) {
    const index = listIndex(rt, item);
    return tensorPart(rt, index, arrays);
  }
  if (item instanceof NdArray) {
    const dtype = item.dtype === 'bool' ? 'bool' : 'int64';
    return tensorPart(rt, new TorchTensor(item.shape, dtype), arrays);
  }
  const length = item instanceof HostObject ? item.length(rt) : undefined;
  if (length instanceof Unknown) throw new UnknownInput(length);
  const index = item instanceof PyFloat ? undefined : asInteger(settled(item));
  if (index !== undefined) return { kind: 'int', value: index };
  const message = `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${rt.typeName(item)})`;
  if (typeof item === 'string') throw rt.error('TypeError', message);
  throw new AxisError(message);
}

function slicePart(rt: Runtime, slice: PySlice): IndexPart {
  const step = bound(rt, slice.step) ?? 1;
  if (step <= 0) throw rt.error('ValueError', 'step must be greater than zero');
  // Where a slice begins may be unknown, how long it is not: `data[i : i + 256]`.
  if (isUnknownInt(slice.start)) {
    const length = distance(slice.start, slice.stop);
    if (length !== null) return { kind: 'slice', start: 0, stop: Math.max(0, length), step };
  }
  return { kind: 'slice', start: bound(rt, slice.start), stop: bound(rt, slice.stop), step };
}

function isUnknownInt(value: Value): boolean {
  return value instanceof Unknown || (value instanceof TorchTensor && value.values() === null);
}

function tensorPart(rt: Runtime, index: TorchTensor, arrays: TorchTensor[]): IndexPart {
  if (index.dtype === 'bool' || index.dtype === 'uint8') {
    const values = index.values();
    arrays.push(index);
    const count =
      values === null ? assumedCount(rt, index.elements) : values.filter((value) => value !== 0).length;
    return { kind: 'mask', shape: index.shape, count };
  }
  if (index.dtype.startsWith('float') || index.dtype === 'bfloat16') {
    throw new AxisError('tensors used as indices must be long, int, byte or bool tensors');
  }
  // An integer without axes selects, as a plain int does; which one it is does not matter to the shape.
  if (index.shape.length === 0) {
    const value = index.values()?.[0];
    return { kind: 'int', value: value ?? 0 };
  }
  arrays.push(index);
  return { kind: 'array', shape: index.shape };
}

/** A (nested) list of ints or booleans as a tensor. */
function listIndex(rt: Runtime, list: PyList | PyTuple | PyRange): TorchTensor {
  const elements = rt.elements(list);
  if (elements instanceof Unknown) throw new UnknownInput(elements);
  let inner: Shape = [];
  let isMask = elements.length > 0;
  const values: number[] = [];
  for (const element of elements) {
    const value = settled(element);
    if (value instanceof PyList || value instanceof PyTuple) inner = listIndex(rt, value).shape;
    else if (value instanceof TorchTensor) inner = value.shape;
    if (typeof value !== 'boolean') isMask = false;
    values.push(asInteger(value) ?? 0);
  }
  return new TorchTensor([elements.length, ...inner], isMask ? 'bool' : 'int64', {
    storage: inner.length === 0 ? new Storage(values) : null,
  });
}

function bound(rt: Runtime, value: Value): number | null {
  if (value === null) return null;
  const known = settled(value);
  if (known instanceof TorchTensor) {
    const number = known.values()?.[0];
    if (number === undefined) {
      throw new UnknownInput(rt.unknown('a slice up to a number that depends on the data'));
    }
    return number;
  }
  const number = asInteger(known);
  if (number === undefined) {
    throw rt.error('TypeError', 'slice indices must be integers or None or have an __index__ method');
  }
  return number;
}
