/** `tf.image` and `tf.browser`: pictures as tensors. */
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Unknown } from '../../python/runtime/values.ts';
import { resize } from '../../keras/ops/image.ts';
import { guarded } from '../../keras/invoke.ts';
import { emit } from '../../keras/record.ts';
import { Tensor } from '../../keras/tensor.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import type { Shape } from '../../tensor/shape.ts';
import { Namespace, scriptFunction, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { shapeOf } from './values.ts';

function images(call: ScriptCall): Tensor {
  const value = call.known(0);
  if (value instanceof Tensor) return value;
  throw call.js.error('Error', `${call.name} takes a tensor of pictures`);
}

/** A single picture is a batch of one on the way. */
const resized = (name: string, mode: 'nearest' | 'bilinear'): NativeFunction =>
  scriptFunction(name, (call) =>
    guarded(call.rt, () => {
      const x = images(call);
      const size = shapeOf(call.js, call.known(1));
      if (x.shape.length === 4) return resize(call.rt, x, size, mode, false);
      const batch = new Tensor([1, ...x.shape], x.dtype, { requiresGrad: x.requiresGrad });
      const result = resize(call.rt, batch, size, mode, false);
      return new Tensor(result.shape.slice(1), result.dtype, { requiresGrad: result.requiresGrad });
    }),
  );

function copied(call: ScriptCall, shape: Shape): Tensor {
  const x = images(call);
  const output = { shape, dtype: x.dtype };
  return emit(call.rt, 'copy', copyResult([output], [output]), [x], x.dtype);
}

const IMAGE: Readonly<Record<string, NativeFunction>> = {
  resizeBilinear: resized('resizeBilinear', 'bilinear'),
  resizeNearestNeighbor: resized('resizeNearestNeighbor', 'nearest'),
  flipLeftRight: scriptFunction('flipLeftRight', (call) => copied(call, images(call).shape)),
  rotateWithOffset: scriptFunction('rotateWithOffset', (call) => copied(call, images(call).shape)),
  grayscaleToRGB: scriptFunction('grayscaleToRGB', (call) =>
    copied(call, [...images(call).shape.slice(0, -1), 3]),
  ),
  rgbToGrayscale: scriptFunction('rgbToGrayscale', (call) =>
    copied(call, [...images(call).shape.slice(0, -1), 1]),
  ),
  cropAndResize: scriptFunction('cropAndResize', (call) => {
    const boxes = call.known(1);
    const count = boxes instanceof Tensor ? (boxes.shape[0] ?? 1) : 1;
    return copied(call, [count, ...shapeOf(call.js, call.known(3)), images(call).shape.at(-1) ?? 1]);
  }),
};

/** How large a picture of the page is depends on the page; how many channels it gives does not. */
function fromPixels({ js }: ScriptCall): Value {
  return js.unknown('the size of a picture on the page');
}

const BROWSER: Readonly<Record<string, NativeFunction>> = {
  fromPixels: scriptFunction('fromPixels', fromPixels),
  fromPixelsAsync: scriptFunction('fromPixelsAsync', fromPixels),
  toPixels: scriptFunction('toPixels', () => UNDEFINED),
  draw: scriptFunction('draw', () => UNDEFINED),
};

const table = (name: string, members: Readonly<Record<string, NativeFunction>>): Namespace =>
  new Namespace(name, (js, member) => {
    if (Object.hasOwn(members, member)) return members[member];
    return new Unknown(`${name}.${member} is not modelled`, js.rt.here());
  });

export const imageNamespace = (): Namespace => table('tf.image', IMAGE);
export const browserNamespace = (): Namespace => table('tf.browser', BROWSER);
