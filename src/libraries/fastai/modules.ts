/**
 * fastai's `Learner`: what its fits run.
 * https://docs.fast.ai/learner.html, https://docs.fast.ai/callback.schedule.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, native, type Args } from '../../python/runtime/native.ts';
import { PyFunction, PyList, PyModule, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import type { Member } from '../module.ts';
import {
  backward,
  calling,
  inPrecision,
  runFit,
  runPass,
  setAttributes,
  update,
  updating,
  type Count,
} from '../trainers/fitting.ts';
import { toChannelsLast, toPlainOrder } from '../trainers/memoryFormat.ts';
import { stoppingBy } from '../trainers/stopping.ts';
import { batchesFor, epochsOf } from './data.ts';
import { dataMembers } from './dataBlock.ts';

/** fastai's default optimiser is Adam. */
const ADAM: OptimizerInfo = { name: 'Adam', statePerParameter: 2, parameters: null };

function attribute(self: Value, name: string): Value {
  return self instanceof PyObject ? (self.attrs.get(name) ?? null) : null;
}

function inputsOf(batch: Value): readonly Value[] {
  if (!(batch instanceof PyTuple || batch instanceof PyList)) return [batch];
  return batch.items.length > 1 ? batch.items.slice(0, -1) : batch.items;
}

function fitFor(rt: Runtime, self: Value, epochs: Count, more: Value): void {
  const held = attribute(self, 'model');
  if (held === null) return;
  const isRead = held instanceof PyObject || held instanceof Unknown;
  const model = isRead ? held : rt.unknown('the model of a Learner is not modelled');
  const optimizer = updating(rt, ADAM, model);
  const dls = attribute(self, 'dls');
  const batches = batchesFor(rt, dls, 'train');
  if (batches === null) return;
  const valid = batchesFor(rt, dls, 'valid');
  const listed = [attribute(self, 'cbs'), more].flatMap((cbs) =>
    cbs instanceof PyList || cbs instanceof PyTuple ? cbs.items : [cbs],
  );
  const precision = attribute(self, 'precision');
  const schedule = {
    epochs,
    updates: null,
    passes: 1,
    mayEnd: listed.flatMap((one) => stoppingBy(one) ?? []),
  };
  rt.callMethod(model, 'train');
  if (listed.some((one) => one instanceof PyObject && one.cls === channelsLast(rt))) {
    toChannelsLast(rt, model);
  }
  const numbers = typeof precision === 'string' || precision instanceof Unknown ? precision : null;
  inPrecision(rt, numbers, () => {
    runFit(rt, batches, schedule, {
      step: (batch) => {
        calling(rt, model, () => rt.call(model, inputsOf(batch)));
        backward(rt);
        update(rt, optimizer, 1);
      },
      besides: (each) => {
        if (valid === null) return;
        each(epochs, () => {
          rt.callMethod(model, 'eval');
          runPass(rt, valid, (batch) => {
            calling(rt, model, () => rt.call(model, inputsOf(batch)));
          });
          rt.callMethod(model, 'train');
        });
      },
    });
  });
}

const fitting = (name: string, parameter: string) =>
  nativeMethod(`${name}(self, ${parameter}, *args, cbs=None, **options)`, (rt, args) => {
    fitFor(rt, args.known('self'), epochsOf(args.value(parameter)), args.value('cbs'));
    return null;
  });

/** Epochs of the head alone, then of everything. */
function fineTune(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  rt.recorder.assume(
    'the epochs with a frozen body are counted as if all of the model were trained',
    rt.here(),
  );
  fitFor(rt, self, epochsOf(args.value('freeze_epochs')), args.value('cbs'));
  fitFor(rt, self, epochsOf(args.value('epochs')), args.value('cbs'));
  return null;
}

/** Cycles of growing length: source: fit_sgdr of fastai/callback/schedule.py. */
function warmRestarts(rt: Runtime, args: Args): Value {
  const [cycles, length, factor] = [
    args.int('n_cycles'),
    args.number('cycle_len'),
    args.number('cycle_mult'),
  ];
  const epochs = factor === 1 ? cycles * length : (length * (factor ** cycles - 1)) / (factor - 1);
  fitFor(rt, args.known('self'), epochs, null);
  return null;
}

