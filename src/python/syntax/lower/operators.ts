import type { BinaryOperator, CompareOperator, UnaryOperator } from '../ast.ts';

const BINARY: ReadonlyMap<string, BinaryOperator> = new Map(
  (['+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>'] as const).map((op) => [op, op]),
);
const COMPARE: ReadonlyMap<string, CompareOperator> = new Map(
  (['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not'] as const).map((op) => [op, op]),
);
const UNARY: ReadonlyMap<string, UnaryOperator> = new Map(
  (['-', '+', '~', 'not'] as const).map((op) => [op, op]),
);

export function binaryOperator(token: string): BinaryOperator | null {
  return BINARY.get(token) ?? null;
}

/** `+=` is `+`. */
export function augmentedOperator(token: string): BinaryOperator | null {
  return binaryOperator(token.slice(0, -1));
}

/** Null for `<>`, which Python 3 dropped. */
export function compareOperator(token: string): CompareOperator | null {
  return COMPARE.get(token) ?? null;
}

export function unaryOperator(token: string): UnaryOperator | null {
  return UNARY.get(token) ?? null;
}
