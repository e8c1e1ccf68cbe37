/** `dict.keys()`, `.values()` and `.items()`: live views with the operators of sets. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyIterator, PySet, PyTuple, Unknown } from '../runtime/values.ts';
import type { PyClass, Value, PyDict } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { dictHas, dictItems, dictKeys, dictGet, setOf } from './hash.ts';
import { Position, cursor } from './iterators.ts';
import { callable, tuple } from './natives.ts';

type ViewKind = 'keys' | 'values' | 'items';

export class DictView extends HostObject {
  readonly view: ViewKind;
  readonly dict: PyDict;

  constructor(view: ViewKind, dict: PyDict) {
    super();
    this.view = view;
    this.dict = dict;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass(`dict_${this.view}`);
  }

  elements(): Value[] {
    if (this.view === 'keys') return dictKeys(this.dict);
    if (this.view === 'values') return [...this.dict.entries.values()];
    return dictItems(this.dict).map(([key, value]) => tuple(key, value));
  }

  override iterate(rt: Runtime): PyIterator | Unknown {
    rt.completeRegistry(this.dict, null);
    if (this.dict.taint !== null) return this.dict.taint;
    const elements = this.elements();
    const position = new Position();
    return new PyIterator(`dict_${this.view.replace(/s$/, '')}iterator`, () => {
      if (this.dict.entries.size !== elements.length) {
        throw rt.error('RuntimeError', 'dictionary changed size during iteration');
      }
      return position.at < elements.length ? elements[position.step(rt)] : undefined;
    });
  }

  override length(_rt: Runtime): number | Unknown {
    return this.dict.taint ?? this.dict.entries.size;
  }

  override truth(_rt: Runtime): boolean | Unknown {
    return this.dict.taint ?? this.dict.entries.size > 0;
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'isdisjoint') {
      return callable(name, (rt, [other]) => {
        const common = this.binary(rt, '&', other ?? null);
        return common instanceof PySet ? common.entries.size === 0 : (common ?? false);
      });
    }
    if (name === 'mapping') return this.dict;
    if (name === '__reversed__') {
      return callable(name, (rt) => cursor(rt, 'reversed', tuple(...this.elements().reverse())));
    }
    return undefined;
  }

  /** Sets of the elements, as `keys() & other` gives them. */
  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected = false): Value | undefined {
    if (this.view === 'values' || !(op === '&' || op === '|' || op === '-' || op === '^')) return undefined;
    const elements = rt.elements(other);
    if (elements instanceof Unknown) return elements;
    if (this.dict.taint !== null) return this.dict.taint;
    const [left, right] = [setOf(rt, this.elements()), setOf(rt, elements)];
    return reflected ? rt.binary(op, right, left) : rt.binary(op, left, right);
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value, reflected: boolean): Value | undefined {
    if (op === 'in' && reflected) return this.#contains(rt, other);
    if (this.view === 'values') return undefined;
    if (!(other instanceof DictView || other instanceof PySet)) return undefined;
    const elements = rt.elements(other);
    if (elements instanceof Unknown) return elements;
    return rt.compare(op, setOf(rt, this.elements()), setOf(rt, elements));
  }

  #contains(rt: Runtime, item: Value): Value | undefined {
    if (this.view === 'keys') return dictHas(rt, this.dict, item);
    if (this.view === 'values') return undefined;
    if (!(item instanceof PyTuple) || item.items.length !== 2) return false;
    const [key, value] = item.items;
    const found = dictGet(rt, this.dict, key ?? null);
    return found === undefined ? (this.dict.taint ?? false) : rt.equals(found, value ?? null);
  }

  override repr(rt: Runtime): string {
    const texts = this.elements().map((element) => {
      const text = rt.repr(element);
      return text instanceof Unknown ? '?' : text;
    });
    return `dict_${this.view}([${texts.join(', ')}])`;
  }
}
