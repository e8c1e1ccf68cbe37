const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
}; // prettier-ignore

const STRING_ESCAPE =
  /\\(?:\r\n|[\n\r]|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[xuUN])/g;
const BYTES_ESCAPE = /\\(?:\r\n|[\n\r]|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|x)/g;

/**
 * The value of the inside of a string literal; null when it holds half an escape. A named
 * character (`\N{BULLET}`) becomes U+FFFD, one character like the real one: the table of names is
 * not carried.
 */
export function decodeString(body: string, raw: boolean): string | null {
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  return raw || !text.includes('\\') ? text : decodeEscapes(text, STRING_ESCAPE);
}

/** The value of the inside of a bytes literal; null when it is none. */
export function decodeBytes(body: string, raw: boolean): Uint8Array | null {
  if (/[^\0-\x7f]/.test(body)) return null;
  const text = body.replace(/\r\n?/g, '\n');
  const decoded = raw ? text : decodeEscapes(text, BYTES_ESCAPE);
  return decoded === null ? null : Uint8Array.from(decoded, (character) => character.charCodeAt(0) & 0xff);
}

function decodeEscapes(text: string, pattern: RegExp): string | null {
  const broken: string[] = [];
  const decoded = text.replace(pattern, (escape) => {
    const character = decodeEscape(escape);
    if (character === null) broken.push(escape);
    return character ?? '';
  });
  return broken.length === 0 ? decoded : null;
}

function decodeEscape(escape: string): string | null {
  const code = escape.charAt(1);
  if (code === '\n' || code === '\r') return '';
  const simple = SIMPLE[code];
  if (simple !== undefined) return simple;
  const digits = escape.slice(2);
  if (code === 'N') return digits === '' ? null : '\ufffd';
  if (code === 'x' || code === 'u' || code === 'U') {
    const point = Number.parseInt(digits, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : null;
  }
  return String.fromCodePoint(Number.parseInt(escape.slice(1), 8));
}
