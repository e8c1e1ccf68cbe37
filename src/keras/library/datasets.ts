/** `keras.datasets`: the public data sets as arrays. */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray, type DataOrigin } from '../../tensor/ndarray/array.ts';
import type { LibraryModule } from '../../python/ports.ts';
import { kerasModule } from './module.ts';

const NAMES = [
  'mnist',
  'fashion_mnist',
  'cifar10',
  'cifar100',
  'imdb',
  'reuters',
  'boston_housing',
  'california_housing',
];

/** Labels of CIFAR are columns. */
const COLUMN_LABELS = new Set(['cifar10', 'cifar100']);

function splitArrays(rt: Runtime, dataset: Dataset, split: string): PyTuple {
  const samples = dataset.splits.get(split) ?? 0;
  const origin: DataOrigin = { name: `${dataset.name} (${split})`, span: rt.here() };
  const sizes = dataset.shape.filter((size) => size !== null);
  const isRagged = sizes.length < dataset.shape.length;
  const x = new NdArray(
    isRagged ? [samples] : [samples, ...sizes],
    dataset.dtype === 'str' ? 'string' : dataset.dtype,
    { origin, isRagged },
  );
  const labelType = dataset.classes === null ? 'float64' : dataset.dtype === 'uint8' ? 'uint8' : 'int64';
  const y = new NdArray(COLUMN_LABELS.has(dataset.name) ? [samples, 1] : [samples], labelType, {
    origin: { ...origin, classes: dataset.classes },
  });
  return new PyTuple([x, y]);
}

/** `load_data()`: training and test arrays; other splits by the arguments some of them take. */
function loadData(rt: Runtime, name: string, arguments_: ReadonlyMap<string, Value>): Value {
  const version = arguments_.get('version');
  const lookup = findDataset('keras', version === 'small' ? `${name}/small` : name);
  if (!lookup.found) return rt.unknown(`the data set keras.datasets.${name} is not in the catalogue`);
  const test = arguments_.get('test_split');
  if (test !== undefined) {
    return rt.unknown(`keras.datasets.${name} is split by test_split: the parts are not in the catalogue`);
  }
  return new PyTuple([splitArrays(rt, lookup.value, 'train'), splitArrays(rt, lookup.value, 'test')]);
}

function datasetModule(name: string): LibraryModule[] {
  const load = native('load_data(*args, **kwargs)', (rt, args) => loadData(rt, name, args.extra));
  const wordIndex = native('get_word_index(path=None)', (rt) => rt.unknown('the words of a data set'));
  return kerasModule(`datasets.${name}`, (_rt, member) =>
    member === 'load_data' ? load : member === 'get_word_index' ? wordIndex : undefined,
  );
}

export const DATASET_MODULES: readonly LibraryModule[] = [
  ...kerasModule('datasets', () => undefined),
  ...NAMES.flatMap(datasetModule),
];
