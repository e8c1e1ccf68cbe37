/** `tf.estimator`: the models that it makes are not followed, how they are trained is. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { elementCount } from '../../tensor/shape.ts';
import { DataLoop } from '../../trace/dataLoop.ts';
import { dataSourceOf, type TensorInfo, type UnknownModel } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { ALL, fitData } from '../data.ts';
import { countOrNone } from '../numbers.ts';
import { sizesOf } from '../shapes.ts';
import { leavesOf } from '../structure.ts';
import { unknownOptimizer } from '../training.ts';
import { fixed, type Members } from './module.ts';

/** Those that train a network by its gradients; trees are grown otherwise. */
const NETWORKS = /^(DNN|Linear)\w*|^Estimator$/;

function modelOf(rt: Runtime, estimator: PyObject): UnknownModel {
  const { name } = estimator.cls;
  const why = rt.unknown(`the model that tf.estimator.${name} makes is not followed`);
  return { serial: estimator.serial, name, givenTo: null, why, mainLine: rt.mainLine() };
}

/** Samples in batches of what its columns join to; null: they are not numbers alone. */
function columnsOf(estimator: PyObject, batch: number): readonly TensorInfo[] | null {
  const columns = leavesOf(estimator.attrs.get('feature_columns') ?? null);
  const widths = columns.flatMap((column) => (column instanceof NumericColumn ? [column.width] : []));
  if (widths.length < columns.length) return null;
  return [{ shape: [batch, widths.reduce((sum, width) => sum + width, 0)], dtype: 'float32' }];
}

/**
 * Steps over what `inputs` gives, until that ends or so many are done: then they are counted as steps.
 * Source: tensorflow_estimator/python/estimator/estimator.py, Estimator.train.
 */
function train(rt: Runtime, estimator: Value, inputs: Value, most: Value): void {
  if (!(estimator instanceof PyObject) || !NETWORKS.test(estimator.cls.name)) return;
  const made = inputs instanceof Unknown ? inputs : rt.call(inputs, []);
  // Tensors that it gives are one batch, as often as it is asked for.
  const isData = made instanceof Unknown || (made instanceof HostObject && dataSourceOf(made) !== null);
  const given = isData ? made : rt.unknown('what the function of inputs gives is no data set');
  const data = fitData(rt, null, { x: given, y: null, batchSize: null, steps: null, part: ALL });
  const limit = countOrNone(rt, most, 'the number of steps');
  const isCut = limit !== null && !(Number(data.steps) <= Number(limit));
  const trace = traceOf(rt);
  const span = rt.here();
  const mark = trace.mark();
  trace.record({ type: 'backward', span });
  const { batch } = data.source;
  const columns = columnsOf(estimator, batch.known ? batch.value : 1);
  const model = { ...modelOf(rt, estimator), ...(columns === null ? {} : { inputs: columns }) };
  trace.record({ type: 'step', optimizer: unknownOptimizer(rt), model, span });
  const source = isCut
    ? { ...data.source, isEndless: true, endlessBy: 'the training ends after a number of steps' }
    : data.source;
  trace.repeat(mark, isCut ? limit : data.steps, {
    serial: nextSerial(),
    source: { kind: 'host', detail: new DataLoop(source) },
    span,
  });
}

function trainMethod(rt: Runtime, args: Args): Value {
  const most = args.value('steps') ?? args.value('max_steps');
  train(rt, args.value('self'), args.value('input_fn'), most);
  return args.value('self');
}

const base = perRuntime((rt) =>
  nativeClass(
    'Estimator',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', (inner, args) => {
        const isColumns = (value: Value): boolean =>
          leavesOf(value).some((leaf) => leaf instanceof NumericColumn);
        const columns = args.extra.get('feature_columns') ?? args.rest.find(isColumns) ?? null;
        inner.setAttribute(args.known('self'), 'feature_columns', columns);
        return null;
      }),
      nativeMethod(
        'train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None)',
        trainMethod,
      ),
      ...['evaluate', 'predict'].map((name) =>
        nativeMethod(`${name}(self, *args, **kwargs)`, (inner) =>
          inner.unknown('what an estimator gives depends on the data'),
        ),
      ),
      ...['export_saved_model', 'export_savedmodel', 'latest_checkpoint', 'get_variable_names'].map((name) =>
        nativeMethod(`${name}(self, *args, **kwargs)`, () => null),
      ),
    ],
  ),
);

const classes = perRuntime(() => new Map<string, PyClass>());

function classNamed(rt: Runtime, name: string): PyClass {
  if (name === 'Estimator') return base(rt);
  let cls = classes(rt).get(name);
  if (cls === undefined) classes(rt).set(name, (cls = new PyClass({ name, bases: [base(rt)] })));
  return cls;
}

const specClass = perRuntime((rt) =>
  nativeClass(
    'TrainSpec',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, input_fn, max_steps=None, hooks=None, **kwargs)', (inner, args) => {
        for (const name of ['input_fn', 'max_steps']) {
          inner.setAttribute(args.known('self'), name, args.value(name));
        }
        return null;
      }),
    ],
  ),
);

const TRAIN_AND_EVALUATE = native('train_and_evaluate(estimator, train_spec, eval_spec=None)', (rt, args) => {
  const spec = args.value('train_spec');
  const member = (name: string): Value => (spec instanceof Unknown ? spec : rt.getAttribute(spec, name));
  train(rt, args.value('estimator'), member('input_fn'), member('max_steps'));
  return rt.unknown('what an estimator gives depends on the data');
});

/** `numeric_column(key, shape)`: so many numbers of a sample. */
class NumericColumn extends HostObject {
  readonly width: number;

  constructor(width: number) {
    super();
    this.width = width;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
}

/** Members of `tf.feature_column`. */
export const featureColumn: Members = fixed({
  numeric_column: native(
    "numeric_column(key, shape=(1,), default_value=None, dtype='float32', normalizer_fn=None)",
    (rt, args) => new NumericColumn(elementCount(sizesOf(rt, args.value('shape')).map((size) => size ?? 1))),
  ),
});

/** Members of `tf.estimator`. */
export const estimator: Members = (rt, name) => {
  if (name === 'train_and_evaluate') return TRAIN_AND_EVALUATE;
  if (name === 'TrainSpec') return specClass(rt);
  if (/(Classifier|Regressor|Estimator)(V2)?$/.test(name)) return classNamed(rt, name);
  return name.startsWith('__') ? undefined : new Inert(`tf.estimator.${name}`);
};
