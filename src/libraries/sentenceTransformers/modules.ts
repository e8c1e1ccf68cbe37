/**
 * Sentence Transformers: what trains its encoders. Their own modules are not followed, so that the work of a pass is
 * unknown; how they are trained is not. https://sbert.net/docs/package_reference, versions 2 to 5
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import { lazyModule, type Member } from '../module.ts';
import { unnamedModel } from '../standIns/unnamed.ts';
import { batchesOf, loaderOver, type Batches } from '../trainers/batches.ts';
import { calling, inPrecision, limited, runFit, update } from '../trainers/fitting.ts';
import { initializeTrainer, trainerClass } from '../transformers/trainer.ts';
import { argumentsClass, trainingArgumentsClass } from '../transformers/trainingArguments.ts';
import { record } from '../tune/record.ts';

const ADAMW: OptimizerInfo = { name: 'AdamW', statePerParameter: 2, parameters: null };

interface Fit {
  readonly model: Value;
  readonly batches: Batches;
  readonly epochs: Value;
  readonly useAmp: Value;
}

/** The loop of `fit`, as it was before version 3. */
function runOldFit(rt: Runtime, { model, batches, epochs, useAmp }: Fit): Value {
  const count = epochs instanceof Unknown ? epochs : (asInteger(epochs) ?? rt.unknown('epochs is no number'));
  const precision = useAmp instanceof Unknown ? useAmp : useAmp === true ? 'amp-fp16' : null;
  inPrecision(rt, precision, () => {
    runFit(
      rt,
      batches,
      { epochs: count, updates: null, passes: 1, mayEnd: [] },
      {
        step: () => {
          calling(rt, model, () => rt.unknown('the loss of a sentence encoder'));
          update(rt, ADAMW, 1);
        },
      },
    );
  });
  return new Inert('sentence_transformers.fit()');
}

/** `[(loader, loss)]`: one batch of each in every step. */
function fitObjectives(rt: Runtime, args: Args): Value {
  const objectives = args.elements('train_objectives');
  const [only] = objectives;
  const [loader = null] = only instanceof PyTuple || only instanceof PyList ? only.items : [];
  const several = rt.unknown('several objectives are trained in turn: what is drawn of each is not followed');
  const steps = args.value('steps_per_epoch');
  const batches = batchesOf(rt, objectives.length === 1 ? loader : several);
  const most = steps === null || steps instanceof Unknown ? null : (asInteger(steps) ?? null);
  return runOldFit(rt, {
    model: args.value('self'),
    batches:
      steps instanceof Unknown
        ? { ...batches, count: steps }
        : most === null
          ? batches
          : limited(batches, most),
    epochs: args.value('epochs'),
    useAmp: args.value('use_amp'),
  });
}

const FIT_OBJECTIVES = nativeMethod(
  'fit(self, train_objectives, evaluator=None, epochs=1, steps_per_epoch=None, *args, use_amp=False, **options)',
  fitObjectives,
);

const FIT_LOADER = nativeMethod(
  'fit(self, train_dataloader, evaluator=None, epochs=1, *args, use_amp=False, **options)',
  (rt, args) =>
    runOldFit(rt, {
      model: args.value('self'),
      batches: batchesOf(rt, args.value('train_dataloader')),
      epochs: args.value('epochs'),
      useAmp: args.value('use_amp'),
    }),
);

function encoder(name: string, fit: NativeFunction): NativeFunction {
  return native(`${name}(*args, **options)`, (rt) =>
    unnamedModel(rt, name, rt.unknown(`the modules of ${name} are not followed`), [fit]),
  );
}

/** Of several data sets a batch is drawn of one at a time, until each has been gone over. */
function joint(rt: Runtime, data: Value): Value {
  if (!(data instanceof PyDict)) return data;
  let total: Value = 0;
  for (const part of data.entries.values()) total = rt.binary('+', total, rt.length(part));
  const rows = asInteger(total);
  return rows === undefined
    ? rt.unknown('how many rows several data sets have')
    : new PyList(rowsOf(rt, rows));
}

function rowsOf(rt: Runtime, count: number): Value[] {
  return new Array<Value>(count).fill(rt.unknown('a row of several data sets'));
}

