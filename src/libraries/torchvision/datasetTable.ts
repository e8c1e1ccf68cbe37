/** The constructors of torchvision's data sets: https://pytorch.org/vision/stable/datasets.html */

/** How a constructor's arguments name the split that the catalogue counts. */
export type SplitRule =
  | { readonly by: 'train-flag'; readonly train: string; readonly test: string }
  /** The value of an argument is the name of the split. */
  | { readonly by: 'argument'; readonly name: string }
  | { readonly by: 'fixed'; readonly split: string };

export interface DatasetSpec {
  readonly signature: string;
  readonly split: SplitRule;
  /** Mode of the PIL image of a sample; null: samples are tensors. */
  readonly mode: 'L' | 'RGB' | null;
  readonly target: 'class' | 'multilabel' | 'mask' | 'boxes' | 'none';
  /** An argument that chooses among configurations of the data (`EMNIST/letters`). */
  readonly configuration?: string;
  /** What the raw samples are kept in, as an attribute, and in which layout. */
  readonly data?: { readonly type: 'tensor' | 'array'; readonly axes: 'HW' | 'HWC' | 'CHW' };
  readonly labels?: 'targets' | 'labels';
}

const TRAIN: SplitRule = { by: 'train-flag', train: 'train', test: 'test' };
const SPLIT: SplitRule = { by: 'argument', name: 'split' };
const ALL: SplitRule = { by: 'fixed', split: 'all' };
const TAIL = 'transform=None, target_transform=None, download=False, loader=None';

const digits = {
  signature: `(root=None, train=True, ${TAIL})`,
  split: TRAIN,
  mode: 'L',
  target: 'class',
  data: { type: 'tensor', axes: 'HW' },
  labels: 'targets',
} as const satisfies DatasetSpec;

const cifar = {
  signature: `(root, train=True, ${TAIL})`,
  split: TRAIN,
  mode: 'RGB',
  target: 'class',
  data: { type: 'array', axes: 'HWC' },
  labels: 'targets',
} as const satisfies DatasetSpec;

/** Colour pictures whose split is an argument. */
const bySplit = (split: string): DatasetSpec => ({
  signature: `(root, split='${split}', ${TAIL})`,
  split: SPLIT,
  mode: 'RGB',
  target: 'class',
});

const whole = (target: DatasetSpec['target'] = 'class', mode: DatasetSpec['mode'] = 'RGB'): DatasetSpec => ({
  signature: `(root, ${TAIL})`,
  split: ALL,
  mode,
  target,
});

const voc = (target: DatasetSpec['target']): DatasetSpec => ({
  signature:
    "(root, year='2012', image_set='train', download=False, transform=None, target_transform=None, transforms=None)",
  split: { by: 'argument', name: 'image_set' },
  mode: 'RGB',
  target,
  configuration: 'year',
});

export const DATASETS: Readonly<Record<string, DatasetSpec>> = {
  MNIST: digits,
  FashionMNIST: digits,
  KMNIST: digits,
  EMNIST: { ...digits, signature: `(root, split, train=True, ${TAIL})`, configuration: 'split' },
  QMNIST: { ...digits, signature: `(root, what=None, compat=True, train=True, ${TAIL})` },
  USPS: { ...digits, data: { type: 'array', axes: 'HW' } },
  SEMEION: whole('class', 'L'),
  Omniglot: {
    ...whole('class', 'L'),
    signature: `(root, background=True, ${TAIL})`,
    split: { by: 'train-flag', train: 'background', test: 'evaluation' },
  },
  MovingMNIST: {
    ...whole('none', null),
    signature: '(root, split=None, split_ratio=10, download=False, transform=None)',
  },
  CIFAR10: cifar,
  CIFAR100: cifar,
  SVHN: { ...bySplit('train'), data: { type: 'array', axes: 'CHW' }, labels: 'labels' },
  STL10: {
    ...bySplit('train'),
    signature: `(root, split='train', folds=None, ${TAIL})`,
    data: { type: 'array', axes: 'CHW' },
    labels: 'labels',
  },
  ImageNet: bySplit('train'),
  Imagenette: { ...bySplit('train'), signature: `(root, split='train', size='full', ${TAIL})` },
  CelebA: {
    ...bySplit('train'),
    signature: `(root, split='train', target_type='attr', ${TAIL})`,
    target: 'multilabel',
  },
  Caltech101: { ...whole(), signature: `(root, target_type='category', ${TAIL})` },
  Caltech256: whole(),
  Flowers102: bySplit('train'),
  OxfordIIITPet: {
    ...bySplit('trainval'),
    signature:
      "(root, split='trainval', target_types='category', transforms=None, transform=None, target_transform=None, download=False)",
  },
  Food101: bySplit('train'),
  StanfordCars: bySplit('train'),
  FGVCAircraft: {
    ...bySplit('trainval'),
    signature: `(root, split='trainval', annotation_level='variant', ${TAIL})`,
  },
  DTD: { ...bySplit('train'), signature: `(root, split='train', partition=1, ${TAIL})` },
  EuroSAT: whole(),
  GTSRB: bySplit('train'),
  SUN397: whole(),
  Country211: bySplit('train'),
  RenderedSST2: bySplit('train'),
  PCAM: bySplit('train'),
  FER2013: { ...bySplit('train'), mode: 'L' },
  CLEVRClassification: bySplit('train'),
  Places365: {
    ...bySplit('train-standard'),
    signature:
      "(root, split='train-standard', small=False, download=False, transform=None, target_transform=None, loader=None)",
  },
  INaturalist: {
    ...bySplit('train'),
    signature:
      "(root, version='2021_train', target_type='full', transform=None, target_transform=None, download=False)",
    split: { by: 'argument', name: 'version' },
  },
  VOCSegmentation: voc('mask'),
  VOCDetection: voc('boxes'),
  Cityscapes: {
    ...bySplit('train'),
    signature:
      "(root, split='train', mode='fine', target_type='instance', transform=None, target_transform=None, transforms=None)",
    target: 'mask',
  },
  CocoDetection: {
    signature: '(root, annFile, transform=None, target_transform=None, transforms=None)',
    split: { by: 'argument', name: 'annFile' },
    mode: 'RGB',
    target: 'boxes',
  },
};
