/** Assigning to a module: parameters, modules and buffers are registered. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyProperty, Unknown } from '../../python/runtime/values.ts';
import type { PyObject, Value } from '../../python/runtime/values.ts';
import { TorchTensor } from '../tensor.ts';
import { isUnknownParameter } from '../unknownParameter.ts';
import { isModule, MEMBER_KINDS, membersOf, type MemberKind } from './tree.ts';

/** `self.name = value`. */
export function setMember(rt: Runtime, self: PyObject, name: string, value: Value): void {
  const parameters = membersOf(self, '_parameters');
  const modules = membersOf(self, '_modules');
  if ((value instanceof TorchTensor && value.isParameter) || isUnknownParameter(value)) {
    if (parameters === null) {
      throw rt.error('AttributeError', 'cannot assign parameters before Module.__init__() call');
    }
    forget(rt, self, name, '_parameters');
    rt.journal.mapSet(parameters.entries, name, value);
    return;
  }
  if (parameters?.entries.has(name) === true) {
    if (value !== null && !(value instanceof Unknown)) {
      throw rt.error(
        'TypeError',
        `cannot assign '${rt.typeName(value)}' as parameter '${name}' (torch.nn.Parameter or None expected)`,
      );
    }
    rt.journal.mapSet(parameters.entries, name, value);
    return;
  }
  if (isModule(rt, value)) {
    if (modules === null) {
      throw rt.error('AttributeError', 'cannot assign module before Module.__init__() call');
    }
    forget(rt, self, name, '_modules');
    rt.journal.mapSet(modules.entries, name, value);
    return;
  }
  if (modules?.entries.has(name) === true) {
    if (value !== null && !(value instanceof Unknown)) {
      throw rt.error(
        'TypeError',
        `cannot assign '${rt.typeName(value)}' as child module '${name}' (torch.nn.Module or None expected)`,
      );
    }
    rt.journal.mapSet(modules.entries, name, value);
    return;
  }
  const buffers = membersOf(self, '_buffers');
  if (buffers?.entries.has(name) === true) {
    rt.journal.mapSet(buffers.entries, name, value);
    return;
  }
  const inClass = rt.findInClass(self.cls, name);
  if (inClass instanceof PyProperty && !inClass.cached) {
    if (inClass.setter === null) {
      throw rt.error('AttributeError', `property '${name}' of '${self.cls.name}' object has no setter`);
    }
    rt.call(inClass.setter, [self, value]);
    return;
  }
  rt.journal.mapSet(self.attrs, name, value);
}

/** A name is a member of one kind only. */
function forget(rt: Runtime, self: PyObject, name: string, except: MemberKind): void {
  if (self.attrs.has(name)) rt.journal.mapDelete(self.attrs, name);
  for (const kind of MEMBER_KINDS) {
    if (kind === except) continue;
    const dict = membersOf(self, kind);
    if (dict?.entries.has(name) === true) rt.journal.mapDelete(dict.entries, name);
  }
}
