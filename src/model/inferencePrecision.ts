/** In which numbers a model computes an inference: as its tensors tell, else as the code sets it where it calls the model. */
import { Unknown } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { PackedWeight, SettingEvent, TraceEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { LayerGraph } from './layerGraph.ts';

/** A stage's numbers as the code has them. */
export interface StoredPrecision {
  /** Null: the code says nothing. */
  readonly precision: Found<string> | null;
  /** The weights themselves are stored in it. */
  readonly isStored: boolean;
}

const BY_DTYPE: Partial<Record<DType, string>> = { float16: 'fp16', bfloat16: 'bf16', float64: 'fp64' };

/** Switches of the whole process: they hold for every call that follows. */
const OF_PROCESS: ReadonlySet<unknown> = new Set(['tf32', 'ieee-fp32']);

/** Share of the products from which on a pass is one of these numbers, where its weights are in single precision. */
const NEARLY_ALL = 0.99;

/**
 * @param model serial of the model
 * @param inside what the model itself sets as it is called
 */
export function inferencePrecision(
  history: readonly TraceEvent[],
  model: number,
  graph: LayerGraph | null,
  inside: Found<string> | null = null,
): StoredPrecision {
  const integers = graph === null ? null : inIntegers(graph);
  if (integers !== null) {
    const why = 'weights and activations are quantised to 8 bits';
    return { precision: given('int8', 'code', why, integers.span), isStored: false };
  }
  const stored = graph === null ? null : storedIn(graph);
  if (stored !== null) {
    return { precision: byTensors(history, stored, `the weights are ${stored.dtype}`), isStored: true };
  }
  const computed = graph === null ? null : computedIn(graph);
  if (computed !== null) {
    return {
      precision: byTensors(history, computed, `layers compute in ${computed.dtype}`),
      isStored: false,
    };
  }
  return { precision: inside ?? setForCalls(history, model), isStored: false };
}

/** How the weights of as good as all products are packed, where activations have eight bits, too. */
function inIntegers({ layers }: LayerGraph): PackedWeight | null {
  let all = 0;
  let integers = 0;
  let first: PackedWeight | null = null;
  for (const { event, count } of layers.flatMap(({ ops }) => ops)) {
    const packed = event.weights.find((weight) => weight.packed?.isStatic === true)?.packed;
    all += event.work.macs * count;
    if (packed === undefined) continue;
    first ??= packed;
    integers += event.work.macs * count;
  }
  return integers > 0 && integers >= NEARLY_ALL * all ? first : null;
}

interface Numbers {
  readonly dtype: DType;
  readonly name: string;
}

/** The type that most elements of the weights have that are not packed; null: single precision, or there are none. */
export function storedIn({ layers }: LayerGraph): Numbers | null {
  const weights = layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights));
  const plain = weights.filter(({ packed }) => packed === undefined);
  const elements = new Map<number, { readonly dtype: DType; readonly count: number }>();
  for (const { serial, dtype, elements: count } of plain.length === 0 ? weights : plain) {
    elements.set(serial, { dtype, count });
  }
  return mostly([...elements.values()], 0.5);
}

/** The type that the products have as good as all; null: single precision, or several. */
function computedIn({ layers }: LayerGraph): Numbers | null {
  const products = layers.flatMap(({ ops }) =>
    ops.flatMap(({ event: { outputs, work }, count }) => {
      const [output] = outputs;
      return output === undefined ? [] : [{ dtype: output.dtype, count: work.macs * count }];
    }),
  );
  return mostly(products, NEARLY_ALL);
}

function mostly(
  parts: readonly { readonly dtype: DType; readonly count: number }[],
  share: number,
): Numbers | null {
  const byType = new Map<DType, number>();
  let all = 0;
  for (const { dtype, count } of parts) {
    byType.set(dtype, (byType.get(dtype) ?? 0) + count);
    all += count;
  }
  const [most] = [...byType].sort(([, a], [, b]) => b - a);
  if (most === undefined || all === 0 || most[1] < share * all) return null;
  const [dtype] = most;
  const name = BY_DTYPE[dtype];
  return name === undefined ? null : { dtype, name };
}

/** The line that made them so, where one did. */
function byTensors(history: readonly TraceEvent[], { dtype, name }: Numbers, why: string): Found<string> {
  const names = new Set<unknown>([dtype, name, `amp-${name}`]);
  const by = history.findLast(
    (event): event is SettingEvent =>
      event.type === 'setting' &&
      (event.name === 'weights' || event.name === 'precision') &&
      names.has(event.value),
  );
  return given(name, 'code', why, by?.span ?? null);
}

/** Where the code calls the model and trains nothing by it; without such a call a switch of the whole process. */
function setForCalls(history: readonly TraceEvent[], model: number): Found<string> | null {
  let now: SettingEvent | null = null;
  let called: SettingEvent | null = null;
  let isCalled = false;
  // Scripts that only infer may leave a model in training mode.
  const isTrained = history.some(({ type }) => type === 'step' || type === 'adjust');
  for (const event of history) {
    if (event.type === 'setting' && event.name === 'precision') now = event;
    if (event.type !== 'enter' || event.module !== model) continue;
    if (!event.training || !isTrained) [called, isCalled] = [now, true];
  }
  if (!isCalled && now !== null && OF_PROCESS.has(now.value)) called = now;
  if (called === null) return null;
  const { value, span } = called;
  return value instanceof Unknown
    ? missing(value.reason, value.span)
    : given(value, 'code', 'set in the code', span);
}