function trainer(name: string, configuration: (rt: Runtime) => PyClass): Member {
  return perRuntime((rt) =>
    nativeClass(
      name,
      [trainerClass(rt)],
      [
        nativeMethod(
          '__init__(self, model=None, args=None, train_dataset=None, eval_dataset=None, loss=None, *rest, **options)',
          (inner, args) => {
            const settings = args.value('args') ?? inner.call(configuration(inner), ['tmp_trainer']);
            const values = new Map<string, Value>([
              ...args.extra,
              ['model', args.value('model')],
              ['args', settings],
              ['train_dataset', joint(inner, args.value('train_dataset'))],
              ['eval_dataset', args.value('eval_dataset')],
            ]);
            initializeTrainer(inner, args.known('self'), values);
            return null;
          },
        ),
        nativeMethod('compute_loss(self, *args, **options)', (inner) =>
          inner.unknown('the loss of a sentence encoder'),
        ),
      ],
    ),
  );
}

/** Families of encoders, whose trainers and arguments are named after them. */
const FAMILIES: Readonly<Record<string, NativeFunction>> = {
  SentenceTransformer: FIT_OBJECTIVES,
  CrossEncoder: FIT_LOADER,
  SparseEncoder: FIT_OBJECTIVES,
};

const members: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(FAMILIES).flatMap(([name, fit]): [string, Member][] => {
    const configuration = perRuntime((rt: Runtime): PyClass =>
      argumentsClass(rt, `${name}TrainingArguments`, trainingArgumentsClass(rt), {
        prompts: null,
        batch_sampler: null,
        multi_dataset_batch_sampler: null,
        learning_rate_mapping: null,
        router_mapping: null,
      }),
    );
    return [
      [name, encoder(name, fit)],
      [`${name}TrainingArguments`, configuration],
      [`${name}Trainer`, trainer(`${name}Trainer`, configuration)],
    ];
  }),
);

const inputExample = record('InputExample', ['guid', 'texts', 'label']);

/** Loaders and data sets that give as many samples as they get. */
const dataMembers: Readonly<Record<string, Member>> = {
  NoDuplicatesDataLoader: native('NoDuplicatesDataLoader(train_examples, batch_size)', (rt, args) =>
    loaderOver(rt, args.value('train_examples'), { batch: args.value('batch_size'), dropLast: true }),
  ),
  ...Object.fromEntries(
    ['SentencesDataset', 'DenoisingAutoEncoderDataset', 'ParallelSentencesDataset'].map(
      (name): [string, Member] => [
        name,
        native(`${name}(examples, *args, **options)`, (_rt, args) => args.value('examples')),
      ],
    ),
  ),
};

const MODULES = [
  'cross_encoder',
  'sparse_encoder',
  'trainer',
  'training_args',
  'sentence_transformer',
].flatMap((name) => [
  `sentence_transformers.${name}`,
  ...(name.endsWith('encoder')
    ? ['trainer', 'training_args', name === 'cross_encoder' ? 'CrossEncoder' : 'SparseEncoder'].map(
        (part) => `sentence_transformers.${name}.${part}`,
      )
    : []),
]);

export const sentenceTransformersModules: readonly LibraryModule[] = [
  ...['sentence_transformers', ...MODULES].map((name) =>
    lazyModule({
      name,
      precedence: 'framework',
      members: { ...members, InputExample: inputExample },
      inert: 'all',
    }),
  ),
  lazyModule({
    name: 'sentence_transformers.readers',
    precedence: 'framework',
    members: { InputExample: inputExample },
    inert: 'all',
  }),
  lazyModule({
    name: 'sentence_transformers.datasets',
    precedence: 'framework',
    members: dataMembers,
    otherwise: 'this data set of Sentence Transformers is not followed',
  }),
  ...['losses', 'models', 'evaluation', 'util', 'similarity_functions', 'model_card', 'quantization'].map(
    (name) =>
      lazyModule({
        name: `sentence_transformers.${name}`,
        precedence: 'framework',
        members: {},
        inert: 'all',
      }),
  ),
];
