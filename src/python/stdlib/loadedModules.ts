/** `sys.modules`: the modules that have been imported so far, live. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyList, Unknown } from '../runtime/values.ts';
import type { PyClass, PyIterator, Value } from '../runtime/values.ts';
import type { CompareOperator } from '../syntax/ast.ts';
import { iteratorOf } from '../builtins/iterators.ts';
import { callable, keyError, shown, tuple } from '../builtins/natives.ts';

export class LoadedModules extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('dict');
  }

  override getItem(rt: Runtime, key: Value): Value {
    if (key instanceof Unknown) return key;
    const module = typeof key === 'string' ? rt.modules.get(key) : undefined;
    if (module === undefined) throw keyError(rt, key);
    return module;
  }

  /** Replacing a module is not followed. */
  override setItem(rt: Runtime, key: Value): boolean {
    rt.recorder.assume(`the module ${shown(rt, key)} stays what it is in sys.modules`, rt.here());
    return true;
  }

  override compare(rt: Runtime, op: CompareOperator, item: Value, reflected: boolean): Value | undefined {
    if (op !== 'in' || !reflected) return undefined;
    return typeof item === 'string' && rt.modules.has(item);
  }

  override iterate(rt: Runtime): PyIterator {
    return iteratorOf(rt, new PyList([...rt.modules.keys()]));
  }

  override length(rt: Runtime): number {
    return rt.modules.size;
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'get':
        return callable(name, (rt, [key = null, otherwise = null]) => {
          const module = typeof key === 'string' ? rt.modules.get(key) : undefined;
          return module ?? otherwise;
        });
      case 'keys':
        return callable(name, (rt) => new PyList([...rt.modules.keys()]));
      case 'values':
        return callable(name, (rt) => new PyList([...rt.modules.values()]));
      case 'items':
        return callable(name, (rt) => new PyList(Array.from(rt.modules, (pair) => tuple(...pair))));
      case 'pop':
        return callable(name, (rt, [key = null]) =>
          typeof key === 'string' ? (rt.modules.get(key) ?? null) : null,
        );
      default:
        return undefined;
    }
  }

  override repr(): string {
    return '{…}';
  }
}
