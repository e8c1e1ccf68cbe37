/** `keras.utils` and `keras.preprocessing`. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import {
  asInteger,
  isSequence,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyClass, PyFunction, PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { OpenArray, openArrayOf } from '../../tensor/ndarray/openArray.ts';
import { toArray } from '../../tensor/ndarray/operators.ts';
import {
  AUDIO_DIRECTORY,
  FLOW,
  FLOW_FROM_DATAFRAME,
  FLOW_FROM_DIRECTORY,
  IMAGE_DIRECTORY,
  TEXT_DIRECTORY,
} from '../pipeline/directories.ts';
import { TIMESERIES } from '../pipeline/sources.ts';
import { isGraphTensor, sourceInputs } from '../graph.ts';
import { guarded } from '../invoke.ts';
import { sizesOf } from '../shapes.ts';
import { stateOf } from '../state.ts';
import { KerasTensor, Tensor } from '../tensor.ts';
import { either, fixed, type Members } from './module.ts';
import { plainClass } from './plainClasses.ts';

/** One-hot rows; without a number of classes that of the data set, if it is a known one. */
const TO_CATEGORICAL = native('to_categorical(x, num_classes=None, dtype=None, y=None)', (rt, args) =>
  guarded(rt, () => {
    const given = args.value('x');
    if (given instanceof Tensor) return new Tensor([...given.shape, args.int('num_classes')], 'float32');
    const open = openArrayOf(rt, given);
    if (open !== null && args.value('num_classes') !== null) {
      const row = open.row.at(-1) === 1 ? open.row.slice(0, -1) : open.row;
      return new OpenArray('float64', [...row, args.int('num_classes')], open.rows);
    }
    const labels = toArray(rt, given);
    if (labels === undefined) return rt.unknown('one-hot labels of data that is unknown');
    const classes =
      args.value('num_classes') === null
        ? (labels.origin?.classes ?? largest(labels))
        : args.int('num_classes');
    if (classes === null) return rt.unknown('how many classes the labels have depends on the data');
    const shape =
      labels.shape.length > 1 && labels.shape.at(-1) === 1 ? labels.shape.slice(0, -1) : labels.shape;
    return labels.like([...shape, classes], dtypeOf(args.value('dtype')) ?? 'float64');
  }),
);

function largest({ values }: NdArray): number | null {
  return values === null || values.length === 0 ? null : Math.max(...values) + 1;
}

/** Sequences cut or filled to one length. */
export const PAD_SEQUENCES = native(
  "pad_sequences(sequences, maxlen=None, dtype='int32', padding='pre', truncating='pre', value=0.0)",
  (rt, args) => {
    const sequences = args.value('sequences');
    const dtype = dtypeOf(args.value('dtype')) ?? 'int32';
    const array = sequences instanceof NdArray ? sequences : null;
    const count = sequences instanceof Unknown ? sequences : (array?.shape[0] ?? rt.length(sequences));
    if (count instanceof Unknown) {
      return args.value('maxlen') === null ? count : new OpenArray(dtype, [args.int('maxlen')], count);
    }
    const maxlen = args.intOrNone('maxlen') ?? longest(rt, sequences);
    if (maxlen === null) return rt.unknown('the length of the longest sequence depends on the data');
    return array === null ? new NdArray([count, maxlen], dtype) : array.like([count, maxlen], dtype);
  },
);

function longest(rt: Runtime, sequences: Value): number | null {
  if (sequences instanceof NdArray) return sequences.isRagged ? null : (sequences.shape[1] ?? null);
  if (!isSequence(sequences)) return null;
  const lengths = sequences.items.map((item) => rt.length(item));
  return lengths.some((length) => length instanceof Unknown) ? null : Math.max(0, ...lengths.map(Number));
}

/** Where files came from that the script downloads, by their path. */
export const downloads = perRuntime(() => new Store<string, string>());

/** A decorator with or without arguments: what it decorates stays as it is. */
export function decorator(name: string): Value {
  return native(`${name}(*args, **kwargs)`, (_rt, args) => {
    const [first] = args.rest;
    if (args.rest.length === 1 && (first instanceof PyFunction || first instanceof PyClass)) return first;
    return native('decorated(target)', (_runtime, inner) => inner.value('target'));
  });
}

/** Batches that are made by a class of the program: `len(x)` of them, `x[i]` each. */
const SEQUENCE = perRuntime((rt) =>
  nativeClass(
    'PyDataset',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', () => null),
      nativeMethod('on_epoch_end(self)', () => null),
    ],
  ),
);

/** Calls `flow…` on the generator that holds the settings. */
const IMAGE_GENERATOR = perRuntime((rt) =>
  nativeClass(
    'ImageDataGenerator',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', (_rt, args) => {
        const object = args.known('self');
        if (object instanceof PyObject) {
          for (const [name, value] of args.extra) object.attrs.set(name, value);
        }
        return null;
      }),
      nativeMethod('fit(self, x, *args, **kwargs)', () => null),
      asMethod('flow', FLOW),
      asMethod('flow_from_directory', FLOW_FROM_DIRECTORY),
      asMethod('flow_from_dataframe', FLOW_FROM_DATAFRAME),
    ],
  ),
);

function asMethod(name: string, fn: typeof FLOW): ReturnType<typeof nativeMethod> {
  return nativeMethod(`${name}(self, *args, **kwargs)`, (rt, args) =>
    rt.call(fn, [args.value('self'), ...args.rest], args.extra),
  );
}

