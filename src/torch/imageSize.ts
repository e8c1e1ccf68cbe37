/** What a model itself says of the size of its images. */
import { asInteger } from '../python/runtime/native.ts';
import { PyList, PyTuple, type PyObject } from '../python/runtime/values.ts';
import type { Shape } from '../tensor/shape.ts';

const IMAGE_SIZE = /^(?:im|img|image|input)_?(?:size|res|resolution)$/;

/** The height and width that a module keeps as its `img_size`; null where it keeps none. */
export function statedImageSize({ attrs }: PyObject): Shape | null {
  for (const [name, value] of attrs) {
    if (!IMAGE_SIZE.test(name)) continue;
    const edges = value instanceof PyTuple || value instanceof PyList ? value.items : [value, value];
    const size = edges.flatMap((edge) => asInteger(edge) ?? []);
    if (size.length === 2 && edges.length === 2 && size.every((edge) => edge > 0)) return size;
  }
  return null;
}
