/** New tensors. */
import type { Runtime } from '../../python/runtime/api.ts';
import { settled } from '../../python/runtime/native.ts';
import { Indexed, PyFloat, PyList } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { checkSizes, creation, rangeLength } from '../../tensor/ops/creation.ts';
import { promoteTypes } from '../../tensor/promotion.ts';
import { elementCount, sameShape, type Shape } from '../../tensor/shape.ts';
import { query, type OpCall, toOperand } from '../call.ts';
import { CPU, type TorchDevice } from '../dtypes.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { MOST_KEPT_ELEMENTS, Storage, TorchTensor, UnknownNumber } from '../tensor.ts';
import { stored } from './concrete.ts';
import { inTorch, onTensor, type OpEntry } from './entry.ts';

const OPTIONS =
  '*, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False, out=None, memory_format=None, names=None, generator=None';

/** A fresh tensor, filled with something. Throws ShapeError for negative sizes. */
export function create(
  rt: Runtime,
  name: string,
  shape: Shape,
  dtype: DType,
  device: TorchDevice = CPU,
  values?: () => readonly number[] | null,
): TorchTensor {
  const result = creation({ shape: checkSizes(shape), dtype });
  const tensor = emit(rt, name, result, [], dtype, values && { values });
  return device === CPU ? tensor : new TorchTensor(shape, dtype, { storage: tensor.storage, device });
}

function filled(value: number, shape: Shape): () => readonly number[] {
  return () => new Array<number>(elementCount(shape)).fill(value);
}

/** Options that every creation function takes. */
function finish(call: OpCall, tensor: TorchTensor): TorchTensor {
  if (call.bool('requires_grad')) tensor.requiresGrad = true;
  return tensor;
}

/** `zeros(2, 3)`, `zeros((2, 3))` and `zeros(size=(2, 3))`. */
function filler(name: string, value: number | null): OpEntry[] {
  return inTorch(
    query(`${name}(*size, ${OPTIONS.slice(3)}, **kwargs)`, (call) => {
      const keyword = call.args.extra.get('size');
      const shape = keyword === undefined ? call.sizes('size') : call.shapeOf('size', keyword);
      const values = value === null ? undefined : filled(value, shape);
      return finish(call, create(call.rt, name, shape, call.dtype(), call.device(), values));
    }),
  );
}

function likeFiller(name: string, value: number | null): OpEntry[] {
  return inTorch(
    query(`${name}_like(input, ${OPTIONS})`, (call) => {
      const input = call.tensor('input');
      const dtype = call.dtypeOrNone() ?? input.dtype;
      const values = value === null ? undefined : filled(value, input.shape);
      return finish(call, create(call.rt, name, input.shape, dtype, input.device, values));
    }),
  );
}

function newFiller(name: string, value: number | null): OpEntry[] {
  return onTensor(
    query(`new_${name}(self, *size, ${OPTIONS.slice(3)}, **kwargs)`, (call) => {
      const self = call.tensor('self');
      const keyword = call.args.extra.get('size');
      const shape = keyword === undefined ? call.sizes('size') : call.shapeOf('size', keyword);
      const values = value === null ? undefined : filled(value, shape);
      return finish(
        call,
        create(call.rt, name, shape, call.dtypeOrNone() ?? self.dtype, self.device, values),
      );
    }),
  );
}

/** The type that a fill value suggests: bool, int64 or the default float type. */
function typeOfFill(call: OpCall, name: string): DType {
  const value = call.operand(name);
  if (value.dtype === 'bool' || value.dtype === 'int64') return value.dtype;
  return stateOf(call.rt).defaultDType;
}

function fullLike(call: OpCall, shape: Shape, dtype: DType, device: TorchDevice): TorchTensor {
  // One iteration's number is not that of the others, which the loop may not run.
  const isIndexed = call.args.value('fill_value') instanceof Indexed;
  const value = isIndexed ? null : call.number('fill_value');
  const values = value === null ? undefined : filled(stored(dtype, value), shape);
  return finish(call, create(call.rt, 'full', shape, dtype, device, values));
}

function arange(call: OpCall): Value {
  const names = ['start', 'end', 'step'] as const;
  const given = names.map((name) => call.args.given(name));
  const numbers = names.map((name) => numeric(call, name));
  const [first, second, step] = numbers;
  const start = given[1] ? (first?.value ?? 0) : 0;
  const end = given[1] ? (second?.value ?? 0) : (first?.value ?? 0);
  const by = step?.value ?? 1;
  const isFloat = numbers.some((number) => number?.isFloat === true);
  const dtype = call.dtypeOrNone() ?? (isFloat ? stateOf(call.rt).defaultDType : 'int64');
  const length = rangeLength(start, end, by);
  return finish(
    call,
    create(call.rt, 'arange', [length], dtype, call.device(), () =>
      Array.from({ length }, (_, i) => stored(dtype, start + i * by)),
    ),
  );
}

