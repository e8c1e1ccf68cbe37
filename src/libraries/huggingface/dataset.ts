/** `datasets.Dataset`: how many rows it has, and what is known of one. */
import type { Runtime } from '../../python/runtime/api.ts';
import { countNamed, isAmount } from '../../python/runtime/amounts.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyDict, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { Extent } from '../pil/image.ts';
import { Features } from './features.ts';
import { isLengthKept } from './mapping.ts';
import { sizeOrNull, splitSizes } from '../splitSizes.ts';
import { splitDict } from './splitDict.ts';

interface DatasetInit {
  readonly name: string;
  readonly rows: Extent;
  /** Makes one row; null: nothing is known of the columns. */
  readonly row?: ((rt: Runtime) => Value) | null;
  /** Of how many classes the labels of a column are. */
  readonly classes?: ReadonlyMap<string, number>;
  /** `set_transform`: applied to a batch of the rows that are read. */
  readonly transform?: Value;
}

export class HfDataset extends HostObject {
  readonly name: string;
  readonly rows: Extent;
  readonly row: ((rt: Runtime) => Value) | null;
  readonly classes: ReadonlyMap<string, number>;
  transform: Value;

  constructor(init: DatasetInit) {
    super();
    this.name = init.name;
    const { rows } = init;
    const isOpen = rows instanceof Unknown && !isAmount(rows);
    this.rows = isOpen ? countNamed(rows, `rows of ${nextSerial()}`) : rows;
    this.row = init.row ?? null;
    this.classes = init.classes ?? new Map<string, number>();
    this.transform = init.transform ?? null;
  }

  /** The same columns with other rows. */
  withRows(rows: Extent): HfDataset {
    const { name, row, classes, transform } = this;
    return new HfDataset({ name, rows, row, classes, transform });
  }

  /** Other columns, of which nothing is known. */
  withColumns(rows: Extent): HfDataset {
    return new HfDataset({ name: this.name, rows });
  }

  override pyClass(rt: Runtime): PyClass {
    return datasetClass(rt);
  }

  override length(): Extent {
    return this.rows;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'num_rows':
        return this.rows;
      case '__data_name__':
        return this.name;
      case 'features':
        return new Features(this.classes, `the columns of ${this.name}`);
      case 'column_names':
      case 'info':
      case 'format':
      case 'shape':
      case 'num_columns':
        return rt.unknown(`the columns of ${this.name}`);
      default:
        return undefined;
    }
  }

  override getItem(rt: Runtime, key: Value): Value {
    if (typeof key === 'string') return rt.unknown(`the column '${key}' of ${this.name}`);
    if (key instanceof PySlice || key instanceof PyList || key instanceof PyTuple) {
      return rt.unknown(`rows of ${this.name}`);
    }
    return this.sample(rt);
  }

  sample(rt: Runtime): Value {
    const row = this.row?.(rt) ?? rt.unknown(`a row of ${this.name}`);
    return this.transform === null ? row : transformed(rt, row, this.transform);
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.rows,
      element: () => this.sample(rt),
      source: { kind: 'sequence', detail: null },
    };
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof HfDataset && other.name === this.name && other.rows === this.rows;
  }

  override repr(): string {
    return `Dataset(${this.name})`;
  }
}

/** The function gets a batch of one row and returns one. */
function transformed(rt: Runtime, row: Value, transform: Value): Value {
  if (!(row instanceof PyDict)) return rt.call(transform, [row]);
  const batch = new PyDict();
  for (const [key, value] of dictItems(row)) dictSet(rt, batch, key, new PyList([value]));
  const result = rt.call(transform, [batch]);
  if (!(result instanceof PyDict)) return result;
  const sample = new PyDict();
  for (const [key, value] of dictItems(result)) {
    dictSet(rt, sample, key, value instanceof Unknown ? value : rt.getItem(value, 0));
  }
  return sample;
}

type Body = (rt: Runtime, self: HfDataset, args: Args) => Value;

