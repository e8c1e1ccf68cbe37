/** Samplers: how many samples a pass draws. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import type { DataSource, HasDataSource } from '../../trace/events.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { SourceSpan } from '../../units/span.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';

/** Signatures of the constructors, and the argument that the number of samples comes from. */
const SPECS: Readonly<Record<string, readonly [signature: string, counted: string]>> = {
  Sampler: ['__init__(self, data_source=None)', 'data_source'],
  SequentialSampler: ['__init__(self, data_source)', 'data_source'],
  RandomSampler: [
    '__init__(self, data_source, replacement=False, num_samples=None, generator=None)',
    'data_source',
  ],
  SubsetRandomSampler: ['__init__(self, indices, generator=None)', 'indices'],
  WeightedRandomSampler: [
    '__init__(self, weights, num_samples, replacement=True, generator=None)',
    'num_samples',
  ],
  BatchSampler: ['__init__(self, sampler, batch_size, drop_last)', 'sampler'],
  DistributedSampler: [
    '__init__(self, dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False)',
    'dataset',
  ],
};

const STORED = ['sampler', 'num_samples', 'batch_size', 'drop_last'];

export const SAMPLERS: readonly string[] = Object.keys(SPECS);

export function samplerClass(rt: Runtime, name: string): PyClass | undefined {
  const spec = Object.hasOwn(SPECS, name) ? SPECS[name] : undefined;
  if (spec === undefined) return undefined;
  const { library } = stateOf(rt);
  const key = `sampler.${name}`;
  let cls = library.get(key);
  if (cls === undefined) {
    const base = name === 'Sampler' ? rt.builtinClass('object') : samplerClass(rt, 'Sampler');
    cls = nativeClass(name, base === undefined ? [] : [base], members(spec[0], spec[1], name));
    library.set(key, cls);
  }
  return cls;
}

function members(signature: string, counted: string, name: string): (readonly [string, Value])[] {
  return [
    ['__module__', 'torch.utils.data'],
    [
      '__init__',
      nativeMethod(signature, (rt, args) => {
        const self = args.known('self');
        if (!(self instanceof PyObject)) return null;
        rt.journal.mapSet(self.attrs, '_counted', args.value(counted));
        for (const stored of STORED) {
          if (
            signature.includes(`${stored}=`) ||
            signature.includes(`${stored},`) ||
            signature.includes(`${stored})`)
          ) {
            rt.journal.mapSet(self.attrs, stored, args.value(stored));
          }
        }
        return null;
      }),
    ],
    ...(name === 'Sampler' ? [] : sized(name)),
    ['set_epoch', nativeMethod('set_epoch(self, epoch)', () => null)],
  ];
}

function sized(name: string): (readonly [string, Value])[] {
  const length = nativeMethod('__len__(self)', (rt, args) => {
    const self = args.value('self');
    return name === 'BatchSampler' ? new SampledIndices(rt, self).length(rt) : drawnBy(rt, self);
  });
  return [
    ['__len__', length],
    ['__iter__', nativeMethod('__iter__(self)', (rt, args) => new SampledIndices(rt, args.value('self')))],
  ];
}

/** Samples that a pass of a sampler draws. */
function drawnBy(rt: Runtime, sampler: Value): number | Unknown {
  const own = rt.findAttribute(sampler, 'num_samples');
  if (own instanceof Unknown) return own;
  const source = own ?? rt.findAttribute(sampler, '_counted') ?? null;
  return asInteger(source) ?? rt.length(source);
}

/** A pass over what a sampler draws: indices, or batches of them. */
class SampledIndices extends HostObject implements HasDataSource {
  readonly #samples: number | Unknown;
  /** Null: one by one. */
  readonly #batch: number | Unknown | null;
  readonly #dropsLast: boolean;
  readonly #span: SourceSpan | null;

  constructor(rt: Runtime, sampler: Value) {
    super();
    const batch = rt.findAttribute(sampler, 'batch_size') ?? null;
    this.#batch = batch instanceof Unknown ? batch : (asInteger(batch) ?? null);
    this.#dropsLast = rt.truth(rt.findAttribute(sampler, 'drop_last') ?? false) === true;
    const inner = batch === null ? sampler : (rt.findAttribute(sampler, '_counted') ?? null);
    this.#samples = batch === null ? drawnBy(rt, inner) : rt.length(inner);
    this.#span = sampler instanceof PyObject ? sampler.createdAt : null;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override length(_rt: Runtime): number | Unknown {
    const [samples, batch] = [this.#samples, this.#batch];
    if (samples instanceof Unknown || batch === null) return samples;
    if (batch instanceof Unknown) return batch;
    return this.#dropsLast ? Math.floor(samples / batch) : Math.ceil(samples / batch);
  }

  override iterate(rt: Runtime): HostIteration {
    const batch = this.#batch;
    const indices = typeof batch === 'number' ? new TorchTensor([batch], 'int64') : null;
    return {
      kind: 'host-iteration',
      count: this.length(rt),
      element: () => indices ?? rt.unknown('which samples a sampler draws'),
      source: { kind: 'host', detail: this },
    };
  }

  dataSource(): DataSource {
    const found = (value: number | Unknown, detail: string): Found<number> =>
      value instanceof Unknown ? missing(value.reason, value.span) : given(value, 'code', detail, this.#span);
    return {
      name: null,
      samples: found(this.#samples, 'what the sampler draws'),
      batch: found(this.#batch ?? 1, 'the batch of the sampler'),
      dropLast: this.#dropsLast,
      sampleShape: missing('indices are drawn', this.#span),
      span: this.#span,
    };
  }
}
