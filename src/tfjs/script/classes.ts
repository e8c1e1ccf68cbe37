/** Classes: of `class`, and of functions that `new` is applied to. */
import type { Store } from '../../python/runtime/journal.ts';
import { NativeFunction, PyClass, PyObject, PyProperty, Unknown } from '../../python/runtime/values.ts';
import type { ClassDefinition, Value } from '../../python/runtime/values.ts';
import type { ClassMember, ClassNode, FunctionNode } from '../syntax/ast.ts';
import { assignName, initialiseName } from './assignment.ts';
import { constructAs } from './construction.ts';
import { evaluate, evaluateKey } from './expressions.ts';
import { JsFrame } from './frame.ts';
import { setMember } from './members.ts';
import { JsScope, UNINITIALISED } from './scope.ts';
import type { Script } from './script.ts';
import { executeBody, hoist } from './statements.ts';
import { JsClass, JsFunction, UNDEFINED, orUndefined } from './values.ts';

export function defineClass(js: Script, node: ClassNode): JsClass {
  const { frame, rt } = js;
  rt.allocate();
  const scope = new JsScope('block', frame.names);
  if (node.name !== '') scope.vars.set(node.name, UNINITIALISED);
  const base = node.base === null ? null : baseClass(js, evaluate(js, node.base));
  frame.at = node.at;
  const cls = new JsClass({
    name: node.name,
    bases: [base instanceof PyClass ? base : js.builtinClass('Object')],
    node,
    scope,
    definition: definitionOf(js, node),
    ...(base instanceof Unknown ? { unknownBase: base } : {}),
  });
  reachableFromLibraries(js, cls);
  if (base instanceof Unknown) {
    rt.doubts.add(cls, `what a base class adds to ${node.name} is not known: ${base.reason}`, base.span);
  }
  const inside = new JsFrame(scope, frame.origin, {
    running: frame.running,
    self: cls,
    home: cls,
    isStatic: true,
  });
  inside.at = frame.at;
  if (node.name !== '') scope.vars.set(node.name, cls);
  rt.inFrame(inside, () => {
    if (node.ctor !== null) cls.ctor = method(js, cls, node.ctor, false);
    const statics: (() => void)[] = [];
    for (const member of node.members) defineMember(js, cls, member, statics);
    for (const run of statics) run();
  });
  return cls;
}

function definitionOf(js: Script, node: ClassNode): ClassDefinition {
  const { origin } = js.frame;
  const { line, character, endLine, endCharacter } = node.nameAt;
  const span = {
    uri: origin.uri,
    start: { line, character },
    end: { line: endLine, character: endCharacter },
  };
  return { origin, span, qualname: node.name };
}

function baseClass(js: Script, value: Value): PyClass | Unknown | null {
  if (value instanceof Unknown || value instanceof PyClass || value === null) return value;
  if (value instanceof JsFunction) return classOfFunction(js, value);
  if (js.isCallable(value)) return js.unknown('a base class that is a function of a library');
  throw js.error('TypeError', `Class extends value ${js.describe(value)} is not a constructor or null`);
}

/** A library that calls the class, as Python calls classes, constructs an instance. */
function reachableFromLibraries(js: Script, cls: JsClass): void {
  cls.dict.set(
    '__new__',
    new NativeFunction('__new__', (_rt, { positional, keywords, unknownSpread }) => {
      const [target, ...values] = positional;
      const named = keywords.size === 0 ? [] : [js.object(keywords)];
      const args = { values: [...values, ...named], spread: unknownSpread };
      return constructAs(js, cls, args, target instanceof PyClass ? target : cls);
    }),
  );
  cls.dict.set('__init__', new NativeFunction('__init__', () => null, true));
}

function method(js: Script, cls: JsClass, node: FunctionNode, isStatic: boolean): JsFunction {
  const { frame } = js;
  return new JsFunction({
    name: node.name,
    node,
    scope: cls.scope ?? frame.names,
    origin: frame.origin,
    home: cls,
    isStatic,
    around: null,
  });
}

