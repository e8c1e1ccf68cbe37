/**
 * `Trainer`: the loops that transformers runs around a model and its arguments.
 * https://huggingface.co/docs/transformers/v4.48.0/main_classes/trainer
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { asNumber, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, PyClass, Value, NativeFunction } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { STATE_FORMATS, stateBytesOf, type StateFormatName } from '../../catalog/optimizerStates.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { traceOf } from '../../trace/trace.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import { missing } from '../../units/found.ts';
import { batchesOf, loaderOver, type Batches } from '../trainers/batches.ts';
import {
  backward,
  callWithAsMany,
  calling,
  infoOf,
  inPrecision,
  isOwn,
  over,
  runFit,
  runPass,
  setAttributes,
  times,
  update,
  updating,
  type Count,
  type Schedule,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';
import { deepSpeedPrecision } from '../deepspeed/configuration.ts';
import { trainingArgumentsClass } from './trainingArguments.ts';
import { hyperparameterSearch } from './hyperparameterSearch.ts';

/** Arguments of the constructor that are kept as attributes of the same name. */
const KEPT = `model args data_collator train_dataset eval_dataset processing_class tokenizer model_init
  compute_loss_func compute_metrics callbacks optimizers preprocess_logits_for_metrics`.split(/\s+/);

const CONSTRUCTOR = `__init__(self, ${KEPT.map((name) => `${name}=None`).join(', ')}, **options)`;

export function initializeTrainer(rt: Runtime, self: Value, values: ReadonlyMap<string, Value>): void {
  ensureTorch(rt);
  const value = (name: string): Value => values.get(name) ?? null;
  const settings = value('args') ?? rt.call(trainingArgumentsClass(rt), ['tmp_trainer']);
  const model = value('model') ?? initial(rt, value('model_init'));
  const [optimizer = null, scheduler = null] = itemsOf(value('optimizers'));
  setAttributes(rt, self, [
    ...KEPT.map((name): readonly [string, Value] => [name, value(name)]),
    ['args', settings],
    ['model', model],
    ['model_wrapped', model],
    ['optimizer', optimizer],
    ['lr_scheduler', scheduler],
    ['label_smoother', null],
    ['is_in_train', false],
  ]);
}

function itemsOf(value: Value): readonly Value[] {
  return value instanceof PyTuple || value instanceof PyList ? value.items : [];
}

function initial(rt: Runtime, make: Value): Value {
  return make === null ? null : callWithAsMany(rt, make, [null]);
}

/** `AdamW`'s state where the name says nothing else. Names as in `OptimizerNames` of training_args.py. */
const STATE_BY_NAME: readonly (readonly [RegExp, string, number])[] = [
  // Rows and columns only, without momentum.
  [/adafactor/, 'Adafactor', 0],
  [/ademamix/, 'AdEMAMix', 3],
  [/lion/, 'Lion', 1],
  [/adagrad/, 'Adagrad', 1],
  [/rmsprop/, 'RMSprop', 1],
  [/^sgd/, 'SGD', 0],
];

/** Names whose state is in fewer bits. */
const STORED_BY_NAME: readonly (readonly [RegExp, StateFormatName])[] = [
  [/torch_8bit/, 'torchao-8bit'],
  [/torch_4bit/, 'torchao-4bit'],
  [/8bit/, 'bitsandbytes-8bit'],
];

class Run {
  readonly rt: Runtime;
  readonly self: PyObject;

  constructor(rt: Runtime, self: PyObject) {
    this.rt = rt;
    this.self = self;
  }

  get model(): Value {
    return this.self.attrs.get('model') ?? null;
  }

  setting(name: string): Value {
    return this.rt.findAttribute(this.self.attrs.get('args') ?? null, name) ?? null;
  }

  is(name: string): boolean {
    return this.setting(name) === true;
  }

  method(name: string, args: readonly Value[] = []): Value {
    return this.rt.callMethod(this.self, name, args);
  }
}

function loader(run: Run, dataset: Value, batch: Value): Value {
  return loaderOver(run.rt, dataset, {
    batch,
    collate: run.self.attrs.get('data_collator') ?? null,
    dropLast: run.setting('dataloader_drop_last'),
  });
}

/** `label` and `label_ids` go by the name of `labels`, as in `default_data_collator`. */
function prepared(rt: Runtime, batch: Value): Value {
  if (!(batch instanceof PyDict)) return batch;
  const renamed = new PyDict();
  for (const [key, value] of dictItems(batch)) {
    dictSet(rt, renamed, key === 'label' || key === 'label_ids' ? 'labels' : key, value);
  }
  return renamed;
}

