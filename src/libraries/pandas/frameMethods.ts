/** Methods of a table: what they do to its rows and columns. */
import { native, type Args } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import type { DType } from '../../tensor/dtype.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { Frame, type Columns } from './frame.ts';
import { numberOf, rowsKept, textOf } from './rows.ts';
import { Series } from './series.ts';

type Body = (rt: Runtime, frame: Frame, args: Args) => Value;
type Method = readonly [signature: string, body: Body];

/** In place, or as another table. */
function changed(rt: Runtime, frame: Frame, args: Args, result: Frame): Value {
  if (rt.truth(args.value('inplace')) !== true) return result;
  frame.become(rt, result);
  return null;
}

function namesIn(rt: Runtime, value: Value): readonly string[] | null {
  if (typeof value === 'string') return [value];
  const items = value === null ? null : rt.elements(value);
  if (items === null || items instanceof Unknown) return null;
  return items.map((item) => (typeof item === 'string' ? item : ''));
}

function without(rt: Runtime, columns: Columns, dropped: Value): Columns {
  const names = namesIn(rt, dropped);
  if (columns === null || names === null) return null;
  return new Map([...columns].filter(([name]) => !names.includes(name)));
}

const drop: Body = (rt, frame, args) => {
  const isColumns =
    args.value('columns') !== null || args.value('axis') === 1 || args.value('axis') === 'columns';
  const what = args.value('columns') ?? args.value('labels') ?? args.value('index');
  if (isColumns) return changed(rt, frame, args, new Frame(frame.rows, without(rt, frame.columns, what)));
  const { rows } = frame;
  const count = what instanceof PyList ? what.items.length : typeof what === 'number' ? 1 : null;
  const left = rows instanceof Unknown || count === null ? rowsKept(rt) : rows - count;
  return changed(rt, frame, args, frame.withRows(left));
};

const sample: Body = (rt, frame, args) => {
  const { rows } = frame;
  const count = numberOf(args.value('n'));
  if (count !== undefined) return frame.withRows(count);
  if (args.value('n') !== null) return frame.withRows(rowsKept(rt));
  const share = numberOf(args.value('frac'));
  if (share === 1) return frame.withRows(rows);
  if (share === undefined) return frame.withRows(args.value('frac') === null ? 1 : rowsKept(rt));
  return frame.withRows(rows instanceof Unknown ? rows : Math.round(share * rows));
};

const renamed: Body = (rt, frame, args) => {
  const mapping = args.value('columns');
  if (frame.columns === null || !(mapping instanceof PyDict)) return changed(rt, frame, args, frame);
  const names = new Map(dictItems(mapping).map(([from, to]) => [from, to]));
  const columns = [...frame.columns].map(([name, dtype]): [string, DType] => [
    textOf(rt, names.get(name) ?? name),
    dtype,
  ]);
  return changed(rt, frame, args, new Frame(frame.rows, new Map(columns)));
};

/** Iterating over rows: as many as there are, each of unknown values. */
function rowByRow(rt: Runtime, frame: Frame): Value {
  return new Series(frame.rows, 'string').list(rt);
}

const head: Body = (_rt, frame, args) => {
  const { rows } = frame;
  const count = args.int('n');
  return frame.withRows(
    rows instanceof Unknown ? rows : count < 0 ? Math.max(rows + count, 0) : Math.min(count, rows),
  );
};

const IN_PLACE = 'inplace=False, **options';

