/** Methods of a column: whether they give another column, an array, or something that depends on the data. */
import { native } from '../../python/runtime/native.ts';
import { PyList, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { rowsKept } from './rows.ts';
import { Series } from './series.ts';

/** Another column with as many rows. */
const ALIKE = new Set(
  `map apply fillna replace copy reset_index sort_values sort_index rename clip round abs shift diff cumsum interpolate
  ffill bfill where mask rank transform combine_first add sub mul div pct_change to_frame infer_objects`.split(
    /\s+/,
  ),
);
const MASKS = new Set([
  'isin',
  'isna',
  'isnull',
  'notna',
  'notnull',
  'between',
  'eq',
  'ne',
  'gt',
  'lt',
  'ge',
  'le',
  'duplicated',
]);
const FEWER = new Set(['dropna', 'drop', 'drop_duplicates']);
const OF_DATA = new Set(
  `unique nunique value_counts mean std min max sum median var mode quantile idxmax idxmin any all count groupby describe
  item corr skew kurt`.split(/\s+/),
);

export function seriesMethod(series: Series, name: string): NativeFunction | undefined {
  const signature = `${name}(*args, **options)`;
  const alike = (dtype: DType): NativeFunction => native(signature, () => series.as(dtype));
  if (name === 'astype') {
    return native('astype(dtype, **options)', (_rt, args) => {
      const dtype = args.value('dtype');
      return series.as(
        dtype instanceof Unknown || dtype === null ? series.dtype : (dtypeOf(dtype) ?? series.dtype),
      );
    });
  }
  if (name === 'to_numpy') {
    return native('to_numpy(dtype=None, **options)', (rt, args) => series.toNumpy(rt, args.value('dtype')));
  }
  if (name === 'tolist' || name === 'to_list') return native(signature, (rt) => series.list(rt));
  if (name === 'sample') return native(signature, () => series);
  if (name === 'head' || name === 'tail') {
    return native(`${name}(n=5)`, (_rt, args) =>
      series.rows instanceof Unknown
        ? series
        : new Series(Math.min(series.rows, args.int('n')), series.dtype),
    );
  }
  if (name === 'plot' || name === 'hist') return native(signature, () => new Inert(`pandas.${name}()`));
  if (name === 'factorize') {
    return native(signature, (rt) => new PyList([series.as('int64'), rt.unknown('the values of a column')]));
  }
  if (ALIKE.has(name)) return alike(name === 'map' || name === 'apply' ? 'float64' : series.dtype);
  if (MASKS.has(name)) return alike('bool');
  if (FEWER.has(name)) return native(signature, (rt) => new Series(rowsKept(rt), series.dtype));
  if (OF_DATA.has(name)) return native(signature, (rt) => rt.unknown(`the ${name} of a column`));
  return undefined;
}