function numeric(call: OpCall, name: string): { value: number; isFloat: boolean } | null {
  const value = call.args.known(name);
  if (value === null) return null;
  if (value instanceof TorchTensor) {
    return { value: call.int(name), isFloat: value.dtype.startsWith('float') };
  }
  return { value: call.args.number(name), isFloat: value instanceof PyFloat };
}

function spaced(name: string, map: (value: number, call: OpCall) => number): OpEntry[] {
  return inTorch(
    query(`${name}(start, end, steps=100, base=10.0, ${OPTIONS})`, (call) => {
      const steps = call.int('steps');
      const [start, end] = [call.number('start'), call.number('end')];
      const dtype = call.dtype();
      return finish(
        call,
        create(call.rt, name, [steps], dtype, call.device(), () =>
          start === null || end === null
            ? null
            : Array.from({ length: steps }, (_, i) =>
                stored(dtype, map(interpolated(start, end, i, steps), call)),
              ),
        ),
      );
    }),
  );
}

/** As ATen does it: from the nearer end. */
function interpolated(start: number, end: number, i: number, steps: number): number {
  if (steps === 1) return start;
  const step = (end - start) / (steps - 1);
  return i < steps / 2 ? start + step * i : end - step * (steps - 1 - i);
}

interface Literal {
  readonly shape: Shape;
  readonly dtype: DType | null;
  /** Row-major; null where an element is no plain number. */
  readonly values: readonly number[] | null;
}

/** What `torch.tensor([...])` makes of nested lists, numbers and tensors. */
function literal(call: OpCall, value: Value): Literal {
  if (value instanceof UnknownNumber) return { shape: [], dtype: value.dtype, values: null };
  const known = settled(value);
  if (known instanceof TorchTensor) return { shape: known.shape, dtype: known.dtype, values: known.values() };
  const operand = toOperand(known);
  if (operand !== undefined && !(operand instanceof TorchTensor)) {
    const { defaultDType } = stateOf(call.rt);
    const complex = defaultDType === 'float64' ? 'complex128' : 'complex64';
    const dtype =
      operand.dtype === 'float64' ? defaultDType : operand.dtype === 'complex128' ? complex : operand.dtype;
    return { shape: [], dtype, values: operand.value === null ? null : [operand.value] };
  }
  if (known instanceof NdArray) return { shape: known.shape, dtype: known.dtype, values: known.values };
  const items = call.list(known);
  let dtype: DType | null = null;
  let shape: Shape | null = null;
  let values: number[] | null = [];
  for (const [i, item] of items.entries()) {
    const part = literal(call, item);
    if (part.dtype !== null) dtype = dtype === null ? part.dtype : promoteTypes(dtype, part.dtype);
    if (shape !== null && !sameShape(shape, part.shape)) {
      throw call.rt.error(
        'ValueError',
        `expected sequence of length ${shape[0] ?? 0} at dim 1 (got ${part.shape[0] ?? 0})`,
      );
    }
    shape = part.shape;
    if (part.values === null) values = null;
    else if (values !== null && (i + 1) * part.values.length <= MOST_KEPT_ELEMENTS) {
      values.push(...part.values);
    } else values = null;
  }
  return { shape: [items.length, ...(shape ?? [])], dtype, values };
}

/** `torch.tensor(data)`. */
export function tensorFrom(
  call: OpCall,
  data: Value,
  requested: DType | null,
  device: TorchDevice = CPU,
): TorchTensor {
  const { shape, dtype: own, values } = literal(call, data);
  const dtype = requested ?? own ?? stateOf(call.rt).defaultDType;
  const tensor = new TorchTensor(shape, dtype, {
    storage: values === null ? null : new Storage(values.map((value) => stored(dtype, value))),
    device,
  });
  if (data instanceof TorchTensor) tensor.copyOf = data.writtenAs ?? data.copyOf ?? data.serial;
  else if (data instanceof NdArray && !data.isWritten) tensor.copyOf = data.serial;
  return tensor;
}

