/**
 * Lightning's modules: `nn.Module` with hyper-parameters and logging.
 * https://lightning.ai/docs/pytorch/stable/common/lightning_module.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  native,
  nativeClass,
  nativeClassMethod,
  nativeMethod,
  type Args,
} from '../../python/runtime/native.ts';
import {
  PyClass,
  PyDict,
  PyFunction,
  PyModule,
  PyObject,
  PyProperty,
  Unknown,
} from '../../python/runtime/values.ts';
import type { BoundParam, NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { Opaque } from '../../python/stdlib/opaque.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { CPU } from '../../torch/dtypes.ts';
import { stateOf } from '../../torch/state.ts';
import { lightningCliClass } from './cli.ts';
import { fabricClass } from './fabric.ts';
import { optimizersOfModule, trainerClass } from './trainer.ts';

const HPARAMS = '_hparams';

/** A dictionary whose entries are attributes as well. */
const attributeDictClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'AttributeDict',
    [rt.builtinClass('dict')],
    [
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const self = args.known('self');
        const found = self instanceof PyDict ? dictGet(inner, self, args.value('name')) : undefined;
        if (found !== undefined) return found;
        throw inner.error('AttributeError', `Missing attribute "${args.string('name')}"`);
      }),
    ],
  ),
);

function attributeDict(rt: Runtime, entries: Iterable<readonly [Value, Value]> = []): PyDict {
  const dict = dictOf(rt, entries);
  dict.cls = attributeDictClass(rt);
  return dict;
}

/** The arguments of the constructor that is running, `**kwargs` spread. */
function constructorArguments(rt: Runtime): (readonly [Value, Value])[] {
  const builtins = rt.importModule('builtins');
  const locals = builtins instanceof Unknown ? builtins : rt.call(rt.getAttribute(builtins, 'locals'), []);
  if (!(locals instanceof PyDict)) return [];
  return dictItems(locals).flatMap(([name, value]) => {
    if (name === 'self' || name === '__class__') return [];
    return name === 'kwargs' && value instanceof PyDict ? dictItems(value) : [[name, value] as const];
  });
}

/** `save_hyperparameters()`, `('width', 'depth')`, `(config)`, `(ignore=['net'])`. */
function saveHyperparameters(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const given = constructorArguments(rt);
  const ignored = args.value('ignore');
  const names = typeof ignored === 'string' ? [ignored] : ignored === null ? [] : args.elements('ignore');
  const chosen = args.rest.flatMap((one): (readonly [Value, Value])[] => {
    if (one instanceof PyDict) return dictItems(one);
    if (typeof one === 'string') return given.filter(([name]) => name === one);
    const attributes = one instanceof PyObject ? [...one.attrs] : [];
    return attributes.filter(([name]) => !name.startsWith('_'));
  });
  const entries = args.rest.length > 0 ? chosen : given.filter(([name]) => !names.includes(name));
  const known = self.attrs.get(HPARAMS);
  const hparams = known instanceof PyDict ? known : attributeDict(rt);
  for (const [name, value] of entries) dictSet(rt, hparams, name, value);
  rt.journal.mapSet<string, Value>(self.attrs, HPARAMS, hparams);
  return null;
}

const hparams = new PyProperty(
  native('hparams(self)', (rt, args) => {
    const self = args.known('self');
    const found = self instanceof PyObject ? self.attrs.get(HPARAMS) : undefined;
    if (found !== undefined) return found;
    const made = attributeDict(rt);
    if (self instanceof PyObject) rt.journal.mapSet<string, Value>(self.attrs, HPARAMS, made);
    return made;
  }),
  // Until version 1.3 a program could put its own there.
  native('hparams(self, given)', (rt, args) => {
    const [self, given] = [args.known('self'), args.value('given')];
    const held = given instanceof PyDict && given.cls === null ? attributeDict(rt, dictItems(given)) : given;
    if (self instanceof PyObject) rt.journal.mapSet<string, Value>(self.attrs, HPARAMS, held);
    return null;
  }),
);

