/** Functions that make arrays. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled, type Args } from '../../python/runtime/native.ts';
import { PyFloat, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { MOST_KEPT_VALUES, NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeArgument, sizes } from '../../tensor/ndarray/methods.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { argument, arrayOf, fn } from './arrays.ts';
import { tableText } from '../../python/builtins/files.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { publicTable, readTable } from '../pandas/csv.ts';
import { OpenArray, openArrayOf } from '../../tensor/ndarray/openArray.ts';

function filled(shape: Shape, dtype: DType, value: number | null): NdArray {
  const count = elementCount(shape);
  const values = value === null || count > MOST_KEPT_VALUES ? null : new Array<number>(count).fill(value);
  return new NdArray(shape, dtype, { values });
}

function generated(shape: Shape, dtype: DType, at: (index: number) => number): NdArray {
  const count = elementCount(shape);
  const store = (value: number): number => (categoryOf(dtype) === 'float' ? value : Math.trunc(value));
  const values = count > MOST_KEPT_VALUES ? null : Array.from({ length: count }, (_, i) => store(at(i)));
  return new NdArray(shape, dtype, { values });
}

function filler(name: string, value: number | null): NativeFunction[] {
  return [
    fn(`${name}(shape, dtype=None, order='C', *, device=None, like=None)`, (rt, args) =>
      filled(sizes(rt, args.value('shape')), dtypeArgument(args) ?? 'float64', value),
    ),
    fn(`${name}_like(a, dtype=None, order='K', subok=True, shape=None)`, (rt, args) => {
      const input = argument(rt, args, 'a');
      return filled(input.shape, dtypeArgument(args) ?? input.dtype, value);
    }),
  ];
}

/** The number an argument fills with; null where it is not known. */
function fillValue(args: Args, name: string): { value: number | null; dtype: DType } {
  const value = args.value(name);
  if (value instanceof Unknown) return { value: null, dtype: 'float64' };
  const isInteger = asInteger(value) !== undefined;
  const dtype = typeof value === 'boolean' ? 'bool' : isInteger ? 'int64' : 'float64';
  return { value: args.number(name), dtype };
}

function array(rt: Runtime, args: Args): Value {
  const given = args.value('object');
  const open = openArrayOf(rt, given);
  if (open !== null) return new OpenArray(dtypeArgument(args) ?? open.dtype, open.row, open.rows);
  const input = arrayOf(rt, given);
  if (input === undefined) return rt.unknown(`an array made of ${rt.typeName(given)}`);
  const rank = args.int('ndmin');
  const shape = [...new Array<number>(Math.max(0, rank - input.shape.length)).fill(1), ...input.shape];
  const dtype = dtypeArgument(args);
  const isConverted = dtype !== null && dtype !== input.dtype;
  const store = (value: number): number =>
    dtype !== null && categoryOf(dtype) !== 'float' ? Math.trunc(value) : value;
  return new NdArray(shape, dtype ?? input.dtype, {
    values: isConverted ? (input.values?.map(store) ?? null) : input.values,
    origin: input.origin,
    isRagged: input.isRagged,
  });
}

function arange(args: Args): NdArray {
  const names = ['start', 'stop', 'step'] as const;
  const isFloat = names.some((name) => args.value(name) instanceof PyFloat);
  const onlyStop = !args.given('stop');
  const start = onlyStop ? 0 : args.number('start');
  const stop = onlyStop ? args.number('start') : args.number('stop');
  const step = args.number('step');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  return generated([length], dtypeArgument(args) ?? (isFloat ? 'float64' : 'int64'), (i) => start + i * step);
}

/** `num` values from start to stop, mapped (`logspace` takes powers of them). */
function spaced(name: string, map: (value: number, args: Args) => number): NativeFunction {
  return fn(
    `${name}(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, base=10.0)`,
    (_rt, args) => {
      const count = args.int('num');
      const isGeometric = name === 'geomspace';
      const of = (bound: number): number => (isGeometric ? Math.log(bound) : bound);
      const [start, stop] = [of(args.number('start')), of(args.number('stop'))];
      const divisions = args.bool('endpoint') ? count - 1 : count;
      const step = (stop - start) / Math.max(divisions, 1);
      // The last value is the bound itself, without rounding.
      const value = (i: number): number =>
        i === count - 1 && i > 0 && args.bool('endpoint') ? stop : start + i * step;
      const result = generated([count], dtypeArgument(args) ?? 'float64', (i) => map(value(i), args));
      return args.bool('retstep') ? new PyTuple([result, new PyFloat(step)]) : result;
    },
  );
}

function meshgrid(rt: Runtime, args: Args): Value {
  const lengths = args.rest.map((axis) => {
    const input = arrayOf(rt, axis);
    return input === undefined ? 1 : elementCount(input.shape);
  });
  const [first, second, ...others] = lengths;
  const isMatrix = args.extra.get('indexing') === 'ij';
  const shape =
    isMatrix || first === undefined || second === undefined ? lengths : [second, first, ...others];
  return new PyList(args.rest.map((axis) => new NdArray(shape, arrayOf(rt, axis)?.dtype ?? 'float64')));
}

