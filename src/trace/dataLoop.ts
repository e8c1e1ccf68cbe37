import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import type { PyClass } from '../python/runtime/values.ts';
import type { DataSource } from './events.ts';

/** The loop over data that a library runs for the program: `fit`, a trainer. */
export class DataLoop extends HostObject {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    super();
    this.#source = source;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  dataSource(): DataSource {
    return this.#source;
  }
}
