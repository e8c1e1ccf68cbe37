/** Shapes that functions of a data set state of what is otherwise unknown: pictures, records, what Python code makes. */
import { asInteger, settled } from '../python/runtime/native.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { OpenImage } from './openImage.ts';
import { stateIfAny } from './state.ts';
import { Tensor } from './tensor.ts';

/**
 * What is known of `lost` by its shape; null: nothing more. In a model it stays lost: what it depends on would be
 * forgotten.
 * @param shape sizes, of which those that are None or not known are open
 */
export function stated(rt: Runtime, lost: Unknown, shape: Value): Tensor | OpenImage | null {
  if (stateIfAny(rt)?.preparing !== true) return null;
  const known = settled(shape);
  const sizes = known instanceof Unknown ? known : rt.elements(known);
  if (sizes instanceof Unknown) return null;
  const extents = sizes.map((size) => (size instanceof Unknown ? undefined : asInteger(settled(size))));
  const fixed = extents.flatMap((extent) => (extent !== undefined && extent >= 0 ? [extent] : []));
  if (fixed.length === extents.length) return new Tensor(fixed, 'float32');
  const [height, width, channels] = extents;
  const isPicture = extents.length === 3 && height === undefined && width === undefined;
  return isPicture && channels !== undefined ? new OpenImage(lost, channels) : null;
}
