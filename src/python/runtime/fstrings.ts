import type { FStringField } from '../syntax/ast.ts';
import { formatValue } from '../builtins/format.ts';
import { evaluate } from './expressions.ts';
import type { Interpreter } from './interpreter.ts';
import { Indexed, Unknown } from './values.ts';
import type { Value } from './values.ts';

/** `f"…{x!r:>10}…"`. */
export function fstring(it: Interpreter, parts: readonly (string | FStringField)[]): Value {
  let text = '';
  let unknown: Unknown | null = null;
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : fstringField(it, part);
    if (piece instanceof Unknown) unknown ??= piece;
    else text += piece;
  }
  return unknown ?? text;
}

function fstringField(it: Interpreter, field: FStringField): string | Unknown {
  let value = evaluate(it, field.value);
  if (value instanceof Indexed) value = value.value;
  const prefix = field.debugText ?? '';
  const spec = field.spec === null ? '' : fstring(it, field.spec);
  if (spec instanceof Unknown) return spec;
  if (field.conversion !== null || (field.debugText !== null && spec === '')) {
    const converted = field.conversion === 's' ? it.str(value) : it.repr(value);
    if (converted instanceof Unknown) return converted;
    value = converted;
  }
  const text = formatValue(it, value, typeof spec === 'string' ? spec : '');
  return text instanceof Unknown ? text : prefix + text;
}
