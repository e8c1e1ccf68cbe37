/** `types.FunctionType` and the code objects that it takes: a function can be made again from its code. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native } from '../runtime/native.ts';
import { NativeFunction, PyClass, PyFunction, PyTuple } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { WrappedFunction } from '../stdlib/functionObjects.ts';
import { perRuntime } from './natives.ts';

const codeClass = perRuntime(
  (rt: Runtime): PyClass => new PyClass({ name: 'code', bases: [rt.builtinClass('object')] }),
);

/** `f.__code__`. */
export class CodeObject extends HostObject {
  readonly fn: PyFunction | NativeFunction;

  constructor(fn: PyFunction | NativeFunction) {
    super();
    this.fn = fn;
  }

  override pyClass(rt: Runtime): PyClass {
    return codeClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (this.fn instanceof NativeFunction) return name === 'co_name' ? this.fn.name : undefined;
    const { params, origin, baseLine, node } = this.fn;
    const named = params.filter(({ kind }) => kind === 'normal' || kind === 'positional-only');
    const keywordOnly = params.filter(({ kind }) => kind === 'keyword-only');
    switch (name) {
      case 'co_name':
        return this.fn.name;
      case 'co_argcount':
        return named.length;
      case 'co_kwonlyargcount':
        return keywordOnly.length;
      case 'co_varnames': {
        const rest = params.filter(({ kind }) => kind.startsWith('var-'));
        return new PyTuple([...named, ...keywordOnly, ...rest].map((param) => param.name));
      }
      case 'co_filename':
        return origin.uri;
      case 'co_firstlineno':
        return baseLine + node.at.line + 1;
      default:
        return name.startsWith('co_') ? rt.unknown(`${name} of a function`) : undefined;
    }
  }

  override hashKey(): object {
    return this.fn;
  }

  override repr(): string {
    return `<code object ${this.fn.name}>`;
  }
}

export const functionMembers: readonly NativeFunction[] = [
  native('__new__(cls, code, globals, name=None, argdefs=None, closure=None)', (rt, args) => {
    const code = args.known('code');
    if (!(code instanceof CodeObject)) throw rt.error('TypeError', 'arg 1 (code) must be code');
    const { fn } = code;
    if (fn instanceof NativeFunction) {
      return new WrappedFunction(fn, (inner, call) => inner.callWith(fn, call));
    }
    const name = args.stringOrNone('name') ?? fn.name;
    const defaults = args.value('argdefs') === null ? [] : args.elements('argdefs');
    const positional = fn.params.filter(({ kind }) => kind === 'normal' || kind === 'positional-only');
    const first = positional.length - defaults.length;
    const params = fn.params.map((param) => {
      const index = positional.indexOf(param);
      // Those of keyword-only parameters are set apart, by assigning `__kwdefaults__`: they stay as they were.
      return index < 0 ? param : { ...param, default: defaults[index - first] };
    });
    const { node, closure, origin, baseLine, classCell } = fn;
    return new PyFunction({ name, qualname: name, params, node, closure, origin, baseLine, classCell });
  }),
];
