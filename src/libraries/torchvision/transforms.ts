/** `torchvision.transforms`, its `v2` and their functional forms. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import type { Args } from '../../python/runtime/native.ts';
import { parseSignature } from '../../python/runtime/signature.ts';
import { PyObject, PyTuple, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import { PilImage } from '../pil/image.ts';
import { isPicture } from './picture.ts';
import * as rules from './rules.ts';
import type { Rule } from './rules.ts';

/** Constructors as in torchvision, with what the transform does to a picture. */
const TRANSFORMS: readonly (readonly [signature: string, rule: Rule])[] = [
  ["Resize(size, interpolation='bilinear', max_size=None, antialias=True)", rules.resize],
  ["Scale(size, interpolation='bilinear', max_size=None)", rules.resize],
  ['CenterCrop(size)', rules.cropTo],
  ["RandomCrop(size, padding=None, pad_if_needed=False, fill=0, padding_mode='constant')", rules.cropTo],
  [
    "RandomResizedCrop(size, scale=(0.08, 1.0), ratio=(0.75, 1.33), interpolation='bilinear', antialias=True)",
    rules.resampleTo,
  ],
  ["RandomSizedCrop(size, interpolation='bilinear')", rules.resampleTo],
  ['FiveCrop(size)', rules.crops(5)],
  ['TenCrop(size, vertical_flip=False)', rules.crops(10)],
  ["Pad(padding, fill=0, padding_mode='constant')", rules.pad],
  ["RandomRotation(degrees, interpolation='nearest', expand=False, center=None, fill=0)", rules.rotate],
  ['Grayscale(num_output_channels=1)', rules.grey],
  ['RGB()', rules.colour],
  ['ToTensor()', rules.asTensor],
  ['PILToTensor()', rules.asByteTensor],
  ['ToImage()', rules.asByteTensor],
  ['ToImageTensor()', rules.asByteTensor],
  ['ToPILImage(mode=None)', rules.asPil],
  ['ToDtype(dtype, scale=False)', rules.asType],
  ['ConvertImageDtype(dtype=None)', rules.asType],
  ['ConvertDtype(dtype=None)', rules.asType],
  ['Normalize(mean, std, inplace=False)', rules.normalize],
  ...['RandomZoomOut', 'RandomIoUCrop', 'ScaleJitter', 'RandomShortestSize', 'RandomResize'].map(
    (name) => [`${name}(*args, **options)`, rules.anySize] as const,
  ),
  ...[
    'RandomHorizontalFlip',
    'RandomVerticalFlip',
    'ColorJitter',
    'RandomGrayscale',
    'GaussianBlur',
    'GaussianNoise',
    'RandomErasing',
    'RandomAffine',
    'RandomPerspective',
    'ElasticTransform',
    'RandomInvert',
    'RandomPosterize',
    'RandomSolarize',
    'RandomAdjustSharpness',
    'RandomAutocontrast',
    'RandomEqualize',
    'RandomPhotometricDistort',
    'RandomChannelPermutation',
    'AutoAugment',
    'RandAugment',
    'TrivialAugmentWide',
    'AugMix',
    'LinearTransformation',
    'ToPureTensor',
    'Identity',
    'JPEG',
    'ClampBoundingBoxes',
    'SanitizeBoundingBoxes',
    'ConvertBoundingBoxFormat',
  ].map((name) => [`${name}(*args, **options)`, rules.unchanged] as const),
];

/** Functional forms; the picture comes first. */
const FUNCTIONS: readonly (readonly [signature: string, rule: Rule])[] = [
  ["resize(img, size, interpolation='bilinear', max_size=None, antialias=True)", rules.resize],
  ['center_crop(img, output_size)', rules.cropBy('output_size')],
  ['crop(img, top, left, height, width)', rules.cropAt],
  [
    "resized_crop(img, top, left, height, width, size, interpolation='bilinear', antialias=True)",
    rules.resampleTo,
  ],
  ['five_crop(img, size)', rules.crops(5)],
  ['ten_crop(img, size, vertical_flip=False)', rules.crops(10)],
  ["pad(img, padding, fill=0, padding_mode='constant')", rules.pad],
  ["rotate(img, angle, interpolation='nearest', expand=False, center=None, fill=None)", rules.rotate],
  ['to_grayscale(img, num_output_channels=1)', rules.grey],
  ['rgb_to_grayscale(img, num_output_channels=1)', rules.grey],
  ['to_tensor(img)', rules.asTensor],
  ['pil_to_tensor(img)', rules.asByteTensor],
  ['to_image(img)', rules.asByteTensor],
  ['to_pil_image(img, mode=None)', rules.asPil],
  ['to_dtype(img, dtype, scale=False)', rules.asType],
  ['convert_image_dtype(img, dtype=None)', rules.asType],
  ['normalize(img, mean, std, inplace=False)', rules.normalize],
  ...[
    'hflip',
    'vflip',
    'horizontal_flip',
    'vertical_flip',
    'adjust_brightness',
    'adjust_contrast',
    'adjust_saturation',
    'adjust_hue',
    'adjust_gamma',
    'adjust_sharpness',
    'affine',
    'perspective',
    'erase',
    'gaussian_blur',
    'gaussian_noise',
    'invert',
    'posterize',
    'solarize',
    'autocontrast',
    'equalize',
    'elastic_transform',
  ].map((name) => [`${name}(img, *args, **options)`, rules.unchanged] as const),
];

/** With what each transform was made. */
const made = new WeakMap<PyObject, Args>();