function callModel(rt: Runtime, model: Value, batch: Value): Value {
  const keywords = new Map<string, Value>();
  if (batch instanceof PyDict) {
    for (const [key, value] of dictItems(batch)) if (typeof key === 'string') keywords.set(key, value);
  }
  const isSpread = batch instanceof PyDict;
  const args: CallArgs = {
    positional: isSpread || batch instanceof Unknown ? [] : [batch],
    keywords,
    unknownSpread: batch instanceof Unknown ? batch : null,
  };
  return rt.callWith(model, args);
}

function optimizerOf(run: Run): OptimizerInfo {
  if (isOwn(run.rt, run.self, 'create_optimizer')) run.method('create_optimizer');
  const made = run.self.attrs.get('optimizer') ?? null;
  if (made !== null) return infoOf(made);
  const name = run.setting('optim');
  const text = typeof name === 'string' ? name : 'adamw_torch';
  const known = STATE_BY_NAME.find(([pattern]) => pattern.test(text));
  const [, label, state] = run.is('adafactor') ? [null, 'Adafactor', 0] : (known ?? [null, 'AdamW', 2]);
  const format = STORED_BY_NAME.find(([pattern]) => pattern.test(text))?.[1];
  return {
    name: format === undefined ? label : text,
    statePerParameter: state,
    parameters: null,
    ...(format === undefined
      ? {}
      : { stored: { bytes: stateBytesOf(format), source: STATE_FORMATS[format].source } }),
  };
}

function precisionOf(run: Run): string | Unknown | null {
  const deepSpeed = deepSpeedPrecision(run.rt, run.setting('deepspeed'));
  if (deepSpeed !== null) return deepSpeed;
  const [bf16, fp16] = [run.setting('bf16'), run.setting('fp16')];
  if (bf16 === true) return 'bf16';
  if (fp16 === true) return 'amp-fp16';
  if (bf16 instanceof Unknown) return bf16;
  if (fp16 instanceof Unknown) return fp16;
  return run.is('tf32') ? 'tf32' : null;
}

function countOf(value: Value): Count | null {
  if (value instanceof Unknown) return value;
  return asNumber(value) ?? null;
}

function scheduleOf(run: Run, resumed: Value): Schedule {
  const { rt } = run;
  const accumulated = run.setting('gradient_accumulation_steps');
  const passes = countOf(accumulated) ?? rt.unknown('gradient_accumulation_steps is no number');
  const mayEnd = itemsOf(run.self.attrs.get('callbacks') ?? null).flatMap((one) => stoppingBy(one) ?? []);
  if (resumed !== null && resumed !== false && !(resumed instanceof Unknown)) {
    mayEnd.push('what a checkpoint has done already is not done again');
  }
  const steps = countOf(run.setting('max_steps'));
  const counts = steps instanceof Unknown || (steps !== null && steps > 0);
  return {
    epochs: countOf(run.setting('num_train_epochs')) ?? rt.unknown('num_train_epochs is no number'),
    updates: counts ? steps : null,
    updatesBy: 'max_steps counts the updates, not epochs',
    passes,
    mayEnd,
  };
}

/** Evaluations in the whole training. */
function evaluationsOf(run: Run, batches: Batches, { epochs, updates, passes }: Schedule): Count {
  const strategy = run.setting('evaluation_strategy') ?? run.setting('eval_strategy');
  if (strategy instanceof Unknown) return strategy;
  const { count } = batches;
  const perEpoch = over(count, passes);
  const whole = perEpoch instanceof Unknown ? perEpoch : Math.ceil(perEpoch);
  const updatesInAll = updates ?? times(epochs, whole);
  if (strategy === 'epoch') return updates === null ? epochs : over(updates, whole);
  if (strategy !== 'steps') return 0;
  const every = countOf(run.setting('eval_steps')) ?? countOf(run.setting('logging_steps')) ?? 500;
  if (every instanceof Unknown) return every;
  // Below one it is a share of the training.
  if (every < 1) return Math.floor(1 / every);
  const inAll = over(updatesInAll, every);
  return inAll instanceof Unknown ? inAll : Math.floor(inAll);
}

function evaluationSets(run: Run): readonly Value[] {
  const set = run.self.attrs.get('eval_dataset') ?? null;
  if (set instanceof PyDict) return [...set.entries.values()];
  return set === null ? [] : [set];
}

function evaluateOnce(run: Run): void {
  const { rt, self, model } = run;
  rt.callMethod(model, 'eval');
  for (const dataset of evaluationSets(run)) {
    const own = isOwn(rt, self, 'get_eval_dataloader');
    const data = own
      ? run.method('get_eval_dataloader', [dataset])
      : loader(run, dataset, run.setting('per_device_eval_batch_size'));
    runPass(rt, batchesOf(rt, data), (batch) => {
      const inputs = prepared(rt, batch);
      calling(rt, model, () =>
        isOwn(rt, self, 'compute_loss')
          ? run.method('compute_loss', [model, inputs])
          : callModel(rt, model, inputs),
      );
    });
  }
  rt.callMethod(model, 'train');
}

