/** Sorting, picking and scattering. */
import { PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { gather, indexSelect, scatter, sort, topk } from '../../tensor/ops/ordering.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import {
  broadcast,
  DataDependentShape,
  describeShape,
  elementCount,
  normalizeAxis,
  ShapeError,
  type Shape,
} from '../../tensor/shape.ts';
import { namedResults, op, type OpCall } from '../call.ts';
import { emit, emitAll } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { commonType, zip } from './binary.ts';
import { assumedCount } from './dataDependent.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';

function sorted(call: OpCall): Value {
  const input = call.tensor('input');
  const [values, indices] = emitAll(
    call.rt,
    'sort',
    sort(input, call.int('dim')),
    [input],
    [input.dtype, 'int64'],
  );
  return values === undefined || indices === undefined ? null : namedResults({ values, indices });
}

function dataDependent(name: string, parameters: string, what: string): OpEntry[] {
  return both(
    op(`${name}(input${parameters})`, (call) => {
      call.tensor('input');
      throw new DataDependentShape(what);
    }),
  );
}

/** `where(condition, x, y)`; with the condition alone it lists positions. */
function where(call: OpCall): Value {
  const { rt } = call;
  const condition = call.tensor('condition');
  const [x, y] = [call.operandOrNone('input'), call.operandOrNone('other')];
  if (x === null || y === null) return nonzeroIndices(call, condition);
  const dtype = commonType(rt, [x, y]);
  return zip(rt, 'where', [condition, x, y], dtype, (c, a, b) => (c === 0 ? b : a));
}

/** One vector of positions per axis. */
function nonzeroIndices(call: OpCall, condition: TorchTensor): Value {
  const values = condition.values();
  const count =
    values === null
      ? assumedCount(call.rt, condition.elements)
      : values.filter((value) => value !== 0).length;
  if (count === null) throw new DataDependentShape('how many positions where() finds');
  const outputs = condition.shape.map(() => [count]);
  const written = outputs.map((shape) => ({ shape, dtype: 'int64' as const }));
  return new PyTuple(
    emitAll(
      call.rt,
      'nonzero',
      copyResult([condition], written),
      [condition],
      outputs.map(() => 'int64'),
    ),
  );
}

/**
 * The different elements, or slices along `dim`, in ascending order. How many there are is known where the program
 * wrote them; to which of them each one belongs has a known shape in any case.
 */
function distinct(call: OpCall): Value {
  const { rt } = call;
  const input = call.tensor('input');
  const dim = call.args.value('dim') === null ? null : normalizeAxis(call.int('dim'), input.shape.length);
  const values = input.values();
  const found = values === null ? null : groups(values, input.shape, dim);
  // Per class in turn or all at once: what a detector goes on with is as much.
  const count = found?.size ?? assumedCount(rt, 1);
  const isInverseWanted = call.bool('return_inverse');
  const isCountWanted = call.bool('return_counts');
  const places = dim === null ? input.shape : [input.shape[dim] ?? 1];
  if (count === null) {
    if (!isInverseWanted) throw new DataDependentShape('how many elements are distinct');
    const unknown = rt.unknown('how many elements are distinct depends on the data');
    const inverse = emit(
      rt,
      'unique',
      copyResult([input], [{ shape: places, dtype: 'int64' }]),
      [input],
      'int64',
    );
    return new PyTuple([unknown, inverse, ...(isCountWanted ? [unknown] : [])]);
  }
  const shape = dim === null ? [count] : input.shape.map((size, axis) => (axis === dim ? count : size));
  const ordered = dim === null && found !== null ? [...found.keys()].map(Number).sort((x, y) => x - y) : null;
  const result = copyResult([input], [{ shape, dtype: input.dtype }]);
  const unique = emit(rt, 'unique', result, [input], input.dtype, { values: () => ordered });
  const further: TorchTensor[] = [];
  if (isInverseWanted) further.push(new TorchTensor(places, 'int64'));
  if (isCountWanted) further.push(new TorchTensor([count], 'int64'));
  return further.length === 0 ? unique : new PyTuple([unique, ...further]);
}

/** The different elements as texts; those of a slice are joined. */
function groups(values: readonly number[], shape: Shape, dim: number | null): ReadonlySet<string> {
  if (dim === null) return new Set(values.map(String));
  const inner = elementCount(shape.slice(dim + 1));
  const extent = shape[dim] ?? 1;
  const slices = Array.from({ length: extent }, (): number[] => []);
  for (const [i, value] of values.entries()) slices[Math.floor(i / inner) % extent]?.push(value);
  return new Set(slices.map((slice) => slice.join()));
}

