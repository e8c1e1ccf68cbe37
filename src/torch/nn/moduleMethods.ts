/** The methods of `nn.Module` that walk or change its tree. */
import { dictKey, dictKeys } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyIterator, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value, PyObject } from '../../python/runtime/values.ts';
import { namedTupleMembers } from '../../python/stdlib/namedTuples.ts';
import { isFloating, type DType } from '../../tensor/dtype.ts';
import { traceOf } from '../../trace/trace.ts';
import { toDevice } from '../call.ts';
import { TorchDevice, TorchDType } from '../dtypes.ts';
import { formatAsked, reformat, type FormatAsked } from '../memoryFormat.ts';
import { TorchTensor } from '../tensor.ts';
import { setMember } from './members.ts';
import {
  hooksOf,
  isModule,
  membersOf,
  namedMembers,
  namedModules,
  namedTensors,
  ofModule,
  selfOf,
} from './tree.ts';

type Body = (rt: Runtime, self: PyObject, args: Args) => Value;

function method(signature: string, body: Body): NativeFunction {
  return nativeMethod(signature, (rt, args) => body(rt, selfOf(rt, args.value('self')), args));
}

/** As Python's generators: something to iterate once. */
export function generatorOf(values: readonly Value[]): PyIterator {
  const items = values.values();
  return new PyIterator('generator', () => items.next().value);
}

const pairs = (items: readonly (readonly [string, Value])[]): PyIterator =>
  generatorOf(items.map(([name, value]) => new PyTuple([name, value])));

const seconds = (items: readonly (readonly [string, Value])[]): PyIterator =>
  generatorOf(items.map(([, value]) => value));

function tensors(
  kind: '_parameters' | '_buffers',
): (rt: Runtime, self: PyObject, args: Args) => [string, Value][] {
  return (rt, self, args) => namedTensors(rt, self, kind, '', args.bool('recurse'));
}

function children(rt: Runtime, self: PyObject): [string, Value][] {
  const seen = new Set<Value>();
  return namedMembers(self, '_modules').flatMap(([name, child]) => {
    if (child === null || seen.has(child)) return [];
    seen.add(child);
    return child instanceof Unknown || isModule(rt, child) ? [[name, child] satisfies [string, Value]] : [];
  });
}

function register(kind: '_buffers' | '_modules' | '_parameters', what: string): Body {
  return (rt, self, args) => {
    const name = args.string('name');
    const value = args.value(what);
    const dict = membersOf(self, kind);
    if (dict === null) {
      throw rt.error('AttributeError', `cannot assign ${what} before Module.__init__() call`);
    }
    if (name === '' || name.includes('.')) {
      throw rt.error('KeyError', `${what} name can't be "" or contain "."`);
    }
    if (self.attrs.has(name)) throw rt.error('KeyError', `attribute '${name}' already exists`);
    rt.journal.mapSet(dict.entries, name, value);
    return null;
  };
}

/** Sets the mode of a module and all below it; a class may have its own say in `train`. */
export function setTraining(rt: Runtime, self: PyObject, training: boolean): void {
  rt.journal.mapSet(self.attrs, 'training', training);
  for (const [, child] of namedMembers(self, '_modules')) {
    if (isModule(rt, child)) rt.callMethod(child, 'train', [training]);
  }
}

/** Every parameter and buffer in another type or on another device. */
export function convert(
  rt: Runtime,
  self: PyObject,
  dtype: DType | null,
  device: TorchDevice | null,
): PyObject {
  if (dtype !== null) {
    traceOf(rt).record({ type: 'setting', name: 'weights', value: dtype, span: rt.here() });
  }
  for (const kind of ['_parameters', '_buffers'] as const) {
    for (const [, tensor] of namedTensors(rt, self, kind, '', true)) {
      if (!(tensor instanceof TorchTensor)) continue;
      if (dtype !== null && isFloating(tensor.dtype)) rt.journal.setField(tensor, 'dtype', dtype);
      if (device !== null) rt.journal.setField(tensor, 'device', device);
    }
  }
  return self;
}

