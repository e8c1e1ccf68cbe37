/** torchaudio: https://pytorch.org/audio/stable/ but for its models, which are read from its own source. */
import { findDataset } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyClass, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import type { Extent } from '../pil/image.ts';
import { ensureTorch } from '../torchvision/picture.ts';

interface AudioDataset {
  readonly signature: string;
  /** The argument that names the split; null: there is one. */
  readonly split: string | null;
  /** What follows the waveform in a sample; null: depends on the data. */
  readonly rest: readonly (number | null)[];
}

const DATASETS: Readonly<Record<string, AudioDataset>> = {
  SPEECHCOMMANDS: {
    signature: "root, url='speech_commands_v0.02', folder_in_archive='', download=False, subset=None",
    split: 'subset',
    rest: [16000, null, null, null],
  },
  LIBRISPEECH: {
    signature: "root, url='train-clean-100', folder_in_archive='', download=False",
    split: 'url',
    rest: [16000, null, null, null, null],
  },
  LJSPEECH: {
    signature: "root, url='', folder_in_archive='', download=False",
    split: null,
    rest: [22050, null, null],
  },
  YESNO: { signature: "root, url='', folder_in_archive='', download=False", split: null, rest: [8000, null] },
  GTZAN: {
    signature: "root, url='', folder_in_archive='', download=False, subset=None",
    split: 'subset',
    rest: [22050, null],
  },
};

const counts = new WeakMap<PyObject, Extent>();

function rowsOf(rt: Runtime, name: string, args: Args, split: string | null): Extent {
  const found = findDataset('torchaudio', name);
  if (!found.found) return rt.unknown(`no facts are known about ${name}`);
  const value = split === null ? null : args.value(split);
  if (value instanceof Unknown) return value;
  const part = typeof value === 'string' ? value : 'all';
  return found.value.splits.get(part) ?? rt.unknown(`${name} has no split '${part}' that is known`);
}

function datasetClass(rt: Runtime, name: string, { signature, split, rest }: AudioDataset): PyClass {
  ensureTorch(rt);
  const base = rt.findAttribute(rt.importModule('torch.utils.data'), 'Dataset');
  const shape = findDataset('torchaudio', name);
  return nativeClass(name, base instanceof PyClass ? [base] : [], [
    nativeMethod(`__init__(self, ${signature})`, (inner, args) => {
      const self = args.known('self');
      if (!(self instanceof PyObject)) return null;
      const rows = rowsOf(inner, name, args, split);
      counts.set(self, rows);
      inner.setAttribute(self, '__data_name__', name);
      inner.setAttribute(self, '_walker', inner.unknown('the files of a data set'));
      return null;
    }),
    nativeMethod('__len__(self)', (inner, args) => {
      const self = args.known('self');
      const rows = self instanceof PyObject ? counts.get(self) : undefined;
      if (rows === undefined) throw new UnknownInput(inner.unknown('a data set that was not followed'));
      return rows;
    }),
    nativeMethod('__getitem__(self, n)', (inner) => {
      const sizes = shape.found ? shape.value.shape : [null];
      const waveform = sizes.includes(null)
        ? inner.unknown(`the recordings of ${name} differ in length`)
        : new TorchTensor(
            sizes.map((size) => size ?? 1),
            'float32',
          );
      const others = rest.map((value) => value ?? inner.unknown('a label depends on the data'));
      return new PyTuple([waveform, ...others]);
    }),
  ]);
}

/** Sizes of the result of a transform, given the sizes of its input; the time axis is the last. */
type ShapeRule = (shape: readonly number[], args: Args) => readonly number[];

/** Windows every `hop`, the signal being padded on both sides (`center=True`). */
function frames(args: Args): (length: number) => number {
  const window = args.intOrNone('win_length') ?? args.int('n_fft');
  const hop = args.intOrNone('hop_length') ?? Math.floor(window / 2);
  return (length) => Math.floor(length / hop) + 1;
}

function bins(count: (args: Args) => number): ShapeRule {
  return (shape, args) => [...shape.slice(0, -1), count(args), frames(args)(shape.at(-1) ?? 0)];
}

const same: ShapeRule = (shape) => shape;
const WINDOW = 'n_fft=400, win_length=None, hop_length=None';

const TRANSFORMS: Readonly<Record<string, readonly [signature: string, rule: ShapeRule]>> = {
  Spectrogram: [`${WINDOW}, **options`, bins((args) => Math.floor(args.int('n_fft') / 2) + 1)],
  MelSpectrogram: [
    `sample_rate=16000, ${WINDOW}, f_min=0.0, f_max=None, pad=0, n_mels=128, **options`,
    bins((args) => args.int('n_mels')),
  ],
  Resample: [
    'orig_freq=16000, new_freq=16000, **options',
    (shape, args) => [
      ...shape.slice(0, -1),
      Math.ceil(((shape.at(-1) ?? 0) * args.int('new_freq')) / args.int('orig_freq')),
    ],
  ],
  AmplitudeToDB: ['*args, **options', same],
  FrequencyMasking: ['*args, **options', same],
  TimeMasking: ['*args, **options', same],
  Vol: ['*args, **options', same],
  MuLawEncoding: ['*args, **options', same],
};

const made = new WeakMap<PyObject, Args>();

function transformClass(rt: Runtime, name: string, signature: string, rule: ShapeRule): PyClass {
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod(`__init__(self, ${signature})`, (_inner, args) => {
        const self = args.known('self');
        if (self instanceof PyObject) made.set(self, args);
        return null;
      }),
      nativeMethod('__call__(self, waveform)', (inner, args) => {
        const self = args.known('self');
        const input = args.known('waveform');
        const own = self instanceof PyObject ? made.get(self) : undefined;
        if (own === undefined || !(input instanceof TorchTensor)) {
          return inner.unknown(`the result of ${name}`);
        }
        return new TorchTensor(rule(input.shape, own), 'float32', { device: input.device });
      }),
      nativeMethod('to(self, *args, **options)', (_inner, args) => args.known('self')),
    ],
  );
}

const datasets: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(DATASETS).map(([name, spec]): [string, Member] => [
    name,
    perRuntime((rt) => datasetClass(rt, name, spec)),
  ]),
);

const transforms: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(TRANSFORMS).map(([name, [signature, rule]]): [string, Member] => [
    name,
    perRuntime((rt) => transformClass(rt, name, signature, rule)),
  ]),
);

const load = native('load(*args, **options)', (rt) => {
  const reason = rt.unknown('what is in a sound file is not known before it is read');
  return new PyTuple([reason, reason]);
});

const NO_SOURCE = "torchaudio's source was not found, so its models and functions cannot be followed";

export const torchaudioModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'torchaudio',
    precedence: 'facade',
    members: { load },
    inert: ['save', 'set_audio_backend', 'info', 'list_audio_backends'],
    otherwise: NO_SOURCE,
  }),
  lazyModule({ name: 'torchaudio.datasets', precedence: 'framework', members: datasets }),
  lazyModule({ name: 'torchaudio.datasets.speechcommands', precedence: 'framework', members: datasets }),
  lazyModule({ name: 'torchaudio.transforms', precedence: 'framework', members: transforms }),
  ...['torchaudio.functional', 'torchaudio.models', 'torchaudio.pipelines', 'torchaudio.compliance'].map(
    (name) => lazyModule({ name, precedence: 'facade', members: {}, otherwise: NO_SOURCE }),
  ),
];
