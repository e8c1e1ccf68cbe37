/**
 * ignite: engines that run a function over the data, and handlers of what happens meanwhile.
 * https://pytorch.org/ignite/generated/ignite.engine.engine.Engine.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { asInteger, native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, PyClass, Value } from '../../python/runtime/values.ts';
import type { BinaryOperator } from '../../python/syntax/ast.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { withGrad } from '../../torch/state.ts';
import { lazyModule } from '../module.ts';
import { batchesOf, type Batches } from '../trainers/batches.ts';
import {
  backward,
  callWithAsMany,
  calling,
  infoOf,
  inPrecision,
  limited,
  over,
  runFit,
  setAttributes,
  times,
  update,
  type Count,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';

/** Events of an engine, filtered or joined. */
class EngineEvents extends HostObject {
  readonly names: readonly string[];
  readonly every: Count;

  constructor(names: readonly string[], every: Count) {
    super();
    this.names = names;
    this.every = every;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (this.names.length > 0) return name === 'name' ? (this.names[0] ?? null) : undefined;
    return name.startsWith('__') ? undefined : new EngineEvents([name], 1);
  }

  override call(rt: Runtime, args: CallArgs): Value {
    const every = args.keywords.get('every');
    if (every !== undefined) {
      return new EngineEvents(this.names, every instanceof Unknown ? every : (asInteger(every) ?? 1));
    }
    const once = args.keywords.has('once');
    return new EngineEvents(this.names, once ? Infinity : rt.unknown('which events a filter lets pass'));
  }

  override binary(_rt: Runtime, op: BinaryOperator, other: Value): Value | undefined {
    if (op !== '|' || !(other instanceof EngineEvents)) return undefined;
    return new EngineEvents([...this.names, ...other.names], this.every);
  }
}

interface Handler {
  readonly on: EngineEvents;
  readonly fn: Value;
  readonly args: readonly Value[];
}

const HANDLERS = '_handlers';

/** The handlers live in a list of tuples, so that what adds them can be undone. */
function handlersOf(self: PyObject): readonly Handler[] {
  const list = self.attrs.get(HANDLERS);
  if (!(list instanceof PyList)) return [];
  return list.items.flatMap((item) => {
    const [on, fn = null, ...args] = item instanceof PyTuple ? item.items : [];
    return on instanceof EngineEvents ? [{ on, fn, args }] : [];
  });
}

function attach(rt: Runtime, self: Value, on: Value, fn: Value, args: readonly Value[]): void {
  const list = self instanceof PyObject ? self.attrs.get(HANDLERS) : undefined;
  if (list instanceof PyList) rt.journal.push(list, new PyTuple([on, fn, ...args]));
  const stops = stoppingBy(fn);
  if (stops !== null) rt.journal.push(stateOf(rt).stoppers, stops);
}

/** Engines that run inside of one another, and what ends the outermost one, wherever it is attached. */
const stateOf = perRuntime((_rt: Runtime) => ({
  depth: 0,
  stoppers: { serial: nextSerial(), items: [] as string[] },
}));

function runHandler(rt: Runtime, engine: Value, { fn, args }: Handler): void {
  if (fn instanceof Inert || fn instanceof Unknown) return;
  callWithAsMany(rt, fn, [engine, ...args]);
}

/** How often an event happens in a run. */
function occurrences(name: string, epochs: Count, batches: Count): Count {
  if (name.startsWith('EPOCH')) return epochs;
  if (name.includes('ITERATION') || name.includes('BATCH')) return times(epochs, batches);
  return name === 'STARTED' || name === 'COMPLETED' ? 1 : 0;
}

function batchesFor(rt: Runtime, args: Args): Batches {
  const batches = batchesOf(rt, args.value('data'));
  const length = args.value('epoch_length');
  if (length === null) return batches;
  if (length instanceof Unknown) return { ...batches, count: length };
  const most = asInteger(length);
  return most === undefined ? batches : limited(batches, most);
}

function run(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  ensureTorch(rt);
  const batches = batchesFor(rt, args);
  const given = args.value('max_epochs');
  const epochs: Count = given instanceof Unknown ? given : (asInteger(given) ?? 1);
  const most = args.value('max_iters');
  const process = self.attrs.get('_process_function') ?? null;
  const handlers = handlersOf(self);
  const state = stateOf(rt);
  const schedule = {
    epochs,
    updates: most === null ? null : most instanceof Unknown ? most : (asInteger(most) ?? null),
    updatesBy: 'max_iters counts the iterations, not epochs',
    passes: 1,
    mayEnd: state.depth === 0 ? state.stoppers.items : [],
  };
  state.depth += 1;
  try {
    runFit(rt, batches, schedule, {
      step: (batch) => {
        rt.call(process, [self, batch]);
      },
      besides: (each) => {
        for (const handler of handlers) {
          for (const name of handler.on.names) {
            const count = over(occurrences(name, epochs, batches.count), handler.on.every);
            const whole = count instanceof Unknown ? count : Math.floor(count);
            each(whole, () => {
              runHandler(rt, self, handler);
            });
          }
        }
      },
    });
  } finally {
    state.depth -= 1;
  }
  return new Inert('ignite.engine.State');
}

const engineClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Engine',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, process_function)', (inner, args) => {
        setAttributes(inner, args.known('self'), [
          ['_process_function', args.value('process_function')],
          [HANDLERS, new PyList([])],
          ['state', new Inert('ignite.engine.State')],
          ['logger', new Inert('ignite.engine.logger')],
        ]);
        return null;
      }),
      nativeMethod('on(self, event_name, *args, **options)', (_inner, args) =>
        callable('decorator', (runtime, [fn = null]) => {
          attach(runtime, args.value('self'), args.value('event_name'), fn, args.rest);
          return fn;
        }),
      ),
      nativeMethod('add_event_handler(self, event_name, handler, *args, **options)', (inner, args) => {
        attach(inner, args.value('self'), args.value('event_name'), args.value('handler'), args.rest);
        return new Inert('ignite.engine.RemovableEventHandle');
      }),
      nativeMethod(
        'run(self, data=None, max_epochs=None, epoch_length=None, max_iters=None, **options)',
        run,
      ),
      ...[
        'terminate',
        'terminate_epoch',
        'register_events',
        'fire_event',
        'load_state_dict',
        'state_dict',
      ].map((name) => nativeMethod(`${name}(self, *args, **options)`, () => null)),
    ],
  ),
);

function pair(rt: Runtime, batch: Value): readonly [Value, Value] {
  const isPair = batch instanceof PyTuple || batch instanceof PyList;
  if (!isPair) return [batch, rt.unknown('the targets of a batch')];
  const [x = null, y = null] = batch.items;
  return [x, y];
}

const supervisedTrainer = native(
  'create_supervised_trainer(model, optimizer, loss_fn, device=None, non_blocking=False, prepare_batch=None, *args, amp_mode=None, gradient_accumulation_steps=1, **options)',
  (rt, args) => {
    const model = args.value('model');
    const given = args.value('gradient_accumulation_steps');
    const passes = given instanceof Unknown ? given : (asInteger(given) ?? 1);
    const amp = args.value('amp_mode');
    const info = infoOf(args.value('optimizer'));
    const step = callable('update', (inner, [, batch = null]) => {
      const [x, y] = pair(inner, batch);
      inPrecision(inner, amp instanceof Unknown ? amp : amp === 'amp' ? 'amp-fp16' : null, () => {
        if (!(model instanceof Unknown)) inner.callMethod(model, 'train');
        const output = calling(inner, model, () => inner.call(model, [x]));
        inner.call(args.value('loss_fn'), [output, y]);
        backward(inner);
        update(inner, info, passes);
      });
      return inner.unknown('a loss');
    });
    return rt.call(engineClass(rt), [step]);
  },
);

const supervisedEvaluator = native(
  'create_supervised_evaluator(model, metrics=None, *args, **options)',
  (rt, args) => {
    const model = args.value('model');
    const step = callable('evaluate', (inner, [, batch = null]) => {
      const [x, y] = pair(inner, batch);
      if (!(model instanceof Unknown)) inner.callMethod(model, 'eval');
      const output = withGrad(inner, false, () => calling(inner, model, () => inner.call(model, [x])));
      return new PyTuple([output, y]);
    });
    return rt.call(engineClass(rt), [step]);
  },
);

const engineMembers = {
  Engine: engineClass,
  Events: () => new EngineEvents([], 1),
  create_supervised_trainer: supervisedTrainer,
  create_supervised_evaluator: supervisedEvaluator,
};

export const igniteModules: readonly LibraryModule[] = [
  lazyModule({ name: 'ignite', precedence: 'framework', members: {}, inert: ['__version__'] }),
  lazyModule({ name: 'ignite.engine', precedence: 'framework', members: engineMembers, inert: 'all' }),
  ...[
    'ignite.metrics',
    'ignite.handlers',
    'ignite.utils',
    'ignite.contrib',
    'ignite.contrib.handlers',
    'ignite.contrib.metrics',
    'ignite.handlers.early_stopping',
    'ignite.handlers.param_scheduler',
    'ignite.handlers.tqdm_logger',
    'ignite.handlers.tensorboard_logger',
    'ignite.contrib.handlers.tqdm_logger',
    'ignite.contrib.handlers.tensorboard_logger',
    'ignite.distributed',
  ].map((name) => lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' })),
];
