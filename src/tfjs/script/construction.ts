/** `new`: classes of the program, of the language and of libraries, and what is called as one. */
import { callWithArgs, isMutable } from '../../python/runtime/calls.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { NativeFunction, PyClass, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { callFunction, callUnknown, callValue, type Arguments } from './calls.ts';
import { classOfFunction, initialiseFields } from './classes.ts';
import { UNINITIALISED } from './scope.ts';
import type { Script } from './script.ts';
import { BoundFunction, JsClass, JsFunction, OutsideValue, UNDEFINED } from './values.ts';

export function construct(js: Script, callee: Value, args: Arguments, text: string): Value {
  js.rt.spend(1);
  if (callee instanceof BoundFunction) {
    return construct(js, callee.fn, { ...args, values: [...callee.first, ...args.values] }, text);
  }
  if (callee instanceof JsFunction && !callee.node.isArrow && !callee.node.isGenerator) {
    return made(js, constructAs(js, classOfFunction(js, callee), args, classOfFunction(js, callee)));
  }
  if (callee instanceof JsClass) return made(js, constructAs(js, callee, args, callee));
  if (callee instanceof PyClass) {
    return callWithArgs(js.rt, callee, {
      positional: args.values,
      keywords: new Map(),
      unknownSpread: args.spread,
    });
  }
  if (callee instanceof OutsideValue) {
    return callUnknown(js, callee.at(`new ${callee.path}`, js.rt.here()), args);
  }
  if (callee instanceof Unknown) return callUnknown(js, callee, args);
  // A function of a library that stands for a class.
  const isNative =
    callee instanceof NativeFunction || (callee instanceof HostObject && js.isCallable(callee));
  if (isNative && !(callee instanceof JsFunction)) return callValue(js, callee, UNDEFINED, args);
  throw js.error('TypeError', `${text} is not a constructor`);
}

function made(js: Script, instance: Value): Value {
  js.rt.recorder.constructed(instance);
  if (js.frame.origin.moduleName === '__main__') js.rt.noteHandedOver(instance);
  return instance;
}

/** Runs the constructor of `cls` for an instance of `target`, which is `cls` or derives from it. */
export function constructAs(js: Script, cls: PyClass | null, args: Arguments, target: PyClass): Value {
  if (cls === null) return js.rt.createObject(target);
  if (!(cls instanceof JsClass)) return constructForeign(js, cls, args, target);
  if (cls.construction !== null) return args.spread ?? cls.construction.create(js, target, args.values);
  js.rt.doubts.recall(cls);
  if (cls.constructorFunction !== null) {
    const self = js.rt.createObject(target);
    return callFunction(js, cls.constructorFunction, self, args, target);
  }
  const isDerived = cls.node?.base !== null;
  if (cls.ctor === null) {
    const self = isDerived ? constructAs(js, cls.base, args, target) : js.rt.createObject(target);
    initialiseFields(js, cls, self);
    return self;
  }
  if (isDerived) return callFunction(js, cls.ctor, UNINITIALISED, args, target);
  const self = js.rt.createObject(target);
  initialiseFields(js, cls, self);
  return callFunction(js, cls.ctor, self, args, target);
}

/** A class of a library: `__new__` and `__init__`, as `type.__call__` would call them. */
function constructForeign(js: Script, cls: PyClass, { values, spread }: Arguments, target: PyClass): Value {
  const { rt } = js;
  const callArgs = (self: Value): Parameters<typeof callWithArgs>[2] => ({
    positional: [self, ...values],
    keywords: new Map(),
    unknownSpread: spread,
  });
  const create = rt.findInClass(cls, '__new__');
  const self =
    create === undefined || create === rt.plainNew
      ? rt.createObject(target)
      : callWithArgs(rt, create instanceof StaticMethod ? create.fn : create, callArgs(target));
  const init = rt.findInClass(cls, '__init__');
  if (init === undefined || init === rt.plainInit || self instanceof Unknown) return self;
  const result = callWithArgs(rt, init, callArgs(self));
  if (result instanceof Unknown && isMutable(self)) rt.taint(self, result);
  return self;
}
