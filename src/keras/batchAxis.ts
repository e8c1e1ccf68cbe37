/** Which axis of what a step is given is the batch: a step of the program's own may take it apart. */
import { sameShape } from '../tensor/shape.ts';
import type { TraceEvent } from '../trace/events.ts';
import { missing } from '../units/found.ts';
import type { FitData } from './data.ts';
import type { Layer } from './layer.ts';
import { leavesOf } from './structure.ts';
import { Tensor } from './tensor.ts';

const PARTS = 'a step gives the model one part after the other of what is drawn: its first axis is no batch';

/**
 * The data of a training as its step turned out to take it: where the model is given the parts along the first axis, as
 * pairs of pictures are, nobody knows how many samples a batch has.
 * @param events of one step
 */
export function asTaken(data: FitData, layer: Layer | null, events: readonly TraceEvent[]): FitData {
  if (layer === null || data.inputs === null) return data;
  const parts = leavesOf(data.inputs).flatMap((leaf) =>
    leaf instanceof Tensor && leaf.shape.length > 2 ? [leaf.shape.slice(1)] : [],
  );
  const isTakenApart = events.some(
    (event) =>
      event.type === 'enter' &&
      event.module === layer.object.serial &&
      event.inputs.some(({ shape }) => parts.some((part) => sameShape(part, shape))),
  );
  if (!isTakenApart) return data;
  const { span } = data.source;
  const [batch, samples] = [missing(PARTS, span), missing(PARTS, span)];
  return { ...data, source: { ...data.source, batch, samples } };
}
