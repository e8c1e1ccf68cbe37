/** Fourier transforms and linear algebra by shape; their own arithmetic is an estimate of its order. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { workOf } from '../../tensor/ops/operand.ts';
import { elementCount, normalizeAxis, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { namedResults, op, type OpCall } from '../call.ts';
import { emit, emitAll } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { both, inTorch, within, type Namespace, type OpEntry } from './entry.ts';

const toComplex = (dtype: DType): DType =>
  dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64';
const toReal = (dtype: DType): DType =>
  dtype === 'float64' || dtype === 'complex128' ? 'float64' : 'float32';

/** n log₂ n per transformed line, as the fast Fourier transform needs. */
function transform(rt: Runtime, name: string, input: TorchTensor, shape: Shape, dtype: DType): TorchTensor {
  const count = Math.max(elementCount(shape), input.elements);
  const work = workOf(
    { elementwise: 5 * count * Math.ceil(Math.log2(Math.max(2, count))) },
    [input],
    [{ shape, dtype }],
  );
  return emit(rt, name, { outputs: [shape], kind: 'other', work }, [input], dtype);
}

/** Transforms of one, two or all axes; `r` ones halve the last, `ir` ones restore it. */
function fourier(name: string): OpEntry[] {
  const axesCount = name.endsWith('2') ? 2 : name.endsWith('n') ? null : 1;
  const one = axesCount === 1;
  const parameters = one ? 'n=None, dim=-1' : `s=None, dim=${axesCount === 2 ? '(-2, -1)' : 'None'}`;
  return within(
    ['fft'],
    op(`${name}(input, ${parameters}, norm=None)`, (call) => {
      const input = call.tensor('input');
      const rank = input.shape.length;
      const axes = (call.axes('dim') ?? input.shape.map((_, axis) => axis)).map((axis) =>
        normalizeAxis(axis, rank),
      );
      const sizes = call.axes(one ? 'n' : 's');
      const shape = [...input.shape];
      axes.forEach((axis, i) => (shape[axis] = sizes?.[i] ?? shape[axis] ?? 1));
      const last = axes.at(-1) ?? rank - 1;
      if (name.startsWith('rfft')) shape[last] = Math.floor((shape[last] ?? 1) / 2) + 1;
      if (name.startsWith('irfft')) shape[last] = sizes?.at(-1) ?? 2 * ((input.shape[last] ?? 1) - 1);
      const dtype = name.startsWith('irfft') ? toReal(input.dtype) : toComplex(input.dtype);
      return transform(call.rt, name, input, shape, dtype);
    }),
  );
}

const OLD_NAMES = ['det', 'slogdet', 'qr', 'matrix_exp', 'matrix_power', 'cholesky'];

/** Results of a decomposition of `[…, m, n]`, and so many operations per element. */
function decomposition(
  name: string,
  parameters: string,
  shapes: (shape: Shape, call: OpCall) => Readonly<Record<string, Shape>>,
): OpEntry[] {
  // Old names live in `torch` as well.
  const places: readonly Namespace[] = OLD_NAMES.includes(name) ? ['linalg', 'torch', 'Tensor'] : ['linalg'];
  return within(
    places,
    op(`${name}(input${parameters})`, (call) => {
      const input = call.tensor('input');
      if (input.shape.length < 2) {
        throw new ShapeError(`linalg.${name}: The input tensor must have at least 2 dimensions.`);
      }
      const named = shapes(input.shape, call);
      const outputs = Object.values(named);
      const size = Math.min(sizeAt(input.shape, -1), sizeAt(input.shape, -2));
      const work = workOf(
        { elementwise: input.elements * size },
        [input],
        outputs.map((shape) => ({ shape, dtype: input.dtype })),
      );
      const results = emitAll(
        call.rt,
        name,
        { outputs, kind: 'other', work },
        [input],
        outputs.map(() => input.dtype),
      );
      const [only] = results;
      if (results.length === 1 && only !== undefined) return only;
      return namedResults(
        Object.fromEntries(
          Object.keys(named).flatMap((key, i) => results.slice(i, i + 1).map((result) => [key, result])),
        ),
      );
    }),
  );
}

const batch = (shape: Shape): Shape => shape.slice(0, -2);

function shortTimeFourier(call: OpCall): Value {
  const input = call.tensor('input');
  const size = call.int('n_fft');
  const hop = call.intOrNone('hop_length') ?? Math.floor(size / 4);
  const length = sizeAt(input.shape, -1) + (call.bool('center') ? 2 * Math.floor(size / 2) : 0);
  const frames = 1 + Math.floor((length - size) / hop);
  const bins = call.bool('onesided') ? Math.floor(size / 2) + 1 : size;
  return transform(
    call.rt,
    'stft',
    input,
    [...input.shape.slice(0, -1), bins, frames],
    toComplex(input.dtype),
  );
}

