/** Trainings of models that a library makes up itself: how they are trained is known, what is trained is not. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { DataLoop } from '../../trace/dataLoop.ts';
import { dataSourceOf, type DataSource } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { repeated, type Count } from '../trainers/fitting.ts';

export interface UnreadFit {
  /** What the library calls it. */
  readonly name: string;
  /** Why the model is not known. */
  readonly why: string;
  readonly samples: Found<number>;
  readonly batch: Found<number>;
  readonly epochs: Count;
  /** Why it may end sooner. */
  readonly mayEnd: readonly string[];
}

/** Records one training. */
export function recordUnreadFit(rt: Runtime, { name, why, samples, batch, epochs, mayEnd }: UnreadFit): void {
  const trace = traceOf(rt);
  const span = rt.here();
  const model = {
    serial: nextSerial(),
    name,
    givenTo: null,
    why: new Unknown(why, span),
    mainLine: rt.mainLine(),
  };
  const optimizer = { name: 'an optimiser of the library', statePerParameter: 2, parameters: null } as const;
  const sampleShape = missing('what the library makes of the data is not known', span);
  const source: DataSource = { name: null, samples, batch, dropLast: false, sampleShape, span };
  const batches =
    samples.known && batch.known
      ? Math.ceil(samples.value / batch.value)
      : rt.unknown('how many batches the data has');
  repeated(rt, epochs, () => {
    repeated(
      rt,
      batches,
      () => {
        trace.record({ type: 'backward', span });
        trace.record({ type: 'step', optimizer, model, span });
      },
      { kind: 'host', detail: new DataLoop(source) },
    );
    for (const text of mayEnd) trace.mayEnd(null, text, span);
  });
}

/** Rows of arrays, tables and data sets that are handed to a `fit`. */
export function rowsOf(rt: Runtime, data: Value): Found<number> {
  const span = rt.here();
  if (data instanceof Unknown) return missing(data.reason, data.span);
  if (data === null || typeof data === 'string') return missing('the rows of the data are not known', span);
  const source = data instanceof HostObject ? dataSourceOf(data) : null;
  if (source !== null) return source.samples;
  const length = rt.length(data);
  return length instanceof Unknown
    ? missing(length.reason, length.span)
    : given(length, 'code', 'length of the data', span);
}