export const CREATION_OPS: readonly OpEntry[] = [
  ...filler('zeros', 0),
  ...filler('ones', 1),
  ...filler('empty', null),
  ...filler('rand', null),
  ...filler('randn', null),
  ...likeFiller('zeros', 0),
  ...likeFiller('ones', 1),
  ...likeFiller('empty', null),
  ...likeFiller('rand', null),
  ...likeFiller('randn', null),
  ...newFiller('zeros', 0),
  ...newFiller('ones', 1),
  ...newFiller('empty', null),
  ...inTorch(
    query(`full(size, fill_value, ${OPTIONS})`, (c) =>
      fullLike(c, c.shape('size'), c.dtypeOrNone() ?? typeOfFill(c, 'fill_value'), c.device()),
    ),
  ),
  ...inTorch(
    query(`full_like(input, fill_value, ${OPTIONS})`, (c) => {
      const input = c.tensor('input');
      return fullLike(c, input.shape, c.dtypeOrNone() ?? input.dtype, input.device);
    }),
  ),
  ...onTensor(
    query(`new_full(self, size, fill_value, ${OPTIONS})`, (c) => {
      const self = c.tensor('self');
      return fullLike(c, c.shape('size'), c.dtypeOrNone() ?? self.dtype, self.device);
    }),
  ),
  ...onTensor(
    query('new(self, *args)', (c) => {
      const self = c.tensor('self');
      const [first] = c.args.rest;
      const isData = first instanceof PyList || first instanceof TorchTensor;
      return isData
        ? tensorFrom(c, first, self.dtype, self.device)
        : create(c.rt, 'empty', c.sizes('args'), self.dtype, self.device);
    }),
  ),
  ...onTensor(
    query(`new_tensor(self, data, ${OPTIONS})`, (c) =>
      tensorFrom(c, c.args.value('data'), c.dtypeOrNone() ?? c.tensor('self').dtype),
    ),
  ),
  ...inTorch(query(`arange(start=0, end=None, step=1, ${OPTIONS})`, arange)),
  ...spaced('linspace', (value) => value),
  ...spaced('logspace', (value, call) => (call.number('base') ?? 10) ** value),
  ...inTorch(
    query(`eye(n, m=None, ${OPTIONS})`, (c) => {
      const rows = c.int('n');
      const columns = c.intOrNone('m') ?? rows;
      return finish(
        c,
        create(c.rt, 'eye', [rows, columns], c.dtype(), c.device(), () =>
          Array.from({ length: rows * columns }, (_, i) => Number(Math.floor(i / columns) === i % columns)),
        ),
      );
    }),
  ),
  ...inTorch(
    query(`tensor(data, ${OPTIONS})`, (c) =>
      finish(c, tensorFrom(c, c.args.value('data'), c.dtypeOrNone(), c.device())),
    ),
  ),
  ...inTorch(
    query('as_tensor(data, dtype=None, device=None)', (c) => {
      const data = c.args.known('data');
      if (data instanceof TorchTensor && (c.dtypeOrNone() ?? data.dtype) === data.dtype) return data;
      return tensorFrom(c, data, c.dtypeOrNone(), c.device());
    }),
    'asarray',
    'from_dlpack',
  ),
  ...inTorch(query('from_numpy(ndarray, device=None)', (c) => tensorFrom(c, c.args.value('ndarray'), null))),
  ...inTorch(
    query('scalar_tensor(s, *, dtype=None, device=None)', (c) =>
      tensorFrom(c, c.args.value('s'), c.dtypeOrNone()),
    ),
  ),
  ...inTorch(query(`tril_indices(row, col, offset=0, ${OPTIONS})`, (c) => triangleIndices(c, true))),
  ...inTorch(query(`triu_indices(row, col, offset=0, ${OPTIONS})`, (c) => triangleIndices(c, false))),
  ...['hann_window', 'hamming_window', 'blackman_window', 'bartlett_window', 'kaiser_window'].flatMap(
    (name) =>
      inTorch(
        query(`${name}(window_length, periodic=True, alpha=0.54, beta=0.46, ${OPTIONS})`, (c) =>
          create(c.rt, name, [c.int('window_length')], c.dtype(), c.device()),
        ),
      ),
  ),
  ...inTorch(
    query(`randint(low, high=None, size=None, ${OPTIONS})`, (c) => {
      // randint(high, size) and randint(low, high, size)
      const sized = c.args.known('size') !== null ? c.shape('size') : c.shape('high');
      return create(c.rt, 'randint', sized, c.dtypeOrNone() ?? 'int64', c.device());
    }),
  ),
  ...inTorch(
    query(`randint_like(input, low, high=None, ${OPTIONS})`, (c) =>
      create(c.rt, 'randint', c.tensor('input').shape, c.dtypeOrNone() ?? c.tensor('input').dtype),
    ),
  ),
  ...inTorch(
    query(`randperm(n, ${OPTIONS})`, (c) =>
      create(c.rt, 'randperm', [c.int('n')], c.dtypeOrNone() ?? 'int64', c.device()),
    ),
  ),
  ...inTorch(
    query(`normal(mean, std=1.0, size=None, ${OPTIONS})`, (c) => {
      const shapes = [c.operand('mean'), c.operand('std')].flatMap((operand) =>
        operand instanceof TorchTensor ? [operand.shape] : [],
      );
      return create(c.rt, 'normal', shapes[0] ?? c.shape('size'), c.dtype(), c.device());
    }),
  ),
];

function triangleIndices(call: OpCall, lower: boolean): TorchTensor {
  const [rows, columns, offset] = [call.int('row'), call.int('col'), call.int('offset')];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const kept = lower ? row + offset + 1 : columns - (row + offset);
    count += Math.min(columns, Math.max(0, kept));
  }
  return create(
    call.rt,
    lower ? 'tril_indices' : 'triu_indices',
    [2, count],
    call.dtypeOrNone() ?? 'int64',
    call.device(),
  );
}
