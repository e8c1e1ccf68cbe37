/** `torch.utils.data`: data sets and what is made of them. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { native } from '../../python/runtime/native.ts';
import { PyFloat, PyList, PyObject, PyRange, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { stateOf } from '../state.ts';

type Members = readonly (readonly [string, Value])[];

const DATASET_CLASSES: Readonly<Record<string, { readonly base: string | null; readonly members: Members }>> =
  {
    Dataset: {
      base: null,
      members: methods([
        nativeMethod('__add__(self, other)', (rt, args) => {
          const joint = datasetClass(rt, 'ConcatDataset');
          const parts = new PyList([args.value('self'), args.value('other')]);
          return joint === undefined ? null : rt.call(joint, [parts]);
        }),
      ]),
    },
    IterableDataset: { base: 'Dataset', members: [] },
    TensorDataset: {
      base: 'Dataset',
      members: methods([
        nativeMethod('__init__(self, *tensors)', (rt, args) => {
          store(rt, args.value('self'), 'tensors', new PyTuple(args.rest));
          return null;
        }),
        nativeMethod('__len__(self)', (rt, args) => rt.length(first(rt, args.value('self'), 'tensors'))),
        nativeMethod('__getitem__(self, index)', (rt, args) => {
          const tensors = rt.elements(rt.getAttribute(args.value('self'), 'tensors'));
          if (tensors instanceof Unknown) return tensors;
          return new PyTuple(tensors.map((tensor) => rt.getItem(tensor, args.value('index'))));
        }),
      ]),
    },
    Subset: {
      base: 'Dataset',
      members: methods([
        nativeMethod('__init__(self, dataset, indices)', (rt, args) => {
          store(rt, args.value('self'), 'dataset', args.value('dataset'));
          store(rt, args.value('self'), 'indices', args.value('indices'));
          return null;
        }),
        nativeMethod('__len__(self)', (rt, args) =>
          rt.length(rt.getAttribute(args.value('self'), 'indices')),
        ),
        nativeMethod('__getitem__(self, index)', (rt, args) =>
          rt.getItem(rt.getAttribute(args.value('self'), 'dataset'), 0),
        ),
      ]),
    },
    ConcatDataset: {
      base: 'Dataset',
      members: methods([
        nativeMethod('__init__(self, datasets)', (rt, args) => {
          store(rt, args.value('self'), 'datasets', new PyList([...args.elements('datasets')]));
          return null;
        }),
        nativeMethod('__len__(self)', (rt, args) => {
          const parts = rt.elements(rt.getAttribute(args.value('self'), 'datasets'));
          if (parts instanceof Unknown) return parts;
          let total: Value = 0;
          for (const part of parts) total = rt.binary('+', total, rt.length(part));
          return total;
        }),
        nativeMethod('__getitem__(self, index)', (rt, args) =>
          rt.getItem(first(rt, args.value('self'), 'datasets'), 0),
        ),
      ]),
    },
  };

export const DATASETS: readonly string[] = Object.keys(DATASET_CLASSES);

export function datasetClass(rt: Runtime, name: string): PyClass | undefined {
  const spec = Object.hasOwn(DATASET_CLASSES, name) ? DATASET_CLASSES[name] : undefined;
  if (spec === undefined) return undefined;
  const { library } = stateOf(rt);
  const key = `data.${name}`;
  let cls = library.get(key);
  if (cls === undefined) {
    const base = spec.base === null ? rt.builtinClass('object') : datasetClass(rt, spec.base);
    cls = nativeClass(name, base === undefined ? [] : [base], [
      ['__module__', 'torch.utils.data'],
      ...spec.members,
    ]);
    library.set(key, cls);
  }
  return cls;
}

/** Lengths as ints, or as fractions that sum to one; what is left over goes to the first parts. */
export const randomSplit: NativeFunction = native(
  'random_split(dataset, lengths, generator=None)',
  (rt, args) => {
    const cls = datasetClass(rt, 'Subset');
    const dataset = args.value('dataset');
    if (cls === undefined) return null;
    const lengths = partLengths(rt, dataset, args.elements('lengths'));
    if (lengths instanceof Unknown) return lengths;
    let start = 0;
    const parts = lengths.map((length) => {
      const indices = typeof length === 'number' ? new PyRange(start, (start += length), 1) : length;
      return rt.call(cls, [dataset, indices]);
    });
    return new PyList(parts);
  },
);

function partLengths(rt: Runtime, dataset: Value, lengths: readonly Value[]): readonly Value[] | Unknown {
  if (!lengths.some((length) => length instanceof PyFloat)) {
    return lengths.map((length) => asInteger(length) ?? length);
  }
  const total = rt.length(dataset);
  if (total instanceof Unknown) return lengths.map(() => total);
  const sizes = lengths.map((length) =>
    length instanceof PyFloat ? Math.floor(total * length.value) : (asInteger(length) ?? 0),
  );
  const left = total - sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, i) => (i < left ? size + 1 : size));
}

function methods(natives: readonly NativeFunction[]): Members {
  return natives.map((fn) => [fn.name, fn]);
}

function store(rt: Runtime, self: Value, name: string, value: Value): void {
  if (self instanceof PyObject) rt.journal.mapSet(self.attrs, name, value);
}

function first(rt: Runtime, self: Value, name: string): Value {
  const items = rt.elements(rt.getAttribute(self, name));
  return items instanceof Unknown ? items : (items[0] ?? new PyTuple([]));
}
