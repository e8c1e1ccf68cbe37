/** In which memory format a pass computes its convolutions: the order of tensors decides it, launch by launch. */
import { Unknown } from '../python/runtime/values.ts';
import type { FormatNote, OpEvent, TraceEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import { isConvolution } from '../units/layerKind.ts';
import type { LayerGraph } from './layerGraph.ts';

/** Null: it has no convolutions, or the code asks for no format. */
export function memoryFormatOf({ layers }: LayerGraph): Found<string> | null {
  return formatOf(layers.flatMap(({ ops }) => ops));
}

/**
 * Of an inference: as the pass that was run has it, which sees the weights; else as the code's own last call of the model does,
 * whose input may be in the format.
 * @param model serial of the model
 */
export function inferenceFormat(
  history: readonly TraceEvent[],
  model: number,
  graph: LayerGraph | null,
): Found<string> | null {
  const ofWeights = graph === null ? null : memoryFormatOf(graph);
  return ofWeights ?? memoryFormatIn(lastCall(history, model));
}

function lastCall(history: readonly TraceEvent[], model: number): readonly TraceEvent[] {
  const begin = history.findLastIndex(
    (event) => event.type === 'enter' && event.module === model && !event.training,
  );
  if (begin < 0) return [];
  const end = history.findIndex((event, i) => i > begin && event.type === 'exit' && event.module === model);
  return history.slice(begin, end < 0 ? undefined : end);
}

/** The same of the events of a step. */
export function memoryFormatIn(events: readonly TraceEvent[]): Found<string> | null {
  return formatOf(events.flatMap((event) => (event.type === 'op' ? [{ event, count: 1 }] : [])));
}

/** That of most of the multiplications in convolutions. */
function formatOf(ops: readonly { readonly event: OpEvent; readonly count: number }[]): Found<string> | null {
  let plain = 0;
  let asked = 0;
  let note: FormatNote | undefined;
  for (const { event, count } of ops) {
    const { kind, work, memoryFormat } = event;
    if (!isConvolution(kind)) continue;
    if (memoryFormat === undefined) plain += count * work.macs;
    else asked += count * work.macs;
    note ??= memoryFormat;
  }
  if (note === undefined || plain > asked) return null;
  const { value, span } = note;
  return value instanceof Unknown
    ? missing(`the memory format is not known: ${value.reason}`, value.span ?? span)
    : given(value, 'code', 'set in the code', span);
}
