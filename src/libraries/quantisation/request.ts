/** How weights are to be quantised, as configurations of torchao and transformers say it. */
import type { WeightFormatName } from '../../catalog/weightFormats.ts';
import type { Numbers } from '../../catalog/device.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';

export interface Quantised {
  readonly format: WeightFormatName;
  /** Instead of the format's own. */
  readonly bits?: number;
  readonly group?: number;
  readonly products?: Numbers;
}

export interface QuantoFormat {
  readonly format: WeightFormatName;
  readonly bits: number;
}

/** What Quanto stores weights in. */
export const QUANTO_FORMATS = {
  int8: { format: 'int8-weights', bits: 8 },
  int4: { format: 'int4-weights', bits: 4 },
  int2: { format: 'int4-weights', bits: 2 },
  float8: { format: 'float8-weights', bits: 8 },
} as const satisfies Readonly<Record<string, QuantoFormat>>;

/** A configuration as Python sees it: `Int8WeightOnlyConfig()`. */
export class QuantisationValue extends HostObject {
  readonly name: string;
  readonly quantised: Quantised;
  /** Two of every four weights are left out besides. */
  readonly isSemiSparse: boolean;
  /** What it was given. */
  readonly #given: ReadonlyMap<string, Value>;

  constructor(name: string, quantised: Quantised, given: ReadonlyMap<string, Value>, isSemiSparse = false) {
    super();
    this.name = name;
    this.quantised = quantised;
    this.#given = given;
    this.isSemiSparse = isSemiSparse;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.#given.get(name);
  }

  override isEquivalent(other: HostObject): boolean {
    return (
      other instanceof QuantisationValue &&
      other.name === this.name &&
      JSON.stringify(other.quantised) === JSON.stringify(this.quantised)
    );
  }
}
