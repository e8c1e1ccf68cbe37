/** `optparse` and `docopt`: command lines of before argparse, and of a text; both are taken to be empty. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { lazyModule } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';

const DEFAULTS = '_defaults';

function defaultsOf(rt: Runtime, self: Value): PyDict {
  const held = self instanceof PyObject ? self.attrs.get(DEFAULTS) : undefined;
  if (held instanceof PyDict) return held;
  throw rt.error('TypeError', 'the parser was not initialised');
}

/** `--batch-size`, `-b`: the first long name. */
function destination(args: Args): string {
  const given = args.extra.get('dest');
  if (typeof given === 'string') return given;
  const names = args.rest.filter((one) => typeof one === 'string');
  const name = names.find((one) => one.startsWith('--')) ?? names[0] ?? '';
  return name.replace(/^-+/, '').replaceAll('-', '_');
}

/** Texts are converted as on the command line; other defaults stay. */
function converted(rt: Runtime, type: Value, value: Value): Value {
  if (typeof value !== 'string') return value;
  const cls = typeof type === 'string' ? rt.builtinClass(type) : type;
  return cls instanceof PyClass ? rt.call(cls, [value]) : value;
}

function addOption(rt: Runtime, args: Args): Value {
  const defaults = defaultsOf(rt, args.known('self'));
  const name = destination(args);
  const given = args.extra.get('default');
  const known = dictGet(rt, defaults, name);
  if (given !== undefined) dictSet(rt, defaults, name, converted(rt, args.extra.get('type') ?? null, given));
  else if (known === undefined) dictSet(rt, defaults, name, null);
  return new Inert('optparse.Option');
}

const valuesClass = perRuntime((rt: Runtime) => nativeClass('Values', [rt.builtinClass('object')], []));

const parserClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'OptionParser',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', (inner, args) => {
        setAttributes(inner, args.known('self'), [[DEFAULTS, new PyDict()]]);
        return null;
      }),
      nativeMethod('add_option(self, *names, **options)', addOption),
      nativeMethod('add_option_group(self, group, *args, **options)', (_inner, args) => args.value('group')),
      nativeMethod('set_defaults(self, **values)', (inner, args) => {
        const defaults = defaultsOf(inner, args.known('self'));
        for (const [name, value] of args.extra) dictSet(inner, defaults, name, value);
        return null;
      }),
      nativeMethod('parse_args(self, args=None, values=None)', (inner, args) => {
        const values = inner.createObject(valuesClass(inner));
        for (const [name, value] of defaultsOf(inner, args.known('self')).entries) {
          if (typeof name === 'string') setAttributes(inner, values, [[name, value]]);
        }
        return new PyTuple([values, new PyList([])]);
      }),
      ...['print_help', 'print_usage', 'set_usage', 'disable_interspersed_args'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
      nativeMethod('error(self, msg)', (inner) => {
        throw inner.error('SystemExit', '2');
      }),
    ],
  ),
);

/** A group hands its options to its parser. */
const groupClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'OptionGroup',
    [parserClass(rt)],
    [
      nativeMethod('__init__(self, parser, *args, **options)', (inner, args) => {
        const parser = args.known('parser');
        setAttributes(inner, args.known('self'), [[DEFAULTS, defaultsOf(inner, parser)]]);
        return null;
      }),
    ],
  ),
);

/** Options of a usage text: `--epochs=<n>  Epochs [default: 10].` */
function documented(rt: Runtime, text: string): PyDict {
  const options = new PyDict();
  for (const line of text.split('\n')) {
    const [, names = ''] = /^\s*((?:-\w|--[\w-]+)(?:[ =,].*?)?)(?:\s{2,}|$)/.exec(line) ?? [];
    const name = /--[\w-]+/.exec(names)?.[0] ?? /-\w/.exec(names)?.[0];
    if (name === undefined) continue;
    const [, stated] = /\[default:\s*(.*?)\]/i.exec(line) ?? [];
    const takesValue = /[= ]<?[A-Z<]/.test(names.replaceAll(/,\s*/g, ','));
    dictSet(rt, options, name, stated ?? (takesValue ? null : false));
  }
  for (const [positional] of text.matchAll(/<[\w-]+>/g)) {
    const isOfOption = new RegExp(`[= ]${positional}`).test(text.replaceAll(/^\s*\S+\.py.*$/gm, ''));
    if (!isOfOption) {
      dictSet(rt, options, positional, rt.unknown(`${positional} is given on the command line`));
    }
  }
  return options;
}

export const optparseModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'optparse',
    precedence: 'framework',
    members: { OptionParser: parserClass, OptionGroup: groupClass, Values: valuesClass },
    inert: 'all',
  }),
  lazyModule({
    name: 'docopt',
    precedence: 'framework',
    members: {
      docopt: native('docopt(doc, argv=None, *args, **options)', (rt, args) => {
        const text = args.value('doc');
        if (text instanceof Unknown) return text;
        return typeof text === 'string' ? documented(rt, text) : dictOf(rt, []);
      }),
    },
  }),
];
