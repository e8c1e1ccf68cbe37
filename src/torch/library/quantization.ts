/** `torch.ao.quantization`: what prepares, fuses and converts a model. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import {
  asString,
  isSequence,
  native,
  nativeClass,
  nativeMethod,
  settled,
} from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyClass, PyDict, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { stateOf } from '../state.ts';
import { noteConverted } from '../deployed.ts';
import { TorchDType } from '../dtypes.ts';
import { packWeights } from '../nn/packing.ts';
import { construct, nnClass } from '../nn/registry.ts';
import { fuseBatchNorm } from '../nn/reparametrisation.ts';
import { isModule, namedModules } from '../nn/tree.ts';
import { ownClass, torchModule } from './define.ts';
import { configOf, packingFor, QUANTISED_LAYERS, quantiserMember, type Quantisation } from './quantizers.ts';

function given(rt: Runtime, model: Value, inplace: Value): Value {
  return rt.truth(inplace) === true ? model : rt.deepCopy(model);
}

/**
 * Observers and fake quantisation are added beside the weights, and hold none themselves. Where it is to be trained then,
 * the model itself stands for its copy.
 */
function preparing(signature: string): NativeFunction {
  return native(signature, (rt, args) => given(rt, args.value('model'), args.value('inplace')));
}

/** Weights are rounded in each use, and trained as they are. */
function trainedFor(rt: Runtime, model: Value): Value {
  if (model instanceof PyObject && isModule(rt, model)) {
    packWeights(rt, model, {
      format: 'fake-quantised',
      classes: new Set(QUANTISED_LAYERS),
      staysTrained: true,
    });
  }
  return model;
}

type ConfigAt = (path: string, classes: readonly string[]) => Quantisation | Unknown | null;

/** The weights become packed integers; how, is told for each module by its path and the names of its classes. */
function pack(rt: Runtime, model: Value, configAt: ConfigAt, isGraph = false): Value {
  if (!(model instanceof PyObject) || !isModule(rt, model)) return model;
  const asked = new Map<string, Quantisation>();
  for (const { name, module } of namedModules(rt, model)) {
    if (!(module instanceof PyObject)) continue;
    const found = configAt(
      name,
      module.cls.mro.map((cls) => cls.name),
    );
    if (found instanceof Unknown) rt.recorder.taint(model, found);
    else if (found !== null) asked.set(name, found);
  }
  for (const kind of new Set(asked.values())) {
    packWeights(rt, model, {
      ...packingFor(kind, isGraph),
      isKept: (path) => asked.get(path) !== kind,
      staysTrained: true,
    });
  }
  noteConverted(model);
  return model;
}

/** The `qconfig` of a module, else of the nearest one around it. */
function nearest(rt: Runtime, model: Value): ConfigAt {
  const own = new Map<string, Value>();
  if (model instanceof PyObject) {
    for (const { name, module } of namedModules(rt, model)) {
      const config = module instanceof PyObject ? module.attrs.get('qconfig') : undefined;
      if (config !== undefined) own.set(name, config);
    }
  }
  return (path, classes) => {
    const names = path.split('.');
    for (let length = names.length; length >= 0; length--) {
      const config = own.get(names.slice(0, length).join('.'));
      if (config !== undefined) return configOf(rt, config, path, classes);
    }
    return null;
  };
}

function converting(signature: string): NativeFunction {
  return native(signature, (rt, args) => {
    const model = given(rt, args.value('model'), args.value('inplace'));
    return pack(rt, model, nearest(rt, model));
  });
}

/** `{nn.Linear, 'encoder'}`, `{nn.Linear: default_dynamic_qconfig}`; without any, dense and recurrent layers. */
function dynamicSpec(rt: Runtime, spec: Value, otherwise: Quantisation): ConfigAt {
  if (spec === null) return () => otherwise;
  if (spec instanceof PyDict) {
    const rows = dictItems(spec);
    return (path, classes) => {
      const row = rows.find(([key]) => isMeant(key, path, classes));
      return row === undefined ? null : configOf(rt, row[1], path, classes);
    };
  }
  const meant = rt.elements(spec);
  if (meant instanceof Unknown) return () => meant;
  return (path, classes) => (meant.some((key) => isMeant(key, path, classes)) ? otherwise : null);
}