function maskedFill(call: OpCall): TorchTensor {
  const [input, mask] = [call.tensor('input'), call.tensor('mask')];
  if (mask.dtype !== 'bool') {
    throw new ShapeError(`masked_fill_ only supports boolean masks, but got mask with dtype ${mask.dtype}`);
  }
  const value = call.operand('value');
  const result = elementwise('masked_fill', [input, mask], input.dtype);
  return emit(
    call.rt,
    'masked_fill',
    result,
    [input, mask, value instanceof TorchTensor ? value : null],
    input.dtype,
  );
}

function scattered(name: string, parameters: string, adds: boolean): OpEntry[] {
  return both(
    op(`${name}(input, dim, index, ${parameters})`, (call) => {
      const [input, index] = [call.tensor('input'), call.tensor('index')];
      normalizeAxis(call.int('dim'), input.shape.length);
      const source = call.operandOrNone('src') ?? call.operandOrNone('value');
      const from = source instanceof TorchTensor ? source : null;
      return emit(call.rt, name, scatter(input, index, from, adds), [input, index, from], input.dtype);
    }),
  );
}

/** Writes into entries of an axis that a vector names. */
function indexed(name: string, parameters: string): OpEntry[] {
  return both(
    op(`${name}(input, dim, index, ${parameters})`, (call) => {
      const [input, index] = [call.tensor('input'), call.tensor('index')];
      normalizeAxis(call.int('dim'), input.shape.length);
      const source = call.operandOrNone('source');
      const from = source instanceof TorchTensor ? source : null;
      return emit(
        call.rt,
        name,
        scatter(input, index, from, name === 'index_add'),
        [input, index, from],
        input.dtype,
      );
    }),
  );
}

/** Keep the shape of their input, so that they exist in place as well. */
export const SCATTER_OPS: readonly OpEntry[] = [
  ...scattered('scatter', 'src=None, value=None, *, reduce=None', false),
  ...scattered('scatter_add', 'src, value=None', true),
  ...scattered('scatter_reduce', 'src, reduce, *, include_self=True, value=None', true),
  ...indexed('index_add', 'source, *, alpha=1'),
  ...indexed('index_copy', 'source'),
  ...indexed('index_fill', 'value=None, source=None'),
  ...both(op('masked_fill(input, mask, value)', maskedFill)),
  ...both(
    op('masked_scatter(input, mask, source)', (c) => {
      const operands = [c.tensor('input'), c.tensor('mask'), c.tensor('source')];
      const [input] = operands;
      return emit(
        c.rt,
        'masked_scatter',
        elementwise('where', operands.slice(0, 2)),
        operands,
        input?.dtype ?? 'float32',
      );
    }),
  ),
  ...both(
    op('index_put(input, indices, values, accumulate=False)', (c) => {
      const [input, values] = [c.tensor('input'), c.tensor('values')];
      return emit(
        c.rt,
        'index_put',
        { ...copyResult([values], [values]), outputs: [input.shape] },
        [input, values],
        input.dtype,
      );
    }),
  ),
];

