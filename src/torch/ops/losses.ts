/** Loss functions. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { workOf, type Operand } from '../../tensor/ops/operand.ts';
import {
  broadcast,
  describeShape,
  elementCount,
  sameShape,
  ShapeError,
  type Shape,
} from '../../tensor/shape.ts';
import { isFloating } from '../../tensor/dtype.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { inFunctional, type OpEntry } from './entry.ts';
import { softmax } from './softmax.ts';

/** Operations per element of the input: simple and transcendental ones. */
interface LossCost {
  readonly simple: number;
  readonly transcendental: number;
}

/**
 * Reduces a loss of one value per `shape` to what is asked for.
 * @param read what of the operands it reads; left out: all
 */
function lossOf(
  rt: Runtime,
  name: string,
  operands: readonly TorchTensor[],
  shape: Shape,
  reduction: string,
  cost: LossCost,
  read: readonly Operand[] = operands,
): TorchTensor {
  if (!['none', 'mean', 'sum', 'batchmean'].includes(reduction)) {
    throw rt.error('ValueError', `${reduction} is not a valid value for reduction`);
  }
  const [input] = operands;
  const dtype = input?.dtype ?? 'float32';
  const outputs = [reduction === 'none' ? shape : []];
  const count = Math.max(elementCount(shape), elementCount(read[0]?.shape ?? []));
  const work = workOf(
    { elementwise: cost.simple * count, transcendental: cost.transcendental * count },
    read,
    outputs.map((output) => ({ shape: output, dtype })),
  );
  return emit(rt, name, { outputs, kind: 'reduction', work }, operands, dtype);
}

/** Class indices `[N, …]` or probabilities of the input's shape `[N, C, …]`. */
export function classShape(rt: Runtime, input: TorchTensor, target: TorchTensor): Shape {
  const { shape } = input;
  if (isFloating(target.dtype) && sameShape(shape, target.shape)) {
    return shape.length === 1 ? [] : [shape[0] ?? 1, ...shape.slice(2)];
  }
  if (shape.length === 0) throw new ShapeError('Expected 1 or more dimensions, got 0');
  const expected = shape.length === 1 ? [] : [shape[0] ?? 1, ...shape.slice(2)];
  if (shape.length > 1 && target.shape[0] !== shape[0]) {
    throw rt.error(
      'ValueError',
      `Expected input batch_size (${shape[0] ?? 0}) to match target batch_size (${target.shape[0] ?? 0}).`,
    );
  }
  if (!sameShape(expected, target.shape)) {
    throw new ShapeError(
      `Expected target size ${describeShape(expected)}, got ${describeShape(target.shape)}`,
    );
  }
  return expected;
}

const LEGACY = 'size_average=None';

function classification(name: 'cross_entropy' | 'nll_loss', further: string): NativeFunction {
  return op(
    `${name}(input, target, weight=None, ${LEGACY}, ignore_index=-100, reduce=None, reduction="mean"${further})`,
    (call) => {
      const [input, target] = [call.tensor('input'), call.tensor('target')];
      const shape = classShape(call.rt, input, target);
      const logs = name === 'nll_loss' ? input : logSoftmax(call.rt, input);
      const isIndex = !sameShape(logs.shape, target.shape);
      // Of the classes of a sample the one that is right is read, where it is told by its index.
      const read = isIndex ? [{ shape, dtype: logs.dtype }, target] : [logs, target];
      const cost = { simple: isIndex ? 1 : 2, transcendental: 0 };
      return lossOf(call.rt, 'nll_loss', [logs, target], shape, call.string('reduction'), cost, read);
    },
  );
}

/** What the cross entropy begins with: a pass over all classes of all samples (ATen, cross_entropy_loss). */
function logSoftmax(rt: Runtime, input: TorchTensor): TorchTensor {
  return softmax(rt, '_log_softmax', input, input.shape.length === 1 ? 0 : 1, null);
}

/** Losses of two tensors, element by element. */
function pointwise(name: string, parameters: string, cost: LossCost, needsSameShape = false): NativeFunction {
  return op(`${name}(input, target, ${parameters})`, (call) => {
    const [input, target] = [call.tensor('input'), call.tensor('target')];
    if (needsSameShape && !sameShape(input.shape, target.shape)) {
      throw call.rt.error(
        'ValueError',
        `Using a target size (torch.Size(${describeShape(target.shape)})) that is different to the input size ` +
          `(torch.Size(${describeShape(input.shape)})) is deprecated. Please ensure they have the same size.`,
      );
    }
    const shape = broadcast(input.shape, target.shape);
    return lossOf(call.rt, name, [input, target], shape, call.string('reduction'), cost);
  });
}

/** Losses over vectors along the last axis: one value per row. */
function perRow(name: string, signature: string, names: readonly string[], cost: LossCost): NativeFunction {
  return op(signature, (call) => {
    const operands = names.map((operand) => call.tensor(operand));
    const [first] = operands;
    return lossOf(call.rt, name, operands, first?.shape.slice(0, -1) ?? [], call.string('reduction'), cost);
  });
}

const reduced = `${LEGACY}, reduce=None, reduction="mean"`;

