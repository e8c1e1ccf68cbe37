/** Turns what a rule says of an operation into tensors and an event of the trace. */
import type { Runtime } from '../python/runtime/api.ts';
import type { DType } from '../tensor/dtype.ts';
import { viewResult } from '../tensor/ops/reshape.ts';
import type { Shape } from '../tensor/shape.ts';
import { isCausalAttention, staysTriangular } from '../tensor/triangular.ts';
import type { OpResult } from '../tensor/work.ts';
import type { TensorInfo, WeightUse } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { stateOf } from './state.ts';
import { Tensor } from './tensor.ts';

type Operands = readonly (Tensor | null | undefined)[];

interface EmitOptions {
  readonly values?: readonly number[] | null;
  readonly unmodelled?: string;
  /** The result carries no gradient whatever its operands do (comparisons, indices). */
  readonly detached?: boolean;
  /** It stands for all of a model of the catalogue, by its id. */
  readonly published?: string;
}

/** Records an operation with one result. */
export function emit(
  rt: Runtime,
  op: string,
  result: OpResult,
  operands: Operands,
  dtype: DType,
  options: EmitOptions = {},
): Tensor {
  const needsGrad = recordOp(
    rt,
    op,
    result,
    operands,
    [dtype],
    false,
    options.unmodelled ?? null,
    options.published,
  );
  return new Tensor(result.outputs[0] ?? [], dtype, {
    requiresGrad: needsGrad && options.detached !== true,
    values: options.values ?? null,
    isTriangular: staysTriangular(op, result, operands),
  });
}

/** Records an operation with several results. */
export function emitAll(
  rt: Runtime,
  op: string,
  result: OpResult,
  operands: Operands,
  dtypes: readonly DType[],
): Tensor[] {
  const requiresGrad = recordOp(rt, op, result, operands, dtypes, false, null);
  return result.outputs.map(
    (shape, i) => new Tensor(shape, dtypes[i] ?? dtypes[0] ?? 'float32', { requiresGrad }),
  );
}

/** Records another shape of the same elements. */
export function emitView(
  rt: Runtime,
  op: string,
  base: Tensor,
  shape: Shape,
  values: readonly number[] | null = null,
): Tensor {
  const requiresGrad = recordOp(rt, op, viewResult(shape), [base], [base.dtype], true, null);
  return new Tensor(shape, base.dtype, { requiresGrad, values, isTriangular: base.isTriangular });
}

/** Returns whether the results carry a gradient. */
function recordOp(
  rt: Runtime,
  op: string,
  result: OpResult,
  operands: Operands,
  dtypes: readonly DType[],
  isView: boolean,
  unmodelled: string | null,
  published?: string,
): boolean {
  const state = stateOf(rt);
  const inputs: TensorInfo[] = [];
  const weights: WeightUse[] = [];
  let inputNeedsGrad = false;
  let weightNeedsGrad = false;
  for (const operand of operands) {
    if (operand === null || operand === undefined) continue;
    const { variable } = operand;
    if (variable === null) {
      inputs.push({ shape: operand.shape, dtype: operand.dtype });
      inputNeedsGrad ||= operand.requiresGrad;
    } else {
      const trainable = variable.trainable && !state.frozen;
      weights.push({
        serial: variable.serial,
        elements: variable.elements,
        dtype: variable.dtype,
        trainable,
        ...(variable.packed === null ? {} : { packed: variable.packed }),
        ...(variable.sparsity === null ? {} : { sparsity: variable.sparsity }),
      });
      weightNeedsGrad ||= trainable;
    }
  }
  // Backends without a tape follow every call; those in training are the ones that count.
  const isFollowed = state.gradEnabled || state.training === true;
  const recordsGraph = isFollowed && (inputNeedsGrad || weightNeedsGrad);
  traceOf(rt).record({
    type: 'op',
    op,
    kind: result.kind,
    inputs,
    outputs: result.outputs.map((shape, i) => ({ shape, dtype: dtypes[i] ?? dtypes[0] ?? 'float32' })),
    weights,
    work: result.work,
    inputNeedsGrad: recordsGraph && inputNeedsGrad,
    gradEnabled: recordsGraph,
    isView,
    unmodelled,
    ...(isCausalAttention(result, operands) ? { isCausal: true as const } : {}),
    ...(published === undefined ? {} : { published }),
    span: rt.here(),
  });
  return recordsGraph;
}
