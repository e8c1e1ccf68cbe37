/** Models in another memory format, as trainers and their callbacks make them. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { FormatAsked } from '../../torch/memoryFormat.ts';
import { reformatAll } from '../../torch/nn/moduleMethods.ts';
import { isModule } from '../../torch/nn/tree.ts';

/** As `model.to(memory_format=torch.channels_last)`. */
export function toChannelsLast(rt: Runtime, model: Value): void {
  const note = { value: 'channels-last', span: rt.here() } as const;
  reformat(rt, model, { kind: 'channels-last', rank: 4, note });
}

/** As `model.to(memory_format=torch.contiguous_format)`. */
export function toPlainOrder(rt: Runtime, model: Value): void {
  reformat(rt, model, { kind: 'plain' });
}

function reformat(rt: Runtime, model: Value, asked: FormatAsked): void {
  if (isModule(rt, model)) reformatAll(rt, model, asked);
}