const AMP_MODES: Readonly<Record<string, string>> = { fp16: 'amp-fp16', bf16: 'bf16' };

function ampOf(rt: Runtime, args: Args): Value {
  const mode = args.value('amp_mode');
  const numbers = typeof mode === 'string' ? AMP_MODES[mode] : undefined;
  return numbers ?? rt.unknown('the mode of mixed precision is not known');
}

/** https://docs.fast.ai/callback.channelslast.html */
const channelsLast = perRuntime((rt: Runtime): PyClass =>
  nativeClass('ChannelsLast', [rt.builtinClass('object')], []),
);

const changed = (name: string, changes: readonly (readonly [string, Value])[]) =>
  nativeMethod(`${name}(self, *args, **options)`, (rt, args) => {
    setAttributes(rt, args.known('self'), changes);
    return args.value('self');
  });

const learnerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Learner',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, dls, model=None, loss_func=None, *args, cbs=None, **options)',
        (inner, args) => {
          const model = args.value('model');
          setAttributes(inner, args.known('self'), [
            ['dls', args.value('dls')],
            ['model', model instanceof PyFunction ? inner.call(model, []) : model],
            ['cbs', args.value('cbs')],
            ['precision', null],
          ]);
          return null;
        },
      ),
      fitting('fit', 'n_epoch'),
      fitting('fit_one_cycle', 'n_epoch'),
      fitting('fit_flat_cos', 'n_epoch'),
      nativeMethod(
        'fine_tune(self, epochs, base_lr=None, freeze_epochs=1, *args, cbs=None, **options)',
        fineTune,
      ),
      nativeMethod('fit_sgdr(self, n_cycles, cycle_len, lr_max=None, cycle_mult=2, **options)', warmRestarts),
      changed('to_fp16', [['precision', 'amp-fp16']]),
      changed('to_native_fp16', [['precision', 'amp-fp16']]),
      changed('to_bf16', [['precision', 'bf16']]),
      changed('to_fp32', [['precision', null]]),
      nativeMethod('to_channelslast(self, use_amp=True, amp_mode="fp16", **options)', (inner, args) => {
        const self = args.known('self');
        toChannelsLast(inner, attribute(self, 'model'));
        // https://docs.fast.ai/callback.channelslast.html: in mixed precision, unless told otherwise.
        if (args.value('use_amp') === true) setAttributes(inner, self, [['precision', ampOf(inner, args)]]);
        return args.value('self');
      }),
      nativeMethod('to_contiguous(self, *args, **options)', (inner, args) => {
        toPlainOrder(inner, attribute(args.known('self'), 'model'));
        return args.value('self');
      }),
      ...['freeze', 'unfreeze', 'freeze_to', 'load', 'save', 'export', 'create_opt'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (_inner, args) => args.value('self')),
      ),
      nativeMethod('lr_find(self, *args, **options)', () => new Inert('fastai.lr_find()')),
      ...['get_preds', 'predict', 'validate', 'show_results', 'summary', 'tta'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner) =>
          inner.unknown(`what ${name} of a Learner gives`),
        ),
      ),
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const name = args.string('name');
        if (name.startsWith('__')) throw inner.error('AttributeError', name);
        return new Inert(`fastai.Learner.${name}`);
      }),
    ],
  ),
);

/** The body of a known architecture; its head is fastai's own, and as large as that which it replaces, about. */
function fromArchitecture(rt: Runtime, args: Args): Value {
  const arch = args.value('arch');
  const model = arch instanceof Unknown || typeof arch === 'string' ? named(rt, arch) : rt.call(arch, []);
  rt.recorder.assume(
    "the head that fastai puts on the body is counted as the architecture's own",
    rt.here(),
    'locally',
  );
  return rt.call(learnerClass(rt), [args.value('dls'), model], new Map([['cbs', args.value('cbs')]]));
}

/** Names are those of timm. */
function named(rt: Runtime, name: Value): Value {
  if (name instanceof Unknown) return name;
  const timm = rt.importModule('timm');
  return timm instanceof Unknown ? timm : rt.call(rt.getAttribute(timm, 'create_model'), [name]);
}