function defineMember(js: Script, cls: JsClass, member: ClassMember, statics: (() => void)[]): void {
  if (member.kind === 'static-block') {
    statics.push(() => {
      const scope = new JsScope('function', cls.scope);
      for (const name of member.vars) scope.vars.set(name, UNDEFINED);
      const { origin, running } = js.frame;
      const frame = new JsFrame(scope, origin, { running, self: cls, home: cls, isStatic: true });
      js.rt.inFrame(frame, () => {
        hoist(js, member.body, scope);
        executeBody(js, member.body);
      });
    });
    return;
  }
  const key = evaluateKey(js, member.key);
  if (key instanceof Unknown) {
    js.recorder.incomplete(key);
    return;
  }
  if (member.kind === 'field') {
    const { value } = member;
    const evaluateFor = (self: Value, isStatic: boolean): Value => {
      if (value === null) return UNDEFINED;
      const frame = new JsFrame(cls.scope ?? js.globals, cls.definition?.origin ?? js.frame.origin, {
        running: js.frame.running,
        self,
        home: cls,
        isStatic,
      });
      frame.at = member.at;
      return js.rt.inFrame(frame, () => evaluate(js, value));
    };
    if (member.isStatic) {
      statics.push(() => {
        js.rt.journal.mapSet(cls.statics, key, evaluateFor(cls, true));
      });
    } else {
      cls.fields = [...cls.fields, { key, evaluate: (self) => evaluateFor(self, false) }];
    }
    return;
  }
  const fn = method(js, cls, member.fn, member.isStatic);
  const store: Store<string, Value> = member.isStatic ? cls.statics : cls.dict;
  if (member.kind === 'method') store.set(key, fn);
  else store.set(key, withAccessor(js, store.get(key), member.kind, fn));
}

/** A getter or setter as libraries call it: with the object as its first argument. */
export function withAccessor(
  js: Script,
  before: Value | undefined,
  kind: 'get' | 'set',
  fn: Value,
): PyProperty {
  const known = before instanceof PyProperty ? before : null;
  const native = new NativeFunction(
    kind,
    (_rt, { positional }) => js.call(fn, positional[0] ?? null, positional.slice(1)),
    true,
  );
  return kind === 'get'
    ? new PyProperty(native, known?.setter ?? null)
    : new PyProperty(known?.getter ?? null, native);
}

/** What an instance gets when the constructor of its base is through. */
export function initialiseFields(js: Script, cls: JsClass, self: Value): void {
  for (const { key, evaluate: value } of cls.fields) {
    if (self instanceof PyObject && !isForeign(cls)) js.rt.journal.mapSet(self.attrs, key, value(self));
    else setMember(js, self, key, value(self));
  }
}

/** Whether a library is among its bases, which may watch what is set on its instances. */
function isForeign(cls: PyClass): boolean {
  return cls.mro.some((base) => !(base instanceof JsClass) && base.name !== 'object');
}

/** What `new` makes of a function. */
export function classOfFunction(js: Script, fn: JsFunction): JsClass {
  if (fn.asClass !== null) return fn.asClass;
  const { line, character, endLine, endCharacter } = fn.node.nameAt;
  const cls = new JsClass({
    name: fn.name,
    bases: [js.builtinClass('Object')],
    constructorFunction: fn,
    scope: fn.scope,
    definition: {
      origin: fn.origin,
      span: {
        uri: fn.origin.uri,
        start: { line, character },
        end: { line: endLine, character: endCharacter },
      },
      qualname: fn.name,
    },
  });
  reachableFromLibraries(js, cls);
  fn.asClass = cls;
  return cls;
}

/** Parameters of a constructor that TypeScript makes fields of, once they are bound. */
export function parameterFields(js: Script, cls: JsClass, vars: Store<string, Value>, self: Value): void {
  for (const name of cls.node?.parameterFields ?? []) setMember(js, self, name, orUndefined(vars.get(name)));
}

/** The statement: its name is bound where it stands. */
export function declareClass(js: Script, node: ClassNode): void {
  const cls = defineClass(js, node);
  const scope = js.frame.names.find(node.name);
  if (scope?.vars.get(node.name) === UNINITIALISED) initialiseName(js, scope, node.name, cls);
  else if (scope === null) initialiseName(js, js.frame.names, node.name, cls);
  else assignName(js, node.name, cls);
}
