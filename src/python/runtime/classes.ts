/** Class statements and `type(name, bases, dict)`. */
import type { ClassDefStmt } from '../syntax/ast.ts';
import { finishClass } from '../stdlib/classHooks.ts';
import { evaluate, evaluateArguments } from './expressions.ts';
import { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Store } from './journal.ts';
import { assignName } from './scopes.ts';
import { executeBlock } from './statements.ts';
import {
  ClassMethod,
  PyClass,
  PyDict,
  PyFunction,
  PyObject,
  PyTuple,
  Scope,
  StaticMethod,
  Unknown,
} from './values.ts';
import type { ClassDefinition, Value } from './values.ts';

const EMPTY_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export function executeClass(it: Interpreter, node: ClassDefStmt): void {
  const { frame } = it;
  const args = evaluateArguments(it, node.bases);
  const scope = new Scope('class', frame.scope);
  const cell: { cls: PyClass | null } = { cls: null };
  it.classCells.set(scope, cell);
  const outer = frame.fn === null ? '' : `${frame.fn.qualname}.<locals>.`;
  const qualname = it.classPrefix(frame.scope) + outer + node.name;
  scope.vars.set('__module__', frame.origin.moduleName);
  scope.vars.set('__qualname__', qualname);
  if (node.docstring !== null) scope.vars.set('__doc__', node.docstring);
  const body = new Frame(scope, frame.origin, frame.baseLine);
  it.classNames.set(scope, qualname);
  it.inFrame(body, () => {
    executeBlock(it, node.body);
  });
  frame.at = node.nameAt;
  const span = frame.span(node.nameAt);
  const definition: ClassDefinition | null = span === null ? null : { origin: frame.origin, span, qualname };
  let cls: Value = createClass(it, node.name, args.positional, scope.vars, args.keywords, definition, cell);
  for (const decorator of node.decorators.toReversed()) {
    const applied = evaluate(it, decorator);
    frame.at = decorator.at;
    const result = it.call(applied, [cls]);
    // An unknown decorator almost always returns the class it was given.
    if (result instanceof Unknown) {
      it.doubts.add(cls, `a decorator that is not known leaves ${node.name} as it is`, frame.span());
    } else {
      cls = result;
    }
  }
  assignName(it, frame.scope, node.name, cls);
}

/** Computes bases, metaclass and method resolution order, then runs the hooks of Python's `type`. */
export function createClass(
  it: Interpreter,
  name: string,
  baseValues: readonly Value[],
  members: Iterable<readonly [string, Value]>,
  keywords: ReadonlyMap<string, Value> = EMPTY_KEYWORDS,
  definition: ClassDefinition | null = null,
  cell: { cls: PyClass | null } | null = null,
): Value {
  const bases: PyClass[] = [];
  let unknownBase: Unknown | null = null;
  for (const value of baseValues) {
    if (value instanceof PyClass) bases.push(value);
    else if (value instanceof Unknown) unknownBase ??= value;
    else {
      const entries = value instanceof PyTuple ? null : it.findAttribute(value, '__mro_entries__');
      if (entries === undefined || entries === null) {
        throw it.error('TypeError', `bases must be types, not ${it.typeName(value)}`);
      }
      const replaced = it.elements(it.call(entries, [new PyTuple(baseValues)]));
      if (!(replaced instanceof Unknown)) {
        for (const base of replaced) if (base instanceof PyClass) bases.push(base);
      }
    }
  }
  const object = it.builtinClass('object');
  if (bases.length === 0) bases.push(object);
  const metaValue = keywords.get('metaclass');
  const metaclass =
    metaValue instanceof PyClass && metaValue !== it.builtinClass('type') ? metaValue : undefined;
  it.allocate();
  const creator = metaclass ?? bases.find((base) => base.metaclass !== null)?.metaclass ?? null;
  const custom = creator === null || cell === null ? undefined : it.findInUserClass(creator, '__new__');
  if (custom !== undefined && creator !== null && cell !== null) {
    // `type.__new__` comes back here by way of `Runtime.createClass`, which knows no cell.
    it.classInProgress = { definition, keywords, cell, metaclass: creator };
    const create = custom instanceof StaticMethod ? custom.fn : custom;
    const passed = new Map(keywords);
    passed.delete('metaclass');
    const namespace = new PyDict(new Store<string | number | bigint | object | null, Value>(members));
    return it.call(create, [creator, name, new PyTuple(bases), namespace], passed);
  }
  const dict = new Store<string, Value>(members);
  const cls = new PyClass({
    name,
    bases,
    mro: linearize(it, name, bases),
    dict,
    definition,
    ...(unknownBase === null ? {} : { unknownBase }),
    ...(metaclass === undefined ? {} : { metaclass }),
  });
  if (cell !== null) cell.cls = cls;
  implicitDecorators(dict);
  const meta = cls.metaclass;
  if (meta !== null) {
    const metaInit = it.findInUserClass(meta, '__init__');
    if (metaInit !== undefined) {
      it.call(metaInit, [cls, name, new PyTuple(bases), new PyDict(dict)]);
    }
  }
  for (const [key, value] of dict) {
    if (!(value instanceof PyObject)) continue;
    const setName = it.findInUserClass(value.cls, '__set_name__');
    if (setName !== undefined) it.call(setName, [value, cls, key]);
  }
  const finished = finishClass(it, cls, keywords);
  for (const base of cls.mro.slice(1)) {
    const hook = base.dict.get('__init_subclass__');
    if (hook === undefined) continue;
    const passed = new Map(keywords);
    passed.delete('metaclass');
    const fn = hook instanceof ClassMethod ? hook.fn : hook;
    it.call(fn, [finished], passed);
    break;
  }
  return finished;
}

/** `__init_subclass__` and `__class_getitem__` are class methods, `__new__` static, without saying so. */
function implicitDecorators(dict: Store<string, Value>): void {
  for (const name of ['__init_subclass__', '__class_getitem__']) {
    const fn = dict.get(name);
    if (fn instanceof PyFunction) dict.set(name, new ClassMethod(fn));
  }
  const create = dict.get('__new__');
  if (create instanceof PyFunction) dict.set('__new__', new StaticMethod(create));
}

/** C3: Python's method resolution order, without the class itself. */
function linearize(it: Interpreter, name: string, bases: readonly PyClass[]): PyClass[] {
  const queues: PyClass[][] = [...bases.map((base) => [...base.mro]), [...bases]];
  const order: PyClass[] = [];
  for (;;) {
    const pending = queues.filter((queue) => queue.length > 0);
    if (pending.length === 0) return order;
    const next = pending
      .map((queue) => queue[0])
      .find((head) => head !== undefined && pending.every((queue) => queue.indexOf(head, 1) < 0));
    if (next === undefined) {
      throw it.error('TypeError', `Cannot create a consistent method resolution order (MRO) for ${name}`);
    }
    order.push(next);
    for (const queue of queues) if (queue[0] === next) queue.shift();
  }
}
