/** `DataLoader`: so many batches of one abstract shape. */
import type { Runtime } from '../../python/runtime/api.ts';
import { countNamed, givesAmounts, withoutAmount } from '../../python/runtime/amounts.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { asInteger, native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import type { DataSource, HasDataSource } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { SourceSpan } from '../../units/span.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { tensorsIn } from '../nn/tree.ts';
import { collate } from './collate.ts';

/** Copies of a sample that a `collate_fn` of the user's is called with. */
const MOST_COLLATED = 64;

const STORED = [
  'dataset',
  'batch_size',
  'shuffle',
  'sampler',
  'batch_sampler',
  'num_workers',
  'collate_fn',
  'pin_memory',
  'drop_last',
] as const;

export function loaderClass(rt: Runtime): PyClass {
  const { library } = stateOf(rt);
  let cls = library.get('data.DataLoader');
  if (cls === undefined) {
    cls = nativeClass(
      'DataLoader',
      [rt.builtinClass('object')],
      [
        ['__module__', 'torch.utils.data'],
        [
          '__init__',
          nativeMethod(
            '__init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, **kwargs)',
            initialize,
          ),
        ],
        [
          '__len__',
          givesAmounts(
            nativeMethod('__len__(self)', (runtime, args) => {
              const self = args.value('self');
              const facts = new LoaderFacts(runtime, self);
              const count = batches(runtime, facts);
              // As long as nothing else is said of its samples, it is as long as before; lists grow unseen.
              const isFixed = self instanceof PyObject && !(facts.get('dataset') instanceof PyList);
              return count instanceof Unknown && isFixed
                ? countNamed(count, `len(${self.serial}: ${count.reason})`)
                : count;
            }),
          ),
        ],
        [
          '__iter__',
          nativeMethod(
            '__iter__(self)',
            (runtime, args) => new LoaderIteration(new LoaderFacts(runtime, args.value('self'))),
          ),
        ],
      ],
    );
    library.set('data.DataLoader', cls);
  }
  return cls;
}

function initialize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (self instanceof PyObject) {
    for (const name of STORED) rt.journal.mapSet(self.attrs, name, args.value(name));
  }
  return null;
}

/** What a loader's attributes say, read when it is iterated. */
class LoaderFacts {
  readonly rt: Runtime;
  readonly #loader: Value;
  constructor(rt: Runtime, loader: Value) {
    this.rt = rt;
    this.#loader = loader;
  }

  get(name: (typeof STORED)[number]): Value {
    return this.rt.findAttribute(this.#loader, name) ?? null;
  }

  get span(): SourceSpan | null {
    return this.#loader instanceof PyObject ? this.#loader.createdAt : null;
  }

  /** Null: samples come one by one, not in batches. */
  get batchSize(): number | null | Unknown {
    const sampler = this.get('batch_sampler');
    const value = sampler === null ? this.get('batch_size') : this.rt.findAttribute(sampler, 'batch_size');
    if (value === null || value instanceof Unknown) return value;
    return value === undefined ? this.rt.unknown('the batch of a batch sampler') : (asInteger(value) ?? null);
  }

  get dropLast(): boolean {
    return this.rt.truth(this.get('drop_last')) === true;
  }

  /** Samples that one pass draws. */
  get samples(): number | Unknown {
    const { rt } = this;
    const sampler = this.get('sampler');
    const source = sampler === null ? this.get('dataset') : sampler;
    const isHost = source instanceof HostObject && source.length(rt) !== undefined;
    if (!isHost && rt.findAttribute(source, '__len__') === undefined) {
      return rt.unknown(`how many samples ${rt.typeName(source)} has`);
    }
    return rt.length(source);
  }

  sample(): Value {
    const dataset = this.get('dataset');
    const { rt } = this;
    if (dataset instanceof Unknown) return dataset;
    if (rt.findAttribute(dataset, '__getitem__') !== undefined || !(dataset instanceof PyObject)) {
      return rt.getItem(dataset, 0);
    }
    const items = rt.iterate(dataset);
    if (items instanceof Unknown) return items;
    if ('kind' in items) return items.element(0);
    const step = items.next();
    return step.done === true ? rt.unknown('an empty data set') : step.value;
  }
}

function batches(_rt: Runtime, facts: LoaderFacts): number | Unknown {
  const { samples, batchSize } = facts;
  if (samples instanceof Unknown) return withoutAmount(samples);
  if (batchSize instanceof Unknown) return withoutAmount(batchSize);
  if (batchSize === null) return samples;
  return facts.dropLast ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
}

class LoaderIteration extends HostObject implements HasDataSource {
  readonly #facts: LoaderFacts;
  #batch: Value | undefined;