const METHODS: readonly Method[] = [
  [`drop(labels=None, *, axis=0, index=None, columns=None, level=None, ${IN_PLACE})`, drop],
  ['sample(n=None, frac=None, **options)', sample],
  [`rename(mapper=None, *, columns=None, ${IN_PLACE})`, renamed],
  ['head(n=5)', head],
  ['tail(n=5)', head],
  ['to_numpy(dtype=None, **options)', (rt, frame, args) => frame.toNumpy(rt, args.value('dtype'))],
  ['copy(deep=True)', (_rt, frame) => new Frame(frame.rows, frame.columns)],
  [
    `reset_index(level=None, *, drop=False, ${IN_PLACE})`,
    (rt, frame, args) => {
      const isDropped = rt.truth(args.value('drop')) === true;
      const { columns } = frame;
      const all =
        isDropped || columns === null ? columns : new Map([['index', 'int64' as const], ...columns]);
      return changed(rt, frame, args, new Frame(frame.rows, all));
    },
  ],
  [
    `set_index(keys, ${IN_PLACE})`,
    (rt, frame, args) =>
      changed(rt, frame, args, new Frame(frame.rows, without(rt, frame.columns, args.value('keys')))),
  ],
  [
    'pop(item)',
    (rt, frame, args) => {
      const column = frame.getItem(rt, args.value('item'));
      frame.become(rt, new Frame(frame.rows, without(rt, frame.columns, args.value('item'))));
      return column;
    },
  ],
  [
    'select_dtypes(include=None, exclude=None)',
    (_rt, frame, args) => {
      const include = args.value('include');
      const isNumbers =
        include === 'number' || (include instanceof PyList && include.items.includes('number'));
      if (frame.columns === null || !isNumbers) return new Frame(frame.rows, null);
      return new Frame(frame.rows, new Map([...frame.columns].filter(([, dtype]) => dtype !== 'string')));
    },
  ],
  [
    'astype(dtype, **options)',
    (_rt, frame) =>
      new Frame(
        frame.rows,
        frame.columns === null ? null : new Map([...frame.columns].map(([name]) => [name, 'float64'])),
      ),
  ],
  ...['fillna', 'replace', 'interpolate', 'ffill', 'bfill', 'sort_values', 'sort_index', 'clip'].map(
    (name): Method => [`${name}(*args, ${IN_PLACE})`, (rt, frame, args) => changed(rt, frame, args, frame)],
  ),
  ...['dropna', 'drop_duplicates', 'query'].map((name): Method => [
    `${name}(*args, ${IN_PLACE})`,
    (rt, frame, args) => changed(rt, frame, args, frame.withRows(rowsKept(rt))),
  ]),
  ['iterrows()', (rt, frame) => pairs(rt, frame)],
  ['itertuples(*args, **options)', rowByRow],
  ['apply(func, axis=0, *args, **options)', (_rt, frame, args) => applied(frame, args)],
  ['isin(values)', (_rt, frame) => frame],
  ['isnull()', (_rt, frame) => frame],
  ['isna()', (_rt, frame) => frame],
  ['assign(**columns)', (rt, frame, args) => assigned(rt, frame, args)],
  ['get(key, default=None)', (rt, frame, args) => frame.getItem(rt, args.value('key'))],
  ['to_dict(*args, **options)', (rt) => rt.unknown('the values of a table')],
  ['items()', (rt, frame) => columnsOf(rt, frame)],
  [
    'keys()',
    (rt, frame) =>
      frame.columns === null ? rt.unknown('the columns of a table') : new PyList([...frame.columns.keys()]),
  ],
  ...['info', 'describe', 'hist', 'plot', 'to_csv', 'to_parquet', 'to_pickle', 'to_excel', 'to_json'].map(
    (name): Method => [`${name}(*args, **options)`, () => new Inert(`pandas.${name}()`)],
  ),
  ...[
    'groupby',
    'merge',
    'join',
    'pivot_table',
    'melt',
    'explode',
    'stack',
    'agg',
    'resample',
    'rolling',
    'shift',
    'diff',
  ].map((name): Method => [`${name}(*args, **options)`, (rt: Runtime) => rt.unknown(`${name} of a table`)]),
  ...['mean', 'std', 'min', 'max', 'sum', 'median', 'var', 'nunique', 'corr', 'any', 'all', 'count'].map(
    (name): Method => [`${name}(*args, **options)`, (rt: Runtime) => rt.unknown(`the ${name} of a table`)],
  ),
];

function pairs(rt: Runtime, frame: Frame): Value {
  const rows = rowByRow(rt, frame);
  if (!(rows instanceof PyList)) return rows;
  const pair = new PyTuple([rt.unknown('the index of a row'), rt.unknown('a row of a table')]);
  return new PyList(rows.items.map(() => pair));
}

function applied(frame: Frame, args: Args): Value {
  const axis = args.value('axis');
  return axis === 1 || axis === 'columns' ? new Series(frame.rows, 'float64') : frame;
}

function assigned(rt: Runtime, frame: Frame, args: Args): Value {
  const copy = new Frame(frame.rows, frame.columns);
  for (const name of args.extra.keys()) copy.setColumn(rt, name, 'float64');
  return copy;
}

function columnsOf(rt: Runtime, frame: Frame): Value {
  const { columns, rows } = frame;
  if (columns === null) return rt.unknown('the columns of a table');
  return new PyList([...columns].map(([name, dtype]) => new PyTuple([name, new Series(rows, dtype)])));
}

const bodies = new Map(METHODS.map((entry) => [entry[0].slice(0, entry[0].indexOf('(')), entry]));

export function frameMethod(frame: Frame, name: string): NativeFunction | undefined {
  const found = bodies.get(name);
  if (found === undefined) return undefined;
  const [signature, body] = found;
  return native(signature, (rt, args) => body(rt, frame, args));
}

/** `pd.concat([a, b])`: rows together, or columns together with `axis=1`. */
export function concatenated(rt: Runtime, parts: readonly Value[], axis: Value): Value {
  const tables = parts.map((part) =>
    part instanceof Series ? new Frame(part.rows, new Map([['0', part.dtype]])) : part,
  );
  const frames = tables.filter((part) => part instanceof Frame);
  const [first] = frames;
  if (first === undefined || frames.length < tables.length) {
    return rt.unknown('tables put together of unknown ones');
  }
  if (axis === 1 || axis === 'columns') {
    const isOpen = frames.some(({ columns }) => columns === null);
    const all = frames.flatMap(({ columns }, i) =>
      [...(columns ?? [])].map(([name, dtype]): [string, DType] => [`${name}.${i}`, dtype]),
    );
    return new Frame(
      first.rows,
      isOpen ? null : new Map(frames.length > 1 ? all : [...(first.columns ?? [])]),
    );
  }
  let rows = 0;
  for (const frame of frames) {
    if (frame.rows instanceof Unknown) return first.withRows(frame.rows);
    rows += frame.rows;
  }
  return first.withRows(rows);
}
