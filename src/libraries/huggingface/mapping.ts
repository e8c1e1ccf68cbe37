/** Whether a function of batches gives as many rows as it gets. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyDict, PyList, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { callable, tuple } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';

const ROWS = 2;

/** A batch of two rows that has every column that is asked for. */
class Batch extends HostObject {
  readonly #columns = new PyDict();

  #column(rt: Runtime): PyList {
    const value = rt.unknown('a value of a data set');
    return new PyList(new Array<Value>(ROWS).fill(value));
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('dict');
  }

  override getItem(rt: Runtime, key: Value): Value {
    const own = typeof key === 'string' ? this.#columns.entries.get(key) : undefined;
    return own ?? this.#column(rt);
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    if (typeof key === 'string') rt.journal.mapSet(this.#columns.entries, key, value);
    return true;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'keys':
        return callable(name, () => new PyList(['text']));
      case 'values':
        return callable(name, () => new PyList([this.#column(rt)]));
      case 'items':
        return callable(name, () => new PyList([tuple('text', this.#column(rt))]));
      case 'get':
      case 'pop':
        return callable(name, () => this.#column(rt));
      default:
        return undefined;
    }
  }

  /** Whether every column that was written has as many rows as there were. */
  isWhole(rt: Runtime): boolean {
    return [...this.#columns.entries.values()].every((column) => rt.length(column) === ROWS);
  }
}

/**
 * Runs the function on a small batch. What a tokenizer returns is unknown and taken to have a row
 * for each text; a column of another or of unknown length decides against it.
 */
export function isLengthKept(rt: Runtime, fn: Value): boolean {
  const batch = new Batch();
  let result: Value;
  try {
    result = traceOf(rt).silently(() => rt.call(fn, [batch]));
  } catch (error) {
    if (error instanceof PyRaise) return false;
    throw error;
  }
  if (result instanceof Batch) return result.isWhole(rt);
  if (result instanceof PyDict) {
    return [...result.entries.values()].every(
      (column) => !(column instanceof Unknown) && rt.length(column) === ROWS,
    );
  }
  if (!(result instanceof Unknown)) return false;
  rt.recorder.assume('the function given to map is taken to keep the number of rows', rt.here());
  return true;
}
