/** `list[int]`, `dict[str, T]`: a class with arguments, for annotations and as a base. */
import type { Runtime } from '../runtime/api.ts';
import { nativeClassMethod } from '../runtime/native.ts';
import { HostObject } from '../runtime/host.ts';
import { PyClass, PyTuple, Unknown } from '../runtime/values.ts';
import type { CallArgs, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { callable, tuple } from './natives.ts';

export class GenericAlias extends HostObject {
  readonly origin: PyClass;
  readonly args: readonly Value[];

  constructor(origin: PyClass, args: readonly Value[]) {
    super();
    this.origin = origin;
    this.args = args;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('GenericAlias');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === '__origin__') return this.origin;
    if (name === '__args__') return tuple(...this.args);
    if (name === '__parameters__') return tuple();
    if (name === '__mro_entries__') return callable(name, () => tuple(this.origin));
    return rt.findAttribute(this.origin, name);
  }

  override call(rt: Runtime, args: CallArgs): Value {
    return rt.callWith(this.origin, args);
  }

  override getItem(_rt: Runtime, _key: Value): Value {
    return this;
  }

  override binary(_rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op !== '|') return undefined;
    const others = other instanceof PyTuple ? other.items : [other];
    return new PyTuple(reflected ? [...others, this] : [this, ...others]);
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value, _reflected: boolean): Value | undefined {
    if (op !== '==' && op !== '!=') return undefined;
    const same =
      other instanceof GenericAlias && this.origin === other.origin
        ? rt.equals(tuple(...this.args), tuple(...other.args))
        : false;
    return same instanceof Unknown ? same : same === (op === '==');
  }

  override repr(rt: Runtime): string {
    const args = this.args.map((arg) => {
      const text = arg instanceof PyClass ? arg.name : rt.repr(arg);
      return text instanceof Unknown ? '?' : text;
    });
    return `${this.origin.name}[${args.join(', ')}]`;
  }
}

/** `__class_getitem__` of the builtin containers. */
export const genericItem = nativeClassMethod('__class_getitem__(cls, key, /)', (_rt, args) => {
  const cls = args.value('cls');
  const key = args.value('key');
  if (!(cls instanceof PyClass)) return cls;
  return new GenericAlias(cls, key instanceof PyTuple ? key.items : [key]);
});
