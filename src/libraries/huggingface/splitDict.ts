/** `datasets.DatasetDict`: data sets by the name of their split; what is asked of it is asked of each. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { Store } from '../../python/runtime/journal.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { NativeFunction, PyDict, PyIterator, PyList, Unknown } from '../../python/runtime/values.ts';
import type { Value, PyClass } from '../../python/runtime/values.ts';
import { dictItems, dictSet } from '../../python/builtins/hash.ts';
import { callable, perRuntime, tuple } from '../../python/builtins/natives.ts';

/** What is read of a data set; all else is called. Source: properties of `datasets.DatasetDict`. */
const ATTRIBUTES: ReadonlySet<string> = new Set(
  'data cache_files column_names features info num_columns num_rows shape format'.split(' '),
);

export class SplitDict extends HostObject {
  readonly splits: Store<string, Value>;
  /** Makes a split of which nothing is known; null: those listed are all there are. */
  readonly #other: ((name: string) => Value) | null;

  constructor(splits: Iterable<readonly [string, Value]>, other: ((name: string) => Value) | null = null) {
    super();
    this.splits = new Store(splits);
    this.#other = other;
  }

  override pyClass(rt: Runtime): PyClass {
    return splitDictClass(rt);
  }

  override getItem(rt: Runtime, key: Value): Value {
    if (key instanceof Unknown) return key;
    if (typeof key !== 'string') throw rt.error('KeyError', 'a split is named by a string');
    const split = this.splits.get(key) ?? this.#other?.(key);
    if (split === undefined) throw rt.error('KeyError', `'${key}'`);
    return split;
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    if (typeof key === 'string') rt.journal.mapSet(this.splits, key, value);
    return true;
  }

  override compare(rt: Runtime, op: string, item: Value): Value | undefined {
    if (op !== 'in' && op !== 'not in') return undefined;
    if (this.#other !== null) return rt.unknown('which splits a data set has');
    return (typeof item === 'string' && this.splits.has(item)) === (op === 'in');
  }

  override length(rt: Runtime): number | Unknown {
    return this.#other === null ? this.splits.size : rt.unknown('which splits a data set has');
  }

  override iterate(rt: Runtime): PyIterator | Unknown {
    if (this.#other !== null) return rt.unknown('which splits a data set has');
    const names = this.splits.keys();
    return new PyIterator('dict_keyiterator', () => names.next().value);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'keys':
        return callable(name, () => new PyList([...this.splits.keys()]));
      case 'values':
        return callable(name, () => new PyList([...this.splits.values()]));
      case 'items':
        return callable(name, () => new PyList([...this.splits].map(([key, value]) => tuple(key, value))));
      case 'get':
      case 'pop':
        return callable(name, (inner, [key = null]) => this.getItem(inner, key));
      default:
        return name.startsWith('__') ? undefined : this.#ofEach(rt, name);
    }
  }

  /** A method is called on every split, an attribute read of every one. */
  #ofEach(rt: Runtime, name: string): Value {
    if (!ATTRIBUTES.has(name)) {
      return new NativeFunction(name, (inner, args) => {
        const apply = (split: Value): Value => inner.callWith(inner.getAttribute(split, name), args);
        const other = this.#other;
        return new SplitDict(
          [...this.splits].map(([key, split]) => [key, apply(split)] as const),
          other === null ? null : (key) => apply(other(key)),
        );
      });
    }
    if (this.#other !== null) return rt.unknown('which splits a data set has');
    const values = new PyDict();
    for (const [key, split] of this.splits) {
      const member = rt.findAttribute(split, name);
      if (member !== undefined) dictSet(rt, values, key, member);
    }
    return values;
  }

  override repr(): string {
    return `DatasetDict(${[...this.splits.keys()].join(', ')})`;
  }
}

export function splitDict(_rt: Runtime, splits: Iterable<readonly [string, Value]>): SplitDict {
  return new SplitDict(splits);
}

/** The entries of a dict whose keys are strings. */
export function namedParts(dict: PyDict): (readonly [string, Value])[] {
  return dictItems(dict).flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : []));
}

/** `DatasetDict({'train': …})`. */
export const splitDictClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'DatasetDict',
    [rt.builtinClass('dict')],
    [
      [
        '__new__',
        native('__new__(cls, splits=None, **named)', (_inner, args) => {
          const given = args.known('splits');
          const splits = given instanceof PyDict ? namedParts(given) : [];
          return new SplitDict([...splits, ...args.extra]);
        }),
      ],
      ['__init__', nativeMethod('__init__(self, *args, **named)', () => null)],
    ],
  ),
);
