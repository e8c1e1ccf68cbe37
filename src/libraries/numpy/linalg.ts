/** Decompositions of matrices, of NumPy and of SciPy: shapes and types. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyTuple, type NativeFunction, type Value } from '../../python/runtime/values.ts';
import type { NdArray } from '../../tensor/ndarray/array.ts';
import { ShapeError } from '../../tensor/shape.ts';
import { dataModule } from '../dataPackages.ts';
import { lazyModule, type Member } from '../module.ts';
import { argument, fn, required, unboxed } from './arrays.ts';
import { folding } from './reductions.ts';

/** Stacked matrices: the axes before the last two, rows and columns. */
interface Matrices {
  readonly array: NdArray;
  readonly batch: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

function matrices(rt: Runtime, args: Args): Matrices {
  const array = argument(rt, args, 'a');
  const [rows, columns] = array.shape.slice(-2);
  if (rows === undefined || columns === undefined) {
    throw new ShapeError(
      `${array.shape.length}-dimensional array given. Array must be at least two-dimensional`,
    );
  }
  return { array, batch: array.shape.slice(0, -2), rows, columns };
}

function of(name: string, body: (given: Matrices, args: Args, rt: Runtime) => Value): NativeFunction {
  return fn(name, (rt, args) => body(matrices(rt, args), args, rt));
}

/** What has the shape of the matrix itself. */
const alike = (name: string): NativeFunction =>
  of(`${name}(a, *args, **options)`, ({ array }) => like(array, array.shape));

const like = (array: NdArray, shape: readonly number[]): NdArray =>
  array.like(shape, array.dtype.startsWith('int') ? 'float64' : array.dtype);

/** Of k = min(rows, columns) columns where it is reduced. */
function orthogonal(isReduced: (args: Args) => boolean, signature: string): NativeFunction {
  return of(signature, ({ array, batch, rows, columns }, args) => {
    const inner = isReduced(args) ? Math.min(rows, columns) : rows;
    return new PyTuple([like(array, [...batch, rows, inner]), like(array, [...batch, inner, columns])]);
  });
}

function singular(signature: string): NativeFunction {
  return of(signature, ({ array, batch, rows, columns }, args) => {
    const inner = Math.min(rows, columns);
    const isFull = args.bool('full_matrices');
    const values = like(array, [...batch, inner]);
    if (!args.bool('compute_uv')) return values;
    const left = like(array, [...batch, rows, isFull ? rows : inner]);
    return new PyTuple([left, values, like(array, [...batch, isFull ? columns : inner, columns])]);
  });
}

const SHARED: readonly NativeFunction[] = [
  ...['inv', 'cholesky'].map(alike),
  of('pinv(a, *args, **options)', ({ array, batch, rows, columns }) =>
    like(array, [...batch, columns, rows]),
  ),
  of(
    'eigh(a, *args, **options)',
    ({ array, batch, rows }) => new PyTuple([like(array, [...batch, rows]), like(array, array.shape)]),
  ),
  of('eigvalsh(a, *args, **options)', ({ array, batch, rows }) => like(array, [...batch, rows])),
  of('det(a, **options)', ({ array, batch }, _args, rt) => unboxed(rt, like(array, batch))),
  fn('solve(a, b, **options)', (rt, args) => {
    const b = required(rt, args.value('b'));
    return like(b, b.shape);
  }),
  singular('svd(a, full_matrices=True, compute_uv=True, **options)'),
];

const NUMPY: readonly NativeFunction[] = [
  ...SHARED,
  alike('matrix_power'),
  orthogonal((args) => args.string('mode') !== 'complete', "qr(a, mode='reduced')"),
];

const SCIPY: readonly NativeFunction[] = [
  ...SHARED,
  ...['expm', 'sqrtm', 'logm'].map(alike),
  orthogonal(
    (args) => args.string('mode') === 'economic',
    "qr(a, overwrite_a=False, lwork=None, mode='full')",
  ),
  of('lu(a, permute_l=False, **options)', ({ array, batch, rows, columns }, args) => {
    const inner = Math.min(rows, columns);
    const [lower, upper] = [like(array, [...batch, rows, inner]), like(array, [...batch, inner, columns])];
    if (args.bool('permute_l')) return new PyTuple([lower, upper]);
    return new PyTuple([like(array, [...batch, rows, rows]), lower, upper]);
  }),
];

const byName = (functions: readonly NativeFunction[]): ReadonlyMap<string, NativeFunction> =>
  new Map(functions.map((member) => [member.name, member]));

const norm: Member = folding('norm(a, ord=None, axis=None, keepdims=False)', (values, args) =>
  args.given('ord') ? undefined : Math.hypot(...values),
);
const inScipy = byName(SCIPY);

export const linearAlgebraModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'numpy.linalg',
    precedence: 'framework',
    members: { norm, ...Object.fromEntries(byName(NUMPY)) },
  }),
  dataModule('scipy.linalg', (_rt, member) => inScipy.get(member)),
];
