/**
 * `multiprocessing`: of the processes that a program starts the first that trains is followed, or the first of all where
 * none does; what the others compute is beside the program.
 */
import type { LibraryModule } from '../ports.ts';
import { perRuntime } from '../builtins/natives.ts';
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import { PyDict, PyObject, Unknown } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import { Inert } from './inert.ts';
import { libraryModule, type Member } from './module.ts';

/** Runs something, and says whether it trained. */
export function trains(rt: Runtime, run: () => void): boolean {
  const mark = rt.recorder.mark();
  run();
  return rt.recorder.hasTraining(mark);
}

/** Functions that processes were started with, and that trained; replaced as a whole, so that it can be undone. */
const state = perRuntime((): { readonly serial: number; followed: readonly Value[] } => ({
  serial: 0,
  followed: [],
}));

/**
 * Runs what another process is asked to do, unless another one was asked the same and trained: then it trains the same
 * once more beside it, and nothing is known of what it gives.
 */
export function runElsewhere(rt: Runtime, fn: Value, run: () => Value): Value {
  const { followed } = state(rt);
  if (followed.includes(fn)) {
    rt.recorder.assume('of processes that do the same the first that trains is followed', rt.here());
    return rt.unknown('what a process gives that is not followed');
  }
  const mark = rt.recorder.mark();
  const result = run();
  if (rt.recorder.hasTraining(mark)) rt.journal.setField(state(rt), 'followed', [...followed, fn]);
  return result;
}

const start = nativeMethod('start(self)', (rt, args) => {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const target = self.attrs.get('_target') ?? null;
  const own = rt.findInClass(self.cls, 'run');
  if (target === null && own === undefined) return null;
  const key = target === null ? self.cls : target;
  const positional = rt.elements(self.attrs.get('_args') ?? null);
  const named = self.attrs.get('_kwargs');
  const keywords = new Map<string, Value>();
  if (named instanceof PyDict) {
    for (const [name, value] of named.entries) if (typeof name === 'string') keywords.set(name, value);
  }
  runElsewhere(rt, key, () => {
    if (target === null) return rt.callMethod(self, 'run');
    return positional instanceof Unknown ? positional : rt.call(target, positional, keywords);
  });
  return null;
});

export const processClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Process',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None)',
        (inner, args) => {
          const self = args.known('self');
          if (!(self instanceof PyObject)) return null;
          for (const name of ['target', 'args', 'kwargs']) {
            inner.journal.mapSet(self.attrs, `_${name}`, args.value(name));
          }
          for (const name of ['name', 'daemon', 'pid', 'exitcode']) {
            inner.journal.mapSet(self.attrs, name, name === 'exitcode' ? 0 : null);
          }
          return null;
        },
      ),
      start,
      ...['join', 'terminate', 'kill', 'close'].map((name) =>
        nativeMethod(`${name}(self, *args)`, () => null),
      ),
      nativeMethod('is_alive(self)', () => false),
    ],
  ),
);

/** What processes talk by. */
const CHANNELS = [
  'Queue',
  'SimpleQueue',
  'JoinableQueue',
  'Pipe',
  'Lock',
  'RLock',
  'Event',
  'Condition',
  'Semaphore',
  'Barrier',
  'Value',
  'Array',
  'Manager',
];

const SILENT = ['set_start_method', 'freeze_support', 'set_executable', 'log_to_stderr'];

const members = (rt: Runtime): readonly Member[] => [
  processClass(rt),
  ...CHANNELS.map((name) => native(`${name}(*args, **kwargs)`, () => new Inert(`multiprocessing.${name}`))),
  ...SILENT.map((name) => native(`${name}(*args, **kwargs)`, () => null)),
  native('cpu_count()', (inner) => inner.unknown('how many processors there are')),
  native('get_start_method(allow_none=False)', () => 'spawn'),
  native('get_context(method=None)', (inner) => inner.importModule('multiprocessing')),
];

export const multiprocessing: LibraryModule = libraryModule('multiprocessing', members);
