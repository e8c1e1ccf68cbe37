/** `sklearn.model_selection`: splits and folds. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import type { HasFolds } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import type { Member } from '../module.ts';
import { namedParts } from '../huggingface/splitDict.ts';
import { OpenArray, openArrayOf } from '../../tensor/ndarray/openArray.ts';
import { sizeOrNull, splitSizes } from '../splitSizes.ts';

/** A stretch of anything with a length; cutting data up is no work of a model's. */
function stretch(rt: Runtime, value: Value, from: number, to: number): Value {
  if (value instanceof Unknown || value instanceof OpenArray) return value;
  return traceOf(rt).silently(() => rt.getItem(value, new PySlice(from, to, null)));
}

const trainTestSplit = native(
  'train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None)',
  (rt, args) => {
    const parts = args.rest.flatMap((array): Value[] => {
      const length = array instanceof Unknown ? array : rt.length(array);
      const [train, test] = splitSizes(length, sizeOrNull(args, 'test_size'), sizeOrNull(args, 'train_size'));
      if (train instanceof Unknown || test instanceof Unknown) {
        const open = openArrayOf(rt, array);
        const part = open !== null && array instanceof HostObject ? array : open;
        return [part ?? train, part ?? test];
      }
      return [stretch(rt, array, 0, train), stretch(rt, array, train, train + test)];
    });
    return new PyList(parts);
  },
);

/** The folds of a cross-validation: indices to train on and to test on. */
class Folds extends HostObject implements HasFolds {
  readonly isCrossValidation = true;
  readonly #count: number;
  readonly #pair: Value;

  constructor(count: number, pair: Value) {
    super();
    this.#count = count;
    this.#pair = pair;
  }

  override pyClass(rt: Runtime): PyClass {
    return foldsClass(rt);
  }

  override iterate(_rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.#count,
      element: () => this.#pair,
      source: { kind: 'host', detail: this },
    };
  }
}

const foldsClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'generator', bases: [rt.builtinClass('object')] }),
);

/** How the samples of one fold are counted. */
type FoldSizes = (samples: number, folds: number, args: Args) => readonly [train: number, test: number];

/** The first fold holds one sample more where they do not divide evenly. */
const kFold: FoldSizes = (samples, folds) => {
  const test = Math.floor(samples / folds) + Number(samples % folds > 0);
  return [samples - test, test];
};

const shuffleSplit: FoldSizes = (samples, _folds, args) => {
  const test = args.value('test_size') === null ? 0.1 : sizeOrNull(args, 'test_size');
  const [train, held] = splitSizes(samples, test, sizeOrNull(args, 'train_size'));
  return [Number(train), Number(held)];
};

const SPLITTERS: Readonly<Record<string, readonly [signature: string, sizes: FoldSizes]>> = {
  KFold: ['n_splits=5, *, shuffle=False, random_state=None', kFold],
  StratifiedKFold: ['n_splits=5, *, shuffle=False, random_state=None', kFold],
  GroupKFold: ['n_splits=5, *, shuffle=False, random_state=None', kFold],
  StratifiedGroupKFold: ['n_splits=5, *, shuffle=False, random_state=None', kFold],
  ShuffleSplit: ['n_splits=10, *, test_size=None, train_size=None, random_state=None', shuffleSplit],
  StratifiedShuffleSplit: [
    'n_splits=10, *, test_size=None, train_size=None, random_state=None',
    shuffleSplit,
  ],
};

const constructions = new WeakMap<object, Args>();

function splitterClass(rt: Runtime, name: string, signature: string, sizes: FoldSizes): PyClass {
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod(`__init__(self, ${signature})`, (inner, args) => {
        const self = args.known('self');
        if (typeof self === 'object' && self !== null) constructions.set(self, args);
        inner.setAttribute(self, 'n_splits', args.value('n_splits'));
        return null;
      }),
      nativeMethod('split(self, X, y=None, groups=None)', (inner, args) => {
        const self = args.known('self');
        const own = typeof self === 'object' && self !== null ? constructions.get(self) : undefined;
        if (own === undefined) return inner.unknown('folds whose constructor was not followed');
        const samples = inner.length(args.value('X'));
        if (samples instanceof Unknown) {
          return new Folds(own.int('n_splits'), new PyTuple([samples, samples]));
        }
        const [train, test] = sizes(samples, own.int('n_splits'), own);
        const indices = [train, test].map((count) => new NdArray([count], 'int64'));
        return new Folds(own.int('n_splits'), new PyTuple(indices));
      }),
      nativeMethod('get_n_splits(self, *args)', (inner, args) =>
        inner.getAttribute(args.known('self'), 'n_splits'),
      ),
    ],
  );
}

/** All combinations of a grid, as dicts; the last parameter (by name) varies fastest. */
export function gridOf(rt: Runtime, grid: Value): readonly Value[] | Unknown {
  if (grid instanceof PyList) {
    const parts = grid.items.map((one) => gridOf(rt, one));
    const unknown = parts.find((part) => part instanceof Unknown);
    return unknown instanceof Unknown
      ? unknown
      : parts.flatMap((part) => (part instanceof Unknown ? [] : part));
  }
  if (!(grid instanceof PyDict)) return rt.unknown('a grid that is no dict');
  const columns = namedParts(grid).sort(([a], [b]) => (a < b ? -1 : 1));
  let rows: [Value, Value][][] = [[]];
  for (const [key, values] of columns) {
    const choices = rt.elements(values);
    if (choices instanceof Unknown) return choices;
    rt.spend(rows.length * choices.length);
    rows = rows.flatMap((row) => choices.map((choice): [Value, Value][] => [...row, [key, choice]]));
  }
  return rows.map((row) => dictOf(rt, row));
}

function listOf(values: readonly Value[] | Unknown): Value {
  return values instanceof Unknown ? values : new PyList([...values]);
}

const functions: readonly NativeFunction[] = [
  trainTestSplit,
  native('ParameterGrid(param_grid)', (rt, args) => listOf(gridOf(rt, args.known('param_grid')))),
  native('ParameterSampler(param_distributions, n_iter, *, random_state=None)', (rt, args) => {
    const grid = gridOf(rt, args.known('param_distributions'));
    if (grid instanceof Unknown) return grid;
    const [first = new PyDict()] = grid;
    return new PyList(new Array<Value>(Math.min(args.int('n_iter'), grid.length)).fill(first));
  }),
  ...['cross_val_score', 'cross_validate', 'cross_val_predict', 'learning_curve', 'validation_curve'].map(
    (name) =>
      native(`${name}(*args, **options)`, (rt) => rt.unknown(`the result of ${name} depends on the data`)),
  ),
];

export const selectionMembers: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(functions.map((member) => [member.name, member])),
  ...Object.fromEntries(
    Object.entries(SPLITTERS).map(([name, [signature, sizes]]): [string, Member] => [
      name,
      perRuntime((rt) => splitterClass(rt, name, signature, sizes)),
    ]),
  ),
};
