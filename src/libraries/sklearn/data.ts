/** `sklearn.datasets`: arrays of known shape. */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { Frame } from '../pandas/frame.ts';
import { Series } from '../pandas/series.ts';
import type { Member } from '../module.ts';

/** A dict whose entries are attributes as well. */
class Bunch extends HostObject {
  readonly #entries: ReadonlyMap<string, Value>;
  readonly #name: string;

  constructor(name: string, entries: ReadonlyMap<string, Value>) {
    super();
    this.#name = name;
    this.#entries = entries;
  }

  override pyClass(rt: Runtime): PyClass {
    return bunchClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return this.#entries.get(name) ?? (name.startsWith('__') ? undefined : this.#other(rt, name));
  }

  override getItem(rt: Runtime, key: Value): Value {
    return typeof key === 'string'
      ? (this.#entries.get(key) ?? this.#other(rt, key))
      : rt.unknown('an entry');
  }

  #other(rt: Runtime, name: string): Value {
    return rt.unknown(`the ${name} of ${this.#name}`);
  }
}

const bunchClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'Bunch', bases: [rt.builtinClass('dict')] }),
);

function loader(name: string): NativeFunction {
  const signature = `${name}(*args, return_X_y=False, as_frame=False, n_class=10, subset='train', **options)`;
  return native(signature, (rt, args) => {
    const found = findDataset('sklearn', name);
    if (!found.found) return rt.unknown(`no facts are known about ${name}`);
    const dataset = found.value;
    return loaded(rt, dataset, args.string('subset'), args.bool('return_X_y'), args.bool('as_frame'));
  });
}

/** The names of the columns are not in the catalogue: numbers stand for them. */
function asFrame(data: NdArray): Frame {
  const [rows = 0, width = 1] = data.shape;
  return new Frame(
    rows,
    new Map(Array.from({ length: width }, (_, i) => [String(i), data.dtype])),
    data.origin,
  );
}

function loaded(rt: Runtime, dataset: Dataset, subset: string, isPair: boolean, isFrame: boolean): Value {
  const split = dataset.splits.has(subset) ? subset : 'all';
  const rows = dataset.splits.get(split);
  const features = dataset.shape.map((size) => size ?? -1);
  if (rows === undefined || features.includes(-1)) return rt.unknown(`the texts of ${dataset.name}`);
  const origin = { name: dataset.name, span: rt.here() };
  const dtype = dataset.dtype === 'str' ? 'string' : (dataset.dtype satisfies DType);
  const data = new NdArray([rows, ...features], dtype, { origin });
  const target = new NdArray([rows], dataset.classes === null ? 'float64' : 'int64', {
    origin: { ...origin, classes: dataset.classes },
  });
  const isTable = isFrame && features.length === 1;
  const table = isTable ? asFrame(data) : data;
  const labels = isTable ? new Series(rows, target.dtype, target.origin) : target;
  if (isPair) return new PyTuple([table, labels]);
  const entries = new Map<string, Value>([
    ['data', table],
    ['target', labels],
  ]);
  // Square pictures come as pictures as well.
  const side = Math.sqrt(features[0] ?? 0);
  if (Number.isInteger(side) && side >= 8) {
    entries.set('images', new NdArray([rows, side, side], dtype, { origin }));
  }
  return new Bunch(dataset.name, entries);
}

/** A table and its targets, both as frames. */
export function loadedTable(
  rt: Runtime,
  dataset: Dataset,
): { readonly features: Value; readonly targets: Value } {
  const rows = dataset.splits.get('all') ?? 0;
  const [width] = dataset.shape;
  if (width === null || width === undefined) {
    const unknown = rt.unknown(`the columns of ${dataset.name}`);
    return { features: unknown, targets: unknown };
  }
  const origin = { name: dataset.name, span: rt.here() };
  const target = dataset.classes === null ? 'float64' : 'string';
  return {
    features: asFrame(new NdArray([rows, width], 'float64', { origin })),
    targets: asFrame(new NdArray([rows, 1], target, { origin })),
  };
}

/** `fetch_openml('mnist_784')`: data sets by their name there. */
const openml = native(
  'fetch_openml(name=None, version=None, *, data_id=None, return_X_y=False, as_frame=None, parser=None, **options)',
  (rt, args) => {
    const name = args.value('name');
    const found = typeof name === 'string' ? findDataset('sklearn', `fetch_openml/${name}`) : null;
    if (found?.found !== true) return rt.unknown('no facts are known about this data set of OpenML');
    // The default, 'auto', is a data frame.
    const isFrame = args.value('as_frame') !== false;
    return loaded(rt, found.value, 'all', args.bool('return_X_y'), isFrame);
  },
);

/** Generated data: samples and features by argument. */
function maker(
  signature: string,
  shapes: (args: Args) => readonly [features: number, targets: number | null],
  isClass = true,
): NativeFunction {
  return native(signature, (rt, args) => {
    const rows = args.int('n_samples');
    const [features, targets] = shapes(args);
    const origin = { name: signature.slice(0, signature.indexOf('(')), span: rt.here() };
    const shape = targets === null ? [rows] : [rows, targets];
    return new PyTuple([
      new NdArray([rows, features], 'float64', { origin }),
      new NdArray(shape, isClass ? 'int64' : 'float64', { origin }),
    ]);
  });
}

const makers: readonly NativeFunction[] = [
  maker('make_classification(n_samples=100, n_features=20, **options)', (args) => [
    args.int('n_features'),
    null,
  ]),
  maker(
    'make_regression(n_samples=100, n_features=100, *, n_informative=10, n_targets=1, **options)',
    (args) => [args.int('n_features'), args.int('n_targets') === 1 ? null : args.int('n_targets')],
    false,
  ),
  maker('make_blobs(n_samples=100, n_features=2, **options)', (args) => [args.int('n_features'), null]),
  maker('make_moons(n_samples=100, **options)', () => [2, null]),
  maker('make_circles(n_samples=100, **options)', () => [2, null]),
  maker('make_gaussian_quantiles(*, mean=None, cov=1.0, n_samples=100, n_features=2, **options)', (args) => [
    args.int('n_features'),
    null,
  ]),
  maker('make_swiss_roll(n_samples=100, **options)', () => [3, null], false),
  maker('make_s_curve(n_samples=100, **options)', () => [3, null], false),
  maker(
    'make_friedman1(n_samples=100, n_features=10, **options)',
    (args) => [args.int('n_features'), null],
    false,
  ),
  maker('make_multilabel_classification(n_samples=100, n_features=20, *, n_classes=5, **options)', (args) => [
    args.int('n_features'),
    args.int('n_classes'),
  ]),
];

const LOADERS = [
  'load_iris',
  'load_digits',
  'load_wine',
  'load_breast_cancer',
  'load_diabetes',
  'fetch_california_housing',
  'fetch_covtype',
  'fetch_20newsgroups',
  'fetch_olivetti_faces',
  'load_linnerud',
];

export const dataMembers: Readonly<Record<string, Member>> = Object.fromEntries(
  [...LOADERS.map(loader), openml, ...makers].map((member) => [member.name, member]),
);
