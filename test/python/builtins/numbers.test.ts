import { expect } from 'chai';
import fc from 'fast-check';
import { fixedDigits, roundDouble, scientificDigits } from '../../../src/python/builtins/decimals.ts';
import { NumberError, arithmetic, compareNumbers } from '../../../src/python/builtins/numbers.ts';
import {
  doubleText,
  numberText,
  parseDouble,
  parseInteger,
} from '../../../src/python/builtins/numberTexts.ts';
import type { BinaryOperator } from '../../../src/python/syntax/ast.ts';
import { PyFloat } from '../../../src/python/runtime/values.ts';
import type { Value } from '../../../src/python/runtime/values.ts';

const int = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }).map(narrow),
);

/** As the heap holds it: a bigint only where it must be one. */
function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const REFERENCE: readonly (readonly [BinaryOperator, (a: bigint, b: bigint) => bigint])[] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['//', floorDivide],
  ['%', (a, b) => a - floorDivide(a, b) * b],
  ['&', (a, b) => a & b],
  ['|', (a, b) => a | b],
  ['^', (a, b) => a ^ b],
];

describe('integers', () => {
  for (const [op, reference] of REFERENCE) {
    it(`are exact under ${op}`, () => {
      fc.assert(
        fc.property(int, int, (a, b) => {
          fc.pre(Number(b) !== 0 || (op !== '//' && op !== '%'));
          const result = arithmetic(op, a, b);
          expect(result).to.equal(narrow(reference(BigInt(a), BigInt(b))));
          expect(Object.is(result, -0)).to.equal(false);
        }),
      );
    });
  }

  it('are exact under powers and shifts', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 0, max: 80 }), (base, exponent) => {
        expect(arithmetic('**', base, exponent)).to.equal(narrow(BigInt(base) ** BigInt(exponent)));
        expect(arithmetic('<<', base, exponent)).to.equal(narrow(BigInt(base) << BigInt(exponent)));
        expect(arithmetic('>>', base, exponent)).to.equal(narrow(BigInt(base) >> BigInt(exponent)));
      }),
    );
  });

  it('divide to the nearest double, however large', () => {
    const divide = (a: bigint, b: bigint): Value | undefined => arithmetic('/', narrow(a), narrow(b));
    expect(divide(10n ** 400n, 10n ** 399n)).to.deep.include({ value: 10 });
    expect(divide(2n ** 80n + 1n, 2n ** 80n)).to.deep.include({ value: 1 });
    expect(divide(-(3n ** 60n), 7n)).to.deep.include({ value: -6.055879753602314e27 });
  });

  it('read back from their text', () => {
    fc.assert(
      fc.property(int, (value) => {
        expect(parseInteger(numberText(value))).to.equal(value);
      }),
    );
  });

  it('are no texts with misplaced underscores, signs or digits', () => {
    for (const text of ['', '-', '1__0', '_1', '1_', '0x', '12a', '1 2', '+-1']) {
      expect(parseInteger(text), text).to.equal(undefined);
    }
  });

  it('refuse what would take for ever', () => {
    expect(() => arithmetic('**', 10, 10 ** 9))
      .to.throw(NumberError)
      .with.property('type', 'MemoryError');
    expect(() => arithmetic('<<', 1, 10 ** 9))
      .to.throw(NumberError)
      .with.property('type', 'MemoryError');
    expect(arithmetic('**', 1, 10 ** 9)).to.equal(1);
    expect(arithmetic('**', -1, 10 ** 9 + 1)).to.equal(-1);
  });
});

describe('doubles', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('read back from their text', () => {
    fc.assert(
      fc.property(double, (value) => {
        expect(Object.is(parseDouble(doubleText(value)), value)).to.equal(true);
      }),
    );
  });

  it('keep quotient times divisor plus remainder', () => {
    const small = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8);
    fc.assert(
      fc.property(small, small, (a, b) => {
        fc.pre(b !== 0);
        const quotient = arithmetic('//', new PyFloat(a), new PyFloat(b));
        const remainder = arithmetic('%', new PyFloat(a), new PyFloat(b));
        if (!(quotient instanceof PyFloat) || !(remainder instanceof PyFloat)) throw new Error('no floats');
        expect(quotient.value * b + remainder.value).to.equal(a);
        expect(remainder.value === 0 || remainder.value < 0 === b < 0).to.equal(true);
      }),
    );
  });

  it('compare exactly with integers that they cannot hold', () => {
    const big = 2n ** 53n + 1n;
    expect(compareNumbers('==', big, new PyFloat(2 ** 53))).to.equal(false);
    expect(compareNumbers('>', big, new PyFloat(2 ** 53))).to.equal(true);
    expect(compareNumbers('<=', new PyFloat(NaN), 1)).to.equal(false);
    expect(compareNumbers('!=', new PyFloat(NaN), new PyFloat(NaN))).to.equal(true);
    expect(compareNumbers('<', 'a', 1)).to.equal(undefined);
  });

  it('round their exact decimal value, ties to even', () => {
    expect([0.5, 1.5, 2.5, 0.125].map((value) => fixedDigits(value, 0))).to.deep.equal(['0', '2', '2', '0']);
    expect(fixedDigits(0.125, 2)).to.equal('0.12');
    expect(fixedDigits(2.675, 2)).to.equal('2.67');
    expect(fixedDigits(1e22, 1)).to.equal('10000000000000000000000.0');
    expect(scientificDigits(9.9996, 3)).to.deep.equal({ digits: '1000', exponent: 1 });
    expect(roundDouble(-2.5, 0)).to.equal(-2);
    expect(roundDouble(1234.5, -2)).to.equal(1200);
  });

  it('lie within half a unit of what they are rounded to', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (x, digits) => {
          expect(Math.abs(roundDouble(x, digits) - x)).to.be.at.most(0.5 * 10 ** -digits * (1 + 1e-6));
        },
      ),
    );
  });
});