/** Every parameter and buffer that has the axes for it in another memory format. */
export function reformatAll(rt: Runtime, self: PyObject, asked: FormatAsked): void {
  for (const kind of ['_parameters', '_buffers'] as const) {
    for (const [, tensor] of namedTensors(rt, self, kind, '', true)) {
      if (tensor instanceof TorchTensor) reformat(rt, tensor, asked);
    }
  }
}

const to: Body = (rt, self, args) => {
  let dtype: DType | null = null;
  let device: TorchDevice | null = null;
  for (const value of [...args.rest, ...args.extra.values()]) {
    if (value instanceof Unknown) continue;
    const target = settled(value);
    if (target instanceof TorchDType) dtype = target.dtype;
    else if (target instanceof TorchTensor) [dtype, device] = [target.dtype, target.device];
    else if (target instanceof TorchDevice || typeof target === 'string' || typeof target === 'number') {
      device = toDevice(target);
    }
  }
  const format = formatAsked(rt, args.extra.get('memory_format') ?? null);
  if (format !== null) reformatAll(rt, self, format);
  return convert(rt, self, dtype, device);
};

/** Follows a dotted path. */
function submodule(rt: Runtime, self: PyObject, path: string): PyObject | Unknown {
  let current = self;
  for (const part of path === '' ? [] : path.split('.')) {
    const next = rt.getAttribute(current, part);
    if (next instanceof Unknown) return next;
    if (!isModule(rt, next)) throw rt.error('AttributeError', `\`${part}\` is not an nn.Module`);
    current = next;
  }
  return current;
}

const member: Body = (rt, self, args) => {
  const path = args.string('target');
  const cut = path.lastIndexOf('.');
  const owner = submodule(rt, self, cut < 0 ? '' : path.slice(0, cut));
  return owner instanceof Unknown ? owner : rt.getAttribute(owner, path.slice(cut + 1));
};

const stateDict: Body = (rt, self, args) => {
  const prefix = args.known('prefix');
  const start = typeof prefix === 'string' ? prefix : '';
  const state = new PyDict();
  for (const { name, module } of namedModules(rt, self, '', null)) {
    if (module instanceof Unknown) {
      state.taint = module;
      continue;
    }
    const hidden = module.attrs.get('_non_persistent_buffers_set');
    for (const kind of ['_parameters', '_buffers'] as const) {
      for (const [key, value] of namedMembers(module, kind)) {
        if (
          value === null ||
          (kind === '_buffers' && hidden instanceof PyList && hidden.items.includes(key))
        ) {
          continue;
        }
        state.entries.set(`${start}${name === '' ? '' : `${name}.`}${key}`, value);
      }
    }
  }
  return state;
};

const incompatibleKeys = perRuntime((rt) => {
  const fields = ['missing_keys', 'unexpected_keys'].map((name) => ({ name, default: undefined }));
  const members = namedTupleMembers(rt, '_IncompatibleKeys', fields);
  return rt.createClass('_IncompatibleKeys', [rt.builtinClass('tuple')], members);
});

/** No effect on the counts. A state that is not known, as that of a saved file, is taken to fit. */
const loadState: Body = (rt, self, args) => {
  const given = args.value('state_dict');
  const missing: Value[] = [];
  const unexpected: Value[] = [];
  const own = rt.callMethod(self, 'state_dict');
  if (given instanceof PyDict && given.taint === null && own instanceof PyDict) {
    // States from before there was such a counter are taken to be complete.
    const isCounter = (key: string): boolean => key.endsWith('num_batches_tracked');
    const keys = dictKeys(own).filter((key) => typeof key === 'string');
    missing.push(...keys.filter((key) => !given.entries.has(key) && !isCounter(key)));
    unexpected.push(
      ...[...given.entries.keys()].filter((key) => !own.entries.has(key)).map((key) => dictKey(given, key)),
    );
  }
  const keys = new PyTuple([new PyList(missing), new PyList(unexpected)]);
  const cls = incompatibleKeys(rt);
  if (cls instanceof PyClass) keys.cls = cls;
  return keys;
};

