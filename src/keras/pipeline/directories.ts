/** Data sets in directories: counted where they are in the workspace, else known by their shape alone. */
import { pathText } from '../../python/builtins/files.ts';
import { classFolders, totalOf, type ClassFolders } from '../../python/builtins/classFolders.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { SourceSpan } from '../../units/span.ts';
import { countOrNone, numberOrNone } from '../numbers.ts';
import { sizesOf } from '../shapes.ts';
import { Tensor, type SymbolicShape } from '../tensor.ts';
import { Dataset, type Count } from './dataset.ts';
import { slices } from './sources.ts';

const CHANNELS: Readonly<Record<string, number>> = { rgb: 3, rgba: 4, grayscale: 1 };

/** Which files are samples. Sources: keras/src/utils/audio_dataset_utils.py, image_dataset_utils.py, text_dataset_utils.py, image_utils.py. */
const IMAGES = /\.(?:bmp|gif|jpeg|jpg|png)$/i;
const TEXTS = /\.txt$/i;
const SOUNDS = /\.wav$/i;
const OLD_IMAGES = /\.(?:png|jpg|jpeg|bmp|ppm|tif|tiff)$/i;

interface Samples {
  readonly name: string | null;
  readonly count: Count;
  readonly classes: readonly string[] | Unknown;
}

interface Element {
  readonly sample: Shape | Unknown;
  readonly dtype: Tensor['dtype'];
  /** `int`, `binary`, `categorical`, `sparse`, `input` or None. */
  readonly labels: string | Unknown | null;
  /** Null where the samples come one by one. */
  readonly batch: number | Unknown | null;
}

/** One element of the data set: samples, and labels as many as there are folders. */
function elementOf(rt: Runtime, element: Element, classes: Samples['classes']): Value {
  const { sample, dtype, batch } = element;
  if (batch instanceof Unknown) return batch;
  const leading = batch === null ? [] : [batch];
  const input = sample instanceof Unknown ? sample : new Tensor([...leading, ...sample], dtype);
  return withLabels(rt, input, leading, element.labels, classes);
}

function withLabels(
  rt: Runtime,
  input: Value,
  leading: Shape,
  labels: Element['labels'],
  classes: Samples['classes'],
): Value {
  if (labels instanceof Unknown) return labels;
  switch (labels) {
    case null:
      return input;
    case 'categorical':
      return new PyTuple([
        input,
        classes instanceof Unknown
          ? rt.unknown('how many classes a directory has')
          : new Tensor([...leading, classes.length], 'float32'),
      ]);
    case 'binary':
      return new PyTuple([input, new Tensor([...leading, 1], 'float32')]);
    case 'input':
      return new PyTuple([input, input]);
    default:
      return new PyTuple([input, new Tensor(leading, 'int32')]);
  }
}

function fromDirectory(rt: Runtime, { name, count, classes }: Samples, element: Element): Dataset {
  const { batch, sample } = element;
  const span = rt.here();
  const samples = foundCount(count, `files in ${name ?? 'the directory'}`, span);
  const names = classes instanceof Unknown ? classes : new PyList([...classes]);
  const path = rt.unknown('a path in a directory');
  const paths =
    count instanceof Unknown ? count : new PyList(new Array<Value>(Math.min(count, 50_000)).fill(path));
  return new Dataset({
    element: elementOf(rt, element, classes),
    count: batchesOf(count, batch),
    name,
    samples,
    batch: batch === null ? null : foundCount(batch, 'batch_size of the directory', span),
    dropLast: false,
    span,
    extra: new Map<string, Value>([
      ['class_names', names],
      ['file_paths', paths],
      [
        'class_indices',
        classes instanceof Unknown
          ? classes
          : dictOf(
              rt,
              classes.map((one, i): [Value, Value] => [one, i]),
            ),
      ],
      ['classes', rt.unknown('the labels of a directory')],
      ['num_classes', classes instanceof Unknown ? classes : classes.length],
      ['filenames', paths],
      ['batch_size', batch],
      ['image_shape', sample instanceof Unknown ? sample : new PyTuple([...sample])],
    ]),
  });
}

function foundCount(count: Count, detail: string, span: SourceSpan | null): Found<number> {
  return count instanceof Unknown ? missing(count.reason, count.span) : given(count, 'code', detail, span);
}

function batchesOf(samples: Count, batch: Element['batch']): Count {
  if (samples instanceof Unknown || batch === null) return samples;
  return batch instanceof Unknown ? batch : Math.ceil(samples / batch);
}

