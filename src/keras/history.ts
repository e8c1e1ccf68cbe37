/** What `fit` returns: which epochs there were, and measures that depend on the data. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { PyClass, PyList, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';

/** Epochs beyond which they are not listed. */
const MOST_LISTED = 10_000;

const historyClass: (rt: Runtime) => PyClass = perRuntime(
  (rt) => new PyClass({ name: 'History', bases: [rt.builtinClass('object')] }),
);

export class History extends HostObject {
  readonly #epochs: number | Unknown;
  readonly #first: number | Unknown | null;

  /** @param first the number of the first epoch; null: the training may end before its last one */
  constructor(epochs: number | Unknown, first: number | Unknown | null) {
    super();
    this.#epochs = epochs;
    this.#first = first;
  }

  override pyClass(rt: Runtime): PyClass {
    return historyClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name.startsWith('__')) return undefined;
    return name === 'epoch' ? this.#numbers(rt) : this.#course(rt);
  }

  #numbers(rt: Runtime): Value {
    const [epochs, first] = [this.#epochs, this.#first];
    if (epochs instanceof Unknown) return epochs;
    if (first === null || first instanceof Unknown || epochs > MOST_LISTED) return this.#course(rt);
    return new PyList(Array.from({ length: Math.ceil(epochs) }, (_, i) => first + i));
  }

  #course(rt: Runtime): Unknown {
    return rt.unknown('the course of a training depends on the data');
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof History;
  }

  override repr(): string {
    return '<History>';
  }
}