/** Called with one picture, or (in v2) with a picture and what belongs to it. */
function applied(rt: Runtime, inputs: readonly Value[], apply: (input: Value) => Value): Value {
  const [first, ...others] = inputs;
  if (first === undefined) throw rt.error('TypeError', 'a transform needs a picture');
  if (first instanceof PyTuple && others.length === 0 && first.items.some(isPicture)) {
    return applied(rt, first.items, apply);
  }
  const result = apply(first);
  if (others.length === 0) return result;
  return new PyTuple([result, ...others.map((other) => (other instanceof PilImage ? apply(other) : other))]);
}

function ruled(rt: Runtime, name: string, value: Value, rule: Rule, args: Args): Value {
  if (value instanceof Unknown) return value;
  if (isPicture(value)) return rule(rt, value, args);
  throw rt.error('TypeError', `${name}: img should be PIL Image or Tensor. Got ${rt.typeName(value)}`);
}

function transformClass(
  rt: Runtime,
  signature: string,
  call: (rt: Runtime, inputs: readonly Value[], args: Args) => Value,
): PyClass {
  const { name, params } = parseSignature(signature);
  const list = /\((.*)\)$/s.exec(signature)?.[1] ?? '';
  const invoke = (rt: Runtime, args: Args): Value => {
    const self = args.known('self');
    const own = self instanceof PyObject ? made.get(self) : undefined;
    return own === undefined
      ? rt.unknown(`a ${name} whose constructor was not followed`)
      : call(rt, args.rest, own);
  };
  const methods = [
    nativeMethod(`__init__(self${list === '' ? '' : `, ${list}`})`, (rt, args) => {
      const self = args.known('self');
      if (!(self instanceof PyObject)) return null;
      made.set(self, args);
      for (const { name: param, kind } of params) {
        if (kind === 'normal' || kind === 'keyword-only') rt.setAttribute(self, param, args.value(param));
      }
      return null;
    }),
    nativeMethod('__call__(self, *inputs)', invoke),
    nativeMethod('forward(self, *inputs)', invoke),
    nativeMethod('eval(self)', (_rt, args) => args.value('self')),
    nativeMethod('train(self, mode=True)', (_rt, args) => args.value('self')),
    nativeMethod('to(self, *args, **options)', (_rt, args) => args.value('self')),
  ];
  const draws = native('get_params(*args, **options)', (rt) =>
    rt.unknown(`what ${name} draws for a picture`),
  );
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      ...methods.map((method) => [method.name, method] as const),
      [draws.name, new StaticMethod(draws)] as const,
    ],
  );
}

/** Transforms made of others, read from the attribute each time: programs insert into the list. */
function composed(signature: string, pick: (rt: Runtime, transforms: Value) => Value): Member {
  return perRuntime((rt) =>
    transformClass(rt, signature, (rt, inputs, args) =>
      rules.inTurn(rt, inputs, pick(rt, args.value('transforms'))),
    ),
  );
}

function firstOf(rt: Runtime, transforms: Value): Value {
  const steps = rt.elements(transforms);
  return steps instanceof Unknown ? steps : new PyTuple(steps.slice(0, 1));
}

/** `CutMix` and `MixUp` mix a batch and turn its labels into shares of the classes. */
function mixing(name: string): Member {
  return perRuntime((rt) =>
    transformClass(
      rt,
      `${name}(*, alpha=1.0, num_classes=None, labels_getter='default')`,
      (rt, inputs, args) => {
        const [images, labels] = inputs;
        const classes = args.intOrNone('num_classes');
        if (!(labels instanceof TorchTensor) || images === undefined || classes === null) {
          return rt.unknown(`${name} without a number of classes`);
        }
        return new PyTuple([images, new TorchTensor([labels.shape[0] ?? 1, classes], 'float32')]);
      },
    ),
  );
}

const classes: Readonly<Record<string, Member>> = Object.fromEntries([
  ...TRANSFORMS.map(([signature, rule]): [string, Member] => {
    const { name } = parseSignature(signature);
    const member = perRuntime((rt: Runtime) =>
      transformClass(rt, signature, (rt, inputs, args) =>
        applied(rt, inputs, (input) => ruled(rt, name, input, rule, args)),
      ),
    );
    return [name, member];
  }),
  [
    'Lambda',
    perRuntime((rt: Runtime) =>
      transformClass(rt, 'Lambda(lambd, *types)', (rt, inputs, args) => rt.call(args.value('lambd'), inputs)),
    ),
  ],
  ['Compose', composed('Compose(transforms)', (_rt, transforms) => transforms)],
  ['RandomApply', composed('RandomApply(transforms, p=0.5)', (_rt, transforms) => transforms)],
  ['RandomOrder', composed('RandomOrder(transforms)', (_rt, transforms) => transforms)],
  ['RandomChoice', composed('RandomChoice(transforms, p=None)', firstOf)],
  ['CutMix', mixing('CutMix')],
  ['MixUp', mixing('MixUp')],
]);

const functions: Readonly<Record<string, Member>> = Object.fromEntries(
  FUNCTIONS.map(([signature, rule]): [string, Member] => {
    const { name } = parseSignature(signature);
    return [name, native(signature, (rt, args) => ruled(rt, name, args.value('img'), rule, args))];
  }),
);

const inert = ['InterpolationMode', 'AutoAugmentPolicy'];

export const transformModules: readonly LibraryModule[] = [
  lazyModule({ name: 'torchvision.transforms', precedence: 'framework', members: classes, inert }),
  lazyModule({
    name: 'torchvision.transforms.v2',
    precedence: 'framework',
    members: classes,
    inert,
  }),
  ...['torchvision.transforms.functional', 'torchvision.transforms.v2.functional'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: functions, inert }),
  ),
];
