import type { Recorder } from '../ports.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { Value } from './values.ts';

/**
 * What is taken for granted about functions and classes. It is recorded where they are defined, and again whenever they
 * are used, since it concerns whoever uses them.
 */
export class Doubts {
  readonly #recorder: Recorder;
  readonly #byObject = new Map<Value, { readonly text: string; readonly span: SourceSpan | null }>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  add(object: Value, text: string, span: SourceSpan | null): void {
    this.#recorder.assume(text, span);
    this.#byObject.set(object, { text, span });
  }

  /** As `add`, for what concerns nobody but who uses the object. */
  addForUsers(object: Value, text: string, span: SourceSpan | null): void {
    if (!this.#byObject.has(object)) this.#byObject.set(object, { text, span });
  }

  recall(object: Value): void {
    if (this.#byObject.size === 0) return;
    const doubt = this.#byObject.get(object);
    if (doubt !== undefined) this.#recorder.assume(doubt.text, doubt.span);
  }
}