/** Rows that are put together into sequences of one length: how many there are depends on their texts. */
function withoutCount(batches: Batches, reason: string): Batches {
  const lost = missing(reason, batches.source.span);
  return {
    ...batches,
    source: { ...batches.source, samples: lost },
    count: new Unknown(reason, batches.source.span),
  };
}

function train(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const run = new Run(rt, self);
  const { model } = run;
  if (model === null) return rt.unknown('what is trained is not known');
  const drawn = batchesOf(rt, run.method('get_train_dataloader'));
  const batches = run.is('packing')
    ? withoutCount(drawn, 'packing puts several rows into one sequence: how many there are depends on them')
    : drawn;
  const schedule = scheduleOf(run, args.value('resume_from_checkpoint'));
  const optimizer = updating(rt, optimizerOf(run), model);
  if (!(model instanceof Unknown)) rt.callMethod(model, 'train');
  if (run.is('torch_compile')) {
    traceOf(rt).record({ type: 'setting', name: 'mode', value: 'compiled', span: rt.here() });
  }
  inPrecision(rt, precisionOf(run), () => {
    runFit(rt, batches, schedule, {
      step: (batch) => {
        calling(rt, model, () => run.method('training_step', [model, prepared(rt, batch)]));
        update(rt, optimizer, schedule.passes);
      },
      besides: (each) => {
        each(evaluationsOf(run, batches, schedule), () => {
          evaluateOnce(run);
        });
      },
    });
  });
  return new Inert('transformers.TrainOutput');
}

const METHODS: readonly NativeFunction[] = [
  nativeMethod('train(self, resume_from_checkpoint=None, trial=None, *args, **options)', train),
  nativeMethod('get_train_dataloader(self)', (rt, args) => {
    const run = new Run(rt, args.known('self') as PyObject);
    return loader(
      run,
      run.self.attrs.get('train_dataset') ?? null,
      run.setting('per_device_train_batch_size'),
    );
  }),
  nativeMethod('get_eval_dataloader(self, eval_dataset=None)', (rt, args) => {
    const run = new Run(rt, args.known('self') as PyObject);
    const set = args.value('eval_dataset') ?? run.self.attrs.get('eval_dataset') ?? null;
    return loader(run, set, run.setting('per_device_eval_batch_size'));
  }),
  nativeMethod('training_step(self, model, inputs, num_items_in_batch=None)', (rt, args) => {
    const self = args.value('self');
    const loss = rt.callMethod(self, 'compute_loss', [args.value('model'), args.value('inputs')]);
    backward(rt);
    return loss instanceof Unknown
      ? loss
      : rt.findAttribute(loss, 'detach') === undefined
        ? loss
        : rt.callMethod(loss, 'detach');
  }),
  nativeMethod('compute_loss(self, model, inputs, return_outputs=False, *args, **options)', (rt, args) => {
    const outputs = callModel(rt, args.value('model'), args.value('inputs'));
    if (outputs instanceof Unknown) return outputs;
    const own = outputs instanceof PyDict ? dictGet(rt, outputs, 'loss') : undefined;
    const loss = own ?? itemsOf(outputs)[0] ?? rt.unknown('the loss of a model');
    return args.value('return_outputs') === true ? new PyTuple([loss, outputs]) : loss;
  }),
  nativeMethod('_prepare_inputs(self, inputs)', (_rt, args) => args.value('inputs')),
  nativeMethod(
    'hyperparameter_search(self, hp_space=None, compute_objective=None, n_trials=None, direction="minimize", backend=None, hp_name=None, **options)',
    hyperparameterSearch,
  ),
  nativeMethod('add_callback(self, callback)', (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof PyObject)) return null;
    const before = itemsOf(self.attrs.get('callbacks') ?? null);
    setAttributes(rt, self, [['callbacks', new PyList([...before, args.value('callback')])]]);
    return null;
  }),
  ...['is_world_process_zero', 'is_local_process_zero'].map((name) =>
    nativeMethod(`${name}(self)`, () => true),
  ),
  ...['evaluate', 'predict'].map((name) =>
    nativeMethod(`${name}(self, *args, **options)`, () => new Inert(`transformers.Trainer.${name}()`)),
  ),
  nativeMethod('__getattr__(self, name)', (rt, args) => {
    const name = args.string('name');
    if (name.startsWith('__')) throw rt.error('AttributeError', name);
    return new Inert(`transformers.Trainer.${name}`);
  }),
];

export const trainerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Trainer',
    [rt.builtinClass('object')],
    [
      nativeMethod(CONSTRUCTOR, (inner, args) => {
        initializeTrainer(
          inner,
          args.known('self'),
          new Map([...args.extra, ...KEPT.map((name) => [name, args.value(name)] as const)]),
        );
        return null;
      }),
      ...METHODS,
    ],
  ),
);

export const seq2SeqTrainerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('Seq2SeqTrainer', [trainerClass(rt)], []),
);