function isMeant(key: Value, path: string, [own]: readonly string[]): boolean {
  return key instanceof PyClass ? key.name === own : asString(key) === path;
}

const quantizeDynamic = native(
  'quantize_dynamic(model, qconfig_spec=None, dtype=None, mapping=None, inplace=False)',
  (rt, args) => {
    const model = given(rt, args.value('model'), args.value('inplace'));
    const dtype = args.value('dtype');
    const isHalf = dtype instanceof TorchDType && dtype.dtype === 'float16';
    return pack(rt, model, dynamicSpec(rt, args.value('qconfig_spec'), isHalf ? 'float16' : 'dynamic'));
  },
);

/** Calibrated and converted at once. */
const quantizeAtOnce = native(
  'quantize(model, run_fn=None, run_args=None, mapping=None, inplace=False)',
  (rt, args) => {
    const model = given(rt, args.value('model'), args.value('inplace'));
    return pack(rt, model, nearest(rt, model));
  },
);

/** A copy of the model that knows how it is to be quantised. What is trained in between stays the model it is. */
function preparingGraph(signature: string, config: string, isTrained = false): NativeFunction {
  return native(signature, (rt, args) => {
    const model = isTrained ? trainedFor(rt, args.value('model')) : rt.deepCopy(args.value('model'));
    if (model instanceof PyObject) rt.journal.mapSet(model.attrs, 'qconfig', args.value(config));
    return model;
  });
}

function convertingGraph(signature: string): NativeFunction {
  return native(signature, (rt, args) => {
    const model = rt.deepCopy(args.value('model'));
    return pack(rt, model, nearest(rt, model), true);
  });
}

/** A module by its dotted name, and its owner. */
function memberAt(rt: Runtime, model: Value, path: string): { owner: Value; name: string; module: Value } {
  const names = path.split('.');
  const name = names.pop() ?? path;
  let owner = model;
  for (const part of names) owner = rt.getAttribute(owner, part);
  const module = rt.getAttribute(owner, name);
  if (module instanceof Unknown) throw new UnknownInput(module);
  return { owner, name, module };
}

const isBatchNorm = (rt: Runtime, value: Value): boolean =>
  value instanceof PyObject && ['BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d'].includes(rt.typeName(value));

/** In evaluation a batch normalisation goes into the convolution or dense layer before it; in training it stays. */
function fuseGroup(rt: Runtime, model: Value, names: readonly string[]): void {
  const [first, second] = names.map((name) => memberAt(rt, model, name));
  if (first === undefined || second === undefined || !isBatchNorm(rt, second.module)) return;
  if (rt.truth(rt.getAttribute(first.module, 'training')) !== false) return;
  rt.setAttribute(first.owner, first.name, fuseBatchNorm(rt, first.module, second.module));
  rt.setAttribute(second.owner, second.name, construct(rt, 'Identity', []));
}

function fusing(signature: string, inEvaluation: boolean): NativeFunction {
  return native(signature, (rt, args) => {
    const model = given(rt, args.value('model'), args.value('inplace'));
    const list = args.elements('modules_to_fuse').map(settled);
    const names = (values: readonly Value[]): string[] => values.flatMap((value) => asString(value) ?? []);
    const groups = list.some(isSequence)
      ? list.map((group) => (isSequence(group) ? names(group.items) : []))
      : [names(list)];
    if (inEvaluation) for (const group of groups) fuseGroup(rt, model, group);
    return model;
  });
}

const FUNCTIONS: readonly NativeFunction[] = [
  preparing('prepare(model, inplace=False, allow_list=None, observer_non_leaf_module_list=None, **options)'),
  native('prepare_qat(model, mapping=None, inplace=False)', (rt, args) =>
    trainedFor(rt, args.value('model')),
  ),
  converting('convert(model, mapping=None, inplace=False, remove_qconfig=True, **options)'),
  quantizeDynamic,
  quantizeAtOnce,
  fusing('fuse_modules(model, modules_to_fuse, inplace=False, **options)', true),
  fusing('fuse_modules_qat(model, modules_to_fuse, inplace=False, **options)', false),
];

