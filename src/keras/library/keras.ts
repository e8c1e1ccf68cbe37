/** The modules of Keras. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyFloat, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { cloneModel } from '../clone.ts';
import { INPUT } from '../input.ts';
import { LAYER_ALIASES, LAYERS } from '../layers/table.ts';
import { lossMember } from '../losses.ts';
import { ACTIVATIONS, activationFunction } from '../ops/activation.ts';
import { RANDOM } from '../ops/creation.ts';
import { OPERATIONS, operation } from '../ops/table.ts';
import { remembered } from '../saving.ts';
import { optimizerMember } from '../optimizers.ts';
import { policyNamed, policyValue, setGlobalPolicy } from '../policy.ts';
import { stateOf } from '../state.ts';
import { KerasTensor, Tensor } from '../tensor.ts';
import { APPLICATION_MODULES } from './applications.ts';
import { DATASET_MODULES } from './datasets.ts';
import { either, fixed, kerasModule, moduleNamed, type Members } from './module.ts';
import {
  CALLBACKS,
  CONSTRAINTS,
  INITIALIZERS,
  METRICS,
  plainClass,
  REGULARIZERS,
  SCHEDULES,
} from './plainClasses.ts';
import {
  CLEAR_SESSION,
  decorator,
  PAD_SEQUENCES,
  PREPROCESSING_IMAGE,
  PREPROCESSING_TEXT,
  UTILS,
} from './utils.ts';

const VERSION = '3.12.4';

// --- layers and models ----------------------------------------------------------------------------

/** `layers.add([x, y])`: a layer made and called at once. */
function functionalForm(name: string, className: string, argument: string | null): NativeFunction {
  const extra = argument === null ? '' : `, ${argument}=None`;
  return native(`${name}(inputs${extra}, **kwargs)`, (rt, args) => {
    const cls = stateOf(rt).layerClass(className);
    const keywords = new Map(args.extra);
    if (argument !== null && args.given(argument)) keywords.set(argument, args.value(argument));
    const layer = rt.call(cls ?? null, [], keywords);
    return rt.call(layer, [args.value('inputs')]);
  });
}

const MERGING: Readonly<Record<string, Value>> = {
  add: functionalForm('add', 'Add', null),
  subtract: functionalForm('subtract', 'Subtract', null),
  multiply: functionalForm('multiply', 'Multiply', null),
  average: functionalForm('average', 'Average', null),
  maximum: functionalForm('maximum', 'Maximum', null),
  minimum: functionalForm('minimum', 'Minimum', null),
  concatenate: functionalForm('concatenate', 'Concatenate', 'axis'),
  dot: functionalForm('dot', 'Dot', 'axes'),
};

const layerClasses: Members = (rt, name) => stateOf(rt).layerClass(name);

const coreClasses: Members = (rt, name) => {
  const { classes } = stateOf(rt);
  switch (name) {
    case 'Layer':
      return classes.Layer;
    case 'Model':
      return classes.Model;
    case 'Functional':
      return classes.Functional;
    case 'Sequential':
      return classes.Sequential;
    case 'KerasTensor':
      return classes.KerasTensor;
    case 'Variable':
      return classes.Variable;
    default:
      return undefined;
  }
};

const inputs = fixed({ Input: INPUT });
const inputSpec: Members = (rt, name) => (name === 'InputSpec' ? plainClass('InputSpec')(rt) : undefined);
const allNames: Members = (_rt, name) =>
  name === '__all__'
    ? new PyList([...LAYERS.keys(), ...LAYER_ALIASES.keys(), ...Object.keys(MERGING), 'Input', 'Layer'])
    : undefined;

const layers = either(layerClasses, coreClasses, inputs, fixed(MERGING), inputSpec, allNames);

/** A model that the script saved before; any other file is not looked into. */
const loadModel = native('load_model(filepath, *args, **kwargs)', (rt, args) => {
  const path = args.value('filepath');
  const saved = typeof path === 'string' ? stateOf(rt).saved.get(path) : undefined;
  if (saved !== undefined) return saved;
  return rt.unknown(`a model that is loaded from ${typeof path === 'string' ? `'${path}'` : 'a file'}`);
});

