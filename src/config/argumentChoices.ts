/**
 * Values that a script's own command line offers for a factor: the choices and defaults of its arguments. They are
 * suggestions for a dialogue, found by the names of the arguments; no figure rests on them.
 */
import { checkValue } from './factorValue.ts';
import { ConfigurationError } from './inputSpec.ts';

export interface ArgumentChoice {
  /** As a person would type it. */
  readonly value: string;
  /** `--batch-size` */
  readonly argument: string;
  /** Zero-based. */
  readonly line: number;
  readonly isDefault: boolean;
}

/** What arguments for a factor are called, without dashes in front. */
const NAMES: Readonly<Record<string, RegExp>> = {
  epochs: /^(?:(?:num|n|nb|max|train|training)-)*epochs?$/,
  'training-batch': /^(?:(?:train|training|per-device-train|global|local)-)*(?:batch-?size|batch|bs)$/,
  samples: /^(?:(?:num|n|max|train)-)*samples$|^(?:train|dataset)-size$/,
  steps: /^(?:(?:num|n|max|total|train)-)*(?:steps|iters|iterations)$/,
  trials: /^(?:(?:num|n|max)-)*trials$/,
  precision: /^(?:precision|dtype|amp-dtype|mixed-precision)$/,
  devices: /^(?:(?:num|n)-)*(?:gpus|devices)$|^world-size$|^nproc-per-node$/,
};

const CALL = /\b(?:add_argument|option)\(/g;

/** In the order of the text, each value once. */
export function argumentChoices(name: string, text: string): ArgumentChoice[] {
  const wanted = NAMES[name];
  if (wanted === undefined) return [];
  const found = new Map<string, ArgumentChoice>();
  for (const { index, 0: opening } of text.matchAll(CALL)) {
    const body = callAt(text, index + opening.length);
    const argument = [...body.matchAll(/["'](--?[\w-]+)["']/g)]
      .map(([, flag = '']) => flag)
      .find(isNamed(wanted));
    if (argument === undefined) continue;
    const line = text.slice(0, index).split('\n').length - 1;
    const choices = /\b(?:choices\s*=\s*|Choice\(\s*)[[(]([^\])]*)[\])]/.exec(body)?.[1] ?? '';
    const fallback = /\bdefault\s*=\s*([\w.+-]+|"[^"]*"|'[^']*')/.exec(body)?.[1];
    for (const [written, isDefault] of [
      ...(fallback === undefined ? [] : [[fallback, true] as const]),
      ...choices.split(',').map((one) => [one, false] as const),
    ]) {
      const value = valueOf(name, written);
      if (value !== null && !found.has(value)) found.set(value, { value, argument, line, isDefault });
    }
  }
  return [...found.values()];
}

function isNamed(wanted: RegExp): (flag: string) => boolean {
  return (flag) => wanted.test(flag.replace(/^-+/, '').replaceAll('_', '-').toLowerCase());
}

/** What stands between the parentheses of a call, as far as they are closed. */
function callAt(text: string, from: number): string {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(from, at);
  }
  return '';
}

/** Null for what is no value of the factor: None, a name, an expression. */
function valueOf(name: string, written: string): string | null {
  const bare = written.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (bare === '') return null;
  try {
    const { value } = checkValue(name, bare);
    return String(value);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return null;
  }
}
