/** What `typing` offers for annotations: subscriptable, comparable, otherwise without effect. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyClass, PyTuple, Unknown } from '../runtime/values.ts';
import type { CallArgs, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';

const formClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: '_SpecialForm', bases: [rt.builtinClass('object')] }),
);

/** `Optional`, `Optional[int]`, a type variable: a name and what stands in brackets. */
export class TypingForm extends HostObject {
  readonly name: string;
  readonly args: readonly Value[];

  constructor(name: string, args: readonly Value[] = []) {
    super();
    this.name = name;
    this.args = args;
  }

  override pyClass(rt: Runtime): PyClass {
    return formClass(rt);
  }

  override getItem(_rt: Runtime, key: Value): Value {
    const args = key instanceof PyTuple ? key.items : [key];
    if (this.name === 'Optional') return new TypingForm('Union', [...args, null]);
    // `Annotated[T, …]`, `Required[T]` and the like say nothing about the type itself.
    return new TypingForm(this.name, args);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__module__':
        return 'typing';
      case '__name__':
      case '_name':
        return this.name;
      case '__args__':
        return tuple(...this.args.map((arg) => (arg === null ? rt.builtinClass('NoneType') : arg)));
      case '__origin__':
        return new TypingForm(this.name);
      case '__parameters__':
        return tuple();
      case '__constraints__':
        return tuple();
      case '__bound__':
        return null;
      case '__mro_entries__':
        return callable(name, () => tuple());
      case '__instancecheck__':
        return callable(name, (_inner, [instance = null]) => this.#holds(rt, instance));
      default:
        return undefined;
    }
  }

  #holds(rt: Runtime, value: Value): Value {
    if (this.name === 'Any') return true;
    if (this.name !== 'Union') {
      throw rt.error('TypeError', `typing.${this.name} cannot be used with isinstance()`);
    }
    return rt.isInstance(value, tuple(...this.args));
  }

  override binary(_rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op !== '|') return undefined;
    const own = this.name === 'Union' ? this.args : [this];
    const others = other instanceof PyTuple ? other.items : [other];
    return new TypingForm('Union', reflected ? [...others, ...own] : [...own, ...others]);
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (op !== '==' && op !== '!=') return undefined;
    const same =
      this === other ||
      (other instanceof TypingForm &&
        this.name === other.name &&
        this.args.length > 0 &&
        rt.equals(tuple(...this.args), tuple(...other.args)));
    return same instanceof Unknown ? same : same === (op === '==');
  }

  override call(rt: Runtime, _args: CallArgs): Value {
    throw rt.error('TypeError', `typing.${this.name} cannot be called`);
  }

  override repr(rt: Runtime): string {
    if (this.args.length === 0) return `typing.${this.name}`;
    const texts = this.args.map((arg) => {
      const text = arg instanceof PyClass ? arg.name : rt.repr(arg);
      return text instanceof Unknown ? '?' : text;
    });
    return `typing.${this.name}[${texts.join(', ')}]`;
  }
}

/** Whether an annotation is this form, bare or with arguments, evaluated or as text. */
export function isForm(annotation: Value, name: string): boolean {
  if (annotation instanceof TypingForm) return annotation.name === name;
  return typeof annotation === 'string' && new RegExp(`^(?:\\w+\\.)?${name}\\b`).test(annotation);
}
