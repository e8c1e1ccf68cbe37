/** Functions and dataclasses as command lines, which are taken to be empty: what has no default is unknown. */
import type { Runtime } from '../../python/runtime/api.ts';
import { BoundMethod, PyClass, PyDict, PyFunction, PyModule } from '../../python/runtime/values.ts';
import type { Value, Unknown } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { fieldsOf, type DataField } from '../../python/stdlib/dataFields.ts';

export function onTheCommandLine(rt: Runtime, name: string): Unknown {
  return rt.unknown(`${name} is given on the command line: nothing in the code says it`);
}

/** The function behind a callable, whose parameters become options. */
function functionOf(rt: Runtime, callee: Value): PyFunction | null {
  if (callee instanceof PyFunction) return callee;
  if (callee instanceof BoundMethod && callee.fn instanceof PyFunction) return callee.fn;
  if (!(callee instanceof PyClass)) return null;
  const init = rt.findInClass(callee, '__init__');
  return init instanceof PyFunction ? init : null;
}

/** Calls it with what is given, defaults, and unknowns for the rest. */
export function calledFromCommandLine(
  rt: Runtime,
  callee: Value,
  given: ReadonlyMap<string, Value> = new Map(),
  replace: (value: Value) => Value | undefined = () => undefined,
): Value {
  const fn = functionOf(rt, callee);
  if (callee instanceof PyClass && fieldsOf(callee).length > 0) {
    return instanceFromDefaults(rt, callee, given);
  }
  if (fn === null) return rt.call(callee, [], given);
  const keywords = new Map(given);
  const isMethod = !(callee instanceof PyFunction);
  for (const [i, param] of fn.params.entries()) {
    const isOption = param.kind === 'normal' || param.kind === 'keyword-only';
    if (!isOption || (isMethod && i === 0) || keywords.has(param.name)) continue;
    const value = param.default === undefined ? onTheCommandLine(rt, param.name) : replace(param.default);
    if (value !== undefined) keywords.set(param.name, value);
  }
  return rt.call(callee, [], keywords);
}

/** The class that an annotation names, also where it stands as text. */
function annotated(rt: Runtime, cls: PyClass, { object }: DataField): PyClass | null {
  const type = object.attrs.get('type');
  if (type instanceof PyClass) return type;
  const module = cls.dict.get('__module__');
  const home = typeof type === 'string' && typeof module === 'string' ? rt.modules.get(module) : undefined;
  const found = home === undefined || typeof type !== 'string' ? undefined : rt.findAttribute(home, type);
  return found instanceof PyClass ? found : null;
}

/** A dataclass whose fields have their defaults; a field of another dataclass is made likewise. */
export function instanceFromDefaults(
  rt: Runtime,
  cls: PyClass,
  given: ReadonlyMap<string, Value> = new Map(),
): Value {
  const keywords = new Map(given);
  for (const field of fieldsOf(cls)) {
    const hasDefault = field.default !== undefined || field.factory !== undefined;
    if (!field.init || hasDefault || keywords.has(field.name)) continue;
    const type = annotated(rt, cls, field);
    const isNested = type !== null && fieldsOf(type).length > 0;
    keywords.set(field.name, isNested ? instanceFromDefaults(rt, type) : onTheCommandLine(rt, field.name));
  }
  return rt.call(cls, [], keywords);
}

/** Commands that train go by one of these names. */
const TRAINING = /^(train|fit|main|run|learn|pretrain|finetune|fine_tune|training)(_|$)|_train$/;

/** Of several commands the one that trains, or the only one; null: it cannot be told. */
export function chosenCommand<T>(rt: Runtime, commands: ReadonlyMap<string, T>): T | null {
  const [only] = commands.values();
  if (commands.size === 1 && only !== undefined) return only;
  const training = [...commands].filter(([name]) => TRAINING.test(name.replaceAll('-', '_')));
  const [first] = training;
  if (first === undefined) return null;
  rt.recorder.assume(`of the commands of this program, '${first[0]}' is run`, rt.here());
  return first[1];
}

/** The functions that a component of Python Fire offers as commands. */
export function commandsOf(rt: Runtime, component: Value): ReadonlyMap<string, Value> {
  const commands = new Map<string, Value>();
  const add = (name: Value, value: Value): void => {
    const isCommand = value instanceof PyFunction || value instanceof BoundMethod;
    if (typeof name === 'string' && !name.startsWith('_') && isCommand) commands.set(name, value);
  };
  if (component instanceof PyDict) for (const [name, value] of dictItems(component)) add(name, value);
  else if (component instanceof PyModule) for (const [name, value] of component.vars) add(name, value);
  else {
    for (const name of rt.classOf(component).dict.keys()) {
      if (!name.startsWith('_')) add(name, rt.findAttribute(component, name) ?? null);
    }
  }
  return commands;
}
