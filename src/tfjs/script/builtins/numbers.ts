/** `Number`, `Boolean`, `BigInt`, `Math` and the functions that read numbers from texts. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { Indexed, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction } from '../../../python/runtime/values.ts';
import { mapIndexed } from '../../../python/runtime/indexed.ts';
import { PyFloat } from '../../../python/runtime/values.ts';
import { toPrimitive } from '../conversions.ts';
import { scriptFunction, scriptMethod, type ScriptCall } from '../native.ts';
import { fromNumber, plainNumber } from '../numbers.ts';
import { UNDEFINED, type NativeConstruction } from '../values.ts';
import { escaped, integerArg, known, numberArg, scriptBehind, textArg } from './helpers.ts';

function selfNumber(call: ScriptCall): number {
  const number = plainNumber(escaped(call.self));
  if (number === undefined) throw call.js.error('TypeError', 'it is called on what is no number');
  return number;
}

function digits(call: ScriptCall, lowest: number): number {
  const count = integerArg(call, 0, lowest);
  if (count < lowest || count > 100) {
    throw call.js.error('RangeError', 'digits argument must be between 0 and 100');
  }
  return count;
}

export const NUMBER_METHODS: readonly NativeFunction[] = [
  scriptMethod('toFixed', (call) => selfNumber(call).toFixed(digits(call, 0))),
  scriptMethod('toPrecision', (call) =>
    call.arg(0) === UNDEFINED ? String(selfNumber(call)) : selfNumber(call).toPrecision(digits(call, 1)),
  ),
  scriptMethod('toExponential', (call) =>
    call.arg(0) === UNDEFINED
      ? selfNumber(call).toExponential()
      : selfNumber(call).toExponential(digits(call, 0)),
  ),
  scriptMethod('toString', (call) => {
    const radix = integerArg(call, 0, 10);
    if (radix < 2 || radix > 36) {
      throw call.js.error('RangeError', 'toString() radix must be between 2 and 36');
    }
    return selfNumber(call).toString(radix);
  }),
  scriptMethod('toLocaleString', (call) => selfNumber(call).toLocaleString('en-US')),
  scriptMethod('valueOf', (call) => call.self),
];

function isNumber(name: string, test: (value: number) => boolean): NativeFunction {
  return scriptFunction(name, (call) => {
    const value = escaped(call.arg(0));
    if (value instanceof Unknown) return value;
    const number = plainNumber(value);
    return number !== undefined && test(number);
  });
}

export const PARSE_INT = scriptFunction('parseInt', (call) => {
  const value = call.arg(0);
  const radix = call.arg(1) === UNDEFINED ? undefined : numberArg(call, 1);
  if (typeof value === 'number' && radix === undefined) return Number.isSafeInteger(value) ? value : 0;
  return fromNumber(Number.parseInt(textArg(call, 0), radix));
});
export const PARSE_FLOAT = scriptFunction('parseFloat', (call) =>
  fromNumber(Number.parseFloat(textArg(call, 0))),
);

export const NUMBER_STATICS: readonly (NativeFunction | readonly [string, Value])[] = [
  isNumber('isInteger', Number.isInteger),
  isNumber('isSafeInteger', Number.isSafeInteger),
  isNumber('isFinite', Number.isFinite),
  isNumber('isNaN', Number.isNaN),
  PARSE_INT,
  PARSE_FLOAT,
  ['MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['MAX_VALUE', fromNumber(Number.MAX_VALUE)],
  ['MIN_VALUE', fromNumber(Number.MIN_VALUE)],
  ['EPSILON', fromNumber(Number.EPSILON)],
  ['POSITIVE_INFINITY', fromNumber(Infinity)],
  ['NEGATIVE_INFINITY', fromNumber(-Infinity)],
  ['NaN', fromNumber(NaN)],
];

export const GLOBAL_NUMBER_FUNCTIONS: readonly NativeFunction[] = [
  PARSE_INT,
  PARSE_FLOAT,
  scriptFunction('isNaN', (call) => Number.isNaN(numberArg(call, 0))),
  scriptFunction('isFinite', (call) => Number.isFinite(numberArg(call, 0))),
];

const asNumber: NativeConstruction['create'] = (js, _cls, args) => {
  const [value = 0] = args;
  if (value instanceof Indexed) return value;
  const primitive = toPrimitive(scriptBehind(js), value, 'number');
  if (primitive instanceof Unknown) return primitive;
  return fromNumber(typeof primitive === 'bigint' ? Number(primitive) : known(js.toNumber(value)));
};
export const NUMBER_CONSTRUCTION: NativeConstruction = {
  create: asNumber,
  call: (js, args) => asNumber(js, js.builtinClass('Number'), args),
};

export const BOOLEAN_CONSTRUCTION: NativeConstruction = {
  create: (js, _cls, [value = false]) => js.truth(value),
  call: (js, [value = false]) => js.truth(value),
};
export const BOOLEAN_METHODS: readonly NativeFunction[] = [
  scriptMethod('toString', (call) => known(call.js.toText(call.self))),
  scriptMethod('valueOf', (call) => call.self),
];

export const BIGINT_CONSTRUCTION: NativeConstruction = {
  create: (js) => {
    throw js.error('TypeError', 'BigInt is not a constructor');
  },
  call: (js, [value = UNDEFINED]) => {
    const primitive = toPrimitive(scriptBehind(js), value, 'number');
    if (primitive instanceof Unknown) return primitive;
    try {
      if (typeof primitive !== 'object' && primitive !== undefined) return BigInt(primitive);
    } catch {
      throw js.error('SyntaxError', `Cannot convert ${js.describe(value)} to a BigInt`);
    }
    throw js.error('TypeError', `Cannot convert ${js.describe(value)} to a BigInt`);
  },
};
export const BIGINT_METHODS: readonly NativeFunction[] = [
  scriptMethod('toString', (call) =>
    typeof call.self === 'bigint'
      ? call.self.toString(integerArg(call, 0, 10))
      : known(call.js.toText(call.self)),
  ),
  scriptMethod('valueOf', (call) => call.self),
];

type Unary = (value: number) => number;
const UNARY: Readonly<Record<string, Unary>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  clz32: Math.clz32,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  expm1: Math.expm1,
  floor: Math.floor,
  fround: Math.fround,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  round: Math.round,
  sign: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  trunc: Math.trunc,
};
const MULTIPLE: Readonly<Record<string, (...values: number[]) => number>> = {
  max: Math.max,
  min: Math.min,
  hypot: Math.hypot,
};

function numbers(call: ScriptCall): number[] {
  const unknown = call.args.find((arg) => arg instanceof Unknown);
  if (unknown instanceof Unknown) throw new UnknownInput(unknown);
  return call.args.map((_, i) => numberArg(call, i));
}

export const MATH_MEMBERS: readonly (readonly [string, Value])[] = [
  ...Object.entries(UNARY).map(([name, apply]): [string, Value] => [
    name,
    scriptFunction(name, (call) => {
      const value = call.arg(0);
      if (value instanceof Indexed) {
        const mapped = mapIndexed(value, (inner) =>
          fromNumber(apply(inner instanceof PyFloat ? inner.value : Number(inner))),
        );
        if (mapped !== undefined) return mapped;
      }
      return fromNumber(apply(numberArg(call, 0)));
    }),
  ]),
  ...Object.entries(MULTIPLE).map(([name, apply]): [string, Value] => [
    name,
    scriptFunction(name, (call) => fromNumber(apply(...numbers(call)))),
  ]),
  ['pow', scriptFunction('pow', (call) => fromNumber(numberArg(call, 0) ** numberArg(call, 1)))],
  [
    'atan2',
    scriptFunction('atan2', (call) => fromNumber(Math.atan2(numberArg(call, 0), numberArg(call, 1)))),
  ],
  ['imul', scriptFunction('imul', (call) => Math.imul(numberArg(call, 0), numberArg(call, 1)))],
  ['random', scriptFunction('random', (call) => call.js.unknown('a random number'))],
  ['PI', fromNumber(Math.PI)],
  ['E', fromNumber(Math.E)],
  ['LN2', fromNumber(Math.LN2)],
  ['LN10', fromNumber(Math.LN10)],
  ['LOG2E', fromNumber(Math.LOG2E)],
  ['LOG10E', fromNumber(Math.LOG10E)],
  ['SQRT2', fromNumber(Math.SQRT2)],
  ['SQRT1_2', fromNumber(Math.SQRT1_2)],
];