  constructor(facts: LoaderFacts) {
    super();
    this.#facts = facts;
  }

  override pyClass(rt: Runtime): PyClass {
    return loaderClass(rt);
  }

  override length(rt: Runtime): number | Unknown {
    return batches(rt, this.#facts);
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: batches(rt, this.#facts),
      element: () => {
        const batch = this.batch(rt);
        traceOf(rt).record({ type: 'draw', source: this.dataSource() });
        return batch;
      },
      source: { kind: 'host', detail: this },
    };
  }

  /** The same tensors each time: nothing can tell one batch from the next. */
  batch(rt: Runtime): Value {
    this.#batch ??= makeBatch(rt, this.#facts);
    return this.#batch;
  }

  dataSource(): DataSource {
    const facts = this.#facts;
    const { rt, span, samples, batchSize } = facts;
    const dataset = facts.get('dataset');
    const name = dataName(rt, dataset);
    return {
      name,
      samples:
        samples instanceof Unknown
          ? missing(samples.reason, samples.span)
          : given(samples, 'code', name ?? 'the data set', span),
      batch: batchFound(batchSize, span),
      dropLast: facts.dropLast,
      sampleShape: this.#sampleShape(span),
      span,
    };
  }

  #sampleShape(span: SourceSpan | null): Found<Shape> {
    const [first] = this.#batch === undefined ? [] : tensorsIn(this.#batch);
    return first instanceof TorchTensor
      ? given(first.shape.slice(1), 'code', 'a sample of the data set', span)
      : missing('the shape of a sample', span);
  }
}

/** `MNIST (train)`: what the data set calls itself, or its class; parts go by the whole. */
function dataName(rt: Runtime, dataset: Value): string | null {
  if (dataset instanceof Unknown) return null;
  const own = rt.findAttribute(dataset, '__data_name__');
  if (typeof own === 'string') return own;
  const type = rt.typeName(dataset);
  const whole = type === 'Subset' ? rt.findAttribute(dataset, 'dataset') : undefined;
  return whole === undefined ? type : `part of ${dataName(rt, whole) ?? 'a data set'}`;
}

function batchFound(size: number | null | Unknown, span: SourceSpan | null): Found<number> {
  if (size instanceof Unknown) return missing(size.reason, size.span);
  return given(size ?? 1, 'code', 'batch_size of the DataLoader', span);
}

function makeBatch(rt: Runtime, facts: LoaderFacts): Value {
  // Loading samples is not the model's work.
  const quietly = (load: () => Value): Value => traceOf(rt).silently(load);
  const sample = quietly(() => facts.sample());
  const { batchSize } = facts;
  if (batchSize instanceof Unknown) return batchSize;
  const custom = facts.get('collate_fn');
  if (batchSize === null) return custom === null ? sample : quietly(() => rt.call(custom, [sample]));
  if (custom !== null) {
    if (batchSize > MOST_COLLATED) {
      rt.recorder.assume(
        `collate_fn is called with ${MOST_COLLATED} samples instead of ${batchSize}`,
        facts.span,
      );
    }
    const copies = Math.min(batchSize, MOST_COLLATED);
    const samples = new PyList(new Array<Value>(copies).fill(sample));
    return quietly(() => rt.call(custom, [samples]));
  }
  return collate(rt, sample, batchSize);
}

/** `default_collate(batch)`: a list of samples, all like the first. */
export const collateFunction = native('default_collate(batch)', (rt, args) => {
  const samples = args.elements('batch');
  return collate(rt, samples[0] ?? null, samples.length);
});
