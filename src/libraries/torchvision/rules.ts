/** What each transform does to the size and kind of a picture. */
import type { Args } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyFloat, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { TorchDType } from '../../torch/dtypes.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { extent, PilImage, type Extent } from '../pil/image.ts';
import { crop, padded, resample, sizeOf, toPil, toTensor, withChannels, type Picture } from './picture.ts';

/** `args` are those that the transform was made with, or those of the functional form. */
export type Rule = (rt: Runtime, picture: Picture, args: Args) => Value;

/** Height and width given as one number or as two. */
function bothSides(rt: Runtime, value: Value): readonly [Extent, Extent] {
  if (value instanceof Unknown) return [value, value];
  const elements = isNumber(value) ? [value] : rt.elements(value);
  if (elements instanceof Unknown) return [elements, elements];
  const [height, width] = elements.map(extent);
  return [height ?? 1, width ?? height ?? 1];
}

function isNumber(value: Value): boolean {
  return typeof value === 'number' || value instanceof PyFloat;
}

/** One number sets the shorter side and keeps the proportions (`_compute_resized_output_size`). */
export const resize: Rule = (rt, picture, args) => {
  const size = args.value('size');
  if (size instanceof Unknown) return resample(rt, picture, size, size);
  const elements = isNumber(size) ? [size] : rt.elements(size);
  if (elements instanceof Unknown) return resample(rt, picture, elements, elements);
  if (elements.length > 1) return resample(rt, picture, ...bothSides(rt, size));
  const shorter = extent(elements[0] ?? 1);
  const [height, width] = sizeOf(picture);
  if (shorter instanceof Unknown) return resample(rt, picture, shorter, shorter);
  if (height instanceof Unknown || width instanceof Unknown) {
    const open = rt.unknown('resizing keeps the proportions, and the pictures differ in size');
    return resample(rt, picture, open, open);
  }
  const longest = args.numberOrNone('max_size') ?? Infinity;
  let short = shorter;
  let long = Math.trunc((shorter * Math.max(height, width)) / Math.min(height, width));
  if (long > longest) [short, long] = [Math.trunc((longest * short) / long), longest];
  return width <= height ? resample(rt, picture, long, short) : resample(rt, picture, short, long);
};

/** `name` is the argument that holds the size. */
export function cropBy(name: string): Rule {
  return (rt, picture, args) => crop(rt, picture, ...bothSides(rt, args.value(name)));
}

export const cropTo: Rule = cropBy('size');

export const resampleTo: Rule = (rt, picture, args) =>
  resample(rt, picture, ...bothSides(rt, args.value('size')));

/** Four or ten crops and the centre. */
export function crops(count: number): Rule {
  return (rt, picture, args) => new PyTuple(Array.from({ length: count }, () => cropTo(rt, picture, args)));
}

/** `crop(img, top, left, height, width)`. */
export const cropAt: Rule = (rt, picture, args) =>
  crop(rt, picture, extent(args.value('height')), extent(args.value('width')));

/** One number for all sides, two for left-right and top-bottom, or four. */
export const pad: Rule = (rt, picture, args) => {
  const value = args.known('padding');
  const sides = isNumber(value) ? [value] : rt.elements(value);
  if (sides instanceof Unknown) return padded(rt, picture, sides, sides);
  const numbers = sides.map((side) => extent(side));
  const open = numbers.find((side) => side instanceof Unknown);
  if (open instanceof Unknown) return padded(rt, picture, open, open);
  const [left = 0, top = left, right = left, bottom = top] = numbers.map(Number);
  const grown = (side: Extent, by: number): Extent => (side instanceof Unknown ? side : side + by);
  const [height, width] = sizeOf(picture);
  return padded(rt, picture, grown(height, top + bottom), grown(width, left + right));
};

export const unchanged: Rule = (_rt, picture) => picture;

/** The size only grows when the picture is expanded to hold its rotated self. */
export const rotate: Rule = (rt, picture, args) => {
  if (!args.bool('expand')) return picture;
  const size = rt.unknown('the size of a rotated and expanded picture depends on the angle');
  return padded(rt, picture, size, size);
};

export const grey: Rule = (rt, picture, args) => withChannels(rt, picture, args.int('num_output_channels'));

export const colour: Rule = (rt, picture) => withChannels(rt, picture, 3);

export const anySize: Rule = (rt, picture) => {
  const size = rt.unknown('this transform draws the size of its picture at random');
  return picture instanceof PilImage ? picture.resized(size, size) : size;
};

export const asTensor: Rule = (rt, picture) => toTensor(rt, picture, true);

export const asByteTensor: Rule = (rt, picture) => toTensor(rt, picture, false);

export const asPil: Rule = (_rt, picture, args) => toPil(picture, args.stringOrNone('mode'));

export const asType: Rule = (rt, picture, args) => {
  const dtype = args.known('dtype');
  return picture instanceof TorchTensor && dtype instanceof TorchDType
    ? rt.callMethod(picture, 'to', [dtype])
    : picture;
};

/** `(x - mean) / std`, by channel. */
export const normalize: Rule = (rt, picture) => {
  if (!(picture instanceof TorchTensor)) {
    throw rt.error('TypeError', `img should be Tensor Image. Got ${rt.typeName(picture)}`);
  }
  // Older versions took the channels that both have: whatever is given, the shape stays.
  const channels = picture.shape.at(-3) ?? 1;
  const statistics = new TorchTensor([channels, 1, 1], picture.dtype);
  return rt.binary('/', rt.binary('-', picture, statistics), statistics);
};

/** The transforms in a list, one after the other; several inputs (a picture and its boxes) stay several. */
export function inTurn(rt: Runtime, inputs: readonly Value[], transforms: Value): Value {
  const steps = rt.elements(transforms);
  if (steps instanceof Unknown) return steps;
  const isOne = inputs.length === 1;
  let result: Value = isOne ? inNormalizedBands(rt, inputs[0] ?? null, steps) : new PyTuple(inputs);
  for (const step of steps) {
    const next: readonly Value[] | Unknown = isOne ? [result] : rt.elements(result);
    if (next instanceof Unknown) return next;
    result = rt.call(step, next);
  }
  return result;
}

/** A picture file of which nothing is known has as many bands as there are means to subtract: others would raise. */
function inNormalizedBands(rt: Runtime, input: Value, steps: readonly Value[]): Value {
  if (!(input instanceof PilImage) || !(input.mode instanceof Unknown)) return input;
  const normalize = steps.find((step) => rt.typeName(step) === 'Normalize');
  const mean = normalize === undefined ? undefined : rt.findAttribute(normalize, 'mean');
  const means = mean === undefined || isNumber(mean) ? undefined : rt.length(mean);
  return means === 3 ? new PilImage('RGB', input.height, input.width) : input;
}
