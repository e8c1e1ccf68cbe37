/** Data sets of the records in files: counted where a file of text is in the workspace. */
import { pathText, tableText } from '../../python/builtins/files.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { isSequence, native, type Args } from '../../python/runtime/native.ts';
import { PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { toArray } from '../../tensor/ndarray/operators.ts';
import { given, missing } from '../../units/found.ts';
import { countOrNone } from '../numbers.ts';
import { toTensor } from '../opCall.ts';
import { Tensor } from '../tensor.ts';
import type { Count, Dataset } from './dataset.ts';
import { ofElements } from './sources.ts';

/** Records of files that nobody has counted: `TFRecordDataset`. */
export const RECORDS = native('TFRecordDataset(filenames, *args, **kwargs)', (rt) =>
  ofElements(rt, new Tensor([], 'string'), rt.unknown('how many records the files have'), null),
);

export const TEXT_LINES = native('TextLineDataset(filenames, *args, **kwargs)', (rt, args) =>
  ofElements(rt, new Tensor([], 'string'), linesOf(rt, args.value('filenames')), null),
);

/** One row of tables for each of their lines: of each column a value, of the type that is given or of that of its default. */
export const CSV_ROWS = native(
  'CsvDataset(filenames, record_defaults, compression_type=None, buffer_size=None, header=False, *args, **kwargs)',
  (rt, args) => {
    const columns = rt.elements(args.value('record_defaults'));
    const element =
      columns instanceof Unknown ? columns : new PyTuple(columns.map((column) => columnOf(rt, column)));
    return ofElements(rt, element, rt.unknown('how many rows the files have'), null);
  },
);

function columnOf(rt: Runtime, column: Value): Value {
  if (column instanceof Unknown) return column;
  return new Tensor(
    [],
    dtypeOf(column) ?? (typeof column === 'string' ? 'string' : (toTensor(rt, column)?.dtype ?? 'float32')),
  );
}

/** Lines of one file or of several. */
function linesOf(rt: Runtime, files: Value): Count {
  if (files instanceof Unknown) return files;
  let total = 0;
  for (const file of isSequence(files) ? files.items : [files]) {
    const path = file instanceof Unknown ? file : pathText(rt, file);
    if (path instanceof Unknown) return path;
    const text = tableText(rt, path);
    if (text instanceof Unknown) return text;
    total += text.split('\n').filter((line, i, all) => i < all.length - 1 || line !== '').length;
  }
  return total;
}

/**
 * `make_csv_dataset`: batches of columns, a dictionary of them, the labels apart; repeated without end unless `num_epochs`
 * says how often. Source: tensorflow/python/data/experimental/ops/readers.py, make_csv_dataset_v2.
 */
export const CSV_BATCHES = native(
  'make_csv_dataset(file_pattern, batch_size, column_names=None, column_defaults=None, label_name=None, ' +
    "select_columns=None, field_delim=',', use_quote_delim=True, na_value='', header=True, num_epochs=None, shuffle=True, " +
    '**kwargs)',
  (rt, args) => csvBatches(rt, args),
);

function csvBatches(rt: Runtime, args: Args): Dataset {
  const lines = linesOf(rt, args.value('file_pattern'));
  const files = args.value('file_pattern');
  const headers = rt.truth(args.value('header')) === true ? (isSequence(files) ? files.items.length : 1) : 0;
  const rows = lines instanceof Unknown ? lines : Math.max(lines - headers, 0);
  const passes = countOrNone(rt, args.value('num_epochs'), 'num_epochs');
  const batch = countOrNone(rt, args.value('batch_size'), 'batch_size') ?? rt.unknown('batch_size is None');
  const span = rt.here();
  const samples =
    rows instanceof Unknown
      ? missing(rows.reason, rows.span)
      : given(rows, 'code', 'lines of the file', span);
  const isEndless = passes === null;
  return ofElements(rt, columnsOf(rt, args, batch), batchesOf(rows, passes, batch), null).with({
    samples: isEndless
      ? missing('the data set is repeated without end', span)
      : passes === 1
        ? samples
        : missing('the data set is repeated: a pass is not one over the file', span),
    batch:
      batch instanceof Unknown ? missing(batch.reason, batch.span) : given(batch, 'code', 'batch_size', span),
    dropLast: isEndless,
  });
}

function batchesOf(rows: Count, passes: Count | null, batch: Count): Count {
  if (passes === null) return Infinity;
  for (const one of [rows, passes, batch]) if (one instanceof Unknown) return one;
  return Math.ceil((Number(rows) * Number(passes)) / Number(batch));
}

/** The columns by their names, a default of each saying its type; Unknown where no names are given. */
function columnsOf(rt: Runtime, args: Args, batch: Count): Value {
  if (batch instanceof Unknown) return batch;
  const given = args.value('column_names');
  const names = given === null ? rt.unknown('the columns of a file') : rt.elements(given);
  if (names instanceof Unknown) return names;
  const label = args.value('label_name');
  const defaults = args.value('column_defaults');
  const types = defaults === null || defaults instanceof Unknown ? [] : rt.elements(defaults);
  const columns = names.map((name, i): [Value, Value] => {
    const dtype = types instanceof Unknown ? null : typeOf(rt, types[i] ?? null);
    return [name, dtype === null ? rt.unknown('the type of a column') : new Tensor([batch], dtype)];
  });
  const features = dictOf(
    rt,
    columns.filter(([name]) => name !== label),
  );
  if (label === null) return features;
  return new PyTuple([features, columns.find(([name]) => name === label)?.[1] ?? rt.unknown('the labels')]);
}

/** Of a default value or of a type. */
function typeOf(rt: Runtime, value: Value): Tensor['dtype'] | null {
  if (value instanceof Unknown) return null;
  if (value === null) return 'float32';
  const named = dtypeOf(value);
  if (named !== undefined) return named;
  const array = toArray(rt, value);
  return array === undefined ? null : array.dtype === 'float64' ? 'float32' : array.dtype;
}
