/** The modules of TensorFlow that scripts around Keras use. */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { NativeFunction, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { traceOf } from '../../trace/trace.ts';
import { dtypeNamed, numpyDType } from '../../tensor/ndarray/dtypes.ts';
import { creation } from '../../tensor/ops/creation.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { isSymbolic } from '../symbolic.ts';
import { OpenImage } from '../openImage.ts';
import { op } from '../opCall.ts';
import { FILL, RANDOM } from '../ops/creation.ts';
import { operation } from '../ops/table.ts';
import { datasetClass } from '../pipeline/methods.ts';
import { CSV_BATCHES, RECORDS, CSV_ROWS, TEXT_LINES } from '../pipeline/records.ts';
import { TENSOR_SPEC } from '../pipeline/sources.ts';
import { TRANSFORMATIONS } from '../pipeline/transformations.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { stated } from '../statedShape.ts';
import { tapeClass } from '../tape.ts';
import { Tensor } from '../tensor.ts';
import { optimizerMember } from '../optimizers.ts';
import { decisionForests } from './decisionForests.ts';
import { distribute } from './distribute.ts';
import { LITE } from './lite.ts';
import { MODEL_OPTIMIZATION_MODULES } from './modelOptimization.ts';
import { estimator, featureColumn } from './estimator.ts';
import { either, fixed, moduleNamed, type Members } from './module.ts';
import { plainClass } from './plainClasses.ts';
import { IMAGE_RENAMED, RENAMED, type Renamed } from './tensorflowNames.ts';
import { decorator } from './utils.ts';

const made = new Map<string, NativeFunction>();

/** An operation under TensorFlow's name, its arguments by TensorFlow's names. */
function renamed(name: string, [target, keywords]: Renamed): NativeFunction {
  let fn = made.get(name);
  if (fn === undefined) {
    const inner = operation(target);
    const known = new Set((inner.params ?? []).map((param) => param.name));
    fn = new NativeFunction(name, (rt, args) => {
      const passed = new Map<string, Value>();
      for (const [key, value] of args.keywords) {
        // Where an operation has the argument itself, its name stays.
        const own = known.has(key) ? key : (keywords[key] ?? key);
        if (own !== 'name') passed.set(own, value);
      }
      return inner.call(rt, { ...args, keywords: passed });
    });
    made.set(name, fn);
  }
  return fn;
}

const table =
  (names: Readonly<Record<string, Renamed>>): Members =>
  (_rt, name) => {
    const found = Object.hasOwn(names, name) ? names[name] : undefined;
    return found === undefined ? undefined : renamed(name, found);
  };

const inert =
  (path: string): Members =>
  (_rt, name) =>
    name.startsWith('__') ? undefined : new Inert(`${path}.${name}`);

const dtypes: Members = (_rt, name) => {
  const dtype = dtypeNamed(name);
  return dtype === undefined ? undefined : numpyDType(dtype);
};

/** `tf.nn.dropout(x, rate)`: what a function drops it always drops. */
const DROPOUT = op('dropout(x, rate=0.5, noise_shape=None, seed=None, name=None)', (call) => {
  const x = call.tensor('x');
  return emit(call.rt, 'native_dropout', { ...creation(x), kind: 'elementwise' }, [x], x.dtype);
});

/** Blocks of pixels to channels and back. */
function blocks(name: string, toDepth: boolean): NativeFunction {
  return op(`${name}(input, block_size, data_format='NHWC', name=None)`, (call) => {
    const x = call.tensor('input');
    const size = call.int('block_size');
    const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
    const shape = toDepth
      ? [batch, height / size, width / size, channels * size * size]
      : [batch, height * size, width * size, channels / (size * size)];
    return emit(call.rt, name, copyResult([x], [{ shape, dtype: x.dtype }]), [x], x.dtype);
  });
}

const nn = either(
  fixed({
    dropout: DROPOUT,
    space_to_depth: blocks('space_to_depth', true),
    depth_to_space: blocks('depth_to_space', false),
  }),
  table(RENAMED),
);

const random = either(
  fixed({
    ...Object.fromEntries(RANDOM.map((fn) => [fn.name, fn])),
    stateless_uniform: RANDOM.find(({ name }) => name === 'uniform') ?? null,
    stateless_normal: RANDOM.find(({ name }) => name === 'normal') ?? null,
  }),
  inert('tf.random'),
);

/** A picture read from a file: of unknown size, of the channels that are asked for. */
const decoded: Members = (rt, name) =>
  /^decode_(jpeg|png|image|bmp|gif|and_crop_jpeg)$/.test(name)
    ? native(`${name}(contents, channels=0, **kwargs)`, (_rt, args) => {
        const open = rt.unknown('the size of a picture in a file');
        const channels = args.int('channels');
        return channels > 0 ? new OpenImage(open, channels) : open;
      })
    : undefined;

const image = either(table(IMAGE_RENAMED), decoded);

const text = native('text(*args, **kwargs)', () => new Tensor([], 'string'));

const io = either(
  fixed({ read_file: text }),
  decoded,
  (rt, name) =>
    name.startsWith('decode_') || name.startsWith('parse_')
      ? native(`${name}(*args, **kwargs)`, () => rt.unknown('what a file or a record holds'))
      : undefined,
  inert('tf.io'),
);

const strings: Members = (rt, name) =>
  name.startsWith('__')
    ? undefined
    : op(`${name}(input, *args, **kwargs)`, (call) => {
        if (name === 'split' || name === 'unicode_split') return rt.unknown('how many parts a text has');
        return new Tensor(call.tensor('input').shape, 'string');
      });

const records = fixed({
  TFRecordDataset: RECORDS,
  FixedLengthRecordDataset: RECORDS,
  TextLineDataset: TEXT_LINES,
  CsvDataset: CSV_ROWS,
  make_csv_dataset: CSV_BATCHES,
  ...Object.fromEntries(TRANSFORMATIONS.map((fn) => [fn.name, fn])),
});

const data = either(
  (rt, name) => (name === 'Dataset' ? datasetClass(rt) : undefined),
  records,
  fixed({
    AUTOTUNE: -1,
    cardinality: native('cardinality(dataset)', (rt, args) =>
      rt.callMethod(args.value('dataset'), 'cardinality', []),
    ),
    INFINITE_CARDINALITY: -1,
    UNKNOWN_CARDINALITY: -2,
  }),
  (rt, name) => (name === 'experimental' ? undefined : inert('tf.data')(rt, name)),
);

/** `tf.function` decorates, and does nothing else that counts. */
const graphFunction = decorator('function');

const condition = native('cond(pred, true_fn=None, false_fn=None, name=None)', (rt, args) =>
  rt.call(operation('cond'), [args.value('pred'), args.value('true_fn'), args.value('false_fn')]),
);

/** The version whose behaviour this is. */
const VERSION = '2.18.1';

const root = either(
  fixed({
    __version__: VERSION,
    newaxis: null,
    AUTOTUNE: -1,
    fill: FILL,
    ensure_shape: native('ensure_shape(x, shape, name=None)', (rt, args) => {
      const given = args.value('x');
      return given instanceof Unknown ? (stated(rt, given, args.value('shape')) ?? given) : given;
    }),
    cond: condition,
    function: graphFunction,
    recompute_grad: decorator('recompute_grad'),
    custom_gradient: decorator('custom_gradient'),
    TensorSpec: TENSOR_SPEC,
    TensorShape: native('TensorShape(dims)', (rt, args) => {
      // Of a shape without a rank no other one is equal.
      if (args.value('dims') === null) return null;
      const items = rt.elements(args.value('dims'));
      return items instanceof Unknown ? items : new PyTuple(items);
    }),
    no_op: native('no_op(name=None)', () => null),
    print: native('print(*args, **kwargs)', () => null),
    group: native('group(*args, **kwargs)', () => null),
    py_function: native('py_function(*args, **kwargs)', (rt) =>
      rt.unknown('what a function outside of TensorFlow returns'),
    ),
    numpy_function: native('numpy_function(*args, **kwargs)', (rt) =>
      rt.unknown('what a function outside of TensorFlow returns'),
    ),
    is_tensor: native(
      'is_tensor(x)',
      (_rt, args) =>
        args.value('x') instanceof Tensor ||
        isSymbolic({ positional: [args.value('x')], keywords: new Map(), unknownSpread: null }),
    ),
    executing_eagerly: native('executing_eagerly()', () => true),
    name_scope: new Inert('tf.name_scope'),
    device: new Inert('tf.device'),
    control_dependencies: new Inert('tf.control_dependencies'),
    RunOptions: new Inert('tf.RunOptions'),
  }),
  (rt, name) => {
    switch (name) {
      case 'GradientTape':
        return tapeClass(rt);
      case 'Variable':
        return stateOf(rt).classes.Variable;
      case 'Tensor':
        return stateOf(rt).classes.Tensor;
      case 'Module':
        return plainClass('Module')(rt);
      default:
        return undefined;
    }
  },
  table(RENAMED),
  dtypes,
  // `tf.random_normal_initializer` and the like: how weights begin.
  (_rt, name) => (name.endsWith('_initializer') ? new Inert(`tf.${name}`) : undefined),
);

/** On by default: https://www.tensorflow.org/api_docs/python/tf/config/experimental/enable_tensor_float_32_execution */
const tensorFloat32 = native('enable_tensor_float_32_execution(enabled)', (rt, args) => {
  const enabled = rt.truth(args.value('enabled'));
  const value = enabled instanceof Unknown ? enabled : enabled ? 'fp32' : 'ieee-fp32';
  traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
  return null;
});

const config: Members = (rt, name) => (name === 'experimental' ? undefined : inert('tf.config')(rt, name));

/** Packages of TensorFlow in which nothing counts. */
const INERT = [
  'summary',
  'train',
  'saved_model',
  'debugging',
  'errors',
  'logging',
  'autograph',
  'test',
  'tpu',
  'profiler',
  'sysconfig',
  'experimental',
  'compat',
  'ragged',
  'sparse',
  'lookup',
  'audio',
  'bitwise',
  'sets',
  'types',
  'nest',
];

export const TENSORFLOW_MODULES: readonly LibraryModule[] = [
  moduleNamed('tensorflow', root),
  moduleNamed('tensorflow.nn', nn),
  moduleNamed('tensorflow.math', table(RENAMED)),
  moduleNamed('tensorflow.linalg', table(RENAMED)),
  moduleNamed('tensorflow.random', random),
  moduleNamed('tensorflow.image', image),
  moduleNamed('tensorflow.io', io),
  moduleNamed('tensorflow.version', either(fixed({ VERSION }), inert('tf.version'))),
  moduleNamed('tensorflow.io.gfile', inert('tf.io.gfile')),
  moduleNamed('tensorflow.strings', strings),
  moduleNamed('tensorflow.data', data),
  moduleNamed('tensorflow.data.experimental', data),
  moduleNamed('tensorflow.dtypes', dtypes),
  moduleNamed('tensorflow.optimizers', (rt, name) => optimizerMember(rt, name)),
  moduleNamed('tensorflow.distribute', distribute),
  moduleNamed('tensorflow.estimator', estimator),
  moduleNamed('tensorflow.feature_column', featureColumn),
  moduleNamed('tensorflow_decision_forests', () => undefined),
  moduleNamed('tensorflow_decision_forests.keras', decisionForests),
  moduleNamed('tensorflow.distribute.experimental', distribute),
  moduleNamed('tensorflow.config', config),
  moduleNamed(
    'tensorflow.config.experimental',
    either(fixed({ enable_tensor_float_32_execution: tensorFloat32 }), inert('tf.config.experimental')),
  ),
  moduleNamed('tensorflow.lite', either(fixed(LITE), inert('tf.lite'))),
  ...MODEL_OPTIMIZATION_MODULES,
  ...INERT.map((name) => moduleNamed(`tensorflow.${name}`, inert(`tf.${name}`))),
];