const models = either(
  coreClasses,
  inputs,
  fixed({
    load_model: loadModel,
    clone_model: native('clone_model(model, input_tensors=None, clone_function=None, **kwargs)', (rt, args) =>
      cloneModel(rt, args.value('model')),
    ),
    save_model: native('save_model(model, filepath, *args, **kwargs)', (rt, args) => {
      remembered(rt, args.value('filepath'), args.value('model'));
      return null;
    }),
    model_from_json: native('model_from_json(json_string, **kwargs)', (rt) =>
      rt.unknown('a model that is read from JSON'),
    ),
    model_from_config: native('model_from_config(config, **kwargs)', (rt) =>
      rt.unknown('a model that is read from its configuration'),
    ),
  }),
);

// --- operations ------------------------------------------------------------------------------------

const operations: Members = (_rt, name) => OPERATIONS.get(name);

const activations = either(
  (_rt, name) => ACTIVATIONS.get(name),
  fixed({
    get: native('get(identifier)', (rt, args) => activationFunction(rt, args.value('identifier'))),
    serialize: native('serialize(activation)', (_rt, args) => args.value('activation')),
    deserialize: native('deserialize(config, **kwargs)', (rt, args) =>
      activationFunction(rt, args.value('config')),
    ),
  }),
);

const random = either(fixed(Object.fromEntries(RANDOM.map((fn) => [fn.name, fn]))), (rt, name) =>
  name === 'SeedGenerator' ? plainClass('SeedGenerator')(rt) : undefined,
);

/** `ops.image.resize`, `ops.nn.relu`, `ops.numpy.mean`, `ops.linalg.norm`. */
const OPERATION_MODULES = [
  ...['image', 'nn', 'numpy', 'linalg', 'math', 'core'].flatMap((name) =>
    kerasModule(`ops.${name}`, operations),
  ),
  ...kerasModule('ops.operation_utils', either(operations, UTILS)),
];

// --- configuration ---------------------------------------------------------------------------------

const configuration = fixed({
  image_data_format: native('image_data_format()', (rt) => stateOf(rt).dataFormat),
  set_image_data_format: native('set_image_data_format(data_format)', (rt, args) => {
    const format = args.value('data_format') === 'channels_first' ? 'channels_first' : 'channels_last';
    rt.journal.setField(stateOf(rt), 'dataFormat', format);
    return null;
  }),
  standardize_data_format: native(
    'standardize_data_format(data_format=None)',
    (rt, args) => args.value('data_format') ?? stateOf(rt).dataFormat,
  ),
  floatx: native('floatx()', (rt) => stateOf(rt).policy.variable),
  set_floatx: native('set_floatx(value)', (rt, args) => {
    setGlobalPolicy(rt, args.value('value'));
    return null;
  }),
  epsilon: native('epsilon()', () => new PyFloat(1e-7)),
  set_epsilon: new Inert('set_epsilon'),
  backend: native('backend()', (rt) => stateOf(rt).backend),
  set_dtype_policy: native('set_dtype_policy(policy)', setPolicy),
  dtype_policy: native('dtype_policy()', (rt) => policyValue(stateOf(rt).policy)),
  enable_interactive_logging: new Inert('enable_interactive_logging'),
  disable_interactive_logging: new Inert('disable_interactive_logging'),
  enable_unsafe_deserialization: new Inert('enable_unsafe_deserialization'),
  disable_traceback_filtering: new Inert('disable_traceback_filtering'),
  enable_flash_attention: new Inert('enable_flash_attention'),
});

function setPolicy(rt: Runtime, args: { value(name: string): Value }): Value {
  setGlobalPolicy(rt, args.value('policy'));
  return null;
}

