/** Turns what a rule says of an operation into tensors and an event of the trace. */
import type { Runtime } from '../python/runtime/api.ts';
import type { DType } from '../tensor/dtype.ts';
import { isFloating } from '../tensor/dtype.ts';
import { viewResult } from '../tensor/ops/reshape.ts';
import { elementCount, type Shape } from '../tensor/shape.ts';
import type { Strides } from '../tensor/strides.ts';
import { isCausalAttention, staysTriangular } from '../tensor/triangular.ts';
import type { OpResult } from '../tensor/work.ts';
import type { FormatNote, TensorInfo, WeightUse } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { formatOfResult, isPlainOrder } from './memoryFormat.ts';
import { stateOf } from './state.ts';
import { MOST_KEPT_ELEMENTS, Storage, TorchTensor } from './tensor.ts';
import { CPU } from './dtypes.ts';

type Operands = readonly (TorchTensor | null | undefined)[];

interface EmitOptions {
  /** Memory order of the result where it is not row-major. */
  readonly strides?: Strides | null;
  /** Computes the result's values, asked only if every operand's are known and few. */
  readonly values?: () => readonly number[] | null;
  readonly unmodelled?: string;
  /** The result carries no gradient whatever its operands do (comparisons, indices). */
  readonly detached?: boolean;
  /** Attention in which no position sees a later one, by what the call itself says. */
  readonly isCausal?: boolean;
  /** The gradient of the weight has the rows that were looked up, and no others. */
  readonly hasRowGradient?: boolean;
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
): TorchTensor {
  const memoryFormat = formatOfResult(op, result, operands);
  const needsGrad = recordOp(rt, op, result, operands, [dtype], false, options.unmodelled ?? null, {
    memoryFormat,
    isCausal: options.isCausal === true,
    hasRowGradient: options.hasRowGradient === true,
    ...(options.published === undefined ? {} : { published: options.published }),
  });
  const shape = result.outputs[0] ?? [];
  const values =
    options.values !== undefined && elementCount(shape) <= MOST_KEPT_ELEMENTS ? options.values() : null;
  const requiresGrad = needsGrad && options.detached !== true && isFloating(dtype);
  const tensor = new TorchTensor(shape, dtype, {
    strides: options.strides ?? null,
    requiresGrad,
    isLeaf: !requiresGrad,
    storage: values === null ? null : new Storage(values),
    device: deviceOf(operands),
    isTriangular: staysTriangular(op, result, operands),
  });
  tensor.memoryFormat = memoryFormat;
  return tensor;
}

/** Records an operation with several results, of one type each. */
export function emitAll(
  rt: Runtime,
  op: string,
  result: OpResult,
  operands: Operands,
  dtypes: readonly DType[],
): TorchTensor[] {
  const needsGrad = recordOp(rt, op, result, operands, dtypes, false, null);
  const device = deviceOf(operands);
  return result.outputs.map((shape, i) => {
    const dtype = dtypes[i] ?? 'float32';
    const requiresGrad = needsGrad && isFloating(dtype);
    return new TorchTensor(shape, dtype, { requiresGrad, isLeaf: !requiresGrad, device });
  });
}

/** Records a view: the same memory under another shape. */
export function emitView(
  rt: Runtime,
  op: string,
  base: TorchTensor,
  shape: Shape,
  strides: Strides | null,
  offset: number = base.offset,
): TorchTensor {
  const needsGrad = recordOp(rt, op, viewResult(shape), [base], [base.dtype], true, null);
  return new TorchTensor(shape, base.dtype, {
    strides,
    offset,
    storage: base.storage,
    requiresGrad: needsGrad && isFloating(base.dtype),
    isLeaf: !needsGrad,
    parameter: base.parameter,
    device: base.device,
    isTriangular: base.isTriangular,
  });
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
  {
    isCausal = false,
    hasRowGradient = false,
    published,
    memoryFormat = null,
  }: Pick<EmitOptions, 'isCausal' | 'hasRowGradient' | 'published'> & {
    readonly memoryFormat?: FormatNote | null;
  } = {},
): boolean {
  const inputs: TensorInfo[] = [];
  const weights: WeightUse[] = [];
  let inputNeedsGrad = false;
  let weightNeedsGrad = false;
  for (const operand of operands) {
    if (operand === null || operand === undefined) continue;
    const { parameter } = operand;
    if (parameter === null) {
      inputs.push({ shape: operand.shape, dtype: operand.dtype });
      inputNeedsGrad ||= operand.requiresGrad;
    } else {
      weights.push({
        serial: parameter.serial,
        elements: Math.min(operand.elements, parameter.elements),
        dtype: operand.dtype,
        trainable: operand.requiresGrad,
        ...(parameter.sparsity === null ? {} : { sparsity: parameter.sparsity }),
        ...(parameter.packed === null ? {} : { packed: parameter.packed }),
        ...(hasRowGradient ? { hasRowGradient: true as const } : {}),
      });
      weightNeedsGrad ||= operand.requiresGrad;
    }
  }
  const recordsGraph = stateOf(rt).gradEnabled && (inputNeedsGrad || weightNeedsGrad);
  const isMasked = isCausal || isCausalAttention(result, operands);
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
    ...(isMasked ? { isCausal: true as const } : {}),
    ...(recordsGraph && stateOf(rt).recomputes ? { isRecomputed: true as const } : {}),
    ...(published === undefined ? {} : { published }),
    ...(memoryFormat === null ? {} : { memoryFormat }),
    ...(isPlainOrder(op, result) ? { isPlainOrder: true as const } : {}),
    span: rt.here(),
  });
  return recordsGraph;
}

function deviceOf(operands: Operands): TorchTensor['device'] {
  let device = CPU;
  for (const operand of operands) {
    if (operand === null || operand === undefined) continue;
    // A tensor without axes follows the others.
    if (operand.shape.length > 0) return operand.device;
    device = operand.device;
  }
  return device;
}