function counted(rt: Runtime, directory: Value, kind: RegExp): ClassFolders | Unknown {
  const path = directory instanceof Unknown ? directory : pathText(rt, directory);
  if (path instanceof Unknown) return path;
  const found = classFolders(rt, path.replace(/(?<=.)\/$/, ''), kind);
  return found instanceof Unknown
    ? rt.unknown(`how many files '${path}' has: it is not in the workspace`)
    : found;
}

function nameOf(directory: Value): string | null {
  return typeof directory === 'string' ? directory : null;
}

function listed(rt: Runtime, names: Value): readonly string[] | null {
  const elements = names === null ? null : rt.elements(names);
  if (elements === null || elements instanceof Unknown) return null;
  return elements.filter((name) => typeof name === 'string');
}

/** `validation_split` holds the last samples back; a subset is one of the two parts. */
function subsetOf(count: Count, split: Count, subset: Value): Count {
  if (count instanceof Unknown || subset === null) return count;
  if (subset instanceof Unknown) return subset;
  if (split instanceof Unknown) return split;
  const held = Math.trunc(split * count);
  return subset === 'validation' ? held : count - held;
}

function inDirectory(rt: Runtime, args: Args, kind: RegExp, element: Element): Value {
  const directory = args.value('directory');
  const isLabelled = args.value('labels') !== null;
  const found = counted(rt, directory, kind);
  const chosen = listed(rt, args.value('class_names'));
  const make = (subset: Value): Dataset => {
    const total = found instanceof Unknown ? found : isLabelled ? totalOf(found.classes) : found.files;
    return fromDirectory(
      rt,
      {
        name: nameOf(directory),
        count: subsetOf(total, splitOf(rt, args.value('validation_split')), subset),
        classes: chosen ?? (found instanceof Unknown ? found : [...found.classes.keys()]),
      },
      element,
    );
  };
  const subset = args.value('subset');
  return subset === 'both' ? new PyTuple([make('training'), make('validation')]) : make(subset);
}

/** Height, width and channels of a picture as it is given. */
function imageSample(rt: Runtime, args: Args, sizeName: string): Shape | Unknown {
  const size = openSizes(rt, args.value(sizeName));
  if (size instanceof Unknown) return size;
  const mode = args.value('color_mode') ?? 'rgb';
  if (mode instanceof Unknown) return mode;
  const channels = typeof mode === 'string' ? CHANNELS[mode] : undefined;
  const [height, width] = size;
  if (typeof height !== 'number' || typeof width !== 'number') return rt.unknown(`${sizeName} is left open`);
  return channels === undefined ? rt.unknown('the colours of the pictures') : [height, width, channels];
}