export const ORDERING_OPS: readonly OpEntry[] = [
  ...both(
    op('topk(input, k, dim=-1, largest=True, sorted=True, *, out=None)', (c) => {
      const input = c.tensor('input');
      const [values, indices] = emitAll(
        c.rt,
        'topk',
        topk(input, c.int('k'), c.int('dim')),
        [input],
        [input.dtype, 'int64'],
      );
      return values === undefined || indices === undefined ? null : namedResults({ values, indices });
    }),
  ),
  ...both(op('sort(input, dim=-1, descending=False, stable=False)', sorted)),
  ...both(op('msort(input, dim=0)', sorted)),
  ...both(
    op('argsort(input, dim=-1, descending=False, stable=False)', (c) => {
      const input = c.tensor('input');
      const result = sort(input, c.int('dim'));
      return emit(c.rt, 'argsort', { ...result, outputs: [input.shape] }, [input], 'int64');
    }),
  ),
  ...both(
    op('gather(input, dim, index, *, sparse_grad=False)', (c) => {
      const [input, index] = [c.tensor('input'), c.tensor('index')];
      return emit(c.rt, 'gather', gather(input, c.int('dim'), index), [input, index], input.dtype);
    }),
  ),
  ...both(
    op('take_along_dim(input, indices, dim=None)', (c) => {
      const [input, index] = [c.tensor('input'), c.tensor('indices')];
      const dim = c.intOrNone('dim');
      const shape =
        dim === null
          ? [index.elements]
          : takenShape(input.shape, index.shape, normalizeAxis(dim, input.shape.length));
      const output = { shape, dtype: input.dtype };
      return emit(c.rt, 'gather', copyResult([output, index], [output]), [input, index], input.dtype);
    }),
  ),
  ...both(
    op('take(input, index)', (c) => {
      const [input, index] = [c.tensor('input'), c.tensor('index')];
      const output = { shape: index.shape, dtype: input.dtype };
      return emit(c.rt, 'take', copyResult([output, index], [output]), [input, index], input.dtype);
    }),
  ),
  ...both(
    op('index_select(input, dim, index)', (c) => {
      const [input, index] = [c.tensor('input'), c.tensor('index')];
      return emit(c.rt, 'index_select', indexSelect(input, c.int('dim'), index), [input, index], input.dtype);
    }),
  ),
  ...inTorch(op('where(condition, input=None, other=None)', where)),
  ...onTensor(
    op('where(input, condition, other)', (c) => {
      const [x, y] = [c.operand('input'), c.operand('other')];
      return zip(c.rt, 'where', [c.tensor('condition'), x, y], commonType(c.rt, [x, y]));
    }),
  ),
  ...dataDependent('nonzero', ', *, as_tuple=False', 'how many elements are not zero'),
  ...dataDependent('argwhere', '', 'how many elements are not zero'),
  ...both(op('unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None)', distinct)),
  ...dataDependent(
    'unique_consecutive',
    ', return_inverse=False, return_counts=False, dim=None',
    'how many elements are distinct',
  ),
  ...dataDependent('masked_select', ', mask', 'how many elements a mask selects'),
  ...inTorch(
    op('bucketize(input, boundaries, *, out_int32=False, right=False)', (c) => {
      const input = c.tensor('input');
      return emit(
        c.rt,
        'bucketize',
        elementwise('bucketize', [input], 'int64'),
        [input, c.tensor('boundaries')],
        'int64',
      );
    }),
  ),
  ...inTorch(
    op(
      'searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None)',
      (c) => {
        const input = c.tensor('input');
        return emit(
          c.rt,
          'searchsorted',
          elementwise('searchsorted', [input], 'int64'),
          [c.tensor('sorted_sequence'), input],
          'int64',
        );
      },
    ),
  ),
  ...inTorch(
    op('isin(elements, test_elements)', (c) => {
      const elements = c.tensor('elements');
      return emit(c.rt, 'isin', elementwise('isin', [elements], 'bool'), [elements], 'bool');
    }),
  ),
  ...both(
    op('cdist(x1, x2, p=2.0, compute_mode=None)', (c) => {
      const [a, b] = [c.tensor('x1'), c.tensor('x2')];
      if (a.shape.at(-1) !== b.shape.at(-1)) {
        throw new ShapeError(
          `X1 and X2 must have the same number of columns. X1: ${describeShape(a.shape)} X2: ${describeShape(b.shape)}`,
        );
      }
      const shape = [
        ...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)),
        a.shape.at(-2) ?? 1,
        b.shape.at(-2) ?? 1,
      ];
      const result = elementwise('cdist', [a]);
      const work = {
        ...result.work,
        elementwise: elementCount(shape) * 3 * (a.shape.at(-1) ?? 1),
        transcendental: elementCount(shape),
      };
      return emit(c.rt, 'cdist', { outputs: [shape], kind: 'reduction', work }, [a, b], a.dtype);
    }),
  ),
  ...inTorch(
    op('unravel_index(indices, shape)', (c) => {
      const indices = c.tensor('indices');
      return new PyTuple(
        c
          .shape('shape')
          .map(() => emit(c.rt, 'unravel_index', elementwise('div', [indices], 'int64'), [indices], 'int64')),
      );
    }),
  ),
];

function takenShape(input: Shape, index: Shape, axis: number): Shape {
  return index.map((size, i) => (i === axis ? size : Math.max(size, input[i] ?? 1)));
}
