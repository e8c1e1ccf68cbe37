/** `tensorflow_decision_forests`: trees look like models of Keras, and are grown, not trained by gradients. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ofElements } from '../pipeline/sources.ts';
import type { Members } from './module.ts';

const GROWN = ['compile', 'save', 'summary', 'load_weights'];
const ASKED = ['fit', 'fit_on_dataset_path', 'evaluate', 'predict', 'make_inspector', 'predict_get_leaves'];

const forest = perRuntime((rt) =>
  nativeClass(
    'CoreModel',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', () => null),
      ...GROWN.map((name) => nativeMethod(`${name}(self, *args, **kwargs)`, () => null)),
      ...ASKED.map((name) =>
        nativeMethod(`${name}(self, *args, **kwargs)`, (inner) =>
          inner.unknown('what a forest of trees gives depends on the data'),
        ),
      ),
    ],
  ),
);

const classes = perRuntime(() => new Map<string, PyClass>());

function classNamed(rt: Runtime, name: string): PyClass {
  let cls = classes(rt).get(name);
  if (cls === undefined) classes(rt).set(name, (cls = new PyClass({ name, bases: [forest(rt)] })));
  return cls;
}

/**
 * Batches of the rows of a table, 1000 unless it is said otherwise.
 * Source: tensorflow_decision_forests/keras/core.py, pd_dataframe_to_tf_dataset.
 */
function rowsOf(rt: Runtime, args: Args): Value {
  const table = args.value('dataframe');
  const rows = table instanceof Unknown ? table : rt.length(table);
  const element = rt.unknown('the columns of a table');
  return rt.callMethod(ofElements(rt, element, rows, null), 'batch', [args.value('batch_size')]);
}

const ROWS = native(
  'pd_dataframe_to_tf_dataset(dataframe, label=None, task=None, max_num_classes=100, in_place=False, ' +
    'fix_feature_names=True, weight=None, batch_size=1000)',
  rowsOf,
);

/** Members of `tensorflow_decision_forests.keras`. */
export const decisionForests: Members = (rt, name) => {
  if (name === 'pd_dataframe_to_tf_dataset') return ROWS;
  if (name.endsWith('Model')) return classNamed(rt, name);
  return name.startsWith('__') ? undefined : new Inert(`tfdf.keras.${name}`);
};