export const DECOMPOSITION_OPS: readonly OpEntry[] = [
  ...[
    'fft',
    'ifft',
    'rfft',
    'irfft',
    'fft2',
    'ifft2',
    'rfft2',
    'irfft2',
    'fftn',
    'ifftn',
    'rfftn',
    'irfftn',
  ].flatMap(fourier),
  ...['fftshift', 'ifftshift'].flatMap((name) =>
    within(
      ['fft'],
      op(`${name}(input, dim=None)`, (c) =>
        transform(c.rt, name, c.tensor('input'), c.tensor('input').shape, c.tensor('input').dtype),
      ),
    ),
  ),
  ...within(
    ['fft'],
    op('fftfreq(n, d=1.0, dtype=None, device=None)', (c) => frequencies(c, c.int('n'))),
  ),
  ...within(
    ['fft'],
    op('rfftfreq(n, d=1.0, dtype=None, device=None)', (c) => frequencies(c, Math.floor(c.int('n') / 2) + 1)),
  ),
  ...inTorch(
    op(
      'stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode="reflect", normalized=False, onesided=True, return_complex=None)',
      shortTimeFourier,
    ),
  ),
  ...decomposition('inv', '', (shape) => ({ inverse: shape })),
  ...decomposition('pinv', '', (shape) => ({
    inverse: [...batch(shape), sizeAt(shape, -1), sizeAt(shape, -2)],
  })),
  ...decomposition('cholesky', ', upper=False', (shape) => ({ factor: shape })),
  ...decomposition('matrix_exp', '', (shape) => ({ result: shape })),
  ...decomposition('householder_product', ', tau', (shape) => ({ result: shape })),
  ...decomposition('matrix_power', ', n=1', (shape) => ({ result: shape })),
  ...decomposition('det', '', (shape) => ({ result: batch(shape) })),
  ...decomposition('slogdet', '', (shape) => ({ sign: batch(shape), logabsdet: batch(shape) })),
  ...decomposition('qr', ', mode="reduced"', (shape) => {
    const size = Math.min(sizeAt(shape, -1), sizeAt(shape, -2));
    return { Q: [...shape.slice(0, -1), size], R: [...batch(shape), size, sizeAt(shape, -1)] };
  }),
  ...decomposition('svd', ', full_matrices=True', (shape, call) => {
    const [rows, columns] = [sizeAt(shape, -2), sizeAt(shape, -1)];
    const size = Math.min(rows, columns);
    const full = call.bool('full_matrices');
    return {
      U: [...batch(shape), rows, full ? rows : size],
      S: [...batch(shape), size],
      Vh: [...batch(shape), full ? columns : size, columns],
    };
  }),
  ...decomposition('svdvals', '', (shape) => ({
    S: [...batch(shape), Math.min(sizeAt(shape, -1), sizeAt(shape, -2))],
  })),
  ...decomposition('eigh', ', UPLO="L"', (shape) => ({
    eigenvalues: shape.slice(0, -1),
    eigenvectors: shape,
  })),
  ...decomposition('eig', '', (shape) => ({ eigenvalues: shape.slice(0, -1), eigenvectors: shape })),
  ...decomposition('eigvals', '', (shape) => ({ eigenvalues: shape.slice(0, -1) })),
  ...decomposition('matrix_rank', ', tol=None', (shape) => ({ rank: batch(shape) })),
  ...decomposition('cond', ', p=None', (shape) => ({ result: batch(shape) })),
  ...decomposition('lu', ', *, pivot=True', (shape) => {
    const size = Math.min(sizeAt(shape, -1), sizeAt(shape, -2));
    return {
      P: [...shape.slice(0, -1), sizeAt(shape, -2)],
      L: [...shape.slice(0, -1), size],
      U: [...batch(shape), size, sizeAt(shape, -1)],
    };
  }),
  ...decomposition('eigvalsh', ', UPLO="L"', (shape) => ({ eigenvalues: shape.slice(0, -1) })),
  ...within(
    ['linalg'],
    op('solve(A, B, *, left=True)', (c) => {
      const [matrix, right] = [c.tensor('A'), c.tensor('B')];
      const work = workOf(
        { elementwise: matrix.elements * sizeAt(matrix.shape, -1) },
        [matrix, right],
        [right],
      );
      return emit(
        c.rt,
        'solve',
        { outputs: [right.shape], kind: 'other', work },
        [matrix, right],
        matrix.dtype,
      );
    }),
  ),
  ...both(
    op('inverse(input)', (c) => {
      const input = c.tensor('input');
      const work = workOf({ elementwise: input.elements * sizeAt(input.shape, -1) }, [input], [input]);
      return emit(c.rt, 'inverse', { outputs: [input.shape], kind: 'other', work }, [input], input.dtype);
    }),
  ),
  ...both(
    op('cross(input, other, dim=None)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('other')];
      const work = workOf({ elementwise: 3 * a.elements }, [a, b], [a]);
      return emit(c.rt, 'cross', { outputs: [a.shape], kind: 'elementwise', work }, [a, b], a.dtype);
    }),
  ),
];

function frequencies(call: OpCall, length: number): Value {
  const dtype = call.dtype();
  const work = workOf({}, [], [{ shape: [length], dtype }]);
  return emit(call.rt, 'fftfreq', { outputs: [[length]], kind: 'copy', work }, [], dtype);
}