const makePolicy = native('Policy(name)', (rt, args) => {
  const policy = policyNamed(rt, args.value('name'));
  return policy === undefined ? rt.unknown('a dtype policy') : policyValue(policy);
});

const mixedPrecision = either(
  fixed({
    set_global_policy: native('set_global_policy(policy)', setPolicy),
    set_dtype_policy: native('set_dtype_policy(policy)', setPolicy),
    set_policy: native('set_policy(policy)', setPolicy),
    global_policy: native('global_policy()', (rt) => policyValue(stateOf(rt).policy)),
    dtype_policy: native('dtype_policy()', (rt) => policyValue(stateOf(rt).policy)),
    Policy: makePolicy,
    DTypePolicy: makePolicy,
  }),
  (rt, name) => (name === 'LossScaleOptimizer' ? optimizerMember(rt, name) : undefined),
);

// --- the backend of Keras 2 ------------------------------------------------------------------------

const renamed = (name: string): NativeFunction => operation(name);

/** Names of `keras.backend` that differ from those of the operations. */
const BACKEND = fixed({
  clear_session: CLEAR_SESSION,
  int_shape: native('int_shape(x)', (rt, args) => {
    const x = args.value('x');
    if (x instanceof Unknown) return x;
    return x instanceof KerasTensor || x instanceof Tensor ? new PyTuple(x.shape) : rt.unknown('a shape');
  }),
  shape: renamed('shape'),
  is_keras_tensor: native('is_keras_tensor(x)', (_rt, args) => args.value('x') instanceof KerasTensor),
  flatten: renamed('flatten'),
  batch_dot: renamed('matmul'),
  pow: renamed('power'),
  random_normal: RANDOM.find(({ name }) => name === 'normal') ?? null,
  random_uniform: RANDOM.find(({ name }) => name === 'uniform') ?? null,
  variable: native('variable(value, dtype=None, name=None, constraint=None)', (rt, args) =>
    rt.call(stateOf(rt).classes.Variable, [args.value('value')]),
  ),
  constant: renamed('constant'),
  permute_dimensions: native('permute_dimensions(x, pattern)', (rt, args) =>
    rt.call(operation('transpose'), [args.value('x'), args.value('pattern')]),
  ),
  concatenate: native('concatenate(tensors, axis=-1)', (rt, args) =>
    rt.call(operation('concatenate'), [args.value('tensors'), args.value('axis')]),
  ),
  get_value: native('get_value(x)', (_rt, args) => args.value('x')),
  set_value: new Inert('set_value'),
  set_learning_phase: new Inert('set_learning_phase'),
  learning_phase: native('learning_phase()', (rt) => rt.unknown('the learning phase')),
  image_dim_ordering: native('image_dim_ordering()', () => 'tf'),
  name_scope: new Inert('name_scope'),
  standardize_dtype: native('standardize_dtype(dtype)', (_rt, args) => args.value('dtype')),
  result_type: native('result_type(*dtypes)', () => 'float32'),
});

/** `keras.backend.Variable` and `KerasTensor`, and what Keras 3 draws numbers with. */
const backendClasses: Members = (rt, name) =>
  name === 'Variable' || name === 'KerasTensor'
    ? coreClasses(rt, name)
    : name === 'SeedGenerator'
      ? plainClass('SeedGenerator')(rt)
      : undefined;

// --- everything ------------------------------------------------------------------------------------

const optimizers: Members = (rt, name) => optimizerMember(rt, name);
const losses: Members = (rt, name) => lossMember(rt, name);
const metrics = either((rt, name) => (/^[a-z]/.test(name) ? lossMember(rt, name) : undefined), METRICS);

const saving = either(
  models,
  fixed({
    register_keras_serializable: decorator('register_keras_serializable'),
    serialize_keras_object: new Inert('serialize_keras_object'),
    deserialize_keras_object: new Inert('deserialize_keras_object'),
    custom_object_scope: new Inert('custom_object_scope'),
    get_custom_objects: new Inert('get_custom_objects'),
  }),
);

