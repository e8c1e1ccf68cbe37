/** What a trainer draws from, whatever the program gave it: a loader, an iterable of batches, or nothing known. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dataSourceOf, type DataSource } from '../../trace/events.ts';
import { loaderClass } from '../../torch/data/loader.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { tensorsIn } from '../../torch/nn/tree.ts';
import { given, missing } from '../../units/found.ts';

export interface Batches {
  readonly source: DataSource;
  /** Batches of one pass. */
  readonly count: number | Unknown;
  /** One batch; all are alike. */
  readonly element: () => Value;
}

/** Nothing is known of the data, for a reason. */
function unknownBatches(lost: Unknown): Batches {
  const nothing = missing(lost.reason, lost.span);
  return {
    source: {
      name: null,
      samples: nothing,
      batch: nothing,
      dropLast: false,
      sampleShape: nothing,
      span: lost.span,
    },
    count: lost,
    element: () => lost,
  };
}

/** What raises on values that stand for data need not raise on the data. */
export function unlessRaised(rt: Runtime, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    return rt.unknown(`making or using a batch raised ${error.message}`);
  }
}

/** The batches that iterating `loader` gives. */
export function batchesOf(rt: Runtime, loader: Value): Batches {
  if (loader instanceof Unknown) return unknownBatches(loader);
  if (loader === null) return unknownBatches(rt.unknown('no data is given to the training'));
  const items = rt.iterate(loader);
  if (items instanceof Unknown) return unknownBatches(items);
  if ('kind' in items) {
    // A loader knows the shape of a sample once it has made one.
    const first = unlessRaised(rt, () => items.element(0));
    const source = dataSourceOf(items.source.detail) ?? plainSource(rt, first, items.count);
    return { source, count: items.count, element: () => first };
  }
  const step = items.next();
  if (step.done === true) return unknownBatches(rt.unknown('the data of the training is empty'));
  const isSized = loader instanceof PyList || loader instanceof PyTuple;
  const sized = isSized || rt.findAttribute(loader, '__len__') !== undefined;
  const count = sized ? rt.length(loader) : rt.unknown('how many batches an iterator gives');
  return { source: plainSource(rt, step.value, count), count, element: () => step.value };
}

/** An iterable of batches: the first axis of the first tensor is the batch. */
function plainSource(rt: Runtime, batch: Value, count: number | Unknown): DataSource {
  const span = rt.here();
  const [first] = tensorsIn(batch);
  const size = first instanceof TorchTensor ? first.shape[0] : undefined;
  return {
    name: null,
    samples:
      count instanceof Unknown
        ? missing(count.reason, count.span)
        : size === undefined
          ? missing('the batch of the data could not be determined', span)
          : given(count * size, 'code', 'batches times their size', span),
    batch:
      size === undefined
        ? missing('the batch of the data could not be determined', span)
        : given(size, 'code', 'first axis of a batch', span),
    dropLast: false,
    sampleShape: missing('the shape of a sample', span),
    span,
  };
}

export interface LoaderOptions {
  readonly batch: Value;
  readonly collate?: Value;
  readonly dropLast?: Value;
}

/** `DataLoader(dataset, batch_size=…)`, as trainers make it of a data set. */
export function loaderOver(rt: Runtime, dataset: Value, options: LoaderOptions): Value {
  return rt.call(
    loaderClass(rt),
    [dataset],
    new Map([
      ['batch_size', options.batch],
      ['collate_fn', options.collate ?? null],
      ['drop_last', options.dropLast ?? false],
    ]),
  );
}