function method(signature: string, body: Body): NativeFunction {
  return nativeMethod(signature, (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof HfDataset)) {
      throw new UnknownInput(rt.unknown('a method of data sets called on something else'));
    }
    return body(rt, self, args);
  });
}

const any = (name: string, body: Body): NativeFunction => method(`${name}(self, *args, **options)`, body);

/** A function of rows: as many come out, unless it works on batches and says otherwise. */
function mapped(rt: Runtime, self: HfDataset, args: Args): Value {
  const fn = args.value('function');
  if (!args.bool('batched') || fn === null) return self.withColumns(self.rows);
  return isLengthKept(rt, fn)
    ? self.withColumns(self.rows)
    : self.withColumns(rt.unknown(`the function given to map decides how many rows ${self.name} has`));
}

export const datasetClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Dataset',
    [rt.builtinClass('object')],
    [
      method(
        'map(self, function=None, with_indices=False, with_rank=False, input_columns=None, batched=False, *args, **options)',
        mapped,
      ),
      any('filter', (rt, self) =>
        self.withRows(rt.unknown(`how many rows of ${self.name} a filter keeps depends on the data`)),
      ),
      method('select(self, indices, *args, **options)', (rt, self, args) =>
        self.withRows(rt.length(args.value('indices'))),
      ),
      method('take(self, n)', (_rt, self, args) =>
        self.withRows(self.rows instanceof Unknown ? self.rows : Math.min(self.rows, args.int('n'))),
      ),
      method('skip(self, n)', (_rt, self, args) =>
        self.withRows(self.rows instanceof Unknown ? self.rows : Math.max(0, self.rows - args.int('n'))),
      ),
      method('shard(self, num_shards, index, *args, **options)', (_rt, self, args) => {
        if (self.rows instanceof Unknown) return self;
        const [count, index] = [args.int('num_shards'), args.int('index')];
        return self.withRows(Math.floor(self.rows / count) + Number(index < self.rows % count));
      }),
      method(
        'train_test_split(self, test_size=None, train_size=None, shuffle=True, *args, **options)',
        (rt, self, args) => {
          const sizes = splitSizes(self.rows, sizeOrNull(args, 'test_size'), sizeOrNull(args, 'train_size'));
          return splitDict(rt, [
            ['train', self.withRows(sizes[0])],
            ['test', self.withRows(sizes[1])],
          ]);
        },
      ),
      ...['set_transform', 'set_format'].map((name) =>
        method(`${name}(self, transform=None, *args, **options)`, (rt, self, args) => {
          if (name === 'set_transform') {
            rt.journal.setField<HfDataset, 'transform'>(self, 'transform', args.value('transform'));
          }
          return null;
        }),
      ),
      method(
        'with_transform(self, transform, *args, **options)',
        (_rt, self, args) =>
          new HfDataset({
            name: self.name,
            rows: self.rows,
            row: self.row,
            classes: self.classes,
            transform: args.value('transform'),
          }),
      ),
      ...[
        'shuffle',
        'sort',
        'with_format',
        'flatten_indices',
        'to_iterable_dataset',
        'cast',
        'cast_column',
      ].map((name) => any(name, (_rt, self) => self)),
      ...[
        'rename_column',
        'rename_columns',
        'remove_columns',
        'select_columns',
        'add_column',
        'flatten',
        'class_encode_column',
        'align_labels_with_mapping',
      ].map((name) => any(name, (_rt, self) => self.withColumns(self.rows))),
      ...[
        'save_to_disk',
        'push_to_hub',
        'to_csv',
        'to_json',
        'to_parquet',
        'cleanup_cache_files',
        'reset_format',
      ].map((name) => any(name, () => new Inert(`datasets.${name}()`))),
      ...['to_pandas', 'to_dict', 'unique', 'to_tf_dataset', 'iter', 'add_item'].map((name) =>
        any(name, (rt, self) => rt.unknown(`${name} of ${self.name}`)),
      ),
    ],
  ),
);
