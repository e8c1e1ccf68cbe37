/** Weights & Biases: what it logs has no effect; the configuration it is given is read back. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native } from '../runtime/native.ts';
import { PyClass, PyDict, PyModule } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { updateDict } from '../builtins/dictMethods.ts';
import { dictGet, dictItems, dictKeys, dictSet } from '../builtins/hash.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';
import { PyList } from '../runtime/values.ts';
import type { LibraryModule } from '../ports.ts';
import { Inert } from './inert.ts';

const configClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'Config', bases: [rt.builtinClass('object')] }),
);

/** `wandb.config`: what the script put there, and what only a sweep could put there. */
class Config extends HostObject {
  readonly values = new PyDict();

  override pyClass(rt: Runtime): PyClass {
    return configClass(rt);
  }

  #read(rt: Runtime, key: Value): Value {
    const value = dictGet(rt, this.values, key);
    if (value !== undefined) return value;
    return this.values.taint ?? rt.unknown('a hyper-parameter that the script does not set itself');
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
          const value = dictGet(inner, this.values, key);
          return value === undefined ? otherwise : value;
        });
      case 'keys':
        return callable(name, () => new PyList(dictKeys(this.values)));
      case 'items':
        return callable(name, () => new PyList(dictItems(this.values).map((pair) => tuple(...pair))));
      case 'as_dict':
        return callable(name, () => this.values);
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
class Run extends Inert {
  readonly #config: Config;

  constructor(config: Config) {
    super('wandb.run');
    this.#config = config;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name === 'config' ? this.#config : super.getAttribute(rt, name);
  }
}

export const wandb: LibraryModule = {
  name: 'wandb',
  precedence: 'framework',
  create() {
    const config = new Config();
    const init = native('init(*args, **options)', (rt, args) => {
      const given = args.extra.get('config');
      if (given !== undefined && given !== null) readConfig(rt, config, given);
      return new Run(config);
    });
    return new PyModule('wandb', null, undefined, (_rt, name) => {
      if (name === 'config') return config;
      if (name === 'init') return init;
      if (name === 'run') return new Run(config);
      return name.startsWith('__') ? undefined : new Inert(`wandb.${name}`);
    });
  },
};

/** A mapping, or an object such as a namespace whose attributes are the configuration. */
function readConfig(rt: Runtime, config: Config, given: Value): void {
  const isMapping = given instanceof PyDict || rt.findAttribute(given, 'keys') !== undefined;
  updateDict(rt, config.values, isMapping ? given : rt.getAttribute(given, '__dict__'));
}