/** A picture of a file: as large as it is asked to be. */
const LOAD_IMAGE = native(
  "load_img(path, color_mode='rgb', target_size=None, interpolation='nearest', keep_aspect_ratio=False, **kwargs)",
  (rt, args) => {
    const size = args.value('target_size');
    if (size === null) return rt.unknown('the size of a picture in a file');
    const channels = args.value('color_mode') === 'grayscale' ? 1 : 3;
    return new NdArray([...sizesOf(rt, size).map((extent) => extent ?? 1), channels], 'uint8');
  },
);

const IMAGE_TO_ARRAY = native('img_to_array(img, data_format=None, dtype=None)', (rt, args) => {
  const image = toArray(rt, args.value('img'));
  return image === undefined ? rt.unknown('the pixels of a picture') : image.like(image.shape, 'float32');
});

export const CLEAR_SESSION = native('clear_session(free_memory=True)', (rt) => {
  rt.journal.mapClear(stateOf(rt).names);
  return null;
});

const NORMALIZE = native(
  'normalize(x, axis=-1, order=2)',
  (rt, args) => toArray(rt, args.value('x')) ?? args.value('x'),
);

const PLAIN: Readonly<Record<string, Value>> = {
  to_categorical: TO_CATEGORICAL,
  pad_sequences: PAD_SEQUENCES,
  normalize: NORMALIZE,
  image_dataset_from_directory: IMAGE_DIRECTORY,
  text_dataset_from_directory: TEXT_DIRECTORY,
  audio_dataset_from_directory: AUDIO_DIRECTORY,
  timeseries_dataset_from_array: TIMESERIES,
  load_img: LOAD_IMAGE,
  img_to_array: IMAGE_TO_ARRAY,
  array_to_img: native('array_to_img(x, **kwargs)', (_rt, args) => args.value('x')),
  save_img: new Inert('save_img'),
  clear_session: CLEAR_SESSION,
  get_file: native('get_file(fname=None, origin=None, *args, **kwargs)', (rt, args) => {
    const [origin, name] = [args.value('origin'), args.value('fname') ?? args.value('origin')];
    if (typeof name !== 'string') return name;
    const path = `~/.keras/datasets/${name.slice(name.lastIndexOf('/') + 1)}`;
    if (typeof origin === 'string') rt.journal.mapSet(downloads(rt), path, origin);
    return path;
  }),
  is_keras_tensor: native('is_keras_tensor(x)', (_rt, args) => args.value('x') instanceof KerasTensor),
  set_random_seed: new Inert('set_random_seed'),
  plot_model: new Inert('plot_model'),
  model_to_dot: new Inert('model_to_dot'),
  vis_utils: new Inert('vis_utils'),
  Progbar: new Inert('Progbar'),
  get_source_inputs: native('get_source_inputs(tensor)', (rt, args) => {
    const tensor = args.value('tensor');
    return isGraphTensor(tensor)
      ? new PyList([...sourceInputs(tensor)])
      : rt.unknown(`the inputs of ${rt.typeName(tensor)}`);
  }),
  split_dataset: native(
    'split_dataset(dataset, left_size=None, right_size=None, shuffle=False, seed=None, **kwargs)',
    (rt) => rt.unknown('the parts of a split data set'),
  ),
  ...Object.fromEntries(
    ['register_keras_serializable', 'keras_export', 'deserialize_keras_object', 'serialize_keras_object'].map(
      (name) => [name, decorator(name)],
    ),
  ),
  custom_object_scope: new Inert('custom_object_scope'),
  CustomObjectScope: new Inert('CustomObjectScope'),
  get_custom_objects: new Inert('get_custom_objects'),
};

export const UTILS: Members = either(fixed(PLAIN), (rt, name) =>
  name === 'Sequence' || name === 'PyDataset' ? SEQUENCE(rt) : undefined,
);

/** A tokenizer learns its words from texts. */
const TOKENIZER = perRuntime((rt) =>
  nativeClass(
    'Tokenizer',
    [plainClass('TokenizerBase')(rt)],
    [
      nativeMethod('fit_on_texts(self, texts)', () => null),
      nativeMethod('fit_on_sequences(self, sequences)', () => null),
      nativeMethod('texts_to_sequences(self, texts)', (_rt, args) => sequencesOf(rt, args)),
      nativeMethod('texts_to_matrix(self, texts, mode="binary")', (_rt, args) => {
        const sequences = sequencesOf(rt, args);
        const words = asInteger(settled(rt.findAttribute(args.value('self'), 'num_words') ?? null));
        if (!(sequences instanceof NdArray) || words === undefined) {
          return rt.unknown('how many words a tokenizer knows');
        }
        return sequences.like([sequences.shape[0] ?? 0, words], 'float64');
      }),
      nativeMethod('__getattr__(self, name)', (_rt, args) =>
        rt.unknown(`${args.string('name')} of a tokenizer depends on the texts`),
      ),
    ],
  ),
);

/** One sequence for each text, of its own length. */
function sequencesOf(rt: Runtime, args: Args): Value {
  const texts = args.value('texts');
  const count = texts instanceof NdArray ? (texts.shape[0] ?? 0) : rt.length(texts);
  return count instanceof Unknown ? count : new NdArray([count], 'int32', { isRagged: true });
}

export const PREPROCESSING_IMAGE: Members = either(UTILS, (rt, name) =>
  name === 'ImageDataGenerator' ? IMAGE_GENERATOR(rt) : undefined,
);

export const PREPROCESSING_TEXT: Members = either(
  (rt, name) => (name === 'Tokenizer' ? TOKENIZER(rt) : undefined),
  fixed({
    one_hot: native('one_hot(text, n, **kwargs)', (rt) => rt.unknown('the words of a text')),
    text_to_word_sequence: native('text_to_word_sequence(text, **kwargs)', (rt) =>
      rt.unknown('the words of a text'),
    ),
  }),
);