/** A handle whose `remove()` takes the hook away again. */
function addHook(name: '_forward_hooks' | '_forward_pre_hooks'): Body {
  return (rt, self, args) => {
    const hooks = hooksOf(rt, self, name);
    const key = `hook${String(hooks.entries.size)}`;
    rt.journal.mapSet(hooks.entries, key, args.value('hook'));
    return handle(rt, () => {
      rt.journal.mapDelete(hooks.entries, key);
    });
  };
}

function handle(rt: Runtime, remove: () => void): PyObject {
  const object = rt.createObject(rt.builtinClass('object'));
  object.attrs.set(
    'remove',
    nativeMethodWithoutSelf('remove', () => {
      remove();
      return null;
    }),
  );
  return object;
}

function nativeMethodWithoutSelf(name: string, body: () => Value): NativeFunction {
  return nativeMethod(`${name}()`, body);
}

const addBuffer: Body = (rt, self, args) => {
  register('_buffers', 'tensor')(rt, self, args);
  if (args.value('persistent') === false) {
    const hidden = self.attrs.get('_non_persistent_buffers_set');
    const names = hidden instanceof PyList ? hidden.items : [];
    rt.journal.mapSet(self.attrs, '_non_persistent_buffers_set', new PyList([...names, args.string('name')]));
  }
  return null;
};

const describe: Body = (rt, self) => {
  const own = rt.callMethod(self, 'extra_repr');
  const lines = namedMembers(self, '_modules').map(([name, child]) => {
    const text = rt.repr(child);
    return `  (${name}): ${typeof text === 'string' ? text.replaceAll('\n', '\n  ') : 'unknown'}`;
  });
  const inner = typeof own === 'string' ? own : '';
  return lines.length === 0 ? `${self.cls.name}(${inner})` : `${self.cls.name}(\n${lines.join('\n')}\n)`;
};

const cast = (name: string, dtype: DType | null): NativeFunction =>
  method(`${name}(self)`, (rt, self) => convert(rt, self, dtype, null));

