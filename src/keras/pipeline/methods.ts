/** What `tf.data` pipelines are made of: `map`, `batch`, `shuffle`, … */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyRaise, UnknownInput } from '../../python/runtime/signals.ts';
import { BoundMethod, PyFunction, PyTuple, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { countOrNone } from '../numbers.ts';
import { withState } from '../state.ts';
import { mapLeaves } from '../structure.ts';
import { Tensor } from '../tensor.ts';
import { toTensor } from '../opCall.ts';
import { Dataset, elementArguments, type Count } from './dataset.ts';
import { STATIC_METHODS } from './sources.ts';

type Body = (rt: Runtime, self: Dataset, args: Args) => Value;

function method(signature: string, body: Body): NativeFunction {
  return nativeMethod(signature, (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof Dataset)) throw rt.error('TypeError', 'a Dataset was expected');
    return body(rt, self, args);
  });
}

/** Runs a function over elements without a trace: preparing data is no part of the model. */
export function applied(rt: Runtime, fn: Value, element: Value): Value {
  try {
    const given = element instanceof Unknown ? unknownArguments(fn, element) : elementArguments(element);
    const result = withState(rt, 'preparing', true, () => traceOf(rt).silently(() => rt.call(fn, given)));
    return mapLeaves(rt, result, (leaf) =>
      leaf instanceof Unknown || leaf instanceof Tensor ? leaf : (asTensor(rt, leaf) ?? leaf),
    );
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    if (!(error instanceof PyRaise)) throw error;
    return rt.unknown(`the element of a data set: its function raised ${error.message}`);
  }
}

/** Of an element nobody knows how many parts it has: as many as the function asks for. */
function unknownArguments(fn: Value, element: Unknown): readonly Value[] {
  const plain = fn instanceof BoundMethod ? fn.fn : fn;
  if (!(plain instanceof PyFunction)) return [element];
  const asked = plain.params.filter(
    ({ kind, default: value }) => value === undefined && (kind === 'normal' || kind === 'positional-only'),
  ).length;
  return new Array<Value>(Math.max(asked - (fn instanceof BoundMethod ? 1 : 0), 1)).fill(element);
}

/** Rows that a function makes of what is not known: as many as there are in a batch, or one. */
function ofRows(leaf: Value, batch: Found<number> | null): Value {
  if (!(leaf instanceof OpenArray)) return leaf;
  if (batch === null) return new Tensor(leaf.row, leaf.dtype);
  return batch.known ? new Tensor([batch.value, ...leaf.row], leaf.dtype) : leaf.rows;
}

function asTensor(rt: Runtime, leaf: Value): Tensor | undefined {
  try {
    return toTensor(rt, leaf);
  } catch (error) {
    if (error instanceof UnknownInput) return undefined;
    throw error;
  }
}

function size(rt: Runtime, args: Args, name: string): Found<number> {
  const count = countOrNone(rt, args.value(name), name);
  if (count === null) return missing(`${name} is None`, rt.here());
  return count instanceof Unknown ? missing(count.reason, count.span) : given(count, 'code', name);
}

function countOf(found: Found<number>): Count {
  return found.known ? found.value : new Unknown(found.reason, found.span);
}

function onCounts(count: Count, by: Count, f: (a: number, b: number) => number): Count {
  if (count instanceof Unknown) return count;
  return by instanceof Unknown ? by : f(count, by);
}

function onFound(
  found: Found<number>,
  by: Count,
  detail: string,
  f: (a: number, b: number) => number,
): Found<number> {
  if (!found.known) return found;
  if (by instanceof Unknown) return missing(by.reason, by.span);
  return given(f(found.value, by), 'code', detail, found.span);
}

/** Elements joined in batches. An unknown size leaves the element unknown as well. */
function batched(rt: Runtime, self: Dataset, args: Args): Dataset {
  const batch = size(rt, args, 'batch_size');
  const dropLast = rt.truth(args.value('drop_remainder')) === true;
  const { count, element, samples } = self.init;
  const per = countOf(batch);
  const first = onCounts(count, per, (n, b) => Math.min(b, n));
  const extent = batch.known ? (first instanceof Unknown ? batch.value : first) : null;
  return self.with({
    count: onCounts(count, per, (n, b) => (dropLast ? Math.floor(n / b) : Math.ceil(n / b))),
    element:
      extent === null
        ? countOf(batch) instanceof Unknown
          ? countOf(batch)
          : element
        : mapLeaves(rt, element, (leaf) =>
            leaf instanceof Tensor ? new Tensor([extent, ...leaf.shape], leaf.dtype) : leaf,
          ),
    batch: batch.known ? given(batch.value, 'code', 'batch_size of the data set', rt.here()) : batch,
    samples,
    dropLast,
  });
}

