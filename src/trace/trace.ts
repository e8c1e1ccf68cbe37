import type { EventMark, LoopIdentity, Recorder, Spread } from '../python/ports.ts';
import type { EndedLoop } from '../python/runtime/signals.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { PyObject, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { SourceSpan } from '../units/span.ts';
import type { CandidatePoint, TensorInfo, TraceEvent } from './events.ts';
import { sameShape } from '../tensor/shape.ts';

/** What computes gradients, and what takes them up. */
const GRADIENTS: ReadonlySet<TraceEvent['type']> = new Set(['backward', 'step', 'adjust']);

/** The recorder that libraries write to: a flat list of events that can be cut back. */
export class Trace implements Recorder {
  readonly #events: TraceEvent[] = [];
  /** Serials of modules whose constructor is running. */
  readonly #underConstruction = new Set<number>();
  /** Shape inference of symbolic layers runs ops that the program does not. */
  #muted = 0;
  /** Whether the first so many events leave gradients that no update has taken up. */
  #gradients = { among: 0, areOpen: false };
  /** Which candidate stands for all of a search. */
  readonly candidate: CandidatePoint;

  constructor(candidate: CandidatePoint = 'middle') {
    this.candidate = candidate;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  record(event: TraceEvent): void {
    if (this.#muted > 0) return;
    if (event.type === 'construct') this.#underConstruction.add(event.object.serial);
    this.#events.push(event);
  }

  constructed(object: Value): void {
    if (!(object instanceof PyObject) || !this.#underConstruction.delete(object.serial)) return;
    this.record({ type: 'constructed', object: object.serial });
  }

  /** What a setting was last set to; null: it was not. */
  setting(name: 'precision' | 'mode'): string | Unknown | null {
    for (let i = this.#events.length - 1; i >= 0; i--) {
      const event = this.#events[i];
      if (event?.type === 'setting' && event.name === name) return event.value;
    }
    return null;
  }

  /** Runs `action` without recording what it does. */
  silently<T>(action: () => T): T {
    this.#muted += 1;
    try {
      return action();
    } finally {
      this.#muted -= 1;
    }
  }

  /** A backward pass was recorded, and no update since that would have taken up its gradients. */
  hasOpenGradients(): boolean {
    const { length } = this.#events;
    let { among, areOpen } = this.#gradients;
    for (; among < length; among++) {
      const type = this.#events[among]?.type;
      if (type !== undefined && GRADIENTS.has(type)) areOpen = type === 'backward';
    }
    this.#gradients = { among, areOpen };
    return areOpen;
  }

  /** The events from here on are not those that were there. */
  #changed(from: number): void {
    if (from < this.#gradients.among) this.#gradients = { among: 0, areOpen: false };
  }

  since(mark: EventMark): readonly TraceEvent[] {
    return this.#events.slice(mark);
  }

  mark(): EventMark {
    return this.#events.length as EventMark;
  }

  rollback(mark: EventMark, until?: EventMark): void {
    this.#changed(mark);
    if (until === undefined) this.#events.length = mark;
    else this.#events.splice(mark, until - mark);
  }

  settled(a: EventMark, b: EventMark): boolean {
    const length = b - a;
    if (this.#events.length - b !== length) return false;
    for (let i = 0; i < length; i++) {
      const first = this.#events[a + i];
      const second = this.#events[b + i];
      if (first === undefined || second === undefined || !sameEvent(first, second)) return false;
    }
    for (let i = 0; i < length; i++) this.#tellApart(a + i, b + i);
    return true;
  }

  /** What differs from iteration to iteration is no single object. */
  #tellApart(at: number, other: number): void {
    const [first, second] = [this.#events[at], this.#events[other]];
    if (first?.type !== 'enter' || second?.type !== 'enter') return;
    const differs = first.inputs.some(({ serial }, i) => serial !== second.inputs[i]?.serial);
    if (!differs) return;
    for (const [index, event] of [[at, first] as const, [other, second] as const]) {
      const inputs = event.inputs.map(({ shape, dtype }) => ({ shape, dtype }));
      this.#events[index] = { ...event, inputs };
    }
  }

  isRepeatable(since: EventMark): boolean {
    let operations = 0;
    for (let i: number = since; i < this.#events.length; i++) {
      const type = this.#events[i]?.type;
      if (type === 'construct') return false;
      if (type === 'op') operations += 1;
    }
    return operations > 0;
  }

  hasTraining(since: EventMark): boolean {
    for (let i: number = since; i < this.#events.length; i++) {
      const type = this.#events[i]?.type;
      if (type === 'backward' || type === 'step' || type === 'search-begin') return true;
    }
    return false;
  }

  repeat(since: EventMark, count: number | Unknown, loop: LoopIdentity): void {
    // Of iterations in which nothing happened there may be very many.
    if (this.#muted > 0 || since === this.#events.length) return;
    this.#changed(since);
    this.#events.splice(since, 0, { type: 'repeat-begin', count, loop });
    this.#events.push({ type: 'repeat-end', loop: loop.serial });
  }

  recount(
    since: EventMark,
    count: number | Unknown,
    told: { readonly share?: number; readonly mayEnd?: string } = {},
  ): void {
    const event = this.#events[since];
    if (event?.type === 'repeat-begin') this.#events[since] = { ...event, count, ...told };
  }

  assume(text: string, span: SourceSpan | null, spread: Spread = 'nowhere'): void {
    this.record({ type: 'assume', text, spread, span });
  }

  mayEnd(loop: number | null, text: string, span: SourceSpan | null): void {
    this.record({ type: 'may-end', loop, text, span });
  }

  abandoned(loops: readonly EndedLoop[], by: Unknown): void {
    for (const { serial, count } of loops) {
      const own = this.#events.flatMap((event, i) =>
        event.type === 'repeat-begin' && event.loop.serial === serial ? [{ event, i }] : [],
      );
      const isFirst = own.length === 1 && own[0]?.event.count === 1;
      for (const { event, i } of own) {
        this.#events[i] = { ...event, count: isFirst && count !== null ? count : by };
        if (!isFirst || count === null) continue;
        this.#changed(i);
        this.#events.splice(i + 1, 0, { type: 'may-end', loop: serial, text: by.reason, span: by.span });
      }
    }
  }

  incomplete(unknown: Unknown): void {
    this.record({ type: 'incomplete', unknown });
  }

  taint(object: Value, by: Unknown): void {
    if (typeof object === 'object' && object !== null && 'serial' in object) {
      this.record({ type: 'taint', object: object.serial, by });
    }
  }
}

/** The trace behind a runtime's recorder; everything that records operations goes through here. */
export function traceOf(rt: Runtime): Trace {
  if (!(rt.recorder instanceof Trace)) throw new TypeError('this runtime does not record a trace');
  return rt.recorder;
}

/** Whether two events mean the same work at the same place, whatever objects they concern. */
function sameEvent(a: TraceEvent, b: TraceEvent): boolean {
  switch (a.type) {
    case 'op':
      return (
        b.type === 'op' &&
        a.op === b.op &&
        a.span?.start.line === b.span?.start.line &&
        a.span?.uri === b.span?.uri &&
        a.gradEnabled === b.gradEnabled &&
        a.inputNeedsGrad === b.inputNeedsGrad &&
        sameTensors(a.inputs, b.inputs) &&
        sameTensors(a.outputs, b.outputs) &&
        a.weights.length === b.weights.length &&
        a.weights.every((weight, i) => weight.serial === b.weights[i]?.serial)
      );
    case 'enter':
      return b.type === 'enter' && a.module === b.module && a.training === b.training;
    case 'exit':
      return b.type === 'exit' && a.module === b.module;
    case 'repeat-begin':
      return b.type === 'repeat-begin' && sameCount(a.count, b.count) && samePlace(a.loop.span, b.loop.span);
    case 'repeat-end':
    case 'backward':
    case 'search-end':
    case 'adjust':
    case 'incomplete':
      return a.type === b.type;
    case 'step':
      return (
        b.type === 'step' &&
        a.optimizer === b.optimizer &&
        a.passes === b.passes &&
        a.model?.name === b.model?.name &&
        samePlace(a.model?.givenTo ?? null, b.model?.givenTo ?? null)
      );
    case 'setting':
      return b.type === 'setting' && a.name === b.name && sameSetting(a.value, b.value);
    case 'suggestion':
      return b.type === 'suggestion' && a.name === b.name && samePlace(a.span, b.span);
    case 'search-begin':
      return b.type === 'search-begin' && samePlace(a.span, b.span);
    case 'construct':
    case 'constructed':
      // Something is being built: no two of these are one.
      return false;
    case 'assume':
      return b.type === 'assume' && a.text === b.text;
    case 'generate':
      return b.type === 'generate' && a.model === b.model && a.newTokens === b.newTokens;
    case 'unread-call':
      return b.type === 'unread-call' && a.birth === b.birth && sameTensors(a.inputs, b.inputs);
    case 'draw':
      return b.type === 'draw' && a.source.name === b.source.name;
    case 'may-end':
      return b.type === 'may-end' && a.text === b.text;
    case 'taint':
      return b.type === 'taint' && (a.object === b.object || samePlace(a.by.span, b.by.span));
  }
}

function sameTensors(a: readonly TensorInfo[], b: readonly TensorInfo[]): boolean {
  return (
    a.length === b.length &&
    a.every((tensor, i) => {
      const other = b[i];
      return other !== undefined && tensor.dtype === other.dtype && sameShape(tensor.shape, other.shape);
    })
  );
}

function sameSetting(a: string | Unknown, b: string | Unknown): boolean {
  return a instanceof Unknown ? b instanceof Unknown : a === b;
}

function sameCount(a: number | Unknown, b: number | Unknown): boolean {
  return a instanceof Unknown ? b instanceof Unknown : a === b;
}

function samePlace(a: SourceSpan | null, b: SourceSpan | null): boolean {
  return a?.uri === b?.uri && a?.start.line === b?.start.line && a?.start.character === b?.start.character;
}
