import type { Stmt } from '../../../src/python/syntax/ast.ts';

const FUNCTION_FIELDS = [
  'kind', 'at', 'name', 'nameAt', 'params', 'returns', 'body', 'decorators', 'isAsync', 'isGenerator',
  'docstring', 'hasErrors',
] as const; // prettier-ignore

/** A tree as plain data, the bodies of functions included. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = isFunction(value)
    ? FUNCTION_FIELDS.map((field): [string, unknown] => [field, value[field]])
    : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

export function isFunction(value: object): value is Extract<Stmt, { kind: 'FunctionDef' }> {
  return 'kind' in value && value.kind === 'FunctionDef';
}
