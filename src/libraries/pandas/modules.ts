/** pandas: how many rows and which columns a table has; it is read where it lies in the workspace and is small. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, settled, type Args } from '../../python/runtime/native.ts';
import { PyList, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { pathText } from '../../python/builtins/files.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { DataOrigin } from '../../tensor/ndarray/array.ts';
import { lazyModule, type Member } from '../module.ts';
import { tableText } from '../../python/builtins/files.ts';
import { downloads } from '../../keras/library/utils.ts';
import { isNumeric, publicTable, readTable, type RawTable } from './csv.ts';
import { Frame, frameClass, frameOf } from './frame.ts';
import { textOf } from './rows.ts';
import { Series, seriesClass } from './series.ts';
import { concatenated } from './frameMethods.ts';

/** Files that are no text; their rows are known to nobody before they are read. */
const OTHER_READERS = [
  'read_json',
  'read_excel',
  'read_parquet',
  'read_pickle',
  'read_feather',
  'read_hdf',
  'read_sql',
  'read_html',
  'read_fwf',
];

function option(args: Args, name: string): Value {
  return args.extra.get(name) ?? null;
}

function textsIn(rt: Runtime, value: Value): readonly string[] | null {
  const items = value === null ? null : rt.elements(value);
  if (items === null || items instanceof Unknown) return null;
  return items.map((item) => textOf(rt, item));
}

function whole(value: Value): number | null {
  if (value === null || value instanceof Unknown || typeof value === 'boolean') return null;
  return asInteger(settled(value)) ?? null;
}

function open(rt: Runtime, source: Value): Frame {
  const where = typeof source === 'string' ? `'${source}'` : 'a file';
  return new Frame(rt.unknown(`the rows and columns of ${where} are not known before it is read`), null);
}

function readCsv(rt: Runtime, args: Args, fallback: string): Value {
  const source = args.value('source');
  if (source instanceof Unknown) return new Frame(source, statedColumns(rt, args));
  const isPath = typeof source === 'string' || rt.findAttribute(source, '__fspath__') !== undefined;
  const path = isPath ? pathText(rt, source) : rt.unknown('the table in something that is no file');
  if (path instanceof Unknown) return new Frame(path, statedColumns(rt, args));
  const text = tableText(rt, path);
  if (text instanceof Unknown) {
    const place = downloads(rt).get(path) ?? path;
    const known = option(args, 'skiprows') === null ? publicTable(place) : null;
    if (known === null) return new Frame(text, statedColumns(rt, args));
    return frameOfTable(rt, args, known, { name: known.name, span: rt.here() });
  }
  const isSpaced = option(args, 'delim_whitespace') === true;
  const given = args.extra.get('sep') ?? args.extra.get('delimiter') ?? args.rest[0] ?? fallback;
  const separator = isSpaced || given === '\\s+' ? null : given;
  if (separator !== null && (typeof separator !== 'string' || separator.length !== 1)) return open(rt, path);
  return frameOfText(rt, args, text, separator);
}

/** Columns that the call names, of a table that nobody has read; null: it does not name them all. */
function statedColumns(rt: Runtime, args: Args): ReadonlyMap<string, DType> | null {
  const names = textsIn(rt, option(args, 'names')) ?? usedNames(rt, args);
  return names === null ? null : chosen(rt, new Map(names.map((name) => [name, 'float64'])), args);
}

function usedNames(rt: Runtime, args: Args): readonly string[] | null {
  const usecols = option(args, 'usecols');
  const items = usecols === null ? null : rt.elements(usecols);
  if (items === null || items instanceof Unknown) return null;
  return items.every((item) => typeof item === 'string') ? items : null;
}

function frameOfText(rt: Runtime, args: Args, text: string, separator: string | null): Value {
  const skipped = whole(option(args, 'skiprows')) ?? 0;
  const comment = option(args, 'comment');
  const lines = skipped === 0 ? text : text.split(/\r?\n/).slice(skipped).join('\n');
  const table = readTable(lines, separator, typeof comment === 'string' ? comment : null);
  rt.spend(table.rows / 10);
  return frameOfTable(rt, args, table);
}

