/** What a boolean mask selects: a tensor of which nobody knows how many elements it has. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import type { PyClass, Unknown } from '../python/runtime/values.ts';
import { stateOf } from './state.ts';

/** It can be put where a mask says, as it is; whatever else is made of it is unknown. */
export class UnsizedTensor extends HostObject {
  readonly unknown: Unknown;

  constructor(unknown: Unknown) {
    super();
    this.unknown = unknown;
  }

  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.Tensor;
  }

  override getAttribute(): Unknown {
    return this.unknown;
  }

  override binary(): Unknown {
    return this.unknown;
  }

  override inPlace(): Unknown {
    return this.unknown;
  }

  override unary(): Unknown {
    return this.unknown;
  }

  override compare(): Unknown {
    return this.unknown;
  }

  override getItem(): Unknown {
    return this.unknown;
  }

  override setItem(): boolean {
    return true;
  }

  override truth(): Unknown {
    return this.unknown;
  }

  override length(): Unknown {
    return this.unknown;
  }

  override iterate(): Unknown {
    return this.unknown;
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof UnsizedTensor;
  }
}
