import type { Expr, FStringField, Literal } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { decodeBytes, decodeString } from './escapes.ts';
import { lowerExpr } from './expressions.ts';

type FStringPart = string | FStringField;

/** One literal of an implicit concatenation. */
type Piece =
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'fstring'; readonly parts: readonly FStringPart[] }
  | { readonly type: 'error'; readonly message: string };

/** Lowers a `string` or a `concatenated_string`. */
export function lowerString(lowering: Lowering, node: Cst): Expr {
  const literals = node.type === 'string' ? [node] : node.children;
  const pieces = literals.map((literal) => lowerPiece(lowering, literal));
  const joined = joinPieces(pieces);
  if (joined.type === 'error') return lowering.errorExpr(node, joined.message);
  const at = lowering.at(node);
  if (joined.type === 'fstring') return { kind: 'FString', at, parts: joined.parts };
  return { kind: 'Constant', at, literal: joined };
}

function joinPieces(pieces: readonly Piece[]): Piece {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const failed = pieces.find((piece) => piece.type === 'error');
  if (failed !== undefined) return failed;
  const bytes = pieces.filter((piece) => piece.type === 'bytes');
  if (bytes.length === pieces.length) {
    return { type: 'bytes', value: concatBytes(bytes.map((piece) => piece.value)) };
  }
  if (bytes.length > 0) return { type: 'error', message: 'cannot mix bytes and nonbytes literals' };
  const parts: FStringPart[] = [];
  let isFormatted = false;
  for (const piece of pieces) {
    if (piece.type === 'str') pushText(parts, piece.value);
    if (piece.type !== 'fstring') continue;
    isFormatted = true;
    for (const part of piece.parts) {
      if (typeof part === 'string') pushText(parts, part);
      else parts.push(part);
    }
  }
  if (isFormatted) return { type: 'fstring', parts };
  return { type: 'str', value: parts.filter((part) => typeof part === 'string').join('') };
}

function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}

function lowerPiece(lowering: Lowering, node: Cst): Piece {
  const text = lowering.text(node);
  const open = /^([a-z]*)("""|'''|"|')/i.exec(text);
  const prefix = open?.[1]?.toLowerCase() ?? '';
  const quote = open?.[2];
  if (quote === undefined) return error('invalid syntax');
  const raw = prefix.includes('r');
  const start = node.start + prefix.length + quote.length;
  const end = node.end - quote.length;
  const body = lowering.source.text.slice(start, end);
  switch (prefix) {
    case '':
    case 'r':
    case 'u': {
      if (quote.length === 1 && hasLineEnd(body)) return error('unterminated string literal');
      const value = decodeString(body, raw);
      return value === null ? error('invalid escape sequence') : { type: 'str', value };
    }
    case 'b':
    case 'br':
    case 'rb': {
      if (quote.length === 1 && hasLineEnd(body)) return error('unterminated string literal');
      const value = decodeBytes(body, raw);
      return value === null
        ? error('bytes can only contain ASCII and whole escapes')
        : { type: 'bytes', value };
    }
    case 'f':
    case 'fr':
    case 'rf': {
      const parts = lowerParts(lowering, node.children, start, end, raw);
      if (parts === null) return error('invalid escape sequence');
      const literal = literalText(lowering, node.children, start, end);
      return quote.length === 1 && hasLineEnd(literal)
        ? error('unterminated string literal')
        : { type: 'fstring', parts };
    }
    default:
      return error(`invalid string prefix '${prefix}'`);
  }
}

function error(message: string): Piece {
  return { type: 'error', message };
}

/** A line end that no backslash precedes: the grammar takes one at the start of any string. */
function hasLineEnd(body: string): boolean {
  return body.includes('\n') && /(?:^|[^\\\r])(?:\\\\)*\r?\n/.test(body);
}

function isField(node: Cst): boolean {
  return node.type === 'interpolation' || node.type === 'format_expression';
}

/** The text between the fields of an f-string, as written. */
function literalText(lowering: Lowering, children: readonly Cst[], start: number, end: number): string {
  let text = '';
  let from = start;
  for (const child of children.filter(isField)) {
    text += lowering.source.text.slice(from, child.start);
    from = child.end;
  }
  return text + lowering.source.text.slice(from, end);
}

/** Text and replacement fields between two offsets; null when the text holds half an escape. */
function lowerParts(
  lowering: Lowering,
  children: readonly Cst[],
  start: number,
  end: number,
  raw: boolean,
): FStringPart[] | null {
  const parts: FStringPart[] = [];
  const broken: string[] = [];
  let from = start;
  const pushUpTo = (offset: number): void => {
    const text = lowering.source.text.slice(from, offset).replaceAll('{{', '{').replaceAll('}}', '}');
    const decoded = decodeString(text, raw);
    if (decoded === null) broken.push(text);
    pushText(parts, decoded ?? '');
  };
  for (const child of children.filter(isField)) {
    pushUpTo(child.start);
    parts.push(lowerField(lowering, child, raw));
    from = child.end;
  }
  pushUpTo(end);
  return broken.length === 0 ? parts : null;
}

function lowerField(lowering: Lowering, node: Cst, raw: boolean): FStringField {
  const [expression, ...rest] = node.children;
  let conversion: FStringField['conversion'] = null;
  let spec: FStringField['spec'] = null;
  let debugText: string | null = null;
  let contentEnd = node.end - 1;
  for (const child of rest) {
    if (child.type === 'type_conversion') {
      conversion = conversionOf(lowering.text(child));
      contentEnd = Math.min(contentEnd, child.start);
    } else if (child.type === 'format_specifier') {
      spec = lowerParts(lowering, child.children, child.start + 1, child.end, raw);
      contentEnd = Math.min(contentEnd, child.start);
    }
  }
  if (rest.some((child) => child.type === '=')) {
    debugText = lowering.source.text.slice(node.start + 1, contentEnd);
    if (conversion === null && spec === null) conversion = 'r';
  }
  if (expression === undefined) {
    return { value: lowering.errorExpr(node, 'f-string: empty expression'), conversion, spec, debugText };
  }
  // `{x:=10}` has the format `=10`; the grammar reads an assignment expression.
  const [name] = expression.children;
  if (expression.type === 'named_expression' && name !== undefined) {
    const format = lowering.source.text.slice(name.end, node.end - 1).replace(/^\s*:/, '');
    return {
      value: lowerExpr(lowering, name),
      conversion,
      spec: [decodeString(format, raw) ?? format],
      debugText,
    };
  }
  return { value: lowerExpr(lowering, expression), conversion, spec, debugText };
}

function conversionOf(text: string): FStringField['conversion'] {
  const letter = text.slice(1);
  return letter === 's' || letter === 'r' || letter === 'a' ? letter : null;
}

function pushText(parts: FStringPart[], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}

/** The literal, if the expression is a plain string. */
export function stringLiteral(expr: Expr | undefined): string | null {
  if (expr?.kind !== 'Constant') return null;
  const literal: Literal = expr.literal;
  return literal.type === 'str' ? literal.value : null;
}