function frameOfTable(rt: Runtime, args: Args, table: RawTable, origin: DataOrigin | null = null): Value {
  const names = textsIn(rt, option(args, 'names'));
  const header = args.extra.get('header');
  const hasHeader = header === undefined ? names === null : header !== null;
  const labels = names ?? (hasHeader ? table.first : table.first.map((_, i) => String(i)));
  const isNumber = (i: number): boolean =>
    (table.isNumber[i] ?? true) && (hasHeader || isNumeric(table.first[i] ?? ''));
  const types = new Map(labels.map((name, i): [string, DType] => [name, isNumber(i) ? 'float64' : 'string']));
  const most = whole(option(args, 'nrows'));
  const rows = Math.max(table.rows - (hasHeader ? 1 : 0), 0);
  // Of a header that nobody has read the names are not known.
  const columns = hasHeader && table.isUnread === true ? null : chosen(rt, types, args);
  return new Frame(most === null ? rows : Math.min(most, rows), columns, origin);
}

function chosen(
  rt: Runtime,
  types: ReadonlyMap<string, DType>,
  args: Args,
): ReadonlyMap<string, DType> | null {
  const usecols = option(args, 'usecols');
  const all = [...types];
  const index = option(args, 'index_col');
  const dropped = typeof index === 'string' ? index : (all[whole(index) ?? -1]?.[0] ?? null);
  if (usecols === null) return new Map(all.filter(([name]) => name !== dropped));
  const items = rt.elements(usecols);
  if (items instanceof Unknown) return null;
  const kept = items.map((item) => (typeof item === 'string' ? item : all[whole(item) ?? -1]?.[0]));
  return new Map(all.filter(([name]) => kept.includes(name) && name !== dropped));
}

function textReader(name: string, separator: string): NativeFunction {
  return native(`${name}(source=None, *args, **options)`, (rt, args) => readCsv(rt, args, separator));
}

function otherReader(name: string): NativeFunction {
  return native(`${name}(source=None, *args, **options)`, (rt, args) => open(rt, args.value('source')));
}

/** The class of tables, which makes them when it is called. */
function tableClass(cls: (rt: Runtime) => PyClass, make: (rt: Runtime, args: Args) => Value): Member {
  return (rt) => {
    const made = cls(rt);
    if (made.dict.get('__new__') === undefined) {
      made.dict.set(
        '__new__',
        native('__new__(cls, data=None, index=None, columns=None, *args, **options)', make),
      );
    }
    return made;
  };
}

/** Wide columns of zeros and ones: how many, the values say. */
const dummies = native('get_dummies(data, *args, **options)', (rt, args) => {
  const data = args.value('data');
  return data instanceof Frame || data instanceof Series
    ? new Frame(data.rows, null)
    : rt.unknown('dummies of a table');
});

const functions: readonly NativeFunction[] = [
  textReader('read_csv', ','),
  textReader('read_table', '\t'),
  ...OTHER_READERS.map(otherReader),
  dummies,
  native('concat(objs, *, axis=0, **options)', (rt, args) =>
    concatenated(rt, args.elements('objs'), args.value('axis')),
  ),
  ...['to_numeric', 'to_datetime', 'cut', 'qcut', 'isna', 'isnull', 'notna'].map((name) =>
    native(`${name}(arg, *args, **options)`, (_rt, args) => args.value('arg')),
  ),
  native('factorize(values, **options)', (rt, args) => {
    const values = args.value('values');
    return values instanceof Series
      ? new PyList([values.as('int64'), rt.unknown('the values of a column')])
      : rt.unknown('the values of a column');
  }),
];

export const pandasModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'pandas',
    precedence: 'framework',
    members: {
      ...Object.fromEntries(functions.map((member) => [member.name, member])),
      DataFrame: tableClass(frameClass, (rt, args) => frameOf(rt, args.value('data'), args.value('columns'))),
      Series: tableClass(seriesClass, (rt, args) => {
        const data = args.value('data');
        return data instanceof Unknown || data === null
          ? rt.unknown('what a Series holds')
          : new Series(rt.length(data), 'float64');
      }),
    },
    inert: ['set_option', 'options', 'plotting', 'reset_option', 'option_context'],
    otherwise: 'what pandas makes of a table depends on the data',
  }),
];
