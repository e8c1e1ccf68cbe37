/** Memory formats: what `torch.channels_last` is given to, and which tensors are in it. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { nativeClass } from '../python/runtime/native.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { Shape } from '../tensor/shape.ts';
import type { OpResult } from '../tensor/work.ts';
import type { FormatNote } from '../trace/events.ts';
import { isConvolution } from '../units/layerKind.ts';
import type { TorchTensor } from './tensor.ts';

/** `torch.channels_last` and its like. */
class MemoryFormat extends HostObject {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  override pyClass(rt: Runtime): PyClass {
    return memoryFormatClass(rt);
  }
  override get isConstant(): boolean {
    return true;
  }
  override repr(): string {
    return `torch.${this.name}`;
  }
}

export const memoryFormatClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass('memory_format', [rt.builtinClass('object')], []),
);

/** As members of `torch`. */
export const MEMORY_FORMATS: Readonly<Record<string, () => Value>> = Object.fromEntries(
  ['contiguous_format', 'channels_last', 'channels_last_3d', 'preserve_format'].map((name) => {
    const format = new MemoryFormat(name);
    return [name, () => format];
  }),
);

/** What a call asks for; rank: axes of the tensors that the format is for, null where it is not known. */
export type FormatAsked =
  | { readonly kind: 'plain' }
  | { readonly kind: 'channels-last'; readonly rank: number | null; readonly note: FormatNote };

/** Axes of tensors that can be in a format. */
const RANKS: Readonly<Record<string, number>> = { channels_last: 4, channels_last_3d: 5 };

/** @returns null where the format of the tensor is to be kept */
export function formatAsked(rt: Runtime, value: Value): FormatAsked | null {
  if (value === null) return null;
  const name = value instanceof MemoryFormat ? value.name : null;
  if (name === 'preserve_format') return null;
  const span = rt.here();
  if (name === 'contiguous_format') return { kind: 'plain' };
  const rank = name === null ? undefined : RANKS[name];
  if (rank !== undefined) return { kind: 'channels-last', rank, note: { value: 'channels-last', span } };
  const unknown = value instanceof Unknown ? value : rt.unknown('what is given as a memory format is none');
  return { kind: 'channels-last', rank: null, note: { value: unknown, span } };
}

/** The format of a tensor that is asked for one: its own where it cannot have it. */
export function formatIn(
  rt: Runtime,
  { serial, shape, memoryFormat }: TorchTensor,
  asked: FormatAsked,
): FormatNote | null {
  const wanted = asked.kind === 'plain' ? null : fits(shape, asked) ? asked.note : memoryFormat;
  if (wanted?.value === memoryFormat?.value) return memoryFormat;
  const condition = rt.undecided(serial);
  if (condition === null) return wanted;
  const reason = `it depends on a condition that is unknown: ${condition.reason}`;
  return { value: new Unknown(reason, condition.span), span: rt.here() };
}

function fits(
  { length }: Shape,
  { rank }: Extract<FormatAsked, { readonly kind: 'channels-last' }>,
): boolean {
  return rank === null ? Object.values(RANKS).includes(length) : rank === length;
}

/** Changes a parameter or a buffer in place, as modules do. */
export function reformat(rt: Runtime, tensor: TorchTensor, asked: FormatAsked): void {
  const format = formatIn(rt, tensor, asked);
  if (format !== tensor.memoryFormat) rt.journal.setField(tensor, 'memoryFormat', format);
}

/** Operations that make their input contiguous on GPUs, and their output: `group_norm.cpp` of ATen. */
const PLAIN: ReadonlySet<string> = new Set(['native_group_norm']);

/** Whether an operation on images works in plain order whatever it is given. */
export function isPlainOrder(op: string, { outputs }: OpResult): boolean {
  return PLAIN.has(op) && Object.values(RANKS).includes(outputs[0]?.length ?? 0);
}

/**
 * The format that an operation works in. A convolution is in channels-last where its input or its weight is
 * (`cudnn_conv_suggest_memory_format` of ATen's ConvUtils.h); of other operations the first operand with the axes of the
 * result decides (TensorIterator).
 */
export function formatOfResult(
  op: string,
  { kind, outputs }: OpResult,
  operands: readonly (TorchTensor | null | undefined)[],
): FormatNote | null {
  const rank = outputs[0]?.length ?? 0;
  if (!Object.values(RANKS).includes(rank) || PLAIN.has(op)) return null;
  const fitting = operands.filter((operand) => operand?.shape.length === rank);
  if (!isConvolution(kind)) return fitting[0]?.memoryFormat ?? null;
  const asked = fitting.flatMap((operand) => operand?.memoryFormat ?? []);
  return asked.find(({ value }) => value === 'channels-last') ?? asked[0] ?? null;
}
