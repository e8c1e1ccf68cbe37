/** What `x + y`, `x[i]` and `x < y` do on tensors of both kinds. */
import type { Runtime } from '../python/runtime/api.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value, NativeFunction } from '../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../python/syntax/ast.ts';
import { numpyDType } from '../tensor/ndarray/dtypes.ts';
import { guarded } from './invoke.ts';
import { op, toTensor } from './opCall.ts';
import { binary, unary } from './ops/elementwise.ts';
import { matmulOf } from './ops/matmul.ts';
import { slice } from './ops/shaping.ts';
import type { TensorBehaviour } from './state.ts';
import { KerasTensor } from './tensor.ts';

const BINARY_NAMES: Readonly<Record<Exclude<BinaryOperator, '@'>, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floor_divide',
  '%': 'mod',
  '**': 'power',
  '&': 'logical_and',
  '|': 'logical_or',
  '^': 'logical_xor',
  '<<': 'left_shift',
  '>>': 'right_shift',
};

const COMPARE_NAMES: Readonly<Partial<Record<CompareOperator, string>>> = {
  '==': 'equal',
  '!=': 'not_equal',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
};

const operators = new Map<string, NativeFunction>();

/** The operator as an operation, which knows how to be part of a graph. */
function operatorNamed(name: string): NativeFunction {
  let fn = operators.get(name);
  if (fn === undefined) {
    fn = op(`${name}(x1, x2)`, (call) => {
      const [a, b] = [call.tensor('x1'), call.tensor('x2')];
      return name === 'matmul' ? matmulOf(call.rt, a, b) : binary(call.rt, name, a, b);
    });
    operators.set(name, fn);
  }
  return fn;
}

const getItemOperation = op('getitem(x, key)', (call) =>
  slice(call.rt, call.tensor('x'), call.args.value('key')),
);
const negative = op('negative(x)', (call) => unary(call.rt, 'negative', call.tensor('x')));
const inverse = op('logical_not(x)', (call) => unary(call.rt, 'logical_not', call.tensor('x')));

/** Undefined where an operand is no tensor, number or list of these. */
function operate(rt: Runtime, name: string, left: Value, right: Value): Value | undefined {
  const isOperand = (value: Value): boolean =>
    value instanceof KerasTensor || value instanceof Unknown || toTensor(rt, value) !== undefined;
  const known = guarded(rt, () => isOperand(left) && isOperand(right));
  if (known === false) return undefined;
  return known instanceof Unknown ? known : rt.call(operatorNamed(name), [left, right]);
}

export const BEHAVIOUR: TensorBehaviour = {
  binary: (rt, operator, left, right) =>
    operate(rt, operator === '@' ? 'matmul' : BINARY_NAMES[operator], left, right),

  unary: (rt, operator, self) =>
    operator === '+' ? self : rt.call(operator === '-' ? negative : inverse, [self]),

  compare(rt, operator, left, right) {
    // Symbolic tensors are compared by identity in containers, and nobody computes with None.
    if (right === null || typeof right === 'string') {
      return operator === '!=' ? true : operator === '==' ? false : undefined;
    }
    const name = COMPARE_NAMES[operator];
    return name === undefined ? undefined : operate(rt, name, left, right);
  },

  getItem: (rt, self, key) => rt.call(getItemOperation, [self, key]),

  dtypeValue: (_rt, dtype) => numpyDType(dtype),
};
