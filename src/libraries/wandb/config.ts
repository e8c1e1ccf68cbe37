/** Weights & Biases: what it logs has no effect; the configuration it is given is read back. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyClass, PyDict, PyList } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { updateDict } from '../../python/builtins/dictMethods.ts';
import { dictGet, dictItems, dictKeys, dictSet } from '../../python/builtins/hash.ts';
import { callable, perRuntime, tuple } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';

const configClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'Config', bases: [rt.builtinClass('object')] }),
);

/** `wandb.config`: what the script put there, and what only a sweep could put there. */
export class Config extends HostObject {
  readonly values = new PyDict();
  /** What a sweep sets; it is stronger than what the script says. */
  readonly #sweep: () => PyDict | null;

  constructor(sweep: () => PyDict | null = () => null) {
    super();
    this.#sweep = sweep;
  }

  override pyClass(rt: Runtime): PyClass {
    return configClass(rt);
  }

  #read(rt: Runtime, key: Value): Value {
    const sweep = this.#sweep();
    const value = (sweep === null ? undefined : dictGet(rt, sweep, key)) ?? dictGet(rt, this.values, key);
    if (value !== undefined) return value;
    return this.values.taint ?? rt.unknown('a hyper-parameter that the script does not set itself');
  }

  #all(rt: Runtime): PyDict {
    const sweep = this.#sweep();
    if (sweep === null) return this.values;
    const all = new PyDict();
    for (const part of [this.values, sweep]) {
      for (const [key, value] of dictItems(part)) dictSet(rt, all, key, value);
    }
    return all;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'update':
      case 'setdefaults':
        return callable(name, (inner, [given = null], keywords) => {
          if (given !== null) updateDict(inner, this.values, given);
          for (const [key, value] of keywords) {
            if (key !== 'allow_val_change') dictSet(inner, this.values, key, value);
          }
          return null;
        });
      case 'get':
        return callable(name, (inner, [key = null, otherwise = null]) => {
          const value = dictGet(inner, this.#all(inner), key);
          return value === undefined ? otherwise : value;
        });
      case 'keys':
        return callable(name, () => new PyList(dictKeys(this.#all(rt))));
      case 'items':
        return callable(name, () => new PyList(dictItems(this.#all(rt)).map((pair) => tuple(...pair))));
      case 'as_dict':
        return callable(name, () => this.#all(rt));
      default:
        return name.startsWith('__') ? undefined : this.#read(rt, name);
    }
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    dictSet(rt, this.values, name, value);
    return true;
  }

  override getItem(rt: Runtime, key: Value): Value {
    return this.#read(rt, key);
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    dictSet(rt, this.values, key, value);
    return true;
  }

  override repr(): string {
    return '<wandb.config>';
  }
}

/** The run that `wandb.init` begins. */
export class Run extends Inert {
  readonly #config: Config;

  constructor(config: Config) {
    super('wandb.run');
    this.#config = config;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name === 'config' ? this.#config : super.getAttribute(rt, name);
  }
}

/** A mapping, or an object such as a namespace whose attributes are the configuration. */
export function readConfig(rt: Runtime, config: Config, given: Value): void {
  const isMapping = given instanceof PyDict || rt.findAttribute(given, 'keys') !== undefined;
  updateDict(rt, config.values, isMapping ? given : rt.getAttribute(given, '__dict__'));
}
