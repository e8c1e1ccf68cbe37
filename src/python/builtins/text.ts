/** Splitting and casing of text as Python does it. */

/** `text.split(separator, limit)`; a null separator means runs of white space. */
export function splitText(text: string, separator: string | null, limit: number): string[] {
  const pieces: string[] = [];
  let rest = separator === null ? text.trimStart() : text;
  while (limit < 0 || pieces.length < limit) {
    const match = separator === null ? /\s+/.exec(rest) : literal(rest.indexOf(separator), separator);
    if (match === null) break;
    pieces.push(rest.slice(0, match.index));
    rest = rest.slice(match.index + match[0].length);
    if (separator === null && rest === '') return pieces;
  }
  if (separator !== null || rest !== '') pieces.push(rest);
  return pieces;
}

/** `text.rsplit(separator, limit)`. */
export function splitTextRight(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return splitText(text, separator, limit);
  const pieces: string[] = [];
  let rest = separator === null ? text.trimEnd() : text;
  while (pieces.length < limit) {
    const match =
      separator === null ? /\s+(?=\S*$)/.exec(rest) : literal(rest.lastIndexOf(separator), separator);
    if (match === null) break;
    pieces.unshift(rest.slice(match.index + match[0].length));
    rest = rest.slice(0, match.index);
    if (separator === null && rest === '') return pieces;
  }
  if (separator !== null || rest !== '') pieces.unshift(rest);
  return pieces;
}

function literal(index: number, text: string): { index: number; 0: string } | null {
  return index < 0 ? null : { index, 0: text };
}

export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines = text.match(/[^\r\n\v\f\u0085\u2028\u2029]*(?:\r\n|[\r\n\v\f\u0085\u2028\u2029]|$)/g) ?? [];
  const kept = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return keepEnds ? kept : kept.map((line) => line.replace(/\r\n$|[\r\n\v\f\u0085\u2028\u2029]$/, ''));
}

export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase());
}
