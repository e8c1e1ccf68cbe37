/** Transformers of arrays, and scores: shapes only. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import type { Member } from '../module.ts';
import { arrayOf } from '../numpy/arrays.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';

/** The array that a transformer makes of another. */
type Transform = (rt: Runtime, self: Value, input: NdArray) => Value;

const sameShape =
  (dtype: DType): Transform =>
  (_rt, _self, input) =>
    input.like(input.shape, dtype);

/** As many columns as components, where that is a whole number. */
const reduced: Transform = (rt, self, input) => {
  const components = rt.getAttribute(self, 'n_components');
  return typeof components === 'number'
    ? input.like([input.shape[0] ?? 1, components], 'float64')
    : rt.unknown('how many components are kept depends on the data');
};

const undetermined: Transform = (rt) => rt.unknown('how many columns there are depends on the data');

const TRANSFORMERS: Readonly<Record<string, Transform>> = {
  StandardScaler: sameShape('float64'),
  MinMaxScaler: sameShape('float64'),
  MaxAbsScaler: sameShape('float64'),
  RobustScaler: sameShape('float64'),
  Normalizer: sameShape('float64'),
  QuantileTransformer: sameShape('float64'),
  PowerTransformer: sameShape('float64'),
  SimpleImputer: sameShape('float64'),
  LabelEncoder: sameShape('int64'),
  OrdinalEncoder: sameShape('float64'),
  Binarizer: sameShape('float64'),
  PCA: reduced,
  TruncatedSVD: reduced,
  OneHotEncoder: undetermined,
  LabelBinarizer: undetermined,
  MultiLabelBinarizer: undetermined,
  PolynomialFeatures: undetermined,
  KBinsDiscretizer: undetermined,
};

function applied(rt: Runtime, args: Args, transform: Transform): Value {
  const value = args.value('X');
  if (value instanceof Unknown || value instanceof OpenArray) return value;
  const input = arrayOf(rt, value);
  if (input === undefined) return rt.unknown(`an array made of ${rt.typeName(value)}`);
  return transform(rt, args.known('self'), input);
}

function transformerClass(rt: Runtime, name: string, transform: Transform): PyClass {
  const method = (signature: string): NativeFunction =>
    nativeMethod(signature, (inner, args) => applied(inner, args, transform));
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, n_components=None, *args, **options)', (inner, args) => {
        inner.setAttribute(args.known('self'), 'n_components', args.value('n_components'));
        for (const fitted of [
          'mean_',
          'scale_',
          'var_',
          'classes_',
          'data_min_',
          'data_max_',
          'n_features_in_',
        ]) {
          inner.setAttribute(
            args.known('self'),
            fitted,
            inner.unknown(`the ${fitted} of a ${name} depends on the data`),
          );
        }
        return null;
      }),
      nativeMethod('fit(self, X, y=None, **options)', (_inner, args) => args.known('self')),
      nativeMethod('partial_fit(self, X, y=None, **options)', (_inner, args) => args.known('self')),
      method('fit_transform(self, X, y=None, **options)'),
      method('transform(self, X, *args, **options)'),
      nativeMethod('inverse_transform(self, X, *args)', (inner, args) =>
        transform === reduced || transform === undetermined
          ? inner.unknown('the columns before a transformation')
          : applied(inner, args, transform),
      ),
    ],
  );
}

export const preprocessingMembers: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(TRANSFORMERS).map(([name, transform]): [string, Member] => [
    name,
    perRuntime((rt) => transformerClass(rt, name, transform)),
  ]),
);

/** Scores are known after the run. */
export function score(name: string): NativeFunction {
  return native(`${name}(*args, **options)`, (rt) => rt.unknown(`${name} depends on the data`));
}

/** `sklearn.utils.shuffle(*arrays)`: as they are. */
export const shuffle = native('shuffle(*arrays, random_state=None, n_samples=None)', (_rt, args) => {
  const parts = args.rest.map((array) => (array instanceof NdArray ? array.like(array.shape) : array));
  return parts.length === 1 ? (parts[0] ?? null) : new PyTuple(parts);
});
