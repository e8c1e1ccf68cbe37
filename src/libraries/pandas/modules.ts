/** pandas: what is in a table is known to its file alone. */
import type { LibraryModule } from '../../python/ports.ts';
import { native, nativeClass } from '../../python/runtime/native.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule, type Member } from '../module.ts';

const READERS = [
  'read_csv',
  'read_table',
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

function reader(name: string): NativeFunction {
  return native(`${name}(source=None, *args, **options)`, (rt, args) => {
    const source = args.value('source');
    const where = typeof source === 'string' ? `'${source}'` : 'a file';
    return rt.unknown(`the rows and columns of ${where} are not known before it is read`);
  });
}

/** Tables are not followed; their classes only tell what is none. */
function tableClass(name: string): Member {
  return perRuntime((rt) =>
    nativeClass(
      name,
      [rt.builtinClass('object')],
      [
        [
          '__new__',
          native('__new__(cls, *args, **options)', (inner) =>
            inner.unknown(`what a ${name} holds is not followed`),
          ),
        ],
        ...['from_dict', 'from_records'].map((maker): readonly [string, Value] => [
          maker,
          native(`${maker}(*args, **options)`, (inner) =>
            inner.unknown(`what a ${name} holds is not followed`),
          ),
        ]),
      ],
    ),
  );
}

export const pandasModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'pandas',
    precedence: 'framework',
    members: {
      ...Object.fromEntries(READERS.map((name) => [name, reader(name)])),
      DataFrame: tableClass('DataFrame'),
      Series: tableClass('Series'),
    },
    inert: ['set_option', 'options', 'plotting', 'reset_option', 'option_context'],
    otherwise: 'what pandas makes of a table depends on the data',
  }),
];