/** What it says, and what only its trainer could do: without effect on the model. */
const SILENT = `log log_dict log_grad_norm print toggle_optimizer untoggle_optimizer clip_gradients
  configure_callbacks setup teardown prepare_data on_fit_start on_fit_end on_train_start on_train_end
  on_train_epoch_start on_train_epoch_end on_validation_epoch_start on_validation_epoch_end on_test_epoch_end
  on_train_batch_start on_train_batch_end on_validation_batch_start on_validation_batch_end on_validation_start
  on_validation_end on_test_start on_test_end on_test_epoch_start on_predict_start on_predict_end
  on_before_optimizer_step on_before_zero_grad on_before_backward on_after_backward on_save_checkpoint
  on_load_checkpoint configure_gradient_clipping configure_sharded_model configure_model lr_scheduler_step to_onnx
  to_torchscript on_sanity_check_start on_sanity_check_end`.split(/\s+/);

const silent: readonly NativeFunction[] = SILENT.map((name) =>
  nativeMethod(`${name}(self, *args, **kwargs)`, () => null),
);

const lent: readonly NativeFunction[] = [
  nativeMethod('optimizers(self, use_pl_optimizer=True)', (rt, args) =>
    optimizersOfModule(rt, args.known('self')),
  ),
  nativeMethod('lr_schedulers(self)', () => new Inert('lightning.scheduler')),
  ...['all_gather(self, data, *args, **kwargs)', 'transfer_batch_to_device(self, data, *args)'].map(
    (signature) => nativeMethod(signature, (_rt, args) => args.value('data')),
  ),
];

/** What changes in the course of a training: one step stands for all of them. */
const progress = (name: string): readonly [string, Value] => [
  name,
  new PyProperty(
    native(`${name}(self)`, (rt) => rt.unknown(`${name} changes in the course of the training`)),
    null,
  ),
];

const PLACE: Readonly<Record<string, Value>> = {
  global_rank: 0,
  local_rank: 0,
  on_gpu: true,
  example_input_array: null,
  strict_loading: true,
};

const trainable = (name: string, value: boolean): NativeFunction =>
  nativeMethod(`${name}(self)`, (rt, args) => {
    rt.callMethod(args.value('self'), 'requires_grad_', [value]);
    return null;
  });

const fromCheckpoint = nativeClassMethod('load_from_checkpoint(cls, *args, **kwargs)', (rt) =>
  rt.unknown('with which arguments the model of a checkpoint was made'),
);

const lightningModule = perRuntime((rt: Runtime): PyClass => {
  ensureTorch(rt);
  return nativeClass(
    'LightningModule',
    [stateOf(rt).classes.Module],
    [
      ...[
        ...silent,
        ...lent,
        trainable('freeze', false),
        trainable('unfreeze', true),
        nativeMethod(
          'save_hyperparameters(self, *args, ignore=None, frame=None, logger=True)',
          saveHyperparameters,
        ),
        nativeMethod('manual_backward(self, loss, *args, **kwargs)', (inner, args) =>
          inner.callMethod(args.value('loss'), 'backward'),
        ),
      ].map((member) => [member.name, member] as const),
      ['hparams', hparams],
      ['load_from_checkpoint', fromCheckpoint],
      [
        'device',
        new PyProperty(
          native('device(self)', () => CPU),
          null,
        ),
      ],
      ['automatic_optimization', true],
      ...Object.entries(PLACE),
      progress('current_epoch'),
      progress('global_step'),
      ...['trainer', 'logger', 'fabric'].map((name) => [name, new Inert(`lightning.${name}`)] as const),
    ],
  );
});

