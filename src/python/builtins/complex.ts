/** `complex`: rare in model code, so a host object rather than a kind of value. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native } from '../runtime/native.ts';
import { PyFloat } from '../runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../syntax/ast.ts';
import { callable } from './natives.ts';
import { asPyNumber, toDouble } from './numbers.ts';
import { doubleText } from './numberTexts.ts';

export class PyComplex extends HostObject {
  readonly real: number;
  readonly imag: number;

  constructor(real: number, imag: number) {
    super();
    this.real = real;
    this.imag = imag;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('complex');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'real') return new PyFloat(this.real);
    if (name === 'imag') return new PyFloat(this.imag);
    if (name === 'conjugate') return callable(name, () => new PyComplex(this.real, -this.imag));
    if (name === '__abs__') return callable(name, () => new PyFloat(Math.hypot(this.real, this.imag)));
    return undefined;
  }

  override binary(rt: Runtime, op: BinaryOperator, value: Value, reflected: boolean): Value | undefined {
    const other = asComplex(value);
    if (other === undefined) return undefined;
    const [a, b]: [PyComplex, PyComplex] = reflected ? [other, this] : [this, other];
    switch (op) {
      case '+':
        return new PyComplex(a.real + b.real, a.imag + b.imag);
      case '-':
        return new PyComplex(a.real - b.real, a.imag - b.imag);
      case '*':
        return new PyComplex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
      case '/': {
        const norm = b.real ** 2 + b.imag ** 2;
        if (norm === 0) throw rt.error('ZeroDivisionError', 'complex division by zero');
        return new PyComplex(
          (a.real * b.real + a.imag * b.imag) / norm,
          (a.imag * b.real - a.real * b.imag) / norm,
        );
      }
      case '**':
        return complexPower(a, b);
      default:
        return undefined;
    }
  }

  override unary(_rt: Runtime, op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    if (op === '-') return new PyComplex(-this.real, -this.imag);
    return op === '+' ? this : undefined;
  }

  override compare(_rt: Runtime, op: CompareOperator, value: Value): Value | undefined {
    if (op !== '==' && op !== '!=') return undefined;
    const other = asComplex(value);
    const same = other !== undefined && this.real === other.real && this.imag === other.imag;
    return same === (op === '==');
  }

  override truth(): boolean {
    return this.real !== 0 || this.imag !== 0;
  }

  override repr(): string {
    const imag = `${part(this.imag)}j`;
    if (this.real === 0 && !Object.is(this.real, -0)) return imag;
    return `(${part(this.real)}${this.imag < 0 || Object.is(this.imag, -0) ? '' : '+'}${imag})`;
  }

  override hashKey(): string | number {
    return this.imag === 0 ? this.real : `complex${this.repr()}`;
  }
}

function part(value: number): string {
  return doubleText(value).replace(/\.0$/, '');
}

function asComplex(value: Value): PyComplex | undefined {
  if (value instanceof PyComplex) return value;
  const number = asPyNumber(value);
  return number === undefined ? undefined : new PyComplex(toDouble(number), 0);
}

export function complexPower(base: PyComplex, exponent: PyComplex): PyComplex {
  const size = Math.hypot(base.real, base.imag);
  if (size === 0) return new PyComplex(exponent.real === 0 && exponent.imag === 0 ? 1 : 0, 0);
  const angle = Math.atan2(base.imag, base.real);
  const length = size ** exponent.real * Math.exp(-exponent.imag * angle);
  const turn = exponent.real * angle + exponent.imag * Math.log(size);
  return new PyComplex(length * Math.cos(turn), length * Math.sin(turn));
}

export const complexMembers: readonly NativeFunction[] = [
  native('__new__(cls, real=0, imag=0)', (rt, args) => {
    const real = asComplex(args.known('real'));
    const imag = asComplex(args.known('imag'));
    if (real === undefined || imag === undefined) {
      throw rt.error('TypeError', 'complex() argument must be a number');
    }
    return new PyComplex(real.real - imag.imag, real.imag + imag.real);
  }),
];
