/** `tf.data.Dataset`: one element stands for all; how many there are is counted along. */
import { callable } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { PyIterator, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { numpyDType } from '../../tensor/ndarray/dtypes.ts';
import type { DataSource, HasDataSource } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { SourceSpan } from '../../units/span.ts';
import { leavesOf, mapLeaves } from '../structure.ts';
import { shapeValue, Tensor } from '../tensor.ts';
import { datasetClass } from './methods.ts';

/** How many elements a pass has. */
export type Count = number | Unknown;

export interface DatasetInit {
  /** A nest of tensors, without or with a batch axis; Unknown where not even that is known. */
  readonly element: Value;
  readonly count: Count;
  readonly name: string | null;
  /** Samples per pass, before batches drop any. */
  readonly samples: Found<number>;
  /** Null before it is batched. */
  readonly batch: Found<number> | null;
  readonly dropLast: boolean;
  readonly span: SourceSpan | null;
  /** A window over another data set, of which the last ones have fewer elements. */
  readonly isUneven?: boolean;
  /** So many elements of one that is repeated without end. */
  readonly isCutFromEndless?: boolean;
  /** `class_names`, `file_paths`, `num_classes` of directories: known to be there, no more. */
  readonly extra?: ReadonlyMap<string, Value>;
}

export class Dataset extends HostObject implements HasDataSource {
  readonly init: DatasetInit;

  constructor(init: DatasetInit) {
    super();
    this.init = init;
  }

  /** The same data, something changed. */
  with(change: Partial<DatasetInit>): Dataset {
    return new Dataset({ ...this.init, ...change });
  }

  override pyClass(rt: Runtime): PyClass {
    return datasetClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === 'element_spec') return this.#spec(rt);
    if (name === 'output_shapes' || name === 'output_types') return rt.unknown(`${name} of a data set`);
    if (name === '__iter__') return callable(name, () => this.#iterator(rt));
    if (name === 'samples' || name === 'n') return this.#samples();
    return this.init.extra?.get(name);
  }

  #samples(): Value {
    const { samples } = this.init;
    return samples.known ? samples.value : new Unknown(samples.reason, samples.span);
  }

  /** `TensorSpec`s, as far as they are asked for: shape and type. */
  #spec(rt: Runtime): Value {
    return mapLeaves(rt, this.init.element, (leaf) =>
      leaf instanceof Tensor ? new TensorSpec(rt, leaf) : leaf,
    );
  }

  override length(rt: Runtime): number | Unknown {
    const { count } = this.init;
    if (count === Infinity) throw rt.error('TypeError', 'The dataset is infinite.');
    return count;
  }

  override iterate(rt: Runtime): HostIteration {
    const { count } = this.init;
    let batch: Value | undefined;
    const endless = count === Infinity ? rt.unknown('the data set is repeated without end') : count;
    return {
      kind: 'host-iteration',
      count: endless,
      // The same tensors in each turn, and others in each pass: nothing can tell one batch from the next.
      element: () => {
        batch ??= this.#fresh(rt);
        traceOf(rt).record({ type: 'draw', source: this.dataSource() });
        return batch;
      },
      source: { kind: 'host', detail: this },
    };
  }

  #iterator(rt: Runtime): PyIterator {
    const { count } = this.init;
    let left = count instanceof Unknown ? Infinity : count;
    return new PyIterator('OwnedIterator', () => (left-- > 0 ? this.drawn(rt) : undefined));
  }

  /** One element, as `next` gives it. */
  drawn(rt: Runtime): Value {
    traceOf(rt).record({ type: 'draw', source: this.dataSource() });
    return this.#fresh(rt);
  }

  #fresh(rt: Runtime): Value {
    return mapLeaves(rt, this.init.element, (leaf) =>
      leaf instanceof Tensor ? new Tensor(leaf.shape, leaf.dtype) : leaf,
    );
  }

  /** `next(iter(ds))` and directory iterators, which are their own iterator. */
  override getItem(rt: Runtime, _key: Value): Value {
    return this.drawn(rt);
  }

  dataSource(): DataSource {
    const { name, samples, batch, dropLast, span, element, isCutFromEndless = false } = this.init;
    const [first] = leavesOf(element);
    return {
      name,
      samples,
      batch: batch ?? missing('the data set is not batched', span),
      dropLast,
      ...(isCutFromEndless ? { isCutFromEndless } : {}),
      sampleShape:
        first instanceof Tensor
          ? given(batch === null ? first.shape : first.shape.slice(1), 'code', 'shape of an element', span)
          : missing('the shape of an element is not known', span),
      span,
    };
  }

  override isEquivalent(other: HostObject): boolean {
    return this === other;
  }

  override repr(): string {
    return '<_TensorSliceDataset>';
  }
}

/** `tf.TensorSpec`. */
export class TensorSpec extends HostObject {
  readonly #rt: Runtime;
  readonly tensor: Tensor;
  constructor(rt: Runtime, tensor: Tensor) {
    super();
    this.#rt = rt;
    this.tensor = tensor;
  }
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'shape') return shapeValue(this.#rt, this.tensor.shape);
    return name === 'dtype' ? numpyDType(this.tensor.dtype) : undefined;
  }
}

/** What a function of elements is called with: the parts of a tuple one by one. */
export function elementArguments(element: Value): readonly Value[] {
  return element instanceof PyTuple ? element.items : [element];
}