/** `take(n)` and `skip(n)`: of elements, so of so many batches once batched. */
function cut(rt: Runtime, self: Dataset, args: Args, kind: 'take' | 'skip'): Dataset {
  const amount = countOf(size(rt, args, 'count'));
  // `take(-1)` takes all, `skip(-1)` leaves none.
  if (amount === -1) {
    return kind === 'take' ? self : self.with({ count: 0, samples: given(0, 'code', 'skip(-1)') });
  }
  const { count, samples, batch } = self.init;
  const scale = batch === null ? 1 : batch.known ? batch.value : new Unknown(batch.reason, batch.span);
  const taken = onCounts(amount, scale, (n, b) => n * b);
  const known = amount instanceof Unknown ? amount : null;
  if (known !== null) return self.with({ count: known, samples: missing(known.reason, known.span) });
  const keep = kind === 'take' ? Math.min : (n: number, m: number): number => Math.max(n - m, 0);
  const isEndless = count === Infinity && kind === 'take' && typeof amount === 'number';
  const ofUnknown = kind === 'take' && count instanceof Unknown;
  const upper =
    typeof taken === 'number' ? given(taken, 'code', 'take() of the data set', rt.here()) : samples;
  return self.with({
    ...(isEndless ? { isCutFromEndless: true } : {}),
    count: ofUnknown ? amount : onCounts(count, amount, keep),
    samples:
      isEndless || (ofUnknown && !samples.known)
        ? upper
        : onFound(samples, taken, `${kind}() of the data set`, keep),
  });
}

function repeated(rt: Runtime, self: Dataset, args: Args): Dataset {
  const { count, samples } = self.init;
  const asked = countOrNone(rt, args.value('count'), 'count');
  const isEndless = asked === null || asked === -1;
  if (isEndless) {
    return self.with({
      count: Infinity,
      samples: missing('the data set is repeated without end', rt.here()),
    });
  }
  const times = countOf(size(rt, args, 'count'));
  return self.with({
    count: onCounts(count, times, (n, m) => n * m),
    samples: onFound(samples, times, 'repeat() of the data set', (n, m) => n * m),
  });
}

/** Stays as it is: order, buffering, where it is kept. */
const SAME = [
  'shuffle(self, buffer_size=None, seed=None, **kwargs)',
  'prefetch(self, buffer_size=None, **kwargs)',
  "cache(self, filename='', **kwargs)",
  'with_options(self, options, **kwargs)',
  'ignore_errors(self, **kwargs)',
  'rebatch(self, *args, **kwargs)',
  'rejection_resample(self, *args, **kwargs)',
  'as_numpy_iterator(self)',
  'snapshot(self, *args, **kwargs)',
  'reset(self)',
].map((signature) => method(signature, (_rt, self) => self));

const METHODS: readonly NativeFunction[] = [
  ...SAME,
  method(
    'map(self, map_func, num_parallel_calls=None, deterministic=None, name=None, **kwargs)',
    (rt, self, args) => {
      const { element, batch } = self.init;
      const made = applied(rt, args.value('map_func'), element);
      return self.with({ element: mapLeaves(rt, made, (leaf) => ofRows(leaf, batch)) });
    },
  ),
  method('batch(self, batch_size, drop_remainder=False, **kwargs)', batched),
  method(
    'padded_batch(self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, **kwargs)',
    batched,
  ),
  method('ragged_batch(self, batch_size, drop_remainder=False, **kwargs)', batched),
  method('unbatch(self, **kwargs)', (rt, self) => {
    const { samples, element } = self.init;
    return self.with({
      count: countOf(samples),
      batch: null,
      element: mapLeaves(rt, element, (leaf) =>
        leaf instanceof Tensor ? new Tensor(leaf.shape.slice(1), leaf.dtype) : leaf,
      ),
    });
  }),
  method('take(self, count, **kwargs)', (rt, self, args) => cut(rt, self, args, 'take')),
  method('skip(self, count, **kwargs)', (rt, self, args) => cut(rt, self, args, 'skip')),
  method('repeat(self, count=None, **kwargs)', repeated),
  method('shard(self, num_shards, index, **kwargs)', (rt, self, args) => {
    const parts = countOf(size(rt, args, 'num_shards'));
    const share = (n: number, m: number): number => Math.ceil(n / m);
    return self.with({
      count: onCounts(self.init.count, parts, share),
      samples: onFound(self.init.samples, parts, 'shard() of the data set', share),
    });
  }),
  method('filter(self, predicate, **kwargs)', (rt, self) => {
    const lost = rt.unknown('how many elements pass a filter depends on the data');
    return self.with({ count: lost, samples: missing(lost.reason, lost.span) });
  }),
  method('concatenate(self, dataset, **kwargs)', (_rt, self, args) => {
    const other = args.known('dataset');
    if (!(other instanceof Dataset)) return self;
    const sum = (a: number, b: number): number => a + b;
    return self.with({
      count: onCounts(self.init.count, other.init.count, sum),
      samples: onFound(self.init.samples, countOf(other.init.samples), 'concatenate() of data sets', sum),
    });
  }),
  method('enumerate(self, start=0, **kwargs)', (_rt, self) =>
    self.with({ element: new PyTuple([new Tensor([], 'int64'), self.init.element]) }),
  ),
  method('apply(self, transformation_func, **kwargs)', (rt, self, args) => {
    const result = rt.call(args.value('transformation_func'), [self]);
    return result instanceof Inert ? rt.unknown(`what ${result.path} makes of a data set`) : result;
  }),
  method('bucket_by_sequence_length(self, *args, **kwargs)', (rt, self) => {
    const lost = rt.unknown('batches of samples that are about as long');
    return self.with({ element: lost, count: lost, batch: missing(lost.reason, lost.span) });
  }),
  ...['group_by_window', 'scan', 'take_while', 'unique', 'sparse_batch'].map((name) =>
    method(`${name}(self, *args, **kwargs)`, (rt) => rt.unknown(`what ${name} makes of a data set`)),
  ),
  method('interleave(self, map_func, **kwargs)', nested),
  method('flat_map(self, map_func, **kwargs)', nested),
  method('window(self, size, shift=None, stride=1, drop_remainder=False, **kwargs)', windows),
  method('cardinality(self)', (_rt, { init: { count } }) =>
    count instanceof Unknown ? count : new Tensor([], 'int64', { values: [count === Infinity ? -1 : count] }),
  ),
  method('__len__(self)', (rt, self) => self.length(rt)),
  method('__next__(self)', (rt, self) => self.drawn(rt)),
  method('next(self)', (rt, self) => self.drawn(rt)),
  method('reduce(self, initial_state, reduce_func, **kwargs)', (rt) =>
    rt.unknown('a reduction over the data'),
  ),
  method('get_single_element(self)', (_rt, self) => self.init.element),
  method('save(self, *args, **kwargs)', () => null),
];

