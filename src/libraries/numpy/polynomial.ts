/** `np.poly1d`: a polynomial in one variable by its coefficients, the highest power first. */
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { asPyNumber, toDouble } from '../../python/builtins/numbers.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyClass, PyFloat } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import type { BinaryOperator } from '../../python/syntax/ast.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { argument, fn } from './arrays.ts';

const polynomialClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'poly1d', bases: [rt.builtinClass('object')] }),
);

class Polynomial extends HostObject {
  readonly coefficients: readonly number[];

  constructor(coefficients: readonly number[]) {
    super();
    const first = coefficients.findIndex((value) => value !== 0);
    this.coefficients = first < 0 ? [0] : coefficients.slice(first);
  }

  override pyClass(rt: Runtime): PyClass {
    return polynomialClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'c':
      case 'coef':
      case 'coeffs':
      case 'coefficients':
        return new NdArray([this.coefficients.length], 'float64', { values: this.coefficients });
      case 'o':
      case 'order':
        return this.coefficients.length - 1;
      case '__len__':
        return callable(name, () => this.coefficients.length - 1);
      default:
        return undefined;
    }
  }

  override call(rt: Runtime, { positional: [x = null] }: CallArgs): Value {
    const number = asPyNumber(x);
    if (number === undefined) return rt.unknown('a polynomial of this');
    const at = toDouble(number);
    return new PyFloat(this.coefficients.reduce((sum, value) => sum * at + value, 0));
  }

  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const number = asPyNumber(other);
    if (op === '**' && !reflected && typeof number === 'number' && number >= 0) {
      let power = new Polynomial([1]);
      for (let i = 0; i < number; i++) power = power.#times(this);
      return power;
    }
    const operand =
      other instanceof Polynomial
        ? other
        : number === undefined
          ? undefined
          : new Polynomial([toDouble(number)]);
    if (operand === undefined) return undefined;
    const [left, right] = reflected ? [operand, this] : [this, operand];
    if (op === '*') return left.#times(right);
    if (op === '+') return left.#plus(right, 1);
    return op === '-' ? left.#plus(right, -1) : rt.unknown(`a polynomial after ${op}`);
  }

  #times(other: Polynomial): Polynomial {
    const product = new Array<number>(this.coefficients.length + other.coefficients.length - 1).fill(0);
    for (const [i, a] of this.coefficients.entries()) {
      for (const [j, b] of other.coefficients.entries()) product[i + j] = (product[i + j] ?? 0) + a * b;
    }
    return new Polynomial(product);
  }

  #plus(other: Polynomial, sign: number): Polynomial {
    const length = Math.max(this.coefficients.length, other.coefficients.length);
    const at = ({ coefficients }: Polynomial, i: number): number =>
      coefficients[i - (length - coefficients.length)] ?? 0;
    return new Polynomial(Array.from({ length }, (_, i) => at(this, i) + sign * at(other, i)));
  }
}

export const polynomialFunctions = [
  fn('poly1d(c_or_r, r=False, variable=None)', (rt, args) => {
    const { values } = argument(rt, args, 'c_or_r');
    if (values === null || args.bool('r')) {
      return rt.unknown('a polynomial of which the coefficients are unknown');
    }
    return new Polynomial(values);
  }),
];
