/** `torchvision.datasets`: how many samples, and what one of them is. */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import type { Args } from '../../python/runtime/native.ts';
import { parseSignature } from '../../python/runtime/signature.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyClass, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { pathText } from '../../python/builtins/files.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { TorchTensor, UnknownNumber } from '../../torch/tensor.ts';
import { traceOf } from '../../trace/trace.ts';
import { lazyModule, type Member } from '../module.ts';
import { extent, PilImage, type Extent } from '../pil/image.ts';
import { classFolders, totalOf, type ClassFolders } from '../../python/builtins/classFolders.ts';
import { DATASETS, type DatasetSpec } from './datasetTable.ts';
import { ensureTorch } from './picture.ts';

/** What an instance stands for. */
interface Content {
  /** Samples, or why their number is not known. */
  readonly count: Extent;
  /** One sample before any transform. */
  readonly sample: (rt: Runtime) => Value;
  readonly target: (rt: Runtime) => Value | null;
}

const contents = new WeakMap<PyObject, Content>();

function contentOf(rt: Runtime, args: Args): Content {
  const self = args.known('self');
  const content = self instanceof PyObject ? contents.get(self) : undefined;
  if (content === undefined) {
    throw new UnknownInput(rt.unknown('a data set whose constructor was not followed'));
  }
  return content;
}

/** `torch.utils.data.Dataset`, so that `isinstance` holds. */
function datasetBase(rt: Runtime): PyClass {
  const module = rt.importModule('torch.utils.data');
  const base = module instanceof Unknown ? undefined : rt.findAttribute(module, 'Dataset');
  return base instanceof PyClass ? base : rt.builtinClass('object');
}

/** Arguments that become attributes. */
const KEPT = new Set(['root', 'split', 'train', 'transform', 'target_transform', 'transforms']);

/** The length and the samples of what `__init__` found; subclasses may replace either. */
function datasetClass(
  rt: Runtime,
  name: string,
  signature: string,
  init: (rt: Runtime, self: PyObject, args: Args) => Content,
): PyClass {
  ensureTorch(rt);
  const kept = parseSignature(`${name}${signature}`)
    .params.map((param) => param.name)
    .filter((param) => KEPT.has(param));
  return nativeClass(
    name,
    [datasetBase(rt)],
    [
      nativeMethod(`__init__(self, ${signature.slice(1)}`, (rt, args) => {
        const self = args.known('self');
        if (!(self instanceof PyObject)) return null;
        for (const attribute of kept) rt.setAttribute(self, attribute, args.value(attribute));
        contents.set(self, init(rt, self, args));
        return null;
      }),
      nativeMethod('__len__(self)', (rt, args) => contentOf(rt, args).count),
      nativeMethod('__getitem__(self, index)', (rt, args) => {
        const content = contentOf(rt, args);
        const self = args.known('self');
        // Loading a sample is not the model's work.
        return traceOf(rt).silently(() => sampleOf(rt, self, content));
      }),
    ],
  );
}

function sampleOf(rt: Runtime, self: Value, content: Content): Value {
  let sample = content.sample(rt);
  let target = content.target(rt);
  const both = rt.findAttribute(self, 'transforms') ?? null;
  if (both !== null && target !== null) return rt.call(both, [sample, target]);
  const transform = rt.findAttribute(self, 'transform') ?? null;
  if (transform !== null) sample = rt.call(transform, [sample]);
  if (target === null) return sample;
  const targetTransform = rt.findAttribute(self, 'target_transform') ?? null;
  if (targetTransform !== null) target = rt.call(targetTransform, [target]);
  return new PyTuple([sample, target]);
}

// --- data sets of the catalogue ------------------------------------------------------------------

function known(rt: Runtime, name: string, spec: DatasetSpec, self: PyObject, args: Args): Content {
  const configuration = spec.configuration === undefined ? null : args.value(spec.configuration);
  if (configuration instanceof Unknown) return open(spec, configuration);
  const full = typeof configuration === 'string' ? `${name}/${configuration}` : name;
  const found = findDataset('torchvision', full);
  if (!found.found) return open(spec, rt.unknown(`no facts are known about ${full}`));
  const dataset = found.value;
  const split = splitOf(rt, spec, args);
  const count = split instanceof Unknown ? split : (dataset.splits.get(split) ?? noSplit(rt, dataset, split));
  if (typeof count === 'number') {
    rt.setAttribute(
      self,
      '__data_name__',
      split instanceof Unknown || split === 'all' ? name : `${name} (${split})`,
    );
  }
  describe(rt, self, spec, dataset, count);
  const [channels, height, width] = dataset.shape.slice(-3).map((size) => size ?? differing(rt, name));
  return {
    count,
    sample: () =>
      spec.mode === null
        ? new TorchTensor(
            dataset.shape.map((size) => size ?? 1),
            'uint8',
          )
        : new PilImage(channels === 1 ? 'L' : spec.mode, height ?? 1, width ?? 1),
    target: (rt) => target(rt, spec, dataset, height ?? 1, width ?? 1),
  };
}