/** Data sets of `size` elements each, one begun every `shift`; the last ones are shorter where they are kept. */
function windows(rt: Runtime, self: Dataset, args: Args): Dataset {
  const width = size(rt, args, 'size');
  const shift = args.value('shift') === null ? width : size(rt, args, 'shift');
  const stride = countOf(size(rt, args, 'stride'));
  const isWhole = rt.truth(args.value('drop_remainder')) === true;
  const reach = onCounts(countOf(width), stride, (n, by) => (n - 1) * by);
  const begun = onCounts(self.init.count, isWhole ? reach : 0, (n, last) => Math.max(n - last, 0));
  const count = onCounts(begun, countOf(shift), (n, by) => Math.ceil(n / by));
  const element = self.with({ count: countOf(width), samples: width, isUneven: !isWhole });
  const samples = samplesOf(rt, count, 'windows over the data set');
  return self.with({ element, count, samples, batch: null });
}

/** A data set made of every element: their elements, as many as nobody knows unless all windows have as many. */
function nested(rt: Runtime, self: Dataset, args: Args): Value {
  const inner = applied(rt, args.value('map_func'), self.init.element);
  const element = inner instanceof Dataset ? inner.init.element : inner;
  const count = elementsOf(self, inner) ?? rt.unknown('how many elements there are depends on the data');
  return self.with({ element, count, samples: samplesOf(rt, count, 'elements of the data set') });
}

/** Null: that depends on the data. */
function elementsOf(windowed: Dataset, inner: Value): Count | null {
  if (!(windowed.init.element instanceof Dataset) || !(inner instanceof Dataset)) return null;
  const { count, isUneven } = inner.init;
  return isUneven === true && count !== 1 ? null : onCounts(windowed.init.count, count, (n, m) => n * m);
}

function samplesOf(rt: Runtime, count: Count, detail: string): Found<number> {
  if (count === Infinity) return missing('the data set is repeated without end', rt.here());
  return count instanceof Unknown
    ? missing(count.reason, count.span)
    : given(count, 'code', detail, rt.here());
}

export const datasetClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Dataset',
    [rt.builtinClass('object')],
    [...METHODS, ...STATIC_METHODS].map((fn): [string, Value] => [
      fn.name,
      STATIC_METHODS.includes(fn) ? new StaticMethod(fn) : fn,
    ]),
  ),
);

/** `Dataset.zip((a, b))` and `zip(a, b)`. */
export function zipped(rt: Runtime, parts: readonly Value[]): Value {
  const datasets = parts.flatMap((part) => (part instanceof Dataset ? [part] : []));
  const [first] = datasets;
  if (first === undefined) return rt.unknown('a data set made of unknown ones');
  const element = new PyTuple(
    parts.map((part) => (part instanceof Dataset ? part.init.element : lostPart(rt, part))),
  );
  const lost = parts.find((part) => !(part instanceof Dataset));
  if (lost !== undefined) {
    // One that is not known may end before the others.
    const { reason, span } = lostPart(rt, lost);
    return first.with({ element, count: new Unknown(reason, span), samples: missing(reason, span) });
  }
  const shortest = datasets.reduce<Count>(
    (least, { init }) => onCounts(least, init.count, Math.min),
    Infinity,
  );
  // The one that ends first says how many samples there are.
  const limiting = datasets.find(({ init }) => init.count === shortest) ?? first;
  return first.with({ element, count: shortest, samples: limiting.init.samples });
}

function lostPart(rt: Runtime, part: Value): Unknown {
  return part instanceof Unknown ? part : rt.unknown(`data of the type ${rt.typeName(part)}`);
}