/** Files whose content decides the length. */
function fromFile(signature: string, fallback: DType): NativeFunction {
  return fn(signature, (rt, args) => {
    const [name] = args.rest;
    const where = typeof name === 'string' ? `'${name}'` : 'a file';
    return new OpenArray(dtypeArgument(args) ?? fallback, [], rt.unknown(`the length of ${where}`));
  });
}

function mapped(rt: Runtime, args: Args): Value {
  const dtype = dtypeArgument(args) ?? 'uint8';
  if (args.known('shape') !== null) return new NdArray(sizes(rt, args.value('shape')), dtype);
  const name = args.value('filename');
  const where = typeof name === 'string' ? `'${name}'` : 'a file';
  return new OpenArray(dtype, [], rt.unknown(`the length of ${where} is not known before it is read`));
}

export const creationFunctions: readonly NativeFunction[] = [
  ...['array', 'asarray', 'ascontiguousarray', 'asanyarray', 'asfortranarray', 'require'].map((name) =>
    fn(`${name}(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None)`, array),
  ),
  ...filler('zeros', 0),
  ...filler('ones', 1),
  ...filler('empty', null),
  fn("full(shape, fill_value, dtype=None, order='C')", (rt, args) => {
    const { value, dtype } = fillValue(args, 'fill_value');
    return filled(sizes(rt, args.value('shape')), dtypeArgument(args) ?? dtype, value);
  }),
  fn("full_like(a, fill_value, dtype=None, order='K')", (rt, args) => {
    const input = argument(rt, args, 'a');
    return filled(input.shape, dtypeArgument(args) ?? input.dtype, fillValue(args, 'fill_value').value);
  }),
  fn('arange(start, stop=None, step=1, dtype=None)', (_rt, args) => arange(args)),
  spaced('linspace', (value) => value),
  spaced('logspace', (value, args) => args.number('base') ** value),
  spaced('geomspace', Math.exp),
  ...['eye', 'identity'].map((name) =>
    fn(`${name}(N, M=None, k=0, dtype=None)`, (_rt, args) => {
      const rows = args.int('N');
      const columns = args.intOrNone('M') ?? rows;
      return generated([rows, columns], dtypeArgument(args) ?? 'float64', (i) =>
        Number((i % columns) - Math.floor(i / columns) === args.int('k')),
      );
    }),
  ),
  fn('tri(N, M=None, k=0, dtype=None)', (_rt, args) => {
    const columns = args.intOrNone('M') ?? args.int('N');
    return generated([args.int('N'), columns], dtypeArgument(args) ?? 'float64', (i) =>
      Number((i % columns) - Math.floor(i / columns) <= args.int('k')),
    );
  }),
  fn('meshgrid(*xi, **options)', meshgrid),
  fn('indices(dimensions, dtype=None)', (rt, args) => {
    const shape = sizes(rt, args.value('dimensions'));
    return new NdArray([shape.length, ...shape], dtypeArgument(args) ?? 'int64');
  }),
  fn("memmap(filename, dtype=None, mode='r+', offset=0, shape=None, order='C')", mapped),
  fromFile("fromfile(*files, dtype=None, count=-1, sep='', offset=0)", 'float64'),
  fromFile('frombuffer(*buffers, dtype=None, count=-1, offset=0)', 'float64'),
  fn('load(*files, **options)', (rt, args) => fileContent(rt, args)),
  fn('loadtxt(*files, **options)', (rt, args) => tableContent(rt, args)),
  fn('genfromtxt(*files, **options)', (rt, args) => tableContent(rt, args)),
  fn('fromstring(*texts, **options)', (rt, args) => fileContent(rt, args)),
];

/** A table of numbers as text, which lies in the workspace. */
function tableContent(rt: Runtime, args: Args): Value {
  const [name = null] = args.rest;
  const option = (key: string): Value => args.extra.get(key) ?? null;
  const delimiter = option('delimiter');
  const isPlain = [option('usecols'), option('unpack'), option('max_rows')].every(
    (one) => one === null || one === false,
  );
  const dtype = dtypeOf(option('dtype')) ?? 'float64';
  const isReadable = delimiter === null || (typeof delimiter === 'string' && delimiter.length === 1);
  const path = typeof name === 'string' ? tableText(rt, name) : rt.unknown('a file');
  if (!isPlain || !isReadable) return fileContent(rt, args);
  const skipped = asInteger(settled(args.extra.get('skiprows') ?? args.extra.get('skip_header') ?? 0)) ?? 0;
  if (path instanceof Unknown) {
    const known = typeof name === 'string' && skipped === 0 ? publicTable(name) : null;
    if (known === null) return fileContent(rt, args);
    const origin = { name: known.name, span: rt.here() };
    return new NdArray([known.rows, known.width], dtype, { origin });
  }
  const text = path.split(/\r?\n/).slice(skipped).join('\n');
  const { rows, width } = readTable(text, delimiter, '#');
  rt.spend(rows / 10);
  return new NdArray(width === 1 ? [rows] : [rows, width], dtype);
}

function fileContent(rt: Runtime, args: Args): Value {
  const [name] = args.rest;
  return rt.unknown(
    `what is in ${typeof name === 'string' ? `'${name}'` : 'a file'} is not known before it is read`,
  );
}
