/** `nn.Module`: registration of members, calls, and everything that walks the tree. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { NativeFunction, PyClass, PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Value, PyObject } from '../../python/runtime/values.ts';
import { TorchTensor } from '../tensor.ts';
import { UnsizedTensor } from '../unsized.ts';
import { traceOf } from '../../trace/trace.ts';
import { setMember } from './members.ts';
import { MODULE_METHODS } from './moduleMethods.ts';
import { parametrized } from './parametrized.ts';
import {
  hooksOf,
  initializeModule,
  MEMBER_KINDS,
  membersOf,
  selfOf,
  tensorInfos,
  UNKNOWN_REASON,
} from './tree.ts';

type Raw = NativeFunction['call'];

const construct: Raw = (rt, args) => {
  if (args.positional.length > 1 || args.keywords.size > 0) {
    throw rt.error(
      'TypeError',
      `Module.__init__() takes 1 positional argument but ${args.positional.length + args.keywords.size} were given`,
    );
  }
  initializeModule(rt, selfOf(rt, args.positional[0]));
  return null;
};

const getAttribute: Raw = (rt, args) => {
  const self = selfOf(rt, args.positional[0]);
  const name = args.positional[1];
  if (typeof name === 'string') {
    for (const kind of MEMBER_KINDS) {
      const value = membersOf(self, kind)?.entries.get(name);
      if (value !== undefined) return value;
    }
    const computed = parametrized(rt, self, name);
    if (computed !== undefined) return computed;
    if (name === '_forward_hooks' || name === '_forward_pre_hooks' || name === '_backward_hooks') {
      return hooksOf(rt, self, name);
    }
    const reason = self.attrs.get(UNKNOWN_REASON);
    if (reason !== undefined && !name.startsWith('__')) return reason;
  }
  throw rt.error(
    'AttributeError',
    `'${self.cls.name}' object has no attribute '${typeof name === 'string' ? name : '?'}'`,
  );
};

const setAttribute: Raw = (rt, args) => {
  const [receiver, name, value = null] = args.positional;
  const self = selfOf(rt, receiver);
  if (typeof name === 'string') setMember(rt, self, name, value);
  return null;
};

const deleteAttribute: Raw = (rt, args) => {
  const self = selfOf(rt, args.positional[0]);
  const name = args.positional[1];
  if (typeof name !== 'string') return null;
  for (const kind of MEMBER_KINDS) {
    const dict = membersOf(self, kind);
    if (dict !== null && rt.journal.mapDelete(dict.entries, name)) return null;
  }
  if (rt.journal.mapDelete(self.attrs, name)) return null;
  throw rt.error('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
};

/** `module(x)`: hooks and `forward`, between the events that mark its begin and end. */
const call: Raw = (rt, args) => {
  const self = selfOf(rt, args.positional[0]);
  const trace = traceOf(rt);
  let rest: CallArgs = { ...args, positional: args.positional.slice(1) };
  const training = self.attrs.get('training');
  // Beside an input that is unknown, the others (a state, a mask) do not tell its shape.
  const [first] = rest.positional;
  const isUnknown = first instanceof Unknown || first instanceof UnsizedTensor;
  const positional = isUnknown ? [] : tensorInfos(rest.positional);
  const named = [...rest.keywords].flatMap(([name, value]) =>
    tensorInfos([value]).map((info) => ({ info, name: value instanceof TorchTensor ? name : undefined })),
  );
  trace.record({
    type: 'enter',
    module: self.serial,
    className: self.cls.name,
    training: typeof training === 'boolean' ? training : true,
    inputs: isUnknown ? [] : [...positional, ...named.map(({ info }) => info)],
    positional: positional.length,
    keywords: named.map(({ name }) => name),
    span: rt.here(),
  });
  let result: Value = null;
  try {
    rest = beforeForward(rt, self, rest);
    result = rt.callWith(rt.getAttribute(self, 'forward'), rest);
    result = afterForward(rt, self, rest, result);
    return result;
  } finally {
    trace.record({ type: 'exit', module: self.serial, outputs: tensorInfos([result]) });
  }
};

function registeredHooks(self: PyObject, name: '_forward_hooks' | '_forward_pre_hooks'): readonly Value[] {
  const hooks = self.attrs.get(name);
  return hooks instanceof PyDict && hooks.entries.size > 0 ? [...hooks.entries.values()] : [];
}

/** A hook before `forward` may replace its arguments. */
function beforeForward(rt: Runtime, self: PyObject, args: CallArgs): CallArgs {
  let current = args;
  for (const hook of registeredHooks(self, '_forward_pre_hooks')) {
    const result = rt.call(hook, [self, new PyTuple(current.positional)]);
    if (result === null) continue;
    if (result instanceof Unknown) rt.recorder.incomplete(result);
    else if (result instanceof PyTuple) current = { ...current, positional: result.items };
    else current = { ...current, positional: [result] };
  }
  return current;
}

/** A hook after `forward` may replace its result. */
function afterForward(rt: Runtime, self: PyObject, args: CallArgs, result: Value): Value {
  let current = result;
  for (const hook of registeredHooks(self, '_forward_hooks')) {
    const replaced = rt.call(hook, [self, new PyTuple(args.positional), current]);
    if (replaced !== null) current = replaced;
  }
  return current;
}

const unimplemented: Raw = (rt, args) => {
  const self = selfOf(rt, args.positional[0]);
  const reason = self.attrs.get(UNKNOWN_REASON);
  if (reason instanceof Unknown) {
    rt.recorder.incomplete(reason);
    return reason;
  }
  throw rt.error(
    'NotImplementedError',
    `Module [${self.cls.name}] is missing the required "forward" function`,
  );
};

/** The class, fresh for a runtime. */
export function moduleClass(rt: Runtime): PyClass {
  const dict = new Store<string, Value>([
    ['__module__', 'torch.nn.modules.module'],
    ['dump_patches', false],
    ['call_super_init', false],
    ['__init__', new NativeFunction('__init__', construct, true)],
    ['__getattr__', new NativeFunction('__getattr__', getAttribute, true)],
    ['__setattr__', new NativeFunction('__setattr__', setAttribute, true)],
    ['__delattr__', new NativeFunction('__delattr__', deleteAttribute, true)],
    ['__call__', new NativeFunction('__call__', call, true)],
    ['_call_impl', new NativeFunction('_call_impl', call, true)],
    ['forward', new NativeFunction('forward', unimplemented, true)],
  ]);
  for (const method of MODULE_METHODS) dict.set(method.name, method);
  return new PyClass({ name: 'Module', bases: [rt.builtinClass('object')], dict });
}
