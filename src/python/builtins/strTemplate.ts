/** `str.format`: replacement fields with attributes, indices, conversions and nested specs. */
import type { Runtime } from '../runtime/api.ts';
import { Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { asciiOf, formatValue } from './format.ts';

interface Arguments {
  readonly positional: readonly Value[];
  keyword(name: string): Value;
}

interface Progress {
  /** The next automatic number. */
  next: number;
  numbering: 'automatic' | 'manual' | null;
}

/** `template.format(*positional, **keywords)`. */
export function formatTemplate(rt: Runtime, template: string, args: Arguments): string | Unknown {
  return expand(rt, template, args, { next: 0, numbering: null });
}

function expand(rt: Runtime, template: string, args: Arguments, progress: Progress): string | Unknown {
  let text = '';
  let at = 0;
  while (at < template.length) {
    const character = template.charAt(at);
    if (character !== '{' && character !== '}') {
      text += character;
      at += 1;
      continue;
    }
    if (template.charAt(at + 1) === character) {
      text += character;
      at += 2;
      continue;
    }
    if (character === '}') throw rt.error('ValueError', "Single '}' encountered in format string");
    const end = closing(template, at);
    if (end < 0) throw rt.error('ValueError', "Single '{' encountered in format string");
    const piece = field(rt, template.slice(at + 1, end), args, progress);
    if (piece instanceof Unknown) return piece;
    text += piece;
    at = end + 1;
  }
  return text;
}

function closing(template: string, open: number): number {
  let depth = 0;
  for (let i = open; i < template.length; i++) {
    const character = template.charAt(i);
    if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

const FIELD = /^([^!:[.]*)((?:\.[^.[!:]+|\[[^\]]*\])*)(?:!([rsa]))?(?::(.*))?$/s;

function field(rt: Runtime, source: string, args: Arguments, progress: Progress): string | Unknown {
  const match = FIELD.exec(source);
  if (match === null) throw rt.error('ValueError', `bad format field ${source}`);
  const [, name = '', path = '', conversion, specTemplate = ''] = match;
  let value = argument(rt, name, args, progress);
  for (const [, attribute, index] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = rt.getAttribute(value, attribute);
    else if (index !== undefined) value = rt.getItem(value, /^\d+$/.test(index) ? Number(index) : index);
  }
  const spec = expand(rt, specTemplate, args, progress);
  if (spec instanceof Unknown) return spec;
  if (conversion !== undefined) {
    const converted = conversion === 's' ? rt.str(value) : rt.repr(value);
    if (converted instanceof Unknown) return converted;
    value = conversion === 'a' ? asciiOf(converted) : converted;
  }
  return formatValue(rt, value, spec);
}

function argument(rt: Runtime, name: string, args: Arguments, progress: Progress): Value {
  if (name !== '' && !/^\d+$/.test(name)) return args.keyword(name);
  const numbering = name === '' ? 'automatic' : 'manual';
  progress.numbering ??= numbering;
  if (progress.numbering !== numbering) {
    throw rt.error('ValueError', 'cannot switch between manual and automatic field numbering');
  }
  const index = name === '' ? progress.next++ : Number(name);
  const value = args.positional[index];
  if (value === undefined) {
    throw rt.error('IndexError', `Replacement index ${index} out of range for positional args tuple`);
  }
  return value;
}