function differing(rt: Runtime, name: string): Unknown {
  return rt.unknown(`the images of ${name} differ in size, and no transform makes them alike`);
}

function open(spec: DatasetSpec, reason: Unknown): Content {
  return {
    count: reason,
    sample: () => new PilImage(spec.mode ?? 'RGB', reason, reason),
    target: (rt) => new UnknownNumber(rt, 'a label depends on the data', 'int64'),
  };
}

function splitOf(rt: Runtime, { split }: DatasetSpec, args: Args): string | Unknown {
  switch (split.by) {
    case 'fixed':
      return split.split;
    case 'argument': {
      const value = args.value(split.name);
      if (value instanceof Unknown) return value;
      const text = args.string(split.name);
      // COCO's split is in the name of its annotations: `instances_train2017.json`.
      return split.name === 'annFile' ? (/(train|val)2017/.exec(text)?.[1] ?? text) : text;
    }
    case 'train-flag': {
      const flag = args.value(split.train === 'background' ? 'background' : 'train');
      const truth = rt.truth(flag);
      return truth instanceof Unknown ? truth : truth ? split.train : split.test;
    }
  }
}

function noSplit(rt: Runtime, dataset: Dataset, split: string): Unknown {
  return rt.unknown(`${dataset.name} has no split '${split}' that is known`);
}

function target(
  rt: Runtime,
  spec: DatasetSpec,
  dataset: Dataset,
  height: Extent,
  width: Extent,
): Value | null {
  switch (spec.target) {
    case 'class':
      return new UnknownNumber(rt, 'a label depends on the data', 'int64');
    case 'multilabel':
      return new TorchTensor([dataset.classes ?? 1], 'int64');
    case 'mask':
      return new PilImage('P', height, width);
    case 'boxes':
      return rt.unknown('the number of objects in an image depends on the data');
    case 'none':
      return null;
  }
}

/** What programs read of a data set besides its samples. */
function describe(rt: Runtime, self: PyObject, spec: DatasetSpec, dataset: Dataset, count: Extent): void {
  if (dataset.classes !== null) {
    const name = rt.unknown(`the names of the classes of ${dataset.name}`);
    rt.setAttribute(self, 'classes', new PyList(new Array<Value>(dataset.classes).fill(name)));
    rt.setAttribute(self, 'class_to_idx', name);
  }
  const { data, labels } = spec;
  if (data === undefined || count instanceof Unknown) return;
  const [channels = 1, height = 1, width = 1] = dataset.shape.map((size) => size ?? 1);
  const pixels = { HW: [height, width], HWC: [height, width, channels], CHW: [channels, height, width] }[
    data.axes
  ];
  const shape = [count, ...pixels];
  const origin = { name: dataset.name, span: rt.here() };
  const isTensor = data.type === 'tensor';
  rt.setAttribute(
    self,
    'data',
    isTensor ? new TorchTensor(shape, 'uint8') : new NdArray(shape, 'uint8', { origin }),
  );
  const targets = isTensor ? new TorchTensor([count], 'int64') : new NdArray([count], 'int64', { origin });
  rt.setAttribute(self, labels ?? 'targets', targets);
}

// --- others --------------------------------------------------------------------------------------

function fakeData(rt: Runtime, self: PyObject, args: Args): Content {
  const sizes = args.elements('image_size').map(extent);
  const [channels, height, width] = sizes;
  rt.setAttribute(self, '__data_name__', 'FakeData');
  return {
    count: extent(args.value('size')),
    sample: () => new PilImage(channels === 1 ? 'L' : 'RGB', height ?? 1, width ?? 1),
    target: (rt) => new UnknownNumber(rt, 'a label depends on the data', 'int64'),
  };
}

/** `IMG_EXTENSIONS` of torchvision/datasets/folder.py. */
const IMAGE_ENDINGS = ['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp'];

/** Beyond so many, the samples are not listed. */
const MOST_LISTED = 50_000;

/** Which files are samples; null: the program decides. */
function endingsOf(rt: Runtime, args: Args, hasEndings: boolean): readonly string[] | null {
  if (args.value('is_valid_file') !== null) return null;
  const given = hasEndings ? args.value('extensions') : null;
  if (given === null) return hasEndings ? null : IMAGE_ENDINGS;
  const endings = typeof given === 'string' ? [given] : rt.elements(given);
  return endings instanceof Unknown ? null : endings.filter((ending) => typeof ending === 'string');
}

