/** Numbers as people write them: `1_281_167`, `1,281,167`, `1.28M`, `90 epochs`, `3.5 days`, `95 %`. */
import { ConfigurationError, quoted } from './inputSpec.ts';

/** What may stand behind a number. */
export interface Units {
  /** Words, in lower case, with what they multiply the number by. */
  readonly words: Readonly<Record<string, number>>;
  /** Whether `k`, `M`, `B` and their words may: not where an `m` could be minutes. */
  readonly magnitudes: boolean;
  /** What is right, for messages. */
  readonly example: string;
}

const MAGNITUDES: Readonly<Record<string, number>> = {
  k: 3,
  thousand: 3,
  m: 6,
  mn: 6,
  mio: 6,
  million: 6,
  millions: 6,
  g: 9,
  b: 9,
  bn: 9,
  billion: 9,
  billions: 9,
  t: 12,
  trillion: 12,
};

/** Groups of three digits, all parted by the same sign, or digits with underscores between them. */
const NUMBER =
  /^([+-]?)(\d{1,3}(?:([,'’ \u00a0\u202f])\d{3})(?:\3\d{3})*(?!\d)|\d+(?:_\d+)*)?(\.\d+|\.(?!\d))?(?:e([+-]?\d+))?(?=$|[^\d.,_])/i;

/** Throws `ConfigurationError`. */
export function parseQuantity(text: string, { words, magnitudes, example }: Units): number {
  const trimmed = text.trim();
  const match = NUMBER.exec(trimmed);
  const [whole = '', sign = '', digits = '', , fraction = '', exponent = '0'] = match ?? [];
  if (match === null || (digits === '' && !/\d/.test(fraction))) {
    throw new ConfigurationError(`must be a number: write ${example}`);
  }
  const rest = trimmed.slice(whole.length).trim();
  const [first = '', ...others] = rest === '' ? [] : rest.split(/\s+/);
  const isMagnitude = magnitudes && Object.hasOwn(MAGNITUDES, first.toLowerCase());
  const power = isMagnitude ? (MAGNITUDES[first.toLowerCase()] ?? 0) : 0;
  const unit = (isMagnitude ? others.join(' ') : rest).toLowerCase();
  const factor = unit === '' ? 1 : Object.hasOwn(words, unit) ? words[unit] : undefined;
  if (factor === undefined) {
    const known = Object.keys(words);
    const hint = known.length === 0 ? 'it has no unit' : `its units are ${known.join(', ')}`;
    throw new ConfigurationError(`${quoted(unit)} is no unit of it: ${hint}; write ${example}`);
  }
  const plain = `${sign}${digits.replace(/[^\d]/g, '') || '0'}${fraction === '.' ? '' : fraction}`;
  // One conversion from decimal: 1.28 · 10^6 in binary would not be whole.
  return Number(`${plain}e${Number(exponent) + power}`) * factor;
}
