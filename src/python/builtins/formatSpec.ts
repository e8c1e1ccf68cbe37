/** The format mini-language of `format()`, f-strings and `str.format`. */
import { fixedDigits, scientificDigits } from './decimals.ts';
import { doubleText } from './numberTexts.ts';
import type { PyInt } from './numbers.ts';

export interface FormatSpec {
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | '';
  readonly sign: '+' | '-' | ' ';
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  readonly precision: number | null;
  readonly type: string;
}

/** The spec does not fit the value: Python raises ValueError with this message. */
export class FormatError extends Error {}

const PATTERN = /^(?:(.)?([<>=^]))?([-+ ])?z?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

const parsed = new Map<string, FormatSpec>();

export function parseSpec(text: string): FormatSpec {
  let spec = parsed.get(text);
  if (spec === undefined) {
    const match = PATTERN.exec(text);
    if (match === null) throw new FormatError(`Invalid format specifier '${text}'`);
    const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
    spec = {
      fill: fill ?? (zero === undefined ? ' ' : '0'),
      align: isAlign(align) ? align : zero === undefined ? '' : '=',
      sign: sign === '+' || sign === ' ' ? sign : '-',
      alternate: alternate !== undefined,
      width: Number(width ?? 0),
      grouping: grouping === ',' || grouping === '_' ? grouping : '',
      precision: precision === undefined ? null : Number(precision),
      type: type ?? '',
    };
    parsed.set(text, spec);
  }
  return spec;
}

function isAlign(text: string | undefined): text is '<' | '>' | '=' | '^' {
  return text !== undefined;
}

export function formatText(spec: FormatSpec, text: string): string {
  if (spec.type !== '' && spec.type !== 's') throw wrongType(spec, 'str');
  const characters = Array.from(text);
  const cut = spec.precision === null ? characters : characters.slice(0, spec.precision);
  // `=` is what a leading 0 in the width means; text is then padded on the right.
  return pad(spec, cut.join(''), spec.align === '=' || spec.align === '' ? '<' : spec.align);
}

export function formatInt(spec: FormatSpec, value: PyInt): string {
  const magnitude = (value < 0 ? -BigInt(value) : BigInt(value)).toString(INT_BASE[spec.type] ?? 10);
  switch (spec.type) {
    case '':
    case 'd':
    case 'n':
      return signed(spec, value < 0, '', magnitude, '');
    case 'b':
    case 'o':
    case 'x':
      return signed(spec, value < 0, spec.alternate ? `0${spec.type}` : '', magnitude, '');
    case 'X':
      return signed(spec, value < 0, spec.alternate ? '0X' : '', magnitude.toUpperCase(), '');
    case 'c':
      return pad(spec, String.fromCodePoint(Number(value)), spec.align === '' ? '<' : spec.align);
    case 's':
      throw wrongType(spec, 'int');
    default:
      return formatDouble(spec, Number(value));
  }
}

const INT_BASE: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

export function formatDouble(spec: FormatSpec, value: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const { precision } = spec;
  const upper = spec.type === 'E' || spec.type === 'F' || spec.type === 'G';
  let text: string;
  let suffix = '';
  if (!Number.isFinite(value)) {
    text = Number.isNaN(value) ? 'nan' : 'inf';
    if (spec.type === '%') suffix = '%';
  } else {
    switch (spec.type) {
      case '':
        text =
          precision === null
            ? doubleText(Math.abs(value))
            : general(value, precision, 'repr', spec.alternate);
        break;
      case 'e':
      case 'E':
        text = scientific(value, precision ?? 6);
        break;
      case 'f':
      case 'F':
        text = fixedDigits(value, precision ?? 6);
        break;
      case '%':
        text = fixedDigits(value * 100, precision ?? 6);
        suffix = '%';
        break;
      case 'g':
      case 'G':
      case 'n':
        text = general(value, precision ?? 6, 'general', spec.alternate);
        break;
      default:
        throw wrongType(spec, 'float');
    }
  }
  return signed(spec, negative && !Number.isNaN(value), '', upper ? text.toUpperCase() : text, suffix);
}

function scientific(value: number, precision: number): string {
  const { digits, exponent } = scientificDigits(value, precision);
  return exponentForm(digits, exponent);
}

function exponentForm(digits: string, exponent: number): string {
  const mantissa = digits.length > 1 ? `${digits.slice(0, 1)}.${digits.slice(1)}` : digits;
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** `g`: exponent form for small and large exponents, trailing zeros removed. */
function general(value: number, precision: number, mode: 'general' | 'repr', keepZeros: boolean): string {
  const significant = Math.max(1, precision);
  const { digits, exponent } = scientificDigits(value, significant - 1);
  const limit = mode === 'repr' ? significant - 1 : significant;
  if (exponent < -4 || exponent >= limit) {
    return exponentForm(keepZeros ? digits : digits.replace(/(?<=.)0+$/, ''), exponent);
  }
  const fixed = fixedDigits(value, Math.max(0, significant - 1 - exponent));
  const trimmed = keepZeros || !fixed.includes('.') ? fixed : fixed.replace(/\.?0+$/, '');
  return mode === 'repr' && !trimmed.includes('.') ? `${trimmed}.0` : trimmed;
}

function signed(spec: FormatSpec, negative: boolean, prefix: string, digits: string, suffix: string): string {
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const head = sign + prefix;
  const align = spec.align === '' ? '>' : spec.align;
  const grouped = group(spec, digits);
  if (align !== '=') return pad(spec, head + grouped + suffix, align);
  const room = spec.width - head.length - suffix.length;
  if (spec.fill !== '0' || spec.grouping === '') return head + grouped.padStart(room, spec.fill) + suffix;
  let padded = digits;
  while (group(spec, padded).length < room) padded = `0${padded}`;
  return head + group(spec, padded) + suffix;
}

function group(spec: FormatSpec, digits: string): string {
  if (spec.grouping === '') return digits;
  const size = spec.type in INT_BASE ? 4 : 3;
  const whole = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? '';
  const separated = whole.replace(new RegExp(`(?<=.)(?=(?:.{${size}})+$)`, 'g'), spec.grouping);
  return separated + digits.slice(whole.length);
}

function pad(spec: FormatSpec, text: string, align: '<' | '>' | '=' | '^'): string {
  const missing = spec.width - Array.from(text).length;
  if (missing <= 0) return text;
  if (align === '<') return text + spec.fill.repeat(missing);
  if (align === '^') {
    const left = Math.floor(missing / 2);
    return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
  }
  return spec.fill.repeat(missing) + text;
}

function wrongType(spec: FormatSpec, type: string): FormatError {
  return new FormatError(`Unknown format code '${spec.type}' for object of type '${type}'`);
}
