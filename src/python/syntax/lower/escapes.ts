const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
}; // prettier-ignore

const STRING_ESCAPE =
  /\\(?:\r\n|[\n\r]|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\})/g;
const BYTES_ESCAPE = /\\(?:\r\n|[\n\r]|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2})/g;

/**
 * The value of the inside of a string literal. A named character (`\N{BULLET}`) becomes U+FFFD,
 * one character like the real one: the table of names is not carried.
 */
export function decodeString(body: string, raw: boolean): string {
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  if (raw || !text.includes('\\')) return text;
  return text.replace(STRING_ESCAPE, decodeEscape);
}

/** The value of the inside of a bytes literal; null when it holds a character beyond ASCII. */
export function decodeBytes(body: string, raw: boolean): Uint8Array | null {
  if (/[^\0-\x7f]/.test(body)) return null;
  const text = body.replace(/\r\n?/g, '\n');
  const decoded = raw ? text : text.replace(BYTES_ESCAPE, decodeEscape);
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0) & 0xff);
}

function decodeEscape(escape: string): string {
  const code = escape.charAt(1);
  if (code === '\n' || code === '\r') return '';
  const simple = SIMPLE[code];
  if (simple !== undefined) return simple;
  if (code === 'x' || code === 'u' || code === 'U') {
    const point = Number.parseInt(escape.slice(2), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  if (code === 'N') return '\ufffd';
  return String.fromCodePoint(Number.parseInt(escape.slice(1), 8));
}
