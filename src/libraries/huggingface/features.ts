/** `dataset.features`: of the columns of a known data set, those whose classes are counted. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyList, type PyClass, type Unknown, type Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { callable } from '../../python/builtins/natives.ts';

/** Columns by what is known of them. */
export class Features extends HostObject {
  readonly #classes: ReadonlyMap<string, number>;
  readonly #reason: string;

  /** @param classes of how many classes the labels of a column are */
  constructor(classes: ReadonlyMap<string, number>, reason: string) {
    super();
    this.#classes = classes;
    this.#reason = reason;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getItem(rt: Runtime, key: Value): Value {
    const classes = typeof key === 'string' ? this.#classes.get(key) : undefined;
    return classes === undefined ? this.#unknown(rt) : new ClassLabel(classes);
  }

  override compare(rt: Runtime, op: string): Value | undefined {
    return op === 'in' || op === 'not in' ? this.#unknown(rt) : undefined;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === 'get') return callable(name, (inner, [key = null]) => this.getItem(inner, key));
    return name.startsWith('__') ? undefined : this.#unknown(rt);
  }

  override length(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override iterate(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof Features && other.#reason === this.#reason;
  }

  #unknown(rt: Runtime): Unknown {
    return rt.unknown(this.#reason);
  }
}

/** `datasets.ClassLabel`: how many classes there are; what they are called is not known, but that they differ. */
class ClassLabel extends HostObject {
  readonly #classes: number;

  constructor(classes: number) {
    super();
    this.#classes = classes;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const names = Array.from({ length: this.#classes }, (_, i) => `class ${i}`);
    switch (name) {
      case 'num_classes':
        return this.#classes;
      case 'names':
        return new PyList(names);
      case '_int2str':
        return new PyList(names);
      case '_str2int':
        return dictOf(
          rt,
          names.map((label, i) => [label, i] as const),
        );
      default:
        return name.startsWith('__') ? undefined : rt.unknown(`${name} of the classes of a data set`);
    }
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof ClassLabel && other.#classes === this.#classes;
  }
}