const OBSERVERS = [
  'MinMaxObserver',
  'default_observer',
  'default_weight_observer',
  'default_per_channel_weight_observer',
  'default_histogram_observer',
  'default_fake_quant',
  'default_weight_fake_quant',
  'default_per_channel_weight_fake_quant',
  'FusedMovingAvgObsFakeQuantize',
  'HistogramObserver',
  'MovingAverageMinMaxObserver',
  'PerChannelMinMaxObserver',
  'FakeQuantize',
  'disable_observer',
  'enable_observer',
  'disable_fake_quant',
  'enable_fake_quant',
  'move_exported_model_to_eval',
  'move_exported_model_to_train',
  'allow_exported_model_train_eval',
];

/** Arithmetic that is to be quantised, as methods: in the model as written it is what it says. */
const FUNCTIONAL: readonly (readonly [name: string, of: string, isRelu?: true])[] = [
  ['add', 'add'],
  ['add_scalar', 'add'],
  ['add_relu', 'add', true],
  ['mul', 'mul'],
  ['mul_scalar', 'mul'],
  ['matmul', 'matmul'],
];

const floatFunctional = (rt: Runtime): Value =>
  ownClass(rt, 'FloatFunctional', () =>
    nativeClass(
      'FloatFunctional',
      [stateOf(rt).classes.Module],
      [
        ...FUNCTIONAL.map(([name, of, isRelu]) =>
          nativeMethod(`${name}(self, x, y)`, (inner, args) => {
            const torch = inner.importModule('torch');
            const result = inner.call(inner.getAttribute(torch, of), [args.value('x'), args.value('y')]);
            return isRelu === true ? inner.call(inner.getAttribute(torch, 'relu'), [result]) : result;
          }),
        ),
        nativeMethod('cat(self, x, dim=0)', (inner, args) =>
          inner.call(inner.getAttribute(inner.importModule('torch'), 'cat'), [
            args.value('x'),
            args.value('dim'),
          ]),
        ),
      ],
    ),
  );

const STUBS = ['QuantStub', 'DeQuantStub', 'QuantWrapper'];

const GRAPH_FUNCTIONS: readonly NativeFunction[] = [
  preparingGraph(
    'prepare_fx(model, qconfig_mapping, example_inputs=None, prepare_custom_config=None, _equalization_config=None, backend_config=None)',
    'qconfig_mapping',
  ),
  preparingGraph(
    'prepare_qat_fx(model, qconfig_mapping, example_inputs=None, **options)',
    'qconfig_mapping',
    true,
  ),
  convertingGraph('convert_fx(model, convert_custom_config=None, _remove_qconfig=True, **options)'),
  native('fuse_fx(model, fuse_custom_config=None, backend_config=None)', (_rt, args) => args.value('model')),
  preparingGraph('prepare_pt2e(model, quantizer)', 'quantizer'),
  preparingGraph('prepare_qat_pt2e(model, quantizer)', 'quantizer', true),
  convertingGraph('convert_pt2e(model, use_reference_representation=False, fold_quantize=True)'),
];

/** Modules of quantisers and of functions over graphs, under the names that they have had. */
const GRAPH_MODULES = [
  'quantize_fx',
  'quantize_pt2e',
  'qconfig',
  'qconfig_mapping',
  'quantizer',
  'quantizer.xnnpack_quantizer',
  'quantizer.x86_inductor_quantizer',
  'quantizer.arm_inductor_quantizer',
].flatMap((name) => [`torch.ao.quantization.${name}`, `torch.quantization.${name}`]);

const find = (rt: Runtime, member: string): Value | undefined =>
  STUBS.includes(member) ? nnClass(rt, member) : quantiserMember(member);

export const quantizationModules: readonly LibraryModule[] = [
  ...['torch.ao.quantization', 'torch.quantization'].map((name) =>
    torchModule({ name, functions: [...FUNCTIONS, ...GRAPH_FUNCTIONS], inert: OBSERVERS, find }),
  ),
  ...['torch.nn.quantized', 'torch.ao.nn.quantized', 'torch.nn.quantized.modules'].map((name) =>
    torchModule({ name, members: { FloatFunctional: floatFunctional, QFunctional: floatFunctional } }),
  ),
  ...GRAPH_MODULES.map((name) =>
    torchModule({
      name,
      functions: GRAPH_FUNCTIONS,
      inert: OBSERVERS,
      find: (_rt, member) => quantiserMember(member),
    }),
  ),
];
