/** Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict. */
import { dictItems } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asString } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import {
  NativeFunction,
  PyDict,
  PyList,
  PyObject,
  PySlice,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { HashKey, Value } from '../../python/runtime/values.ts';
import type { OpCall } from '../call.ts';
import { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { generatorOf } from './moduleMethods.ts';
import { isModule, membersOf, type MemberKind } from './tree.ts';

/** The dictionary that a container's members live in. */
function membersFor(self: LayerSelf, kind: MemberKind): PyDict {
  return membersOf(self.object, kind) ?? new PyDict();
}

function valuesOf(self: LayerSelf, kind: MemberKind): readonly Value[] {
  const dict = membersFor(self, kind);
  if (dict.taint !== null) throw new UnknownInput(dict.taint);
  return [...dict.entries.values()];
}

/** Writes all members anew, numbered from 0. */
function renumber(self: LayerSelf, kind: MemberKind, values: readonly Value[]): void {
  const { rt } = self;
  const dict = membersFor(self, kind);
  rt.journal.mapClear(dict.entries);
  values.forEach((value, i) => {
    rt.journal.mapSet<HashKey, Value>(dict.entries, String(i), accepted(self, value, kind));
    adopt(self, String(i), value, kind);
  });
}

/** A module in a list of parameters (a list of its own, say) is a member as well. */
function adopt(self: LayerSelf, name: string, value: Value, kind: MemberKind): void {
  if (kind === '_parameters' && isModule(self.rt, value)) self.child(name, value);
}

/** Members are modules, parameters, or unknown. */
function accepted(self: LayerSelf, value: Value, kind: MemberKind): Value {
  const { rt } = self;
  if (kind === '_parameters') {
    if (value instanceof TorchTensor && !value.isParameter) {
      return TorchTensor.parameter(rt, value.shape, value.dtype);
    }
    return value;
  }
  if (value === null || value instanceof Unknown || isModule(rt, value)) return value;
  if (value instanceof PyObject && value.cls.unknownBase !== null) return value.cls.unknownBase;
  if (value instanceof PyObject && hasNoWeights(rt, value)) return value;
  throw rt.error('TypeError', `${rt.typeName(value)} is not a Module subclass`);
}

/** A library's own layer that is modelled as a plain object: a transform of pictures. */
function hasNoWeights(rt: Runtime, value: PyObject): boolean {
  return rt.findInClass(value.cls, 'forward') instanceof NativeFunction;
}

function addAll(self: LayerSelf, kind: MemberKind, values: readonly Value[]): void {
  const dict = membersFor(self, kind);
  for (const value of values) {
    const name = String(dict.entries.size);
    self.rt.journal.mapSet<HashKey, Value>(dict.entries, name, accepted(self, value, kind));
    adopt(self, name, value, kind);
  }
}

/** The elements of an iterable; an unknown one leaves the container unknown. */
function elementsOf(self: LayerSelf, kind: MemberKind, value: Value): readonly Value[] {
  const elements = self.rt.elements(value);
  if (!(elements instanceof Unknown)) return elements;
  self.rt.journal.setField(membersFor(self, kind), 'taint', elements);
  throw new UnknownInput(elements);
}

function position(self: LayerSelf, index: number, length: number): number {
  const at = index < 0 ? index + length : index;
  if (at < 0 || at >= length) throw self.rt.error('IndexError', `index ${index} is out of range`);
  return at;
}

/** `container[i]`, `container[a:b]`. */
function getItem(self: LayerSelf, call: OpCall, kind: MemberKind): Value {
  const { rt } = self;
  const key = call.args.known('idx');
  const values = valuesOf(self, kind);
  if (key instanceof PySlice) {
    const names = [...membersFor(self, kind).entries.keys()];
    const picked = rt.elements(rt.getItem(new PyList(values.map((_, i) => i)), key));
    if (picked instanceof Unknown) return picked;
    const indices = picked.flatMap((item) => (typeof item === 'number' ? [item] : []));
    if (
      kind === '_modules' &&
      rt.findInClass(self.object.cls, 'forward') !== undefined &&
      isSequential(self)
    ) {
      const part = new PyDict();
      for (const i of indices) part.entries.set(names[i] ?? String(i), values[i] ?? null);
      return rt.call(self.object.cls, [part]);
    }
    return rt.call(self.object.cls, [new PyList(indices.map((i) => values[i] ?? null))]);
  }
  const index = asInteger(key);
  if (index === undefined) {
    throw rt.error('TypeError', `indices must be integers or slices, not ${rt.typeName(key)}`);
  }
  return values[position(self, index, values.length)] ?? null;
}

function isSequential(self: LayerSelf): boolean {
  return self.object.cls.mro.some((cls) => cls.name === 'Sequential');
}

type Methods = Readonly<Record<string, (self: LayerSelf, call: OpCall) => Value>>;

/** What lists of members have in common. */
function listMethods(kind: MemberKind): Methods {
  return {
    '__getitem__(self, idx)': (self, call) => getItem(self, call, kind),
    '__setitem__(self, idx, value)': (self, call) => {
      const dict = membersFor(self, kind);
      const index = position(self, call.int('idx'), dict.entries.size);
      const key = [...dict.entries.keys()][index] ?? String(index);
      self.rt.journal.mapSet<HashKey, Value>(
        dict.entries,
        key,
        accepted(self, call.args.value('value'), kind),
      );
      adopt(self, typeof key === 'string' ? key : String(index), call.args.value('value'), kind);
      return null;
    },
    '__delitem__(self, idx)': (self, call) => {
      const values = valuesOf(self, kind);
      const key = call.args.known('idx');
      const gone =
        key instanceof PySlice
          ? self.rt.elements(self.rt.getItem(new PyList(values.map((_, i) => i)), key))
          : [position(self, call.int('idx'), values.length)];
      if (!(gone instanceof Unknown)) {
        renumber(
          self,
          kind,
          values.filter((_, i) => !gone.includes(i)),
        );
      }
      return null;
    },
    '__len__(self)': (self) => valuesOf(self, kind).length,
    '__iter__(self)': (self) => generatorOf(valuesOf(self, kind)),
    '__contains__(self, item)': (self, call) => valuesOf(self, kind).includes(call.args.known('item')),
    'append(self, module)': (self, call) => {
      addAll(self, kind, [call.args.value('module')]);
      return self.object;
    },
    'extend(self, modules)': (self, call) => {
      addAll(self, kind, elementsOf(self, kind, call.args.value('modules')));
      return self.object;
    },
    '__iadd__(self, modules)': (self, call) => {
      addAll(self, kind, elementsOf(self, kind, call.args.value('modules')));
      return self.object;
    },
    '__add__(self, other)': (self, call) => {
      const both = [...valuesOf(self, kind), ...elementsOf(self, kind, call.args.value('other'))];
      return isSequential(self)
        ? self.rt.call(self.object.cls, both)
        : self.rt.call(self.object.cls, [new PyList(both)]);
    },
    'insert(self, index, module)': (self, call) => {
      const values = [...valuesOf(self, kind)];
      values.splice(call.int('index'), 0, call.args.value('module'));
      renumber(self, kind, values);
      return isSequential(self) ? self.object : null;
    },
    'pop(self, key=-1)': (self, call) => {
      const values = valuesOf(self, kind);
      const at = position(self, call.int('key'), values.length);
      renumber(
        self,
        kind,
        values.filter((_, i) => i !== at),
      );
      return values[at] ?? null;
    },
  };
}

/** What dictionaries of members have in common. */
function dictMethods(kind: MemberKind): Methods {
  const names = (self: LayerSelf): readonly Value[] =>
    [...membersFor(self, kind).entries.keys()].filter((key) => typeof key === 'string');
  const keyOf = (call: OpCall, name: string): string => {
    const key = asString(call.args.known(name));
    if (key === undefined) throw call.rt.error('TypeError', 'keys of a container of modules are strings');
    return key;
  };
  const find = (self: LayerSelf, key: string): Value => {
    const value = membersFor(self, kind).entries.get(key);
    if (value === undefined) throw self.rt.error('KeyError', `'${key}'`);
    return value;
  };
  return {
    '__getitem__(self, key)': (self, call) => find(self, keyOf(call, 'key')),
    '__setitem__(self, key, module)': (self, call) => {
      const { entries } = membersFor(self, kind);
      self.rt.journal.mapSet<HashKey, Value>(
        entries,
        keyOf(call, 'key'),
        accepted(self, call.args.value('module'), kind),
      );
      adopt(self, keyOf(call, 'key'), call.args.value('module'), kind);
      return null;
    },
    '__delitem__(self, key)': (self, call) => {
      find(self, keyOf(call, 'key'));
      self.rt.journal.mapDelete<HashKey, Value>(membersFor(self, kind).entries, keyOf(call, 'key'));
      return null;
    },
    '__len__(self)': (self) => names(self).length,
    '__iter__(self)': (self) => generatorOf(names(self)),
    '__contains__(self, key)': (self, call) => names(self).includes(call.args.known('key')),
    'keys(self)': (self) => new PyList([...names(self)]),
    'values(self)': (self) => new PyList([...valuesOf(self, kind)]),
    'items(self)': (self) =>
      new PyList(
        names(self).map((name) => new PyTuple([name, find(self, typeof name === 'string' ? name : '')])),
      ),
    'get(self, key, default=None)': (self, call) =>
      membersFor(self, kind).entries.get(keyOf(call, 'key')) ?? call.args.value('default'),
    'pop(self, key)': (self, call) => {
      const value = find(self, keyOf(call, 'key'));
      self.rt.journal.mapDelete<HashKey, Value>(membersFor(self, kind).entries, keyOf(call, 'key'));
      return value;
    },
    'clear(self)': (self) => {
      self.rt.journal.mapClear(membersFor(self, kind).entries);
      return null;
    },
    'update(self, modules)': (self, call) => {
      merge(self, call, kind, 'modules');
      return null;
    },
  };
}

/** Takes over a dictionary, another container or a list of pairs. */
function merge(self: LayerSelf, call: OpCall, kind: MemberKind, name: string): void {
  const source = call.args.value(name);
  if (source === null) return;
  const { entries } = membersFor(self, kind);
  const put = (key: Value, value: Value): void => {
    if (typeof key === 'string') {
      self.rt.journal.mapSet<HashKey, Value>(entries, key, accepted(self, value, kind));
      adopt(self, key, value, kind);
    }
  };
  if (source instanceof PyDict && source.taint === null) {
    for (const [key, value] of dictItems(source)) put(key, value);
    return;
  }
  const items = source instanceof PyObject ? self.rt.callMethod(source, 'items') : source;
  for (const item of elementsOf(self, kind, items)) {
    const pair = self.rt.elements(item);
    if (pair instanceof Unknown) throw new UnknownInput(pair);
    put(pair[0] ?? null, pair[1] ?? null);
  }
}

export const CONTAINER_LAYERS: readonly LayerSpec[] = [
  layer('Sequential(*args)', {
    init(self, call) {
      const { rest } = call.args;
      const [only] = rest;
      if (rest.length === 1 && only instanceof PyDict) {
        if (only.taint !== null) throw new UnknownInput(only.taint);
        for (const [key, value] of dictItems(only)) {
          if (typeof key === 'string') self.child(key, accepted(self, value, '_modules'));
        }
        return;
      }
      addAll(self, '_modules', rest);
    },
    forward(self, call) {
      let value = call.args.value('input');
      for (const module of valuesOf(self, '_modules')) {
        if (module instanceof Unknown) self.rt.recorder.incomplete(module);
        value = self.rt.call(module, [value]);
      }
      return value;
    },
    methods: listMethods('_modules'),
  }),

  layer('ModuleList(modules=None)', {
    init(self, call) {
      const modules = call.args.value('modules');
      if (modules !== null) addAll(self, '_modules', elementsOf(self, '_modules', modules));
    },
    methods: listMethods('_modules'),
  }),

  layer('ModuleDict(modules=None)', {
    init: (self, call) => {
      merge(self, call, '_modules', 'modules');
    },
    methods: dictMethods('_modules'),
  }),

  layer('ParameterList(values=None)', {
    init(self, call) {
      const values = call.args.value('values');
      if (values !== null) addAll(self, '_parameters', elementsOf(self, '_parameters', values));
    },
    methods: listMethods('_parameters'),
  }),

  layer('ParameterDict(parameters=None)', {
    init: (self, call) => {
      merge(self, call, '_parameters', 'parameters');
    },
    methods: dictMethods('_parameters'),
  }),
];
