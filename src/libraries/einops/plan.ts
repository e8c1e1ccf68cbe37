/** What a pattern does to a tensor: reshape, transpose, reduce, repeat, reshape. */
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { parsePattern, PatternError, spread, type Axis, type Side } from './pattern.ts';

export type Operation = 'rearrange' | 'reduce' | 'repeat';

export interface Plan {
  /** The tensor in elementary axes. */
  readonly elementary: Shape;
  /** Which of these stay, in the order of the result. */
  readonly order: readonly number[];
  /** Which are reduced away. */
  readonly reduced: readonly number[];
  /** The elementary axes of the result: what stays and what is repeated (at these places). */
  readonly repeated: ReadonlyMap<number, number>;
  readonly result: Shape;
}

/**
 * The plan of a pattern on a tensor of `shape`; `lengths` are the sizes given by name. Throws PatternError where they
 * do not fit.
 */
export function planOf(
  operation: Operation,
  pattern: string,
  shape: Shape,
  lengths: ReadonlyMap<string, number>,
): Plan {
  const [left, right] = parsePattern(pattern);
  if (right.hasEllipsis && !left.hasEllipsis) {
    throw new PatternError('an ellipsis needs one on the left side');
  }
  const extra = ellipsisRank(left, shape, pattern);
  const from = spread(left, extra);
  const to = spread(right, extra);
  const sizes = new Map(lengths);
  from.forEach((group, i) => {
    solve(group, shape[i] ?? 1, sizes, pattern);
  });
  checkNames(operation, from.flat(), to.flat(), lengths, pattern);
  const sizeOf = (axis: Axis): number => {
    const size = 'size' in axis ? axis.size : sizes.get(axis.name);
    if (size === undefined) throw new PatternError(`the size of an axis of ${pattern} cannot be told`);
    return size;
  };
  const source = from.flat();
  const targets = to.flat();
  // An anonymous axis on the right is always one that is repeated.
  const places = targets.map((axis) => ('size' in axis ? -1 : nameIndex(source, axis.name)));
  const kept = new Set(places);
  return {
    elementary: source.map(sizeOf),
    order: places.filter((place) => place >= 0),
    reduced: source.flatMap((_, i) => (kept.has(i) ? [] : [i])),
    repeated: new Map(
      targets.flatMap((axis, i): [number, number][] => (places[i] === -1 ? [[i, sizeOf(axis)]] : [])),
    ),
    result: to.map((group) => elementCount(group.map(sizeOf))),
  };
}

function nameIndex(axes: readonly Axis[], name: string): number {
  return axes.findIndex((axis) => 'name' in axis && axis.name === name);
}

function ellipsisRank(left: Side, shape: Shape, pattern: string): number {
  const given = left.groups.length;
  if (!left.hasEllipsis) {
    if (given !== shape.length) {
      throw new PatternError(`wrong shape: expected ${given} dims for ${pattern}, received ${shape.length}`);
    }
    return 0;
  }
  if (shape.length < given - 1) {
    throw new PatternError(`wrong shape: expected at least ${given - 1} dims, received ${shape.length}`);
  }
  return shape.length - given + 1;
}

/** Finds the sizes of what an axis of `extent` elements is composed of. */
function solve(group: readonly Axis[], extent: number, sizes: Map<string, number>, pattern: string): void {
  let known = 1;
  let missing: string | null = null;
  for (const axis of group) {
    const size = 'size' in axis ? axis.size : sizes.get(axis.name);
    if (size !== undefined) known *= size;
    else if (missing === null && 'name' in axis) missing = axis.name;
    else throw new PatternError(`could not infer sizes for ${pattern}`);
  }
  if (missing === null ? known !== extent : known === 0 || extent % known !== 0) {
    throw new PatternError(`shape mismatch in ${pattern}: ${extent} is not made of ${known}`);
  }
  if (missing !== null) sizes.set(missing, extent / known);
}

function checkNames(
  operation: Operation,
  from: readonly Axis[],
  to: readonly Axis[],
  lengths: ReadonlyMap<string, number>,
  pattern: string,
): void {
  const names = (axes: readonly Axis[]): string[] =>
    axes.flatMap((axis) => ('name' in axis ? [axis.name] : []));
  const [left, right] = [names(from), names(to)];
  const isAnonymous = (axis: Axis): boolean => 'size' in axis;
  const wrong =
    (operation !== 'repeat' && (right.some((name) => !left.includes(name)) || to.some(isAnonymous))) ||
    (operation !== 'reduce' && (left.some((name) => !right.includes(name)) || from.some(isAnonymous)));
  if (wrong) throw new PatternError(`identifiers only on one side of the expression: ${pattern}`);
  const unused = [...lengths.keys()].find((name) => !left.includes(name) && !right.includes(name));
  if (unused !== undefined) throw new PatternError(`the axis ${unused} is not used in ${pattern}`);
}
