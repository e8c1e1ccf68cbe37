/** What is known of open axes while a graph's shapes are inferred, with one size standing for all of them. */
import { elementCount, type Shape } from '../tensor/shape.ts';
import { Tensor } from './tensor.ts';

/**
 * An operand of an elementwise operation: an open axis that meets one of a known size has that size, as TensorFlow
 * infers it.
 * @param fill the size that stands for open axes; null: no shapes are inferred
 */
export function metBy(fill: number | null, x: Tensor, other: Tensor): Tensor {
  if (fill === null || !x.shape.includes(fill)) return x;
  const beyond = other.shape.length - x.shape.length;
  const shape = x.shape.map((size, axis) => {
    const met = other.shape[axis + beyond];
    return size === fill && met !== undefined && met !== 1 ? met : size;
  });
  return shape.every((size, axis) => size === x.shape[axis]) ? x : new Tensor(shape, x.dtype);
}

/**
 * The shape that a reshape asks for. Where either side has an open axis and the other leaves nothing open, only some
 * batches fit: the open side takes what the other says.
 * @returns null: nothing is inferred, or both sides are open alike
 */
export function fixedShape(fill: number | null, shape: Shape, target: Shape): Shape | null {
  if (fill === null || target.includes(-1)) return null;
  const [count, wanted] = [elementCount(shape), elementCount(target)];
  if (count === wanted) return null;
  if (shape.includes(fill) && !target.includes(fill)) return target;
  const axis = target.indexOf(fill);
  const size = (count * fill) / wanted;
  if (axis === -1 || shape.includes(fill) || !Number.isInteger(size)) return null;
  return target.map((extent, at) => (at === axis ? size : extent));
}
