/**
 * `torch.distributed.rpc` and what belongs to it, as in one process: what is asked of another one is done here, and what
 * it keeps is kept here.
 * https://pytorch.org/docs/stable/rpc.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { runElsewhere } from '../../python/stdlib/processes.ts';
import { delivered, Future, Reference, type Delivery } from '../remote.ts';
import { ownClass, torchModule } from './define.ts';

function remotely(name: string, how: Delivery) {
  return native(`${name}(to, func, args=None, kwargs=None, timeout=-1.0)`, (rt, args) =>
    delivered(
      how,
      how === 'future' ? runElsewhere(rt, args.value('func'), () => called(rt, args)) : called(rt, args),
    ),
  );
}

function called(rt: Runtime, args: Args): Value {
  const given = args.value('args');
  const positional = given === null ? [] : rt.elements(given);
  if (positional instanceof Unknown) return positional;
  const keywords = new Map<string, Value>();
  const named = args.value('kwargs');
  if (named instanceof PyDict) {
    for (const [name, value] of named.entries) if (typeof name === 'string') keywords.set(name, value);
  }
  const result = rt.call(args.value('func'), positional, keywords);
  // Of a function that runs asynchronously the caller gets what it promises.
  return result instanceof Future ? result.value : result;
}

const RPC_INERT = [
  'init_rpc',
  'shutdown',
  'get_worker_info',
  'TensorPipeRpcBackendOptions',
  'BackendType',
  'WorkerInfo',
  'is_available',
];

/** `DistributedOptimizer(optim.SGD, references, lr=…)`: the optimiser of what they refer to. */
function distributedOptimizer(rt: Runtime): PyClass {
  return ownClass(rt, 'distributed.optim.DistributedOptimizer', (made) =>
    nativeClass(
      'DistributedOptimizer',
      [made.builtinClass('object')],
      [
        nativeMethod('__init__(self, optimizer_class, params_rref, *args, **kwargs)', (inner, args) => {
          const self = args.known('self');
          if (!(self instanceof PyObject)) return null;
          const listed = inner.elements(args.value('params_rref'));
          const parameters =
            listed instanceof Unknown
              ? listed
              : new PyList(listed.map((one) => (one instanceof Reference ? one.value : one)));
          const optimizer = inner.call(args.value('optimizer_class'), [parameters, ...args.rest], args.extra);
          inner.journal.mapSet(self.attrs, 'optimizer', optimizer);
          return null;
        }),
        nativeMethod('step(self, context_id=None)', (inner, args) =>
          inner.callMethod(inner.getAttribute(args.value('self'), 'optimizer'), 'step'),
        ),
      ],
    ),
  );
}

const context = native('context()', () => new Inert('torch.distributed.autograd.context()'));

const backward = native('backward(context_id, roots, retain_graph=False)', (rt, args) => {
  const roots = rt.elements(args.value('roots'));
  if (roots instanceof Unknown) rt.callMethod(roots, 'backward');
  else for (const root of roots) rt.callMethod(root, 'backward');
  return null;
});

const gradients = native('get_gradients(context_id)', (rt) => rt.unknown('the gradients of a context'));

const waitAll = native('wait_all(futures)', (rt, args) => {
  const futures = rt.elements(args.value('futures'));
  return futures instanceof Unknown ? futures : new PyList(futures.map((one) => rt.callMethod(one, 'wait')));
});

const collectAll = native('collect_all(futures)', (_rt, args) => new Future(args.value('futures')));

export const rpcModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.distributed.rpc',
    functions: [
      remotely('rpc_sync', 'value'),
      remotely('rpc_async', 'future'),
      remotely('remote', 'reference'),
      native('RRef(value, type_hint=None)', (_rt, args) => new Reference(args.value('value'))),
    ],
    inert: RPC_INERT,
  }),
  torchModule({
    name: 'torch.distributed.rpc.functions',
    functions: [native('async_execution(fn)', (_rt, args) => args.value('fn'))],
  }),
  torchModule({ name: 'torch.distributed.autograd', functions: [context, backward, gradients] }),
  torchModule({ name: 'torch.distributed.optim', members: { DistributedOptimizer: distributedOptimizer } }),
  torchModule({
    name: 'torch.futures',
    functions: [
      waitAll,
      collectAll,
      native('Future(**options)', (rt) => new Future(rt.unknown('what a future will hold'))),
    ],
  }),
];