function ctc(call: OpCall): Value {
  const [logs, targets] = [call.tensor('log_probs'), call.tensor('targets')];
  const batch = logs.shape.length === 3 ? [logs.shape[1] ?? 1] : [];
  return lossOf(call.rt, 'ctc_loss', [logs, targets], batch, call.string('reduction'), {
    simple: 6,
    transcendental: 3,
  });
}

export const LOSS_OPS: readonly OpEntry[] = [
  classification('cross_entropy', ', label_smoothing=0.0'),
  classification('nll_loss', ''),
  pointwise('mse_loss', `${reduced}, weight=None`, { simple: 3, transcendental: 0 }),
  pointwise('l1_loss', `${reduced}, weight=None`, { simple: 3, transcendental: 0 }),
  pointwise('smooth_l1_loss', `${reduced}, beta=1.0`, { simple: 5, transcendental: 0 }),
  pointwise('huber_loss', 'reduction="mean", delta=1.0, weight=None', { simple: 5, transcendental: 0 }),
  pointwise('binary_cross_entropy', `weight=None, ${reduced}`, { simple: 5, transcendental: 2 }, true),
  pointwise(
    'binary_cross_entropy_with_logits',
    `weight=None, ${reduced}, pos_weight=None`,
    { simple: 6, transcendental: 2 },
    true,
  ),
  pointwise('kl_div', `${reduced}, log_target=False`, { simple: 3, transcendental: 1 }),
  pointwise(
    'poisson_nll_loss',
    `log_input=True, full=False, ${LEGACY}, eps=1e-08, reduce=None, reduction="mean"`,
    { simple: 3, transcendental: 1 },
  ),
  pointwise('soft_margin_loss', reduced, { simple: 3, transcendental: 2 }),
  pointwise('hinge_embedding_loss', `margin=1.0, ${reduced}`, { simple: 4, transcendental: 0 }),
  perRow(
    'multilabel_soft_margin_loss',
    `multilabel_soft_margin_loss(input, target, weight=None, ${reduced})`,
    ['input', 'target'],
    { simple: 5, transcendental: 4 },
  ),
  perRow('multilabel_margin_loss', `multilabel_margin_loss(input, target, ${reduced})`, ['input', 'target'], {
    simple: 4,
    transcendental: 0,
  }),
  perRow(
    'multi_margin_loss',
    `multi_margin_loss(input, target, p=1, margin=1.0, weight=None, ${reduced})`,
    ['input', 'target'],
    { simple: 4, transcendental: 0 },
  ),
  perRow(
    'cosine_embedding_loss',
    `cosine_embedding_loss(input1, input2, target, margin=0.0, ${reduced})`,
    ['input1', 'input2', 'target'],
    { simple: 6, transcendental: 1 },
  ),
  perRow(
    'triplet_margin_loss',
    `triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, ${reduced})`,
    ['anchor', 'positive', 'negative'],
    { simple: 6, transcendental: 1 },
  ),
  perRow(
    'triplet_margin_with_distance_loss',
    'triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean")',
    ['anchor', 'positive', 'negative'],
    { simple: 6, transcendental: 1 },
  ),
  op(`margin_ranking_loss(input1, input2, target, margin=0.0, ${reduced})`, (c) => {
    const operands = [c.tensor('input1'), c.tensor('input2'), c.tensor('target')];
    return lossOf(c.rt, 'margin_ranking_loss', operands, operands[0]?.shape ?? [], c.string('reduction'), {
      simple: 4,
      transcendental: 0,
    });
  }),
  op('gaussian_nll_loss(input, target, var, full=False, eps=1e-06, reduction="mean")', (c) => {
    const operands = [c.tensor('input'), c.tensor('target')];
    return lossOf(c.rt, 'gaussian_nll_loss', operands, operands[0]?.shape ?? [], c.string('reduction'), {
      simple: 5,
      transcendental: 2,
    });
  }),
  op(
    'ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False)',
    ctc,
  ),
].flatMap((fn) => inFunctional(fn));

/** Similarities and distances: one value per row of `dim`. */
function similarity(
  call: OpCall,
  first: string,
  second: string,
  name: string,
  dim: number,
  keepdim: boolean,
): Value {
  const [a, b] = [call.tensor(first), call.tensor(second)];
  const shape = [...broadcast(a.shape, b.shape)];
  const axis = dim < 0 ? dim + shape.length : dim;
  const outputs = [
    keepdim ? shape.map((size, i) => (i === axis ? 1 : size)) : shape.filter((_, i) => i !== axis),
  ];
  const count = elementCount(shape);
  const work = workOf(
    { elementwise: 6 * count, transcendental: 2 * elementCount(outputs[0] ?? []) },
    [a, b],
    [{ shape: outputs[0] ?? [], dtype: a.dtype }],
  );
  return emit(call.rt, name, { outputs, kind: 'reduction', work }, [a, b], a.dtype);
}

export const DISTANCE_OPS: readonly OpEntry[] = [
  ...inFunctional(
    op('cosine_similarity(x1, x2, dim=1, eps=1e-08)', (c) =>
      similarity(c, 'x1', 'x2', 'cosine_similarity', c.int('dim'), false),
    ),
  ),
  ...inFunctional(
    op('pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False)', (c) =>
      similarity(c, 'x1', 'x2', 'pairwise_distance', -1, c.bool('keepdim')),
    ),
  ),
];
