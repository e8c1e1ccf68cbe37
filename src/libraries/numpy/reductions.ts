/** The methods of arrays as functions, and what folds arrays beyond them. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { NativeFunction } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { ARRAY_METHODS, sizes } from '../../tensor/ndarray/methods.ts';
import { guarded, scalar } from '../../tensor/ndarray/operators.ts';
import { reducedShape } from '../../tensor/ops/reduction.ts';
import { argument, fn, required } from './arrays.ts';
import { floating } from './elementwise.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';

/** Methods that are no functions of the module. */
const NO_FUNCTIONS = new Set(['astype', 'item', 'tolist', 'fill', 'view', 'numpy', 'flatten', 'sort', 'dot']);

/** `np.sum(x, axis=0)`: the first argument is the array. */
function fromMethod(method: NativeFunction): NativeFunction {
  return new NativeFunction(method.name, (rt, args) =>
    guarded(rt, () => {
      try {
        return onArray(rt, method, args);
      } catch (error) {
        if (error instanceof UnknownInput) return error.unknown;
        throw error;
      }
    }),
  );
}

function onArray(rt: Runtime, method: NativeFunction, args: CallArgs): Value {
  const [first, ...rest] = args.positional;
  const given = first ?? args.keywords.get('a') ?? args.keywords.get('arr');
  if (given === undefined) {
    throw rt.error('TypeError', `${method.name}() missing 1 required positional argument: 'a'`);
  }
  const keywords = new Map([...args.keywords].filter(([name]) => name !== 'a' && name !== 'arr'));
  if (given instanceof OpenArray) return rt.call(rt.getAttribute(given, method.name), rest, keywords);
  const positional = [required(rt, given), ...rest];
  return method.call(rt, { ...args, positional, keywords });
}

/** A reduction that arrays have no method for; `fold` gives the number where all values are known. */
export function folding(
  signature: string,
  fold: ((values: readonly number[], args: Args) => number | undefined) | null,
): NativeFunction {
  return fn(signature, (rt, args) => {
    const input = argument(rt, args, 'a');
    const axis = args.known('axis');
    const shape = reducedShape(input.shape, axis === null ? null : sizes(rt, axis), args.bool('keepdims'));
    if (shape.length > 0) return new NdArray(shape, floating(input.dtype));
    const { values } = input;
    return scalar(
      rt,
      floating(input.dtype),
      values === null || fold === null ? undefined : fold(values, args),
    );
  });
}

const OPTIONS = 'axis=None, dtype=None, out=None, keepdims=False, **options';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Linear interpolation between the neighbours, NumPy's default. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

const numbers = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value));

export const reductionFunctions: readonly NativeFunction[] = [
  ...ARRAY_METHODS.filter(({ name }) => !NO_FUNCTIONS.has(name)).map(fromMethod),
  folding(`median(a, ${OPTIONS})`, (values) => quantile(values, 0.5)),
  folding(`average(a, ${OPTIONS})`, (values, args) => (args.extra.has('weights') ? undefined : mean(values))),
  folding(`nanmean(a, ${OPTIONS})`, (values) => mean(numbers(values))),
  folding(`nansum(a, ${OPTIONS})`, (values) => numbers(values).reduce((sum, value) => sum + value, 0)),
  folding(`nanmax(a, ${OPTIONS})`, (values) => Math.max(...numbers(values))),
  folding(`nanmin(a, ${OPTIONS})`, (values) => Math.min(...numbers(values))),
  folding(`nanstd(a, ${OPTIONS})`, null),
  folding(`ptp(a, ${OPTIONS})`, (values) => Math.max(...values) - Math.min(...values)),
  folding(`quantile(a, q, ${OPTIONS})`, (values, args) => quantile(values, args.number('q'))),
  folding(`percentile(a, q, ${OPTIONS})`, (values, args) => quantile(values, args.number('q') / 100)),
  folding(`count_nonzero(a, ${OPTIONS})`, (values) => values.filter((value) => value !== 0).length),
];

const amax = reductionFunctions.find(({ name }) => name === 'max');
const amin = reductionFunctions.find(({ name }) => name === 'min');

/** Older names. */
export const reductionAliases: Readonly<Record<string, NativeFunction>> = {
  ...(amax === undefined ? {} : { amax }),
  ...(amin === undefined ? {} : { amin }),
};
