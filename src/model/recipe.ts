/** What a script trains and searches: the factors of T and CT, each with where it was found. */
import { Unknown } from '../python/runtime/values.ts';
import { dataSourceOf } from '../trace/events.ts';
import type { DataSource, OptimizerInfo, SearchBeginEvent, TraceEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';

/** One training of one model. */
export interface Training {
  /** Serial and class of the model that is trained. */
  readonly model: { readonly serial: number; readonly className: string };
  /** D: samples per epoch, after splits and before `drop_last`. */
  readonly samples: Found<number>;
  /** E */
  readonly epochs: Found<number>;
  /** B */
  readonly batch: Found<number>;
  /** Optimiser steps in all, where the code counts steps and not epochs. */
  readonly steps: Found<number> | null;
  /** Samples in all forward passes over data that is not trained on. */
  readonly validationSamples: Found<number>;
  readonly optimizer: OptimizerInfo | null;
  readonly precision: Found<string> | null;
  readonly mode: Found<string> | null;
  /** Events of one training step: forward, loss, backward, update. */
  readonly stepEvents: readonly TraceEvent[];
  readonly span: SourceSpan | null;
  /** Null: it stands outside of any search. */
  readonly search: SearchBeginEvent | null;
}

export interface Recipe {
  readonly trainings: readonly Training[];
  readonly searches: readonly SearchBeginEvent[];
}

interface OpenRepeat {
  readonly kind: 'repeat';
  readonly begin: number;
  readonly count: number | Unknown;
  readonly loop: number;
  readonly source: string;
  readonly data: DataSource | null;
  readonly span: SourceSpan | null;
}

/** Reads the training loops out of the events of a script that ran as `__main__`. */
export function readRecipe(events: readonly TraceEvent[]): Recipe {
  const trainings: Draft[] = [];
  const validations: Validation[] = [];
  const searches: SearchBeginEvent[] = [];
  const repeats: OpenRepeat[] = [];
  const openSearches: { readonly event: SearchBeginEvent; readonly depth: number }[] = [];
  let precision: Found<string> | null = null;
  let mode: Found<string> | null = null;
  for (const [index, event] of events.entries()) {
    switch (event.type) {
      case 'repeat-begin':
        repeats.push({
          kind: 'repeat',
          begin: index,
          count: event.count,
          loop: event.loop.serial,
          source: event.loop.source.kind,
          data: dataSourceOf(event.loop.source.detail),
          span: event.loop.span,
        });
        break;
      case 'repeat-end': {
        const closed = repeats.pop();
        if (closed !== undefined) {
          const forward = forwardOnly(events, closed.begin, index);
          if (forward !== null && closed.data !== null) {
            validations.push({ model: forward, loop: closed, around: [...repeats] });
          }
        }
        break;
      }
      case 'search-begin':
        searches.push(event);
        openSearches.push({ event, depth: repeats.length });
        break;
      case 'search-end':
        openSearches.pop();
        break;
      case 'setting':
        if (event.name === 'precision') precision = given(event.value, 'code', 'set in the code', event.span);
        if (event.name === 'mode') mode = given(event.value, 'code', 'set in the code', event.span);
        break;
      case 'step': {
        const innermost = repeats.at(-1);
        const from = innermost === undefined ? 0 : innermost.begin + 1;
        const model = trainedModel(events, from, index);
        if (model === null) break;
        const search = openSearches.at(-1) ?? null;
        trainings.push({
          model,
          // Loops around the search multiply the search, not the epochs of one of its fits.
          around: repeats.slice(search?.depth ?? 0),
          optimizer: event.optimizer,
          events: events.slice(from, index + 1),
          span: event.span,
          search: search?.event ?? null,
          precision,
          mode,
        });
        break;
      }
      default:
        break;
    }
  }
  return { trainings: merge(trainings, validations), searches };
}

interface Draft {
  readonly model: { readonly serial: number; readonly className: string };
  readonly around: readonly OpenRepeat[];
  readonly optimizer: OptimizerInfo;
  readonly events: readonly TraceEvent[];
  readonly span: SourceSpan | null;
  readonly search: SearchBeginEvent | null;
  readonly precision: Found<string> | null;
  readonly mode: Found<string> | null;
}

interface Validation {
  readonly model: number;
  readonly loop: OpenRepeat;
  readonly around: readonly OpenRepeat[];
}

/** The outermost module that ran with gradients before this step. */
function trainedModel(events: readonly TraceEvent[], from: number, to: number): Draft['model'] | null {
  let depth = 0;
  let last: Draft['model'] | null = null;
  for (let i = from; i < to; i++) {
    const event = events[i];
    if (event?.type === 'enter') {
      if (depth === 0 && !isLoss(event.className)) {
        last ??= { serial: event.module, className: event.className };
      }
      depth += 1;
    } else if (event?.type === 'exit') depth -= 1;
  }
  return last;
}

function isLoss(className: string): boolean {
  return className.endsWith('Loss') || className.endsWith('Criterion');
}

/** The model that runs between the two events, if nothing is trained there. */
function forwardOnly(events: readonly TraceEvent[], from: number, to: number): number | null {
  let model: number | null = null;
  for (let i = from + 1; i < to; i++) {
    const event = events[i];
    if (event?.type === 'backward' || event?.type === 'step' || event?.type === 'repeat-begin') return null;
    if (event?.type === 'enter') model ??= event.module;
  }
  return model;
}

/** Steps of one training that stand in different parts of the same loops are one training. */
function merge(drafts: readonly Draft[], validations: readonly Validation[]): Training[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const loops = draft.around.map(({ span }) => placeKey(span)).join('/');
    const key = `${draft.model.serial}|${loops}|${draft.around.length === 0 ? groups.size : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [toTraining(first, group, validations)];
  });
}

function toTraining(first: Draft, group: readonly Draft[], validations: readonly Validation[]): Training {
  const inner = first.around.findLastIndex(({ data }) => data !== null);
  const data = first.around[inner]?.data ?? null;
  const outer = first.around.slice(0, inner < 0 ? -1 : inner);
  const batch = data?.batch ?? batchOfInput(first);
  const stepLoop = first.around.at(-1) ?? null;
  const epochs =
    inner < 0 && outer.length === 0
      ? missing('the code counts steps, not epochs', first.span)
      : epochCount(group, outer.length, outer.at(-1)?.span ?? null);
  const steps = inner < 0 ? totalSteps(group, stepLoop) : null;
  return {
    model: first.model,
    samples:
      data?.samples ?? samplesOfSteps(inner < 0 && outer.length > 0 ? stepLoop : null, batch, first.span),
    epochs,
    batch,
    steps: inner < 0 && outer.length === 0 ? steps : null,
    validationSamples: validated(first, validations),
    optimizer: first.optimizer,
    precision: first.precision,
    mode: first.mode,
    stepEvents: first.events,
    span: first.span,
    search: first.search,
  };
}

/** Product of the loops around the pass over the data, summed over the parts of a split loop. */
function epochCount(group: readonly Draft[], depth: number, span: SourceSpan | null): Found<number> {
  if (depth === 0) return given(1, 'code', 'one pass over the data', span);
  let total = 0;
  const seen = new Set<number>();
  for (const draft of group) {
    const loops = draft.around.slice(0, depth);
    const innermost = loops.at(-1);
    if (innermost === undefined || seen.has(innermost.begin)) continue;
    seen.add(innermost.begin);
    let product = 1;
    for (const { count } of loops) {
      if (count instanceof Unknown) return missing(count.reason, count.span);
      product *= count;
    }
    total += product;
  }
  return given(total, 'code', 'iterations of the loop around the data', span);
}

function totalSteps(group: readonly Draft[], loop: OpenRepeat | null): Found<number> {
  let total = 0;
  for (const { around } of group) {
    let product = 1;
    for (const { count } of around) {
      if (count instanceof Unknown) return missing(count.reason, count.span);
      product *= count;
    }
    total += product;
  }
  return given(total, 'code', 'iterations of the training loop', loop?.span ?? null);
}

function samplesOfSteps(
  loop: OpenRepeat | null,
  batch: Found<number>,
  span: SourceSpan | null,
): Found<number> {
  if (loop === null || loop.count instanceof Unknown || !batch.known) {
    return missing('no data set was found that the training draws from', span);
  }
  return given(loop.count * batch.value, 'code', 'steps per epoch times the batch', loop.span);
}

/** The first axis of what the model was given. */
function batchOfInput({ events, span }: Draft): Found<number> {
  for (const event of events) {
    if (event.type !== 'enter') continue;
    const size = event.inputs[0]?.shape[0];
    if (size !== undefined) return given(size, 'code', 'first axis of the input', event.span);
  }
  return missing('the batch could not be determined', span);
}

/** Samples of the forward-only passes over data of the same model, over the whole training. */
function validated(training: Draft, validations: readonly Validation[]): Found<number> {
  let total = 0;
  let span: SourceSpan | null = null;
  for (const { model, loop, around } of validations) {
    if (model !== training.model.serial || loop.data === null) continue;
    // A test after the training does not belong to it.
    const shared = around.filter(({ loop: serial }) => training.around.some((one) => one.loop === serial));
    if (training.around.length > 1 && shared.length === 0) continue;
    const { samples } = loop.data;
    if (!samples.known) return samples;
    let times = 1;
    for (const { count } of around) {
      if (count instanceof Unknown) return missing(count.reason, count.span);
      times *= count;
    }
    total += samples.value * times;
    span ??= loop.span;
  }
  return given(
    total,
    'code',
    total === 0 ? 'no validation inside the training' : 'forward passes only',
    span,
  );
}

/** Loops are told apart by where they stand: each run of an inner loop is the same loop again. */
function placeKey(span: SourceSpan | null): string {
  return span === null ? '' : `${span.uri}:${span.start.line}:${span.start.character}`;
}
