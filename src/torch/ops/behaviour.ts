/** What `x + y`, `x[i]`, `for row in x` and `if x:` do. */
import type { Runtime } from '../../python/runtime/api.ts';
import { movedPosition } from '../../python/runtime/position.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../../python/syntax/ast.ts';
import { guarded, toOperand, type TensorOrScalar } from '../call.ts';
import type { TensorBehaviour } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { itemOrUnsized, iterate, row, setItem } from './indexing.ts';
import { noteAdjustment } from '../adjustment.ts';
import { storeInPlace } from './inPlace.ts';
import { matmul } from './matmul.ts';
import { bitwiseNot, unary } from './unary.ts';

const BINARY_NAMES: Readonly<Record<Exclude<BinaryOperator, '@'>, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'true_divide',
  '//': 'floor_divide',
  '%': 'remainder',
  '**': 'pow',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
  '<<': 'bitwise_left_shift',
  '>>': 'bitwise_right_shift',
};

const COMPARE_NAMES: Readonly<Partial<Record<CompareOperator, string>>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

/** Undefined where an operand is no number or tensor; Unknown, recorded, where one is unknown. */
function operate(rt: Runtime, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  let result: Value | undefined;
  const outcome = guarded(rt, true, () => {
    const [a, b] = [toOperand(left), toOperand(right)];
    if (a === undefined || b === undefined) return null;
    if (op === '@') {
      if (!(a instanceof TorchTensor) || !(b instanceof TorchTensor)) return null;
      return (result = matmul(rt, a, b));
    }
    const computed = binary(rt, BINARY_NAMES[op], a, b);
    if (op === '+' || op === '-') notePosition(computed, op, a, b);
    return (result = computed);
  });
  return outcome instanceof Unknown ? outcome : result;
}

/** `i + 256`, where nobody knows `i`, still is 256 after it: slices between the two have a length. */
function notePosition(result: TorchTensor, op: '+' | '-', a: TensorOrScalar, b: TensorOrScalar): void {
  if (result.elements !== 1 || result.dtype !== 'int64') return;
  if (a instanceof TorchTensor && !(b instanceof TorchTensor) && b.value !== null) {
    movedPosition(result, a, op === '+' ? b.value : -b.value);
  } else if (b instanceof TorchTensor && !(a instanceof TorchTensor) && a.value !== null && op === '+') {
    movedPosition(result, b, a.value);
  }
}

export const BEHAVIOUR: TensorBehaviour = {
  binary: operate,

  inPlace(rt, op, self, other) {
    noteAdjustment(rt, self, op);
    const result = operate(rt, op, self, other);
    if (!(result instanceof TorchTensor)) {
      self.write(rt, null);
      return result;
    }
    return guarded(rt, true, () => storeInPlace(rt, self, result));
  },

  unary(rt, op, self) {
    return guarded(rt, true, () =>
      op === '~' ? bitwiseNot(rt, self) : unary(rt, op === '-' ? 'neg' : 'positive', self),
    );
  },

  compare(rt, op, left, right) {
    const name = COMPARE_NAMES[op];
    if (name === undefined) return undefined;
    let result: Value | undefined;
    const outcome = guarded(rt, true, () => {
      const [a, b] = [toOperand(left), toOperand(right)];
      return a === undefined || b === undefined ? null : (result = binary(rt, name, a, b));
    });
    return outcome instanceof Unknown ? outcome : result;
  },

  getItem: (rt, self, key) => guarded(rt, true, () => itemOrUnsized(rt, self, key)),

  setItem(rt, self, key, value) {
    guarded(rt, true, () => {
      setItem(rt, self, key, value);
      return null;
    });
  },

  iterate(rt, self) {
    if (self.shape.length === 0) throw rt.error('TypeError', 'iteration over a 0-d tensor');
    try {
      return iterate(rt, self);
    } catch (error) {
      if (error instanceof UnknownInput) return [error.unknown];
      throw error;
    }
  },

  row,

  truth(rt, self) {
    if (self.elements > 1) {
      throw rt.error('RuntimeError', 'Boolean value of Tensor with more than one value is ambiguous');
    }
    const value = self.values()?.[0];
    return value === undefined ? rt.unknown('the truth of a tensor depends on its data') : value !== 0;
  },
};
