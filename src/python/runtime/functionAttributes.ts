/** What functions, methods and properties show of themselves: `__name__`, `fget`, `setter`. */
import { CodeObject } from '../builtins/functionClass.ts';
import { dictOf } from '../builtins/hash.ts';
import { annotationsOf } from './annotations.ts';
import type { Interpreter } from './interpreter.ts';
import { BoundMethod, NativeFunction, PyDict, PyFunction, PyProperty, PyTuple } from './values.ts';
import type { Value } from './values.ts';

/** A function becomes a method of `self`; anything else stays what it is. */
export function method(self: Value, fn: Value): Value {
  return fn instanceof PyFunction || fn instanceof NativeFunction ? new BoundMethod(self, fn) : fn;
}

export function functionAttribute(
  it: Interpreter,
  fn: PyFunction | NativeFunction | BoundMethod,
  name: string,
): Value | undefined {
  if (fn instanceof BoundMethod) {
    if (name === '__self__') return fn.self;
    if (name === '__func__') return fn.fn;
    return functionAttribute(it, fn.fn, name);
  }
  const own = fn instanceof PyFunction ? fn.attrs.get(name) : undefined;
  if (own !== undefined) return own;
  switch (name) {
    case '__name__':
      return fn.name;
    case '__qualname__':
      return fn instanceof PyFunction ? fn.qualname : fn.name;
    case '__module__':
      return fn instanceof PyFunction ? fn.origin.moduleName : 'builtins';
    case '__doc__':
      return fn instanceof PyFunction && fn.node.kind === 'FunctionDef' ? fn.node.docstring : null;
    case '__dict__':
      return fn instanceof PyFunction ? new PyDict(fn.attrs) : new PyDict();
    case '__defaults__': {
      const defaults = (fn.params ?? []).flatMap((p) =>
        p.default === undefined || p.kind === 'keyword-only' ? [] : [p.default],
      );
      return defaults.length === 0 ? null : new PyTuple(defaults);
    }
    case '__kwdefaults__': {
      const defaults = (fn.params ?? []).flatMap((p) =>
        p.default === undefined || p.kind !== 'keyword-only' ? [] : [[p.name, p.default] as const],
      );
      return defaults.length === 0 ? null : dictOf(it, defaults);
    }
    case '__annotations__':
      return fn instanceof PyFunction ? annotationsOf(it, fn) : new PyDict();
    case '__code__':
      return new CodeObject(fn);
    case '__closure__':
      return null;
    case '__globals__':
      return it.unknown('the globals of a function are not followed');
    case '__get__':
      return new NativeFunction('__get__', (_rt, args) => method(args.positional[0] ?? null, fn));
    default:
      return undefined;
  }
}

export function propertyAccessor(property: PyProperty, name: string): Value | undefined {
  switch (name) {
    case 'fget':
      return property.getter;
    case 'fset':
      return property.setter;
    case 'setter':
      return new NativeFunction(
        'setter',
        (_rt, args) => new PyProperty(property.getter, args.positional[0] ?? null, false, property.deleter),
      );
    case 'getter':
      return new NativeFunction(
        'getter',
        (_rt, args) => new PyProperty(args.positional[0] ?? null, property.setter),
      );
    case 'deleter':
      return new NativeFunction(
        'deleter',
        (_rt, args) => new PyProperty(property.getter, property.setter, false, args.positional[0] ?? null),
      );
    default:
      return undefined;
  }
}
