/**
 * WebDataset: shards that nobody has counted, unless the pipeline says how long an epoch is.
 * https://github.com/webdataset/webdataset
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { asInteger, native, settled } from '../../python/runtime/native.ts';
import { PyClass, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, NativeFunction, Value } from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { loaderClass } from '../../torch/data/loader.ts';
import { UnknownNumber } from '../../torch/tensor.ts';
import { traceOf } from '../../trace/trace.ts';
import { lazyModule } from '../module.ts';
import { PilImage, type Extent } from '../pil/image.ts';
import { ensureTorch } from '../torchvision/picture.ts';

/** Fields that hold pictures, labels and texts. */
const PICTURE = /(^|;)(jpe?g|png|ppm|webp|image)(;|$)/i;
const LABEL = /(^|;)(cls|cls2|index|inx|id|label)(;|$)/i;

const pipelineClass = perRuntime((rt: Runtime) => {
  const base = rt.findAttribute(rt.importModule('torch.utils.data'), 'IterableDataset');
  return new PyClass({ name: 'WebDataset', bases: base instanceof PyClass ? [base] : [] });
});

interface PipelineInit {
  readonly rows: Extent;
  /** What one sample is, once the pipeline says which fields it takes. */
  readonly sample: Value;
  /** `batched(n)`: samples come in batches. */
  readonly batch: Value;
}

/** A pipeline of stages, each of which gives another one. */
class Pipeline extends HostObject {
  readonly #init: PipelineInit;

  constructor(init: PipelineInit) {
    super();
    this.#init = init;
  }

  #with(change: Partial<PipelineInit>): Pipeline {
    return new Pipeline({ ...this.#init, ...change });
  }

  override pyClass(rt: Runtime): PyClass {
    return pipelineClass(rt);
  }

  override length(): Extent {
    return this.#init.rows;
  }

  override getItem(): Value {
    return this.#init.sample;
  }

  override iterate(): HostIteration {
    const { rows, sample } = this.#init;
    return {
      kind: 'host-iteration',
      count: rows,
      element: () => sample,
      source: { kind: 'sequence', detail: null },
    };
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === '__data_name__') return 'WebDataset';
    if (name.startsWith('__')) return undefined;
    const { sample } = this.#init;
    return callable(name, (inner, positional, keywords) => {
      switch (name) {
        case 'with_epoch':
        case 'with_length':
        case 'slice':
          return this.#with({
            rows: countOf(inner, positional.at(-1) ?? keywords.values().next().value ?? null),
          });
        case 'to_tuple':
          return this.#with({ sample: fieldsOf(inner, positional) });
        case 'map_tuple':
          return this.#with({ sample: mapped(inner, sample, positional) });
        case 'map':
          return this.#with({ sample: applied(inner, positional[0] ?? null, sample) });
        case 'batched':
          return this.#with({
            batch: positional[0] ?? null,
            sample: inner.unknown('a batch of a WebDataset'),
          });
        case 'select':
          return this.#with({ rows: inner.unknown('how many samples a filter keeps depends on the data') });
        default:
          return this;
      }
    });
  }
}

function countOf(rt: Runtime, value: Value): Extent {
  if (value instanceof Unknown) return value;
  return asInteger(settled(value)) ?? rt.unknown('the length of an epoch');
}

function fieldsOf(rt: Runtime, names: readonly Value[]): Value {
  ensureTorch(rt);
  const size = rt.unknown('the pictures of a WebDataset differ in size, and no transform makes them alike');
  return new PyTuple(
    names.map((name) => {
      const text = typeof name === 'string' ? name : '';
      if (PICTURE.test(text)) return new PilImage('RGB', size, size);
      if (LABEL.test(text)) return new UnknownNumber(rt, 'a label depends on the data', 'int64');
      return rt.unknown(`the field '${text}' of a WebDataset`);
    }),
  );
}

function applied(rt: Runtime, fn: Value, value: Value): Value {
  return value instanceof Unknown ? value : traceOf(rt).silently(() => rt.call(fn, [value]));
}

/** One function for each part; labels stay what they are. */
function mapped(rt: Runtime, sample: Value, functions: readonly Value[]): Value {
  if (!(sample instanceof PyTuple)) return sample;
  return new PyTuple(
    sample.items.map((part, i) => {
      const fn = functions[i];
      return fn === undefined || part instanceof UnknownNumber ? part : applied(rt, fn, part);
    }),
  );
}

function dataset(name: string): NativeFunction {
  return native(
    `${name}(*urls, **options)`,
    (rt) =>
      new Pipeline({
        rows: rt.unknown(
          'how many samples the shards of a WebDataset hold is not known before they are read',
        ),
        sample: rt.unknown('a sample of a WebDataset'),
        batch: null,
      }),
  );
}

/** `wds.WebLoader` is PyTorch's loader with stages. */
const loader = native('WebLoader(*args, **options)', (rt, args) => {
  const call: CallArgs = { positional: args.rest, keywords: args.extra, unknownSpread: null };
  ensureTorch(rt);
  return rt.callWith(loaderClass(rt), call);
});

export const webdatasetModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'webdataset',
    precedence: 'framework',
    members: { WebDataset: dataset('WebDataset'), DataPipeline: dataset('DataPipeline'), WebLoader: loader },
    inert: 'all',
  }),
];