const preprocessing = either((rt, name) =>
  name === 'image_dataset_from_directory' || name.endsWith('_from_directory') || name.endsWith('_from_array')
    ? UTILS(rt, name)
    : undefined,
);

const root = either(
  coreClasses,
  inputs,
  inputSpec,
  fixed({
    __version__: VERSION,
    version: native('version()', () => VERSION),
    name_scope: new Inert('name_scope'),
    device: new Inert('device'),
    keras_export: decorator('keras_export'),
    StatelessScope: new Inert('StatelessScope'),
  }),
  (rt, name) => {
    switch (name) {
      case 'Loss':
        return lossMember(rt, name);
      case 'Metric':
        return METRICS(rt, name);
      case 'Optimizer':
        return optimizerMember(rt, name);
      case 'Initializer':
        return INITIALIZERS(rt, name);
      case 'Regularizer':
        return REGULARIZERS(rt, name);
      case 'Constraint':
        return CONSTRAINTS(rt, name);
      case 'DTypePolicy':
        return makePolicy;
      default:
        return undefined;
    }
  },
);

const inert =
  (path: string): Members =>
  (_rt, name) =>
    name.startsWith('__') ? undefined : new Inert(`${path}.${name}`);

/** Modules by their path below `keras`. */
const MODULES: Readonly<Record<string, Members>> = {
  '': root,
  layers,
  'layers.core': layers,
  'layers.convolutional': layers,
  'layers.normalization': layers,
  'layers.merge': layers,
  'layers.recurrent': layers,
  'layers.embeddings': layers,
  'layers.pooling': layers,
  'layers.advanced_activations': layers,
  'layers.wrappers': layers,
  'layers.layer': layers,
  'layers.experimental': layers,
  'layers.experimental.preprocessing': layers,
  'layers.preprocessing': layers,
  models,
  'models.model': models,
  'models.sequential': models,
  'models.functional': models,
  engine: models,
  'engine.topology': either(models, layers),
  'engine.training': models,
  ops: operations,
  activations,
  optimizers,
  'optimizers.legacy': optimizers,
  'optimizers.experimental': optimizers,
  'optimizers.schedules': SCHEDULES,
  losses,
  metrics,
  callbacks: CALLBACKS,
  regularizers: REGULARIZERS,
  constraints: CONSTRAINTS,
  initializers: INITIALIZERS,
  utils: UTILS,
  'utils.np_utils': UTILS,
  'utils.vis_utils': UTILS,
  'utils.file_utils': UTILS,
  'utils.data_utils': UTILS,
  preprocessing,
  'preprocessing.image': PREPROCESSING_IMAGE,
  'preprocessing.sequence': either(fixed({ pad_sequences: PAD_SEQUENCES }), UTILS),
  'preprocessing.text': PREPROCESSING_TEXT,
  'legacy.preprocessing.image': PREPROCESSING_IMAGE,
  backend: either(BACKEND, backendClasses, configuration, operations, random),
  config: configuration,
  mixed_precision: mixedPrecision,
  'mixed_precision.experimental': mixedPrecision,
  dtype_policies: mixedPrecision,
  random,
  saving,
  api_export: fixed({ keras_export: decorator('keras_export') }),
  tree: inert('keras.tree'),
  distribution: inert('keras.distribution'),
  visualization: inert('keras.visualization'),
  export: inert('keras.export'),
};

export const KERAS_MODULES: readonly LibraryModule[] = [
  ...Object.entries(MODULES).flatMap(([path, members]) => kerasModule(path, members)),
  // The package that Keras' own was before it came to Keras.
  moduleNamed('keras_preprocessing', fixed({})),
  ...['image', 'sequence', 'text'].map((part) =>
    moduleNamed(`keras_preprocessing.${part}`, MODULES[`preprocessing.${part}`] ?? fixed({})),
  ),
  ...OPERATION_MODULES,
  ...DATASET_MODULES,
  ...APPLICATION_MODULES,
];