function openSizes(rt: Runtime, value: Value): SymbolicShape | Unknown {
  try {
    return sizesOf(rt, value);
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

function labelMode(args: Args, name: string): Element['labels'] {
  const labels = args.value('labels');
  if (labels === null || labels instanceof Unknown) return labels;
  return textOf(args.value(name));
}

function textOf(value: Value): string | Unknown | null {
  return typeof value === 'string' || value instanceof Unknown ? value : null;
}

function batchSize(rt: Runtime, args: Args): Element['batch'] {
  return countOrNone(rt, args.value('batch_size'), 'batch_size');
}

export const IMAGE_DIRECTORY = native(
  "image_dataset_from_directory(directory, labels='inferred', label_mode='int', class_names=None, color_mode='rgb', " +
    'batch_size=32, image_size=(256, 256), shuffle=True, seed=None, validation_split=None, subset=None, ' +
    "interpolation='bilinear', follow_links=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, " +
    'data_format=None, verbose=True, format=None)',
  (rt, args) =>
    inDirectory(rt, args, IMAGES, {
      sample: imageSample(rt, args, 'image_size'),
      dtype: 'float32',
      labels: labelMode(args, 'label_mode'),
      batch: batchSize(rt, args),
    }),
);

export const TEXT_DIRECTORY = native(
  "text_dataset_from_directory(directory, labels='inferred', label_mode='int', class_names=None, batch_size=32, " +
    'max_length=None, shuffle=True, seed=None, validation_split=None, subset=None, follow_links=False, verbose=True, format=None)',
  (rt, args) =>
    inDirectory(rt, args, TEXTS, {
      sample: [],
      dtype: 'string',
      labels: labelMode(args, 'label_mode'),
      batch: batchSize(rt, args),
    }),
);

/** Sounds of so many values, of as many channels as WAV files mostly have: one. */
export const AUDIO_DIRECTORY = native(
  "audio_dataset_from_directory(directory, labels='inferred', label_mode='int', class_names=None, batch_size=32, " +
    'sampling_rate=None, output_sequence_length=None, ragged=False, shuffle=True, seed=None, validation_split=None, ' +
    'subset=None, follow_links=False, verbose=True)',
  (rt, args) => {
    const length = countOrNone(rt, args.value('output_sequence_length'), 'output_sequence_length');
    rt.recorder.assume('the sounds have one channel', rt.here());
    return inDirectory(rt, args, SOUNDS, {
      sample:
        typeof length === 'number' ? [length, 1] : (length ?? rt.unknown('the length of a sound in a file')),
      dtype: 'float32',
      labels: labelMode(args, 'label_mode'),
      batch: batchSize(rt, args),
    });
  },
);

// --- ImageDataGenerator -----------------------------------------------------------------------------

function splitOf(rt: Runtime, value: Value): Count {
  return numberOrNone(rt, value, 'validation_split') ?? 0;
}

/** The `validation_split` that the generator was made with. */
function ownSplit(rt: Runtime, args: Args): Count {
  return splitOf(rt, rt.findAttribute(args.value('self'), 'validation_split') ?? null);
}

export const FLOW = native(
  'flow(self, x, y=None, batch_size=32, shuffle=True, sample_weight=None, seed=None, subset=None, **kwargs)',
  (rt, args) => {
    const x = args.value('x');
    const y = args.value('y');
    const all = slices(rt, y === null ? x : new PyTuple([x, y]));
    const { count } = all.init;
    const part = subsetOf(count, ownSplit(rt, args), args.value('subset'));
    if (part === count || part instanceof Unknown || count instanceof Unknown) {
      return rt.callMethod(all, 'batch', [args.value('batch_size')]);
    }
    const samples = given(part, 'code', `part of ${count} by validation_split`, rt.here());
    return rt.callMethod(all.with({ count: part, samples }), 'batch', [args.value('batch_size')]);
  },
);

/** The old generators split each class by itself, and begin with what validates. */
function subsetOfClasses(found: ClassFolders, split: Count, subset: Value): Count {
  if (subset === null) return totalOf(found.classes);
  if (subset instanceof Unknown) return subset;
  if (split instanceof Unknown) return split;
  return [...found.classes.values()].reduce((sum, count) => {
    const held = Math.trunc(split * count);
    return sum + (subset === 'validation' ? held : count - held);
  }, 0);
}

export const FLOW_FROM_DIRECTORY = native(
  "flow_from_directory(self, directory, target_size=(256, 256), color_mode='rgb', classes=None, class_mode='categorical', " +
    'batch_size=32, shuffle=True, seed=None, save_to_dir=None, subset=None, **kwargs)',
  (rt, args) => {
    const directory = args.value('directory');
    const whole = counted(rt, directory, OLD_IMAGES);
    const chosen = listed(rt, args.value('classes'));
    const found =
      whole instanceof Unknown || chosen === null
        ? whole
        : { ...whole, classes: new Map([...whole.classes].filter(([name]) => chosen.includes(name))) };
    return fromDirectory(
      rt,
      {
        name: nameOf(directory),
        count:
          found instanceof Unknown ? found : subsetOfClasses(found, ownSplit(rt, args), args.value('subset')),
        classes: chosen ?? (found instanceof Unknown ? found : [...found.classes.keys()]),
      },
      {
        sample: imageSample(rt, args, 'target_size'),
        dtype: 'float32',
        labels: textOf(args.value('class_mode')),
        batch: batchSize(rt, args),
      },
    );
  },
);

export const FLOW_FROM_DATAFRAME = native(
  "flow_from_dataframe(self, dataframe, directory=None, x_col='filename', y_col='class', weight_col=None, " +
    "target_size=(256, 256), color_mode='rgb', classes=None, class_mode='categorical', batch_size=32, shuffle=True, " +
    'seed=None, save_to_dir=None, save_prefix=None, save_format=None, subset=None, **kwargs)',
  (rt, args) => {
    const frame = args.value('dataframe');
    const rows = frame instanceof Unknown ? frame : rt.length(frame);
    const chosen = listed(rt, args.value('classes'));
    return fromDirectory(
      rt,
      {
        name: nameOf(args.value('directory')),
        count: subsetOf(rows, ownSplit(rt, args), args.value('subset')),
        classes: chosen ?? rt.unknown('the classes in a column of a table'),
      },
      {
        sample: imageSample(rt, args, 'target_size'),
        dtype: 'float32',
        labels: textOf(args.value('class_mode')),
        batch: batchSize(rt, args),
      },
    );
  },
);
