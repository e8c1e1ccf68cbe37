/** Python's regular expressions as JavaScript's. */

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

/** Bits as in Python's `re`. */
export const FLAG_BITS = {
  IGNORECASE: 2,
  LOCALE: 4,
  MULTILINE: 8,
  DOTALL: 16,
  UNICODE: 32,
  VERBOSE: 64,
  ASCII: 256,
};

export function flagsFromBits(bits: number): Flags {
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return {
    ignoreCase: has(FLAG_BITS.IGNORECASE),
    multiline: has(FLAG_BITS.MULTILINE),
    dotAll: has(FLAG_BITS.DOTALL),
    verbose: has(FLAG_BITS.VERBOSE),
    ascii: has(FLAG_BITS.ASCII),
  };
}

const INLINE: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
  a: 'ascii',
};

/** Undefined where JavaScript has nothing that matches the same. */
export function translatePattern(source: string, flags: Flags): RegExp | undefined {
  let chosen = flags;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  const body = inline === null ? source : source.slice(inline[0].length);
  for (const letter of inline?.[1] ?? '') {
    const flag = INLINE[letter];
    if (flag !== undefined) chosen = { ...chosen, [flag]: true };
  }
  const text = translate(chosen.verbose ? withoutComments(body) : body);
  if (text === undefined) return undefined;
  const letters = `dg${chosen.ignoreCase ? 'i' : ''}${chosen.multiline ? 'm' : ''}${chosen.dotAll ? 's' : ''}u`;
  try {
    return new RegExp(text, letters);
  } catch {
    return undefined;
  }
}

function withoutComments(source: string): string {
  return source.replace(/\\.|\[(?:\\.|[^\]])*\]|#[^\n]*|\s+/gs, (part) =>
    part.startsWith('#') || /^\s/.test(part) ? '' : part,
  );
}

/** In order: groups and references, escapes, classes, quantifiers, and single characters. */
const TOKEN = new RegExp(
  [
    String.raw`\(\?P<(?<group>\w+)>`,
    String.raw`\(\?P=(?<reference>\w+)\)`,
    String.raw`(?<comment>\(\?#[^)]*\))`,
    String.raw`(?<foreign>\(\?[>(]|[*+?}]\+)`,
    String.raw`\\(?<escape>.)`,
    String.raw`\[(?<negation>\^?)(?<members>\]?(?:\\.|[^\]\\])*)\]`,
    String.raw`\{,(?<most>\d+)\}`,
    String.raw`(?<quantifier>\{\d+(?:,\d*)?\})`,
    String.raw`(?<lone>[{}\]])`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gsu',
);

function translate(source: string): string | undefined {
  let text = '';
  for (const match of source.matchAll(TOKEN)) {
    const part = match.groups ?? {};
    // Possessive quantifiers, atomic and conditional groups.
    if (part['foreign'] !== undefined) return undefined;
    text += translateToken(match[0], part);
  }
  return text;
}

function translateToken(token: string, part: Readonly<Record<string, string | undefined>>): string {
  const { group, reference, comment, escape, negation, members, most, lone } = part;
  if (group !== undefined) return `(?<${group}>`;
  if (reference !== undefined) return `\\k<${reference}>`;
  if (comment !== undefined) return '';
  if (escape !== undefined) return translateEscape(escape);
  if (members !== undefined) return `[${negation ?? ''}${translateMembers(members)}]`;
  if (most !== undefined) return `{0,${most}}`;
  return lone === undefined ? token : `\\${lone}`;
}

/** With the `u` flag JavaScript knows no escapes but its own. */
function translateEscape(character: string): string {
  switch (character) {
    case 'A':
      return '(?<![\\s\\S])';
    case 'Z':
      return '(?![\\s\\S])';
    case 'a':
      return '\\x07';
    case '#':
    case ' ':
    case '"':
    case "'":
    case '-':
    case ':':
    case ';':
    case '<':
    case '>':
    case '=':
    case '!':
    case '@':
    case '%':
    case '&':
    case ',':
    case '`':
    case '~':
    case '_':
      return character;
    default:
      return `\\${character}`;
  }
}

function translateMembers(members: string): string {
  return members.replace(/\\(.)|\[|\]/gsu, (token, escaped: string | undefined) => {
    if (escaped === undefined) return `\\${token}`;
    return escaped === '-' || escaped === ']' || escaped === '[' || escaped === '^'
      ? `\\${escaped}`
      : translateEscape(escaped);
  });
}

/** The template of `sub` as pieces: texts, and groups by number or name. */
export function templatePieces(template: string): (string | { readonly group: string })[] {
  const pieces: (string | { readonly group: string })[] = [];
  let last = 0;
  for (const match of template.matchAll(/\\(?:g<(\w+)>|(\d{1,2})|([\s\S]))/g)) {
    pieces.push(template.slice(last, match.index));
    const [whole, named, numbered, escaped] = match;
    const group = named ?? numbered;
    if (group !== undefined) pieces.push({ group });
    else pieces.push(escaped === undefined ? whole : (TEMPLATE_ESCAPES[escaped] ?? escaped));
    last = match.index + whole.length;
  }
  pieces.push(template.slice(last));
  return pieces;
}

const TEMPLATE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
