/** `fractions`, `decimal` and `numbers`, as far as configuration code uses them. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeClass } from '../runtime/native.ts';
import { PyFloat } from '../runtime/values.ts';
import type { Value, PyClass } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../syntax/ast.ts';
import { callable, perRuntime } from '../builtins/natives.ts';
import { asPyInt, asPyNumber, compareNumbers, normalise } from '../builtins/numbers.ts';
import { abstractClass, setVirtualCheck } from './abc.ts';
import { libraryModule } from './module.ts';

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/** An exact quotient in lowest terms; `places` is how many decimals a `Decimal` shows. */
class Rational extends HostObject {
  readonly #cls: PyClass;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly places: number | null;

  constructor(cls: PyClass, numerator: bigint, denominator: bigint, places: number | null) {
    super();
    const divisor = greatestDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
    this.#cls = cls;
    this.numerator = numerator / divisor;
    this.denominator = denominator / divisor;
    this.places = places;
  }

  override pyClass(): PyClass {
    return this.#cls;
  }

  get #double(): number {
    return Number(this.numerator) / Number(this.denominator);
  }

  #of(numerator: bigint, denominator: bigint, places: number | null): Rational {
    return new Rational(this.#cls, numerator, denominator, places);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__str__':
        return callable(name, () => this.text);
      case 'numerator':
        return normalise(this.numerator);
      case 'denominator':
        return normalise(this.denominator);
      case '__float__':
        return callable(name, () => new PyFloat(this.#double));
      case '__int__':
      case '__trunc__':
        return callable(name, () => normalise(this.numerator / this.denominator));
      case '__floor__':
        return callable(name, () => normalise(BigInt(Math.floor(this.#double))));
      case '__ceil__':
        return callable(name, () => normalise(BigInt(Math.ceil(this.#double))));
      case '__abs__':
        return callable(name, () =>
          this.#of(this.numerator < 0n ? -this.numerator : this.numerator, this.denominator, this.places),
        );
      case '__round__':
        return callable(name, () => normalise(BigInt(Math.round(this.#double))));
      case 'limit_denominator':
        return callable(name, (rt) => rt.unknown('an approximated fraction'));
      case 'quantize':
        return callable(name, (rt) => rt.unknown('a rounded decimal'));
      default:
        return undefined;
    }
  }

  override binary(rt: Runtime, op: BinaryOperator, value: Value, reflected: boolean): Value | undefined {
    if (value instanceof PyFloat) {
      const own = new PyFloat(this.#double);
      return reflected ? rt.binary(op, value, own) : rt.binary(op, own, value);
    }
    const other = this.#operand(value);
    if (other === undefined) return undefined;
    const [a, b] = reflected ? [other, this] : [this, other];
    const places = a.places === null || b.places === null ? null : Math.max(a.places, b.places);
    switch (op) {
      case '+':
      case '-': {
        const sign = op === '+' ? 1n : -1n;
        const sum = a.numerator * b.denominator + sign * b.numerator * a.denominator;
        return this.#of(sum, a.denominator * b.denominator, places);
      }
      case '*': {
        const digits = a.places === null || b.places === null ? null : a.places + b.places;
        return this.#of(a.numerator * b.numerator, a.denominator * b.denominator, digits);
      }
      case '/':
        if (b.numerator === 0n) throw rt.error('ZeroDivisionError', 'division by zero');
        if (this.places !== null) return rt.unknown('a quotient of decimals');
        return this.#of(a.numerator * b.denominator, a.denominator * b.numerator, null);
      default:
        return undefined;
    }
  }

  #operand(value: Value): Rational | undefined {
    if (value instanceof Rational) return value;
    const int = asPyInt(value);
    return int === undefined ? undefined : this.#of(BigInt(int), 1n, this.places === null ? null : 0);
  }

  override unary(_rt: Runtime, op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    if (op === '~') return undefined;
    return op === '-' ? this.#of(-this.numerator, this.denominator, this.places) : this;
  }

  override compare(_rt: Runtime, op: CompareOperator, value: Value): Value | undefined {
    const other = this.#operand(value);
    if (other === undefined) {
      const number = asPyNumber(value);
      if (number === undefined) return op === '==' ? false : op === '!=' ? true : undefined;
      return compareNumbers(op, new PyFloat(this.#double), number);
    }
    const [a, b] = [this.numerator * other.denominator, other.numerator * this.denominator];
    return compareNumbers(op, normalise(a), normalise(b));
  }

  override truth(): boolean {
    return this.numerator !== 0n;
  }

  override hashKey(): string | number {
    return this.denominator === 1n
      ? Number(this.numerator)
      : `rational:${this.numerator}/${this.denominator}`;
  }

  get text(): string {
    if (this.places === null) {
      return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
    }
    const scaled = (this.numerator * 10n ** BigInt(this.places)) / this.denominator;
    const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(this.places + 1, '0');
    const whole = this.places === 0 ? digits : digits.slice(0, -this.places);
    const fraction = this.places === 0 ? '' : `.${digits.slice(-this.places)}`;
    return `${scaled < 0n ? '-' : ''}${whole}${fraction}`;
  }

  override repr(): string {
    if (this.places !== null) return `Decimal('${this.text}')`;
    return `Fraction(${this.numerator}, ${this.denominator})`;
  }
}

/** Decimal digits as a quotient; undefined for other texts. */
function parseDecimal(text: string): { numerator: bigint; denominator: bigint; places: number } | undefined {
  const match = /^\s*([-+]?\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?\s*$/.exec(text);
  if (match === null || !/\d/.test(text)) return undefined;
  const [, whole = '0', fraction = '', exponent = '0'] = match;
  const places = fraction.length - Number(exponent);
  const digits = BigInt(
    `${whole === '' || whole === '-' || whole === '+' ? `${whole}0` : whole}${fraction}`.replace('+', ''),
  );
  return places >= 0
    ? { numerator: digits, denominator: 10n ** BigInt(places), places }
    : { numerator: digits * 10n ** BigInt(-places), denominator: 1n, places: 0 };
}

/** The exact value of a double. */
function fromDouble(value: number): { numerator: bigint; denominator: bigint } {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

const fractionClass = perRuntime((rt: Runtime): PyClass => {
  const cls: PyClass = nativeClass(
    'Fraction',
    [rt.builtinClass('object')],
    [
      native('__new__(cls, numerator=0, denominator=1)', (inner, args) => {
        const [first, second] = [args.known('numerator'), asPyInt(args.known('denominator'))];
        const whole = asPyInt(first);
        if (whole !== undefined && second !== undefined) {
          if (Number(second) === 0) throw inner.error('ZeroDivisionError', `Fraction(${whole}, 0)`);
          return new Rational(cls, BigInt(whole), BigInt(second), null);
        }
        if (first instanceof Rational) return new Rational(cls, first.numerator, first.denominator, null);
        if (first instanceof PyFloat && Number.isFinite(first.value)) {
          const exact = fromDouble(first.value);
          return new Rational(cls, exact.numerator, exact.denominator, null);
        }
        return parseFraction(inner, cls, args.string('numerator'));
      }),
    ],
  );
  return cls;
});

function parseFraction(rt: Runtime, cls: PyClass, text: string): Value {
  const quotient = /^\s*([-+]?\d+)\s*\/\s*(\d+)\s*$/.exec(text);
  if (quotient !== null) return new Rational(cls, BigInt(quotient[1] ?? 0), BigInt(quotient[2] ?? 1), null);
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw rt.error('ValueError', `Invalid literal for Fraction: '${text}'`);
  return new Rational(cls, decimal.numerator, decimal.denominator, null);
}

const decimalClass = perRuntime((rt: Runtime): PyClass => {
  const cls: PyClass = nativeClass(
    'Decimal',
    [rt.builtinClass('object')],
    [
      native("__new__(cls, value='0', context=None)", (inner, args) => {
        const value = args.known('value');
        const int = asPyInt(value);
        if (int !== undefined) return new Rational(cls, BigInt(int), 1n, 0);
        if (value instanceof Rational) return value;
        if (value instanceof PyFloat) return inner.unknown('the decimal digits of a double');
        const decimal = parseDecimal(args.string('value'));
        if (decimal === undefined) throw inner.error('ValueError', 'invalid literal for Decimal');
        return new Rational(cls, decimal.numerator, decimal.denominator, decimal.places);
      }),
    ],
  );
  return cls;
});

/** The abstract classes of numbers: which builtins each one holds. */
const TOWER: readonly (readonly [name: string, builtins: readonly string[]])[] = [
  ['Number', ['int', 'float', 'complex']],
  ['Complex', ['int', 'float', 'complex']],
  ['Real', ['int', 'float']],
  ['Rational', ['int']],
  ['Integral', ['int']],
];

const numberTower = perRuntime((rt: Runtime): readonly PyClass[] => {
  const classes: PyClass[] = [];
  for (const [name, builtins] of TOWER) {
    const cls = abstractClass(rt, name, [classes.at(-1) ?? rt.builtinClass('object')], []);
    setVirtualCheck(cls, (_inner, candidate) =>
      builtins.some((builtin) => candidate.isSubclassOf(rt.builtinClass(builtin))),
    );
    classes.push(cls);
  }
  return classes;
});

export const rationalModules = [
  libraryModule('fractions', (rt) => [fractionClass(rt)]),
  libraryModule('decimal', (rt) => [decimalClass(rt)]),
  libraryModule('numbers', numberTower),
];