/** The arguments of the constructor as options, with their defaults: part of Lightning until version 2. */
const addArguments = nativeClassMethod('add_argparse_args(cls, parent_parser, **options)', (rt, args) => {
  const parser = args.value('parent_parser');
  const add = rt.getAttribute(parser, 'add_argument');
  for (const { name, default: value } of constructorParameters(args.value('cls'))) {
    const type = value === null || value === undefined ? undefined : rt.classOf(value);
    const options = new Map<string, Value>([['default', value ?? null]]);
    if (type !== undefined && type.name !== 'bool') options.set('type', type);
    rt.call(add, [`--${name}`], options);
  }
  return parser;
});

const fromArguments = nativeClassMethod('from_argparse_args(cls, args, **options)', (rt, args) => {
  const options = new Map(args.extra);
  for (const { name } of constructorParameters(args.value('cls'))) {
    const value = rt.findAttribute(args.value('args'), name);
    if (value !== undefined && !options.has(name)) options.set(name, value);
  }
  return rt.call(args.value('cls'), [], options);
});

/** Of the constructor that the class has or inherits; what only goes on to the one of a base is in it by name as well. */
function constructorParameters(cls: Value): readonly BoundParam[] {
  const inits = cls instanceof PyClass ? cls.mro.map(({ dict }) => dict.get('__init__')) : [];
  const found = new Map<string, BoundParam>();
  for (const init of inits) {
    if (!(init instanceof PyFunction)) continue;
    for (const param of init.params.slice(1)) {
      const isNamed = param.kind === 'normal' || param.kind === 'keyword-only';
      if (isNamed && !found.has(param.name)) found.set(param.name, param);
    }
    if (!init.params.some(({ kind }) => kind === 'var-keyword')) break;
  }
  return [...found.values()];
}

const dataModule = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'LightningDataModule',
    [rt.builtinClass('object')],
    [
      ['__init__', nativeMethod('__init__(self)', () => null)],
      [
        'save_hyperparameters',
        nativeMethod(
          'save_hyperparameters(self, *args, ignore=None, frame=None, logger=True)',
          saveHyperparameters,
        ),
      ],
      ['hparams', hparams],
      ...['prepare_data', 'setup', 'teardown'].map(
        (name) => [name, nativeMethod(`${name}(self, stage=None)`, () => null)] as const,
      ),
      ['trainer', new Inert('lightning.trainer')],
      ['add_argparse_args', addArguments],
      ['from_argparse_args', fromArguments],
    ],
  ),
);

const INERT = /^(seed_everything|callbacks|loggers|Callback|profilers|strategies|plugins)$/;

/** The release that is modelled. */
const VERSION = '2.4.0';

function member(rt: Runtime, module: string, name: string): Value | undefined {
  if (name === '__version__') return VERSION;
  if (name.startsWith('__') || rt.libraries.find(`${module}.${name}`) !== null) return undefined;
  if (name === 'LightningModule') return lightningModule(rt);
  if (name === 'LightningDataModule') return dataModule(rt);
  if (name === 'Trainer') return trainerClass(rt);
  if (name === 'LightningCLI') return lightningCliClass(rt);
  if (name === 'Fabric') return fabricClass(rt);
  const isInert = INERT.test(name) || /\.(callbacks|loggers|plugins|profilers|utilities)/.test(module);
  return isInert ? new Inert(`${module}.${name}`) : new Opaque(`${module}.${name}`);
}

const PARTS = [
  '',
  '.callbacks',
  '.loggers',
  '.plugins',
  '.plugins.environments',
  '.plugins.precision',
  '.profilers',
  '.strategies',
  '.utilities',
  '.utilities.rank_zero',
  '.core',
  '.trainer',
  '.cli',
];

export const lightningModules: readonly LibraryModule[] = [
  'lightning',
  'lightning.fabric',
  'lightning_fabric',
  ...['lightning.pytorch', 'pytorch_lightning'].flatMap((top) => PARTS.map((part) => top + part)),
].map((name) => ({
  name,
  precedence: 'framework',
  readsSource: true,
  create: () => new PyModule(name, null, undefined, (rt, attribute) => member(rt, name, attribute)),
}));
