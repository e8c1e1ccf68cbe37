/** What transforms work on: PIL images, tensors of CHW and arrays of HWC. */
import { stateIfAny } from '../../torch/state.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { ELLIPSIS, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { PilImage, type Extent } from '../pil/image.ts';

export type Picture = PilImage | TorchTensor | NdArray;

export function isPicture(value: Value): value is Picture {
  return value instanceof PilImage || value instanceof TorchTensor || value instanceof NdArray;
}

/** Height and width. */
export function sizeOf(picture: Picture): readonly [Extent, Extent] {
  if (picture instanceof PilImage) return [picture.height, picture.width];
  const { shape } = picture;
  return picture instanceof TorchTensor
    ? [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
    : [shape[0] ?? 1, shape[1] ?? 1];
}

/** Sizes that are known, or the end of the native call with what is not. */
function known(...extents: readonly Extent[]): number[] {
  return extents.map((extent) => {
    if (extent instanceof Unknown) throw new UnknownInput(extent);
    return extent;
  });
}

/** The same kind of picture in another size, by interpolation. */
export function resample(rt: Runtime, picture: Picture, height: Extent, width: Extent): Value {
  if (picture instanceof PilImage) return picture.resized(height, width);
  const [h = 1, w = 1] = known(height, width);
  if (picture instanceof NdArray) {
    return new NdArray([h, w, ...picture.shape.slice(2)], picture.dtype);
  }
  const functional = rt.importModule('torch.nn.functional');
  const batched = picture.shape.length === 3;
  const input = batched ? rt.callMethod(picture, 'unsqueeze', [0]) : picture;
  const keywords = new Map<string, Value>([
    ['size', new PyList([h, w])],
    ['mode', 'bilinear'],
  ]);
  const output = rt.call(rt.getAttribute(functional, 'interpolate'), [input], keywords);
  return batched ? rt.callMethod(output, 'squeeze', [0]) : output;
}

/** A part of the picture, which may reach beyond its edges (they are padded). */
export function crop(rt: Runtime, picture: Picture, height: Extent, width: Extent): Value {
  if (picture instanceof PilImage) return picture.resized(height, width);
  const [h = 1, w = 1] = known(height, width);
  const [ownHeight, ownWidth] = known(...sizeOf(picture));
  if (h > (ownHeight ?? 0) || w > (ownWidth ?? 0)) return padded(rt, picture, h, w);
  const rows = new PySlice(0, h, 1);
  const columns = new PySlice(0, w, 1);
  const key = picture instanceof NdArray ? [rows, columns] : [ELLIPSIS, rows, columns];
  return rt.getItem(picture, new PyTuple(key));
}

/** Another size with new pixels around, or some cut off. */
export function padded(rt: Runtime, picture: Picture, height: Extent, width: Extent): Value {
  if (picture instanceof PilImage) return picture.resized(height, width);
  const [h = 1, w = 1] = known(height, width);
  if (picture instanceof NdArray) return new NdArray([h, w, ...picture.shape.slice(2)], picture.dtype);
  const [ownHeight = 0, ownWidth = 0] = known(...sizeOf(picture));
  const pad = rt.getAttribute(rt.importModule('torch.nn.functional'), 'pad');
  return rt.call(pad, [picture, new PyList([0, w - ownWidth, 0, h - ownHeight])]);
}

/** Channels first, as `ToTensor` makes it. Ends the native call where the size is unknown. */
export function toTensor(rt: Runtime, picture: Picture, scale: boolean): TorchTensor {
  ensureTorch(rt);
  if (picture instanceof TorchTensor) return picture;
  if (picture instanceof NdArray) {
    const [height = 1, width = 1, channels = 1] = picture.shape;
    const dtype = scale && picture.dtype === 'uint8' ? 'float32' : picture.dtype;
    return new TorchTensor([channels, height, width], dtype);
  }
  const [channels = 1, height = 1, width = 1] = known(picture.channels, picture.height, picture.width);
  return new TorchTensor([channels, height, width], pixelType(picture, scale));
}

function pixelType({ mode }: PilImage, scale: boolean): DType {
  if (mode === 'I') return 'int32';
  if (mode === 'I;16') return 'int16';
  return mode === 'F' || scale ? 'float32' : 'uint8';
}

export function toPil(picture: Picture, mode: string | null): PilImage {
  if (picture instanceof PilImage) return picture;
  const isTensor = picture instanceof TorchTensor;
  const channels = picture.shape.length < 3 ? 1 : picture.shape.at(isTensor ? -3 : 2);
  const [height, width] = sizeOf(picture);
  const byChannels = channels === 4 ? 'RGBA' : channels === 3 ? 'RGB' : channels === 2 ? 'LA' : 'L';
  return new PilImage(mode ?? byChannels, height, width);
}

/** With other channels: grey pictures of one or three. */
export function withChannels(rt: Runtime, picture: Picture, channels: number): Value {
  if (picture instanceof PilImage) {
    return new PilImage(channels === 1 ? 'L' : 'RGB', picture.height, picture.width);
  }
  if (picture instanceof NdArray) return new NdArray([...picture.shape.slice(0, 2), channels], picture.dtype);
  const grey = rt.callMethod(picture, 'mean', [-3, true]);
  if (channels === 1) return grey;
  const times = [...picture.shape.slice(0, -3).map(() => 1), channels, 1, 1];
  return rt.callMethod(grey, 'repeat', times);
}

/** Tensors can only be made once PyTorch is there. */
export function ensureTorch(rt: Runtime): void {
  if (stateIfAny(rt) === undefined) rt.importModule('torch');
}
