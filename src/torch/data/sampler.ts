/** Samplers: how many samples a pass draws. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { stateOf } from '../state.ts';

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

const STORED = ['num_samples', 'batch_size', 'drop_last'];

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
    ...(name === 'Sampler'
      ? []
      : [
          [
            '__len__',
            nativeMethod('__len__(self)', (rt, args) => {
              const self = args.value('self');
              const own = rt.findAttribute(self, 'num_samples');
              if (own !== undefined && own !== null) return own;
              const source = rt.findAttribute(self, '_counted') ?? null;
              return asInteger(source) ?? rt.length(source);
            }),
          ] as const,
        ]),
    ['set_epoch', nativeMethod('set_epoch(self, epoch)', () => null)],
  ];
}
