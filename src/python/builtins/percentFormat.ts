/** The `%` operator of texts. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyDict, PyFloat, PyObject, PyTuple, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { asciiOf } from './format.ts';
import { formatDouble, formatInt, formatText } from './formatSpec.ts';
import { dictGet } from './hash.ts';
import { asPyInt, asPyNumber, toDouble, truncate } from './numbers.ts';

const CONVERSION = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)/gs;

/** `template % args`. */
export function percentFormat(rt: Runtime, template: string, args: Value): string | Unknown {
  const source = new Arguments(rt, args);
  let text = '';
  let last = 0;
  for (const match of template.matchAll(CONVERSION)) {
    const [whole, key, flags = '', width, precision, type = ''] = match;
    text += template.slice(last, match.index);
    last = match.index + whole.length;
    if (type === '%') {
      text += '%';
      continue;
    }
    const field = { flags, width: source.size(width) ?? 0, precision: source.size(precision), type };
    const piece = percentField(rt, key === undefined ? source.next() : source.named(key), field);
    if (piece instanceof Unknown) return piece;
    text += piece;
  }
  source.finish();
  return text + template.slice(last);
}

/** What the conversions are given, in order or by name. */
class Arguments {
  readonly #rt: Runtime;
  readonly #args: Value;
  readonly #positional: readonly Value[];
  #taken = 0;
  #byName = false;

  constructor(rt: Runtime, args: Value) {
    this.#rt = rt;
    this.#args = args;
    this.#positional = args instanceof PyTuple ? args.items : [args];
  }

  next(): Value {
    const value = this.#positional[this.#taken];
    if (value === undefined) throw this.#rt.error('TypeError', 'not enough arguments for format string');
    this.#taken += 1;
    return value;
  }

  named(key: string): Value {
    this.#byName = true;
    return mappingItem(this.#rt, this.#args, key);
  }

  /** A width or precision; `*` takes it from the arguments. */
  size(text: string | undefined): number | null {
    if (text === undefined) return null;
    return text === '*' ? Number(asPyInt(this.next()) ?? 0) : Number(text);
  }

  finish(): void {
    if (this.#byName || isMapping(this.#args) || this.#taken >= this.#positional.length) return;
    throw this.#rt.error('TypeError', 'not all arguments converted during string formatting');
  }
}

function isMapping(value: Value): boolean {
  return value instanceof PyDict || value instanceof PyObject || value instanceof Unknown;
}

function mappingItem(rt: Runtime, args: Value, key: string): Value {
  if (args instanceof PyDict && args.cls === null) {
    const value = dictGet(rt, args, key);
    if (value !== undefined) return value;
  }
  if (args instanceof PyTuple) throw rt.error('TypeError', 'format requires a mapping');
  return rt.getItem(args, key);
}

interface PercentField {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

function percentField(rt: Runtime, value: Value, field: PercentField): string | Unknown {
  if (value instanceof Unknown) return value;
  const left = field.flags.includes('-');
  const spec = {
    fill: field.flags.includes('0') && !left ? '0' : ' ',
    align: left ? '<' : field.flags.includes('0') ? '=' : '>',
    sign: field.flags.includes('+') ? '+' : field.flags.includes(' ') ? ' ' : '-',
    alternate: field.flags.includes('#'),
    width: field.width,
    grouping: '',
    precision: field.precision,
    type: field.type,
  } as const;
  switch (field.type) {
    case 's':
    case 'r':
    case 'a': {
      const text = field.type === 's' ? rt.str(value) : rt.repr(value);
      if (text instanceof Unknown) return text;
      const shown = field.type === 'a' ? asciiOf(text) : text;
      return formatText({ ...spec, fill: ' ', align: left ? '<' : '>', type: 's' }, shown);
    }
    case 'c':
      return typeof value === 'string' ? value : String.fromCodePoint(Number(asPyInt(value) ?? 0));
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return percentNumber(rt, value, spec);
    default:
      throw rt.error('ValueError', `unsupported format character '${field.type}'`);
  }
}

function percentNumber(rt: Runtime, value: Value, spec: Parameters<typeof formatInt>[0]): string | Unknown {
  if (value instanceof HostObject) return rt.unknown(`the value of this ${rt.typeName(value)}`);
  const number = asPyNumber(value);
  const isInteger = 'diuxXo'.includes(spec.type);
  if (number === undefined) {
    const wanted = isInteger ? 'a number is required' : 'a real number is required';
    throw rt.error('TypeError', `%${spec.type} format: ${wanted}, not ${rt.typeName(value)}`);
  }
  if (!isInteger) return formatDouble(spec, toDouble(number));
  const whole = number instanceof PyFloat ? truncate(number.value) : number;
  const type = 'diu'.includes(spec.type) ? 'd' : spec.type;
  const int = typeof whole === 'boolean' ? Number(whole) : whole;
  const digits = formatInt({ ...spec, type, width: 0, precision: null }, int);
  const sign = /^[-+ ]?(?:0[xXo])?/.exec(digits)?.[0] ?? '';
  const padded = sign + digits.slice(sign.length).padStart(spec.precision ?? 0, '0');
  if (spec.align !== '=') return formatText({ ...spec, type: 's', precision: null }, padded);
  return sign + padded.slice(sign.length).padStart(spec.width - sign.length, '0');
}
