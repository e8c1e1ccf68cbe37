/** The members of modules, as PyTorch keeps them: dictionaries in the instance's attributes. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import type { TensorInfo } from '../../trace/events.ts';

export type MemberKind = '_parameters' | '_buffers' | '_modules';

export const MEMBER_KINDS: readonly MemberKind[] = ['_parameters', '_buffers', '_modules'];

/** What could not be constructed keeps the reason under this name. */
export const UNKNOWN_REASON = '__unknown__';

/** Of a module whose weights are not known: none of them is trained. */
export const UNTRAINED = '__untrained__';

export function isModule(rt: Runtime, value: Value): value is PyObject {
  return value instanceof PyObject && value.cls.isSubclassOf(stateOf(rt).classes.Module);
}

/** Null before `Module.__init__` ran. */
export function membersOf(self: PyObject, kind: MemberKind): PyDict | null {
  const dict = self.attrs.get(kind);
  return dict instanceof PyDict ? dict : null;
}

/** A member dictionary by its text keys, in order. */
export function namedMembers(self: PyObject, kind: MemberKind): readonly (readonly [string, Value])[] {
  const dict = membersOf(self, kind);
  if (dict === null) return [];
  const items: [string, Value][] = [];
  // Names are texts, which stand for themselves as keys.
  for (const [key, value] of dict.entries) if (typeof key === 'string') items.push([key, value]);
  return items;
}

export type HookKind = '_forward_hooks' | '_forward_pre_hooks' | '_backward_hooks';

/** The hooks of a module; few have any, so that the dictionary comes into being when it is asked for. */
export function hooksOf(rt: Runtime, self: PyObject, kind: HookKind): PyDict {
  const known = self.attrs.get(kind);
  if (known instanceof PyDict) return known;
  const hooks = new PyDict();
  rt.journal.mapSet<string, Value>(self.attrs, kind, hooks);
  return hooks;
}

/** Creates the dictionaries and says that a module is being constructed. */
export function initializeModule(rt: Runtime, self: PyObject): void {
  const { attrs } = self;
  const isNew = !attrs.has('_modules');
  rt.journal.mapSet(attrs, 'training', true);
  for (const name of MEMBER_KINDS) rt.journal.mapSet(attrs, name, new PyDict());
  if (!isNew) return;
  const span = self.createdAt ?? rt.here();
  traceOf(rt).record({ type: 'construct', object: self, span, mainLine: rt.mainLine() });
}

/** `self` of a native method of a module. */
export function selfOf(rt: Runtime, value: Value | undefined): PyObject {
  if (value instanceof PyObject) return value;
  throw rt.error('TypeError', `expected a Module, got ${rt.typeName(value ?? null)}`);
}

export interface NamedModule {
  readonly name: string;
  /** Unknown where a member could not be determined. */
  readonly module: PyObject | Unknown;
}

/** The module and all below it, depth first, each once unless told otherwise. */
export function namedModules(
  rt: Runtime,
  root: PyObject,
  prefix = '',
  seen: Set<Value> | null = new Set<Value>(),
): NamedModule[] {
  const result: NamedModule[] = [];
  const visit = (module: PyObject, name: string): void => {
    if (seen !== null) {
      if (seen.has(module)) return;
      seen.add(module);
    }
    rt.spend(1);
    result.push({ name, module });
    for (const [key, child] of namedMembers(module, '_modules')) {
      const path = name === '' ? key : `${name}.${key}`;
      if (child instanceof Unknown) result.push({ name: path, module: child });
      else if (isModule(rt, child)) visit(child, path);
      else if (child instanceof PyObject && child.cls.unknownBase !== null) {
        result.push({ name: path, module: child.cls.unknownBase });
      }
    }
  };
  visit(root, prefix);
  return result;
}

/** Parameters or buffers of a module and all below it, each once unless told otherwise. */
export function namedTensors(
  rt: Runtime,
  root: PyObject,
  kind: '_parameters' | '_buffers',
  prefix: string,
  recurse: boolean,
  removesDuplicates = true,
): [string, Value][] {
  const modules = recurse
    ? namedModules(rt, root, prefix, removesDuplicates ? new Set() : null)
    : [{ name: prefix, module: root }];
  const seen = new Set<Value>();
  const result: [string, Value][] = [];
  for (const { name, module } of modules) {
    if (module instanceof Unknown) {
      result.push([name, module]);
      continue;
    }
    const reason = module.attrs.get(UNKNOWN_REASON);
    if (reason !== undefined && kind === '_parameters') {
      result.push([name === '' ? 'unknown' : `${name}.unknown`, reason]);
    }
    for (const [key, value] of namedMembers(module, kind)) {
      if (value === null || (removesDuplicates && seen.has(value))) continue;
      seen.add(value);
      result.push([name === '' ? key : `${name}.${key}`, value]);
    }
  }
  return result;
}

/** Tensors anywhere in a value: containers, and the fields of plain objects. */
export function tensorsIn(value: Value, depth = 0): TorchTensor[] {
  if (value instanceof TorchTensor) return [value];
  if (depth > 4) return [];
  if (value instanceof PyTuple || value instanceof PyList) {
    return value.items.flatMap((item) => tensorsIn(item, depth + 1));
  }
  if (value instanceof PyDict) {
    return [...value.entries.values()].flatMap((item) => tensorsIn(item, depth + 1));
  }
  if (value instanceof PyObject && !value.attrs.has('_modules')) {
    return [...value.attrs.values()].flatMap((item) => tensorsIn(item, depth + 1));
  }
  return [];
}

function infoOf({ shape, dtype, serial, copyOf, writtenAs }: TorchTensor): TensorInfo {
  return { shape, dtype, serial: writtenAs ?? copyOf ?? serial };
}

/** Shapes and types of the tensors in some values. */
export function tensorInfos(values: Iterable<Value>): TensorInfo[] {
  const infos: TensorInfo[] = [];
  for (const value of values) {
    if (value instanceof TorchTensor) infos.push(infoOf(value));
    else if (value !== null && typeof value === 'object') {
      infos.push(...tensorsIn(value).map(infoOf));
    }
  }
  return infos;
}

/** Whose parameters a list is: also where none of them is known. */
const LISTED = new WeakMap<object, PyObject>();

/** Notes that this is what `module.parameters()` gave. */
export function ofModule<T extends Value>(listed: T, module: PyObject): T {
  if (typeof listed === 'object' && listed !== null) LISTED.set(listed, module);
  return listed;
}

/** The module that gave this list of parameters; null: it is none, or more than that. */
export function moduleOf(listed: Value): PyObject | null {
  return typeof listed === 'object' && listed !== null ? (LISTED.get(listed) ?? null) : null;
}