export const MODULE_METHODS: readonly NativeFunction[] = [
  method('named_modules(self, memo=None, prefix="", remove_duplicate=True)', (rt, self, args) => {
    const seen = args.bool('remove_duplicate') ? new Set<Value>() : null;
    return pairs(
      namedModules(rt, self, args.string('prefix'), seen).map(({ name, module }) => [name, module]),
    );
  }),
  method('modules(self)', (rt, self) => generatorOf(namedModules(rt, self).map(({ module }) => module))),
  method('named_children(self)', (rt, self) => pairs(children(rt, self))),
  method('children(self)', (rt, self) => seconds(children(rt, self))),
  method('named_parameters(self, prefix="", recurse=True, remove_duplicate=True)', (rt, self, args) =>
    pairs(
      namedTensors(
        rt,
        self,
        '_parameters',
        args.string('prefix'),
        args.bool('recurse'),
        args.bool('remove_duplicate'),
      ),
    ),
  ),
  method('parameters(self, recurse=True)', (rt, self, args) =>
    ofModule(seconds(tensors('_parameters')(rt, self, args)), self),
  ),
  method('named_buffers(self, prefix="", recurse=True, remove_duplicate=True)', (rt, self, args) =>
    pairs(
      namedTensors(
        rt,
        self,
        '_buffers',
        args.string('prefix'),
        args.bool('recurse'),
        args.bool('remove_duplicate'),
      ),
    ),
  ),
  method('buffers(self, recurse=True)', (rt, self, args) => seconds(tensors('_buffers')(rt, self, args))),
  method('register_parameter(self, name, param)', register('_parameters', 'param')),
  method('register_module(self, name, module)', register('_modules', 'module')),
  method('add_module(self, name, module)', register('_modules', 'module')),
  method('register_buffer(self, name, tensor, persistent=True)', addBuffer),
  method('get_submodule(self, target)', (rt, self, args) => submodule(rt, self, args.string('target'))),
  method('set_submodule(self, target, module, strict=False)', (rt, self, args) => {
    const path = args.string('target');
    const cut = path.lastIndexOf('.');
    const owner = submodule(rt, self, cut < 0 ? '' : path.slice(0, cut));
    if (!(owner instanceof Unknown)) setMember(rt, owner, path.slice(cut + 1), args.value('module'));
    return null;
  }),
  method('get_parameter(self, target)', member),
  method('get_buffer(self, target)', member),
  method('apply(self, fn)', (rt, self, args) => {
    for (const [, child] of namedMembers(self, '_modules')) {
      if (isModule(rt, child)) rt.callMethod(child, 'apply', [args.value('fn')]);
    }
    rt.call(args.value('fn'), [self]);
    return self;
  }),
  method('train(self, mode=True)', (rt, self, args) => {
    setTraining(rt, self, args.bool('mode'));
    return self;
  }),
  method('eval(self)', (rt, self) => rt.callMethod(self, 'train', [false])),
  method('requires_grad_(self, requires_grad=True)', (rt, self, args) => {
    for (const [, parameter] of namedTensors(rt, self, '_parameters', '', true)) {
      if (parameter instanceof TorchTensor) {
        rt.journal.setField(parameter, 'requiresGrad', args.bool('requires_grad'));
      }
    }
    return self;
  }),
  method('to(self, *args, **kwargs)', to),
  method('cuda(self, device=None)', (rt, self) => convert(rt, self, null, toDevice('cuda'))),
  method('cpu(self)', (rt, self) => convert(rt, self, null, toDevice('cpu'))),
  method('to_empty(self, *, device, recurse=True)', (_rt, self) => self),
  method('type(self, dst_type)', (rt, self, args) => {
    const type = args.known('dst_type');
    return convert(rt, self, type instanceof TorchDType ? type.dtype : null, null);
  }),
  cast('float', 'float32'),
  method('double(self)', (rt, self) => {
    // Said of the weights here, where no pass that can be followed shows it.
    traceOf(rt).record({ type: 'setting', name: 'precision', value: 'fp64', span: rt.here() });
    return convert(rt, self, 'float64', null);
  }),
  cast('half', 'float16'),
  cast('bfloat16', 'bfloat16'),
  ...['share_memory', '_apply', 'xpu', 'ipu', 'mtia'].map((name) =>
    method(`${name}(self, *args, **kwargs)`, (_rt, self) => self),
  ),
  method('zero_grad(self, set_to_none=True)', () => null),
  method('state_dict(self, destination=None, prefix="", keep_vars=False)', stateDict),
  method('load_state_dict(self, state_dict, strict=True, assign=False)', loadState),
  method('_load_from_state_dict(self, *args, **kwargs)', () => null),
  method(
    'register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False)',
    addHook('_forward_hooks'),
  ),
  method(
    'register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False)',
    addHook('_forward_pre_hooks'),
  ),
  ...[
    'register_full_backward_hook',
    'register_backward_hook',
    'register_full_backward_pre_hook',
    'register_load_state_dict_post_hook',
    'register_state_dict_pre_hook',
    'register_state_dict_post_hook',
    'register_load_state_dict_pre_hook',
    '_register_load_state_dict_pre_hook',
    '_register_state_dict_hook',
  ].map((name) => method(`${name}(self, hook, *args, **kwargs)`, (rt) => handle(rt, () => undefined))),
  method('compile(self, *args, **kwargs)', (rt, self) => {
    const span = rt.here();
    traceOf(rt).record({ type: 'setting', name: 'mode', value: 'compiled', span, module: self.serial });
    return null;
  }),
  method('extra_repr(self)', () => ''),
  method('_get_name(self)', (_rt, self) => self.cls.name),
  method('__repr__(self)', describe),
];
