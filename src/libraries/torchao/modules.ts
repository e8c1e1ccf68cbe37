/**
 * torchao: weights of dense layers in fewer bits, two of every four left out, training in eight-bit floating point,
 * optimisers with eight-bit state.
 * https://docs.pytorch.org/ao/stable/
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { isModule, namedModules } from '../../torch/nn/tree.ts';
import { noteConverted } from '../../torch/deployed.ts';
import { multiplyInFloat8, packWeights } from '../../torch/nn/packing.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { furtherOptimizer } from '../../torch/optim.ts';
import { lazyModule, type Member } from '../module.ts';
import { QuantisationValue } from '../quantisation/request.ts';
import { torchaoConfiguration, TORCHAO_CONFIGURATIONS } from './configurations.ts';
import { TRAINING_MEMBERS } from './training.ts';

const LINEAR: ReadonlySet<string> = new Set(['Linear']);

/** Whether a filter of the program leaves a module out. One that cannot be told is taken to let it pass. */
function keptBy(rt: Runtime, filter: Value): (path: string, module: PyObject) => boolean {
  return (path, module) => {
    if (filter === null) return false;
    const wanted = rt.truth(rt.call(filter, [module, path]));
    if (wanted instanceof Unknown) {
      rt.recorder.assume(`whether ${path} is quantised is not known: it is taken to be`, rt.here());
    }
    return wanted === false;
  };
}

/** The model is told of with what was done to it and is not known. */
function notFollowed(rt: Runtime, model: Value, what: string): void {
  rt.recorder.taint(model, rt.unknown(`${what} is not modelled`));
}

const quantize = native(
  'quantize_(model, config, filter_fn=None, device=None, **options)',
  (rt, args): Value => {
    const [model, config] = [args.value('model'), args.value('config')];
    if (!(model instanceof PyObject) || !isModule(rt, model)) return null;
    if (!(config instanceof QuantisationValue)) {
      notFollowed(rt, model, 'this configuration of quantize_');
      return null;
    }
    const isKept = keptBy(rt, args.value('filter_fn'));
    // What was trained before stays counted as trained.
    packWeights(rt, model, { ...config.quantised, classes: LINEAR, isKept, staysTrained: true });
    if (config.isSemiSparse) leaveOut(rt, model, isKept);
    if (config.quantised.format !== 'fake-quantised') noteConverted(model);
    return null;
  },
);

function leaveOut(rt: Runtime, model: PyObject, isKept: (path: string, module: PyObject) => boolean): void {
  for (const { name, module } of namedModules(rt, model)) {
    if (!(module instanceof PyObject) || !module.cls.mro.some((one) => LINEAR.has(one.name))) continue;
    const weight = rt.findAttribute(module, 'weight');
    if (weight instanceof TorchTensor && !isKept(name, module)) {
      rt.journal.setField(weight, 'sparsity', 'semi-structured');
    }
  }
}

/** What `semi_sparse_weight()` gives. */
const SEMI_SPARSE = 'semi-sparse';

const sparsify = native(
  'sparsify_(model, sparsify_fn=None, filter_fn=None, config=None)',
  (rt, args): Value => {
    const model = args.value('model');
    const config = args.value('config') ?? args.value('sparsify_fn');
    if (!(model instanceof PyObject) || !isModule(rt, model)) return model;
    const isKept = keptBy(rt, args.value('filter_fn'));
    if (config === SEMI_SPARSE) leaveOut(rt, model, isKept);
    else if (config instanceof QuantisationValue && config.isSemiSparse) {
      packWeights(rt, model, { ...config.quantised, classes: LINEAR, isKept });
      leaveOut(rt, model, isKept);
    } else notFollowed(rt, model, 'this configuration of sparsify_');
    return model;
  },
);

/** Products of dense layers, and of their gradients, in float8; the weights stay what they are. */
const toFloat8 = native(
  'convert_to_float8_training(module, module_filter_fn=None, config=None, **options)',
  (rt, args): Value => {
    const model = args.value('module');
    multiplyInFloat8(rt, model, keptBy(rt, args.value('module_filter_fn')));
    return model;
  },
);

/** Which formats are fastest is measured when it runs. */
const autoquant = native('autoquant(model, *args, **options)', (rt, args): Value => {
  notFollowed(rt, args.value('model'), 'what autoquant chooses by measuring');
  return args.value('model');
});

const semiSparse = (name: string): NativeFunction => native(`${name}(**options)`, () => SEMI_SPARSE);

const configurations: Readonly<Record<string, Member>> = Object.fromEntries(
  TORCHAO_CONFIGURATIONS.flatMap((name): [string, Member][] => {
    const made = torchaoConfiguration(name);
    return made === undefined ? [] : [[name, made]];
  }),
);

const QUANTIZATION: Readonly<Record<string, Member>> = {
  ...configurations,
  quantize_: quantize,
  autoquant,
};

const SPARSITY: Readonly<Record<string, Member>> = {
  ...configurations,
  sparsify_: sparsify,
  semi_sparse_weight: semiSparse('semi_sparse_weight'),
  SemiSparseWeightConfig: semiSparse('SemiSparseWeightConfig'),
};

const FLOAT8: Readonly<Record<string, Member>> = { convert_to_float8_training: toFloat8 };

const STORED = { '8bit': 'torchao-8bit', '4bit': 'torchao-4bit', Fp8: 'torchao-fp8' } as const;

const OPTIMIZERS: Readonly<Record<string, Member>> = Object.fromEntries(
  ['Adam', 'AdamW'].flatMap((name) =>
    (['8bit', '4bit', 'Fp8'] as const).map((width): [string, Member] => [
      `${name}${width}`,
      (rt) => furtherOptimizer(rt, 'torchao.optim', `${name}${width}`, { state: 2, stored: STORED[width] }),
    ]),
  ),
);

export const torchaoModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'torchao',
    precedence: 'framework',
    members: { quantize_: quantize, autoquant, __version__: () => '0.9.0' },
  }),
  ...['torchao.quantization', 'torchao.quantization.quant_api'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: QUANTIZATION, inert: ['PerRow', 'PerTensor'] }),
  ),
  ...['torchao.quantization.qat', 'torchao.quantization.prototype.qat'].map((name) =>
    lazyModule({
      name,
      precedence: 'framework',
      members: TRAINING_MEMBERS,
      inert: ['FakeQuantizeConfig', 'IntxFakeQuantizeConfig'],
    }),
  ),
  ...['torchao.sparsity', 'torchao.sparsity.sparse_api'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: SPARSITY }),
  ),
  ...['torchao.optim', 'torchao.prototype.low_bit_optim'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: OPTIMIZERS }),
  ),
  lazyModule({
    name: 'torchao.float8',
    precedence: 'framework',
    members: FLOAT8,
    inert: ['Float8LinearConfig', 'CastConfig', 'ScalingType', 'precompute_float8_dynamic_scale_for_fsdp'],
  }),
];
