/**
 * The pattern language of einops: `'b (h w) c -> b h w c'`.
 * Grammar and rules: https://einops.rocks/api/rearrange/
 */
import { ShapeError } from '../../tensor/shape.ts';

/** One elementary axis: by its name, or anonymous and of a fixed size. */
export type Axis = { readonly name: string } | { readonly size: number };

/** One axis of the tensor. Composed of several, of one, or of none (of size 1). */
export interface Group {
  readonly axes: readonly Axis[];
  readonly isBracketed: boolean;
}

export interface Side {
  readonly groups: readonly Group[];
  readonly hasEllipsis: boolean;
}

const ELLIPSIS = '…';

/** A pattern that is wrong, or does not fit the tensor. */
export class PatternError extends ShapeError {}

/** One side of a pattern. Throws PatternError. */
export function parseSide(text: string): Side {
  const source = text.replaceAll('...', ` ${ELLIPSIS} `);
  if (source.includes('.')) throw new PatternError('an expression may contain dots only as an ellipsis, ...');
  const groups: Group[] = [];
  const seen = new Set<string>();
  let open: Axis[] | null = null;
  for (const token of source.match(/[()]|[^\s()]+/g) ?? []) {
    if (token === '(') {
      if (open !== null) throw new PatternError('axis composition is one-level (no nested brackets)');
      open = [];
      continue;
    }
    if (token === ')') {
      if (open === null) throw new PatternError('brackets are not balanced');
      groups.push({ axes: open, isBracketed: true });
      open = null;
      continue;
    }
    const axes = axesOf(token);
    for (const axis of axes) {
      if (!('name' in axis)) continue;
      if (seen.has(axis.name)) throw new PatternError(`the expression contains the dimension ${token} twice`);
      seen.add(axis.name);
    }
    if (open === null) groups.push({ axes, isBracketed: false });
    else open.push(...axes);
  }
  if (open !== null) throw new PatternError('brackets are not balanced');
  return { groups, hasEllipsis: seen.has(ELLIPSIS) };
}

/** None: an axis of size 1, which takes part in nothing. */
function axesOf(token: string): readonly Axis[] {
  if (token === ELLIPSIS) return [{ name: ELLIPSIS }];
  if (/^\d+$/.test(token)) {
    const size = Number(token);
    if (size === 0) throw new PatternError('an anonymous axis must be larger than 0');
    return size === 1 ? [] : [{ size }];
  }
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(token) || /^_|_$/.test(token)) {
    throw new PatternError(`invalid axis identifier: ${token}`);
  }
  return [{ name: token }];
}

/** The axes of a side where `...` stands for `extra` of them. */
export function spread({ groups }: Side, extra: number): readonly (readonly Axis[])[] {
  const many = Array.from({ length: extra }, (_, i): Axis => ({ name: `${ELLIPSIS}${i}` }));
  const expanded = (axes: readonly Axis[]): readonly Axis[] =>
    axes.flatMap((axis) => ('name' in axis && axis.name === ELLIPSIS ? many : [axis]));
  return groups.flatMap(({ axes, isBracketed }) => {
    const own = expanded(axes);
    return isBracketed || own.length === axes.length ? [own] : own.map((axis) => [axis]);
  });
}

/** The two sides of `left -> right`. Throws PatternError. */
export function parsePattern(pattern: string): readonly [left: Side, right: Side] {
  const sides = pattern.split('->');
  const [left, right] = sides;
  if (left === undefined || right === undefined || sides.length !== 2) {
    throw new PatternError(`a pattern has two sides, divided by ->: ${pattern}`);
  }
  return [parseSide(left), parseSide(right)];
}
