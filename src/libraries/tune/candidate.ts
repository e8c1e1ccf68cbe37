/** What a tool hands over as one candidate: attributes and nothing else. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';

export class Candidate extends HostObject {
  readonly #attributes: ReadonlyMap<string, Value>;

  constructor(attributes: Readonly<Record<string, Value>>) {
    super();
    this.#attributes = new Map(Object.entries(attributes));
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const own = this.#attributes.get(name);
    if (own !== undefined || name.startsWith('__')) return own;
    return rt.unknown(`the ${name} of a candidate is known after it has run`);
  }
}

/** Members of a tool's object that give nothing, such as `tell`. */
export const KNOWN_AFTER = 'the result of a search is known after it has run';