/** Samples by class, counted where the folder is in the workspace. */
function counted(rt: Runtime, root: Value, endings: readonly string[] | null): ClassFolders | Unknown {
  const path = root instanceof Unknown ? root : pathText(rt, root);
  if (path instanceof Unknown) return path;
  if (endings === null) return rt.unknown(`which files of '${path}' are samples`);
  const kind = new RegExp(`(?:${endings.map((ending) => ending.replaceAll('.', '\\.')).join('|')})$`, 'i');
  return classFolders(rt, path, kind);
}

function folder(hasEndings: boolean): (rt: Runtime, self: PyObject, args: Args) => Content {
  return (rt, self, args) => {
    const root = args.value('root');
    const found = counted(rt, root, endingsOf(rt, args, hasEndings));
    const count = found instanceof Unknown ? found : totalOf(found.classes);
    describeFolder(rt, self, found, count);
    if (typeof root === 'string') rt.setAttribute(self, '__data_name__', `ImageFolder('${root}')`);
    const size = rt.unknown('the images of a folder differ in size, and no transform makes them alike');
    const loader = args.known('loader');
    const sample = rt.unknown('a path in a folder');
    return {
      count,
      sample: (inner) => (loader === null ? new PilImage('RGB', size, size) : inner.call(loader, [sample])),
      target: (inner) => new UnknownNumber(inner, 'a label depends on the data', 'int64'),
    };
  };
}

function describeFolder(rt: Runtime, self: PyObject, found: ClassFolders | Unknown, count: Extent): void {
  const path = rt.unknown('a path in a folder');
  const label = (): Value => new UnknownNumber(rt, 'a label depends on the data', 'int64');
  const names = found instanceof Unknown ? found : new PyList([...found.classes.keys()]);
  const indices =
    found instanceof Unknown
      ? found
      : dictOf(
          rt,
          [...found.classes.keys()].map((name, i) => [name, i] as const),
        );
  const filled = (value: () => Value): Value => {
    if (count instanceof Unknown) return count;
    if (count > MOST_LISTED) return rt.unknown('the samples of a folder are too many to list');
    return new PyList(new Array<Value>(count).fill(value()));
  };
  const pairs = filled(() => new PyTuple([path, label()]));
  const attributes: Readonly<Record<string, Value>> = {
    classes: names,
    class_to_idx: indices,
    samples: pairs,
    imgs: pairs,
    targets: filled(label),
  };
  for (const [name, value] of Object.entries(attributes)) rt.setAttribute(self, name, value);
}

const FAKE =
  '(size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None, random_offset=0)';
const FOLDER =
  '(root, transform=None, target_transform=None, loader=None, is_valid_file=None, allow_empty=False)';
const FILES =
  '(root, loader=None, extensions=None, transform=None, target_transform=None, is_valid_file=None, allow_empty=False)';

const classes: Readonly<Record<string, Member>> = Object.fromEntries<Member>([
  ...Object.entries(DATASETS).map(([name, spec]): [string, Member] => [
    name,
    perRuntime((rt) =>
      datasetClass(rt, name, spec.signature, (rt, self, args) => known(rt, name, spec, self, args)),
    ),
  ]),
  ['FakeData', perRuntime((rt) => datasetClass(rt, 'FakeData', FAKE, fakeData))],
  ['ImageFolder', perRuntime((rt) => datasetClass(rt, 'ImageFolder', FOLDER, folder(false)))],
  ['DatasetFolder', perRuntime((rt) => datasetClass(rt, 'DatasetFolder', FILES, folder(true)))],
  ['VisionDataset', perRuntime((rt) => visionDataset(rt))],
]);

/** The base of people's own data sets: it only keeps its arguments. */
function visionDataset(rt: Runtime): PyClass {
  return nativeClass(
    'VisionDataset',
    [datasetBase(rt)],
    [
      nativeMethod(
        '__init__(self, root=None, transforms=None, transform=None, target_transform=None)',
        (rt, args) => {
          for (const name of ['root', 'transforms', 'transform', 'target_transform']) {
            rt.setAttribute(args.known('self'), name, args.value(name));
          }
          return null;
        },
      ),
    ],
  );
}

const opened = native('default_loader(path)', (rt) => {
  const size = rt.unknown('the size of a picture depends on its file');
  return new PilImage('RGB', size, size);
});

const loaders: Readonly<Record<string, Member>> = {
  default_loader: opened,
  pil_loader: opened,
  IMG_EXTENSIONS: () => new PyTuple(IMAGE_ENDINGS),
};

export const datasetModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'torchvision.datasets',
    precedence: 'framework',
    members: classes,
    otherwise: 'no facts are known about this data set of torchvision',
  }),
  ...['folder', 'vision', 'mnist', 'cifar'].map((part) =>
    lazyModule({
      name: `torchvision.datasets.${part}`,
      precedence: 'framework',
      members: { ...classes, ...loaders },
    }),
  ),
];
