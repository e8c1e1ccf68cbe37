/** Operations that models use seldom. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import { elementwise, mapped } from '../../tensor/ops/elementwise.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { normalizeAxis, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit, emitAll } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { instanceNorm } from './normalisation.ts';
import { both, inFunctional, inTorch, onTensor, within, type OpEntry } from './entry.ts';
import { matmul } from './matmul.ts';
import { reduce } from './reductions.ts';
import { transpose } from './views.ts';
import { binary, commonType, zip } from './binary.ts';
import { gridSample } from '../../tensor/ops/interpolation.ts';

/** Elementwise functions of two tensors. */
function pairs(names: readonly string[]): OpEntry[] {
  return names.flatMap((name) =>
    both(
      op(`${name}(input, other)`, (c) => {
        const operands = [c.operand('input'), c.operand('other')];
        return zip(c.rt, name, operands, floatResult(commonType(c.rt, operands)));
      }),
    ),
  );
}

/** Functions of one tensor with further arguments that change nothing about shapes. */
function singles(places: readonly ('torch' | 'Tensor' | 'special')[], names: readonly string[]): OpEntry[] {
  return names.flatMap((name) =>
    within(
      places,
      op(`${name}(input, *args, **kwargs)`, (c) => {
        const input = c.tensor('input');
        const dtype = floatResult(input.dtype);
        return emit(c.rt, name, elementwise('exp', [input], dtype), [input], dtype);
      }),
    ),
  );
}

/** Writes a part into a copy of the input. */
function partWriters(names: readonly string[]): OpEntry[] {
  return names.flatMap((name) =>
    both(
      op(`${name}(input, src, *args, **kwargs)`, (c) => {
        const [input, source] = [c.tensor('input'), c.tensor('src')];
        return emit(c.rt, name, copyResult([input, source], [input]), [input, source], input.dtype);
      }),
    ),
  );
}

/** Covariances of the rows of `[variables, observations]`. */
function covariance(name: string): OpEntry[] {
  return both(
    op(`${name}(input, *, correction=1, fweights=None, aweights=None)`, (c) => {
      const input = c.tensor('input');
      if (input.shape.length > 2) {
        throw new ShapeError(`${name}(): expected input to have two or fewer dimensions`);
      }
      if (input.shape.length < 2) return reduce(c.rt, name, input, null, false, { perElement: 3 });
      return matmul(c.rt, input, transpose(c.rt, input, 0, 1));
    }),
  );
}

function trapezoid(name: string): OpEntry[] {
  return inTorch(
    op(`${name}(y, x=None, *, dx=None, dim=-1)`, (c) =>
      reduce(c.rt, name, c.tensor('y'), [c.int('dim')], false),
    ),
  );
}

function outerUpdate(c: OpCall): TorchTensor {
  const [input, a, b] = [c.tensor('input'), c.tensor('vec1'), c.tensor('vec2')];
  const shape: Shape = [sizeAt(a.shape, 0), sizeAt(b.shape, 0)];
  return emit(c.rt, 'addr', mapped('addcmul', [input, a, b], shape, input.dtype), [input, a, b], input.dtype);
}

function valuesAndExponents(rt: Runtime, input: TorchTensor): PyTuple {
  const result = { ...elementwise('frexp', [input]), outputs: [input.shape, input.shape] };
  return new PyTuple(emitAll(rt, 'frexp', result, [input], [input.dtype, 'int32']));
}

/** Distances of all pairs of rows. */
function pairDistances(c: OpCall): TorchTensor {
  const input = c.tensor('input');
  const rows = sizeAt(input.shape, 0);
  const shape = [(rows * (rows - 1)) / 2];
  return emit(c.rt, 'pdist', mapped('hypot', [input], shape, input.dtype), [input], input.dtype);
}

