/** Keras models as estimators: scikeras, and the wrappers of Keras itself that it replaced. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyFunction, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { layerOf } from '../../keras/layer.ts';
import { ensureKeras } from '../../keras/install.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule, type Member } from '../module.ts';
import { estimatorMethods, withPrefix } from '../sklearn/estimator.ts';
import { setAttributes } from '../trainers/fitting.ts';

/** Arguments of `Model.fit` that an estimator passes on. */
const FIT_ARGUMENTS = [
  'batch_size',
  'epochs',
  'validation_split',
  'validation_batch_size',
  'callbacks',
  'initial_epoch',
  'steps_per_epoch',
  'validation_data',
  'validation_freq',
] as const;

function entriesOf(value: Value): (readonly [string, Value])[] {
  if (!(value instanceof PyDict)) return [];
  return dictItems(value).flatMap(([key, item]) => (typeof key === 'string' ? [[key, item] as const] : []));
}

/** The model that is given, or what the function makes of those parameters that it takes. */
function modelOf(rt: Runtime, self: PyObject): Value {
  const given = self.attrs.get('model') ?? self.attrs.get('build_fn') ?? null;
  if (given instanceof PyObject && layerOf(rt, given) !== null) return given;
  const named = new Map<string, Value>([
    ...self.attrs,
    ...entriesOf(self.attrs.get('model_kwargs') ?? null),
    ...withPrefix(self, 'model__'),
  ]);
  const keywords = new Map<string, Value>();
  if (given instanceof PyFunction) {
    for (const { name } of given.params) {
      const value = named.get(name);
      if (value !== undefined && name !== 'model') keywords.set(name, value);
    }
  }
  return rt.call(given, [], keywords);
}

function compiled(rt: Runtime, self: PyObject, model: Value): void {
  const isCompiled = (layerOf(rt, model)?.model?.compiled ?? null) !== null;
  if (isCompiled || model instanceof Unknown) return;
  const keywords = new Map<string, Value>();
  for (const name of ['optimizer', 'loss', 'metrics']) {
    const value = self.attrs.get(name);
    if (value !== undefined) keywords.set(name, value);
  }
  rt.call(rt.getAttribute(model, 'compile'), [], keywords);
}

function fit(rt: Runtime, args: Args): Value {
  ensureKeras(rt);
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const model = modelOf(rt, self);
  if (model instanceof Unknown) return model;
  compiled(rt, self, model);
  setAttributes(rt, self, [['model_', model]]);
  const keywords = new Map<string, Value>();
  for (const name of FIT_ARGUMENTS) {
    const value = self.attrs.get(name);
    if (value !== undefined && value !== null) keywords.set(name, value);
  }
  for (const [name, value] of entriesOf(self.attrs.get('fit_kwargs') ?? null)) keywords.set(name, value);
  for (const [name, value] of withPrefix(self, 'fit__')) keywords.set(name, value);
  for (const [name, value] of args.extra) keywords.set(name, value);
  rt.call(rt.getAttribute(model, 'fit'), [args.value('X'), args.value('y')], keywords);
  return self;
}

function wrapperClass(rt: Runtime, name: string): PyClass {
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, model=None, **options)', (inner, args) => {
        setAttributes(inner, args.known('self'), [['model', args.value('model')], ...args.extra]);
        return null;
      }),
      nativeMethod('fit(self, X, y=None, **options)', fit),
      nativeMethod('partial_fit(self, X, y=None, **options)', fit),
      ...['predict', 'predict_proba', 'score', 'transform'].map((method) =>
        nativeMethod(`${method}(self, *data, **options)`, (inner) =>
          inner.unknown(`what ${method} gives depends on the data`),
        ),
      ),
      ...estimatorMethods,
      otherMembers('scikeras'),
    ],
  );
}

const NAMES = [
  'KerasClassifier',
  'KerasRegressor',
  'SKLearnClassifier',
  'SKLearnRegressor',
  'SKLearnTransformer',
];

const members: Readonly<Record<string, Member>> = Object.fromEntries(
  NAMES.map((name): [string, Member] => [name, perRuntime((rt) => wrapperClass(rt, name))]),
);

export const scikerasModules: readonly LibraryModule[] = [
  'scikeras',
  'scikeras.wrappers',
  'keras.wrappers',
  'keras.wrappers.scikit_learn',
  'tensorflow.keras.wrappers',
  'tensorflow.keras.wrappers.scikit_learn',
].map((name) => lazyModule({ name, precedence: 'framework', members }));