const learner = (name: string) => native(`${name}(dls, arch, *args, cbs=None, **options)`, fromArchitecture);

const unmodelled = (name: string) =>
  native(`${name}(dls, *args, **options)`, (rt) =>
    rt.unknown(`the model that ${name} makes is not modelled`),
  );

function reexported(module: string, member?: string): Member {
  return (rt) => {
    const found = rt.importModule(module);
    return member === undefined || found instanceof Unknown ? found : rt.getAttribute(found, member);
  };
}

/** What `from fastai.vision.all import *` brings besides. */
const REEXPORTED: Readonly<Record<string, Member>> = {
  torch: reexported('torch'),
  nn: reexported('torch.nn'),
  F: reexported('torch.nn.functional'),
  np: reexported('numpy'),
  pd: reexported('pandas'),
  Path: reexported('pathlib', 'Path'),
  partial: reexported('functools', 'partial'),
  tensor: reexported('torch', 'tensor'),
  ...Object.fromEntries(
    [
      'resnet18',
      'resnet34',
      'resnet50',
      'resnet101',
      'resnet152',
      'densenet121',
      'vgg16_bn',
      'alexnet',
      'squeezenet1_1',
    ].map((name) => [name, reexported('torchvision.models', name)]),
  ),
};

const MEMBERS: Readonly<Record<string, Member>> = {
  ...REEXPORTED,
  ...dataMembers,
  Learner: learnerClass,
  ChannelsLast: channelsLast,
  vision_learner: learner('vision_learner'),
  cnn_learner: learner('cnn_learner'),
  ...Object.fromEntries(
    [
      'unet_learner',
      'tabular_learner',
      'text_classifier_learner',
      'language_model_learner',
      'collab_learner',
    ].map((name) => [name, unmodelled(name)]),
  ),
};

/** Names without effect on what is trained, so that a star import brings them. */
const INERT =
  `URLs accuracy error_rate rmse mae F1Score Precision Recall RocAuc top_k_accuracy set_seed show_image
  show_images show_batch CategoryBlock ImageBlock MultiCategoryBlock MaskBlock TextBlock RegressionBlock parent_label
  RegexLabeller ColReader CategoryMap Normalize imagenet_stats Categorify FillMissing PILImage PILImageBW
  EarlyStoppingCallback SaveModelCallback ReduceLROnPlateau MixUp CutMix GradientClip ShowGraphCallback CSVLogger
  ClassificationInterpretation Interpretation CrossEntropyLossFlat LabelSmoothingCrossEntropy MSELossFlat DiceLoss
  ranger Adam SGD RMSProp QHAdam L plt Image download_images verify_images resize_images accuracy_multi Dice AWD_LSTM
  CropPad FlipItem Rotate Zoom Warp Brightness Contrast RandomErasing IntToFloatTensor ToTensor EndSplitter
  FuncSplitter using_attr Pipeline`.split(/\s+/);

const MODULES =
  `fastai fastai.vision fastai.vision.all fastai.vision.learner fastai.vision.data fastai.vision.augment
  fastai.text fastai.text.all fastai.tabular fastai.tabular.all fastai.collab fastai.basics fastai.imports fastai.learner
  fastai.data fastai.data.all fastai.data.core fastai.data.block fastai.data.transforms fastai.data.external
  fastai.callback fastai.callback.all fastai.callback.schedule fastai.callback.fp16 fastai.callback.tracker
  fastai.metrics fastai.losses fastai.optimizer fastai.interpret fastai.torch_core fastai.vision.core
  fastcore.all fastcore fastbook`.split(/\s+/);

function member(rt: Runtime, module: string, name: string): Value | undefined {
  if (name === '__all__') return new PyList([...Object.keys(MEMBERS), ...INERT]);
  const own = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
  if (own !== undefined) return typeof own === 'function' ? own(rt) : own;
  if (name.startsWith('__') || rt.libraries.find(`${module}.${name}`) !== null) return undefined;
  return new Inert(`${module}.${name}`);
}

export const fastaiModules: readonly LibraryModule[] = MODULES.map((name) => ({
  name,
  precedence: 'framework',
  create: () => new PyModule(name, null, undefined, (rt, attribute) => member(rt, name, attribute)),
}));