export const FURTHER_OPS: readonly OpEntry[] = [
  ...pairs(['ldexp', 'igamma', 'igammac', 'nextafter']),
  ...singles(
    ['torch', 'Tensor'],
    ['arccosh', 'arcsinh', 'arctanh', 'conj_physical', 'mvlgamma', 'polygamma', 'renorm'],
  ),
  ...singles(
    ['special'],
    ['entr', 'erfcx', 'i0e', 'i1', 'i1e', 'log_ndtr', 'ndtr', 'ndtri', 'psi', 'multigammaln'],
  ),
  ...within(
    ['special'],
    op('xlogy(input, other)', (c) => binary(c.rt, 'xlogy', c.operand('input'), c.operand('other'))),
  ),
  ...within(
    ['special'],
    op('xlog1py(input, other)', (c) => binary(c.rt, 'xlogy', c.operand('input'), c.operand('other'))),
  ),
  ...within(
    ['special'],
    op('logsumexp(input, dim, keepdim=False)', (c) =>
      reduce(c.rt, 'logsumexp', c.tensor('input'), c.axes('dim'), c.bool('keepdim'), {
        perElement: 2,
        transcendentalPerElement: 1,
      }),
    ),
  ),
  ...partWriters(['select_scatter', 'slice_scatter', 'diagonal_scatter', 'as_strided_scatter']),
  ...covariance('cov'),
  ...covariance('corrcoef'),
  ...trapezoid('trapz'),
  ...trapezoid('trapezoid'),
  ...both(op('addr(input, vec1, vec2, *, beta=1, alpha=1)', outerUpdate)),
  ...both(op('frexp(input)', (c) => valuesAndExponents(c.rt, c.tensor('input')))),
  ...both(
    op('logdet(input)', (c) =>
      emit(
        c.rt,
        'logdet',
        mapped('log', [c.tensor('input')], c.tensor('input').shape.slice(0, -2), c.tensor('input').dtype),
        [c.tensor('input')],
        c.tensor('input').dtype,
      ),
    ),
  ),
  ...inFunctional(op('pdist(input, p=2.0)', pairDistances)),
  ...inTorch(op('pdist(input, p=2.0)', pairDistances)),
  ...['grid_sampler', 'grid_sampler_2d', 'grid_sampler_3d'].flatMap((name) =>
    inTorch(
      op(`${name}(input, grid, interpolation_mode, padding_mode, align_corners)`, (c) => {
        const [input, grid] = [c.tensor('input'), c.tensor('grid')];
        return emit(c.rt, name, gridSample(input, grid), [input, grid], input.dtype);
      }),
    ),
  ),
  ...inTorch(
    op(
      'instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled=True)',
      (c) =>
        instanceNorm(
          c.rt,
          c.tensor('input'),
          ['weight', 'bias', 'running_mean', 'running_var'].map((name) => c.tensorOrNone(name)),
          c.bool('use_input_stats'),
        ),
    ),
  ),
  ...inTorch(
    op(
      'istft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False)',
      (c) => {
        const input = c.tensor('input');
        const hop = c.intOrNone('hop_length') ?? Math.floor(c.int('n_fft') / 4);
        const frames = sizeAt(input.shape, -1);
        const length = c.intOrNone('length') ?? hop * (frames - 1) + (c.bool('center') ? 0 : c.int('n_fft'));
        return emit(
          c.rt,
          'istft',
          mapped('mul', [input], [...input.shape.slice(0, -2), length], 'float32'),
          [input],
          'float32',
        );
      },
    ),
  ),
  ...within(
    ['linalg'],
    op('vecdot(x, y, *, dim=-1)', (c) => {
      const product = binary(c.rt, 'mul', c.tensor('x'), c.tensor('y'));
      return reduce(c.rt, 'sum', product, [c.int('dim')], false);
    }),
  ),
  ...within(
    ['linalg'],
    op('cross(input, other, *, dim=-1)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('other')];
      normalizeAxis(c.int('dim'), a.shape.length);
      return zip(c.rt, 'cross', [a, b], a.dtype);
    }),
  ),
  ...within(
    ['linalg'],
    op('solve_triangular(A, B, *, upper, left=True, unitriangular=False)', (c) => {
      const [matrix, right] = [c.tensor('A'), c.tensor('B')];
      return emit(c.rt, 'solve_triangular', elementwise('mul', [right]), [matrix, right], right.dtype);
    }),
  ),
  ...onTensor(op('to_dense(self, dtype=None)', (c) => c.tensor('self'))),
  ...onTensor(
    op('apply_(self, callable)', (c) => {
      c.tensor('self').write(c.rt, null);
      return c.tensor('self');
    }),
  ),
  ...onTensor(
    op('is_same_size(self, other)', (c) => c.tensor('self').shape.join() === c.tensor('other').shape.join()),
  ),
];
