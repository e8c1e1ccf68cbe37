/**
 * `LightningCLI`: a model, its data and a trainer made of a file of settings and of the arguments of their classes.
 * https://lightning.ai/docs/pytorch/stable/cli/lightning_cli.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyFunction, PyList, PyObject, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { fileText } from '../../python/builtins/files.ts';
import { dictGet, dictItems, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { calledFromCommandLine } from '../settings/commandLine.ts';
import { imported } from '../settings/imported.ts';
import { parsedFile } from '../settings/settingsFile.ts';
import { isOwn, setAttributes } from '../trainers/fitting.ts';
import { trainerClass } from './trainer.ts';

/** Where a run finds its settings if nobody says which file: taken where it lies beside the script. */
const USUAL_FILE = 'config.yaml';

/** Nested settings by dotted name. */
function at(rt: Runtime, settings: Value, path: string): Value | undefined {
  let node: Value | undefined = settings;
  for (const name of path.split('.')) node = node instanceof PyDict ? dictGet(rt, node, name) : undefined;
  return node;
}

function put(rt: Runtime, settings: PyDict, path: string, value: Value): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let node = settings;
  for (const name of names) {
    const known = dictGet(rt, node, name);
    const next = known instanceof PyDict ? known : new PyDict();
    if (known !== next) dictSet(rt, node, name, next);
    node = next;
  }
  dictSet(rt, node, last, value);
}

function merge(rt: Runtime, into: PyDict, from: Value): void {
  if (!(from instanceof PyDict)) return;
  for (const [key, value] of dictItems(from)) {
    const known = dictGet(rt, into, key);
    if (known instanceof PyDict && value instanceof PyDict) merge(rt, known, value);
    else dictSet(rt, into, key, rt.deepCopy(value));
  }
}

/** `class_path` and `init_args` become an object, in whatever holds them. */
function instantiated(rt: Runtime, value: Value): Value {
  if (value instanceof PyList) return new PyList(value.items.map((item) => instantiated(rt, item)));
  if (!(value instanceof PyDict)) return value;
  const path = dictGet(rt, value, 'class_path');
  if (typeof path !== 'string') return value;
  const cls = path.includes('.') ? imported(rt, path) : new Inert(`lightning.callbacks.${path}`);
  return rt.call(cls, [], keywordsOf(rt, dictGet(rt, value, 'init_args') ?? null));
}

function keywordsOf(rt: Runtime, settings: Value): Map<string, Value> {
  const keywords = new Map<string, Value>();
  if (!(settings instanceof PyDict)) return keywords;
  for (const [key, value] of dictItems(settings)) {
    if (typeof key === 'string') keywords.set(key, instantiated(rt, value));
  }
  return keywords;
}

/** The parser that a subclass adds to: which settings are linked, and what they are set to. */
const parserClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'LightningArgumentParser',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        'link_arguments(self, source, target, compute_fn=None, apply_on="parse")',
        (inner, args) => {
          const links = inner.getAttribute(args.value('self'), 'links');
          const sources = args.value('source');
          if (links instanceof PyList) {
            inner.journal.push(links, new PyTuple([sources, args.value('target'), args.value('compute_fn')]));
          }
          return null;
        },
      ),
      nativeMethod('set_defaults(self, values=None, **more)', (inner, args) => {
        const defaults = inner.getAttribute(args.value('self'), 'defaults');
        if (!(defaults instanceof PyDict)) return null;
        const given = args.value('values');
        const items = given instanceof PyDict ? dictItems(given) : [];
        for (const [key, value] of [...items, ...args.extra]) {
          if (typeof key === 'string') put(inner, defaults, key, value);
        }
        return null;
      }),
      nativeMethod('add_argument(self, *names, default=None, **options)', (inner, args) => {
        const defaults = inner.getAttribute(args.value('self'), 'defaults');
        const name = args.rest.find((one) => typeof one === 'string');
        if (defaults instanceof PyDict && typeof name === 'string') {
          put(inner, defaults, name.replace(/^-+/, ''), args.value('default'));
        }
        return null;
      }),
      ...[
        'add_lightning_class_args',
        'add_class_arguments',
        'add_subclass_arguments',
        'add_optimizer_args',
        'add_lr_scheduler_args',
      ].map((name) =>
        nativeMethod(`${name}(self, cls, key=None, *args, **options)`, (inner, args) => {
          const forced = inner.getAttribute(args.value('self'), 'forced');
          if (forced instanceof PyList && name === 'add_lightning_class_args') {
            inner.journal.push(forced, args.value('cls'));
          }
          return null;
        }),
      ),
    ],
  ),
);

/** Files that are read by default, of all commands or of `fit`. */
function defaultFiles(rt: Runtime, keywords: Value): readonly Value[] {
  const own = at(rt, keywords, 'default_config_files') ?? at(rt, keywords, 'fit.default_config_files');
  return own instanceof PyList || own instanceof PyTuple ? own.items : [];
}

/** Files that the given command line names; null: there is none. */
function namedFiles(args: Value): readonly Value[] {
  if (!(args instanceof PyList)) return [];
  return args.items.flatMap((item, i) => {
    if (item === '--config' || item === '-c') return [args.items[i + 1] ?? null];
    return typeof item === 'string' && item.startsWith('--config=') ? [item.slice('--config='.length)] : [];
  });
}

/** `--trainer.max_epochs=3` of a command line that the program itself gives. */
function namedSettings(rt: Runtime, args: Value, into: PyDict): void {
  if (!(args instanceof PyList)) return;
  const { items } = args;
  for (const [i, item] of items.entries()) {
    if (typeof item !== 'string') continue;
    const [, path = '', given] = /^--([\w.]+)(?:=(.*))?$/.exec(item) ?? [];
    if (path === '' || path === 'config') continue;
    const text = given ?? items[i + 1] ?? null;
    const number = typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : text;
    put(rt, into, path, number);
  }
}

function settingsOf(rt: Runtime, args: Args, defaults: PyDict): PyDict {
  const settings = new PyDict();
  const trainer = args.value('trainer_defaults');
  if (trainer instanceof PyDict) put(rt, settings, 'trainer', rt.deepCopy(trainer));
  merge(rt, settings, defaults);
  const files = [...defaultFiles(rt, args.value('parser_kwargs')), ...namedFiles(args.value('args'))];
  if (files.length === 0 && args.value('args') === null && typeof fileText(rt, USUAL_FILE) === 'string') {
    rt.recorder.assume(`the run is started with the settings in ${USUAL_FILE}`, rt.here(), 'globally');
    files.push(USUAL_FILE);
  }
  for (const file of files) {
    const parsed = parsedFile(rt, file);
    merge(rt, settings, at(rt, parsed, 'fit') ?? parsed);
  }
  namedSettings(rt, args.value('args'), settings);
  return settings;
}

/** The class that is given, or the one that the settings name. */
function made(rt: Runtime, given: Value, settings: Value): Value {
  if (at(rt, settings, 'class_path') !== undefined) return instantiated(rt, settings);
  if (given instanceof PyClass || given instanceof PyFunction) {
    return calledFromCommandLine(rt, given, keywordsOf(rt, settings));
  }
  return null;
}

function link(rt: Runtime, settings: PyDict, entry: Value): void {
  if (!(entry instanceof PyTuple)) return;
  const [source = null, target = null, compute = null] = entry.items;
  const paths = source instanceof PyTuple || source instanceof PyList ? source.items : [source];
  const values = paths.map((path) => (typeof path === 'string' ? at(rt, settings, path) : undefined));
  if (typeof target !== 'string' || values.includes(undefined)) return;
  const known = values.map((value) => value ?? null);
  put(rt, settings, target, compute === null ? (known[0] ?? null) : rt.call(compute, known));
}

function initialize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const parser = rt.createObject(parserClass(rt));
  const [links, defaults, forced] = [new PyList([]), new PyDict(), new PyList([])];
  setAttributes(rt, parser, [
    ['links', links],
    ['defaults', defaults],
    ['forced', forced],
  ]);
  if (isOwn(rt, self, 'add_arguments_to_parser')) rt.callMethod(self, 'add_arguments_to_parser', [parser]);
  const settings = settingsOf(rt, args, defaults);
  for (const entry of links.items) link(rt, settings, entry);
  const part = (name: string): Value => at(rt, settings, name) ?? null;
  const options = keywordsOf(rt, part('trainer'));
  const callbacks = options.get('callbacks') ?? null;
  const own = callbacks instanceof PyList ? callbacks.items : callbacks === null ? [] : [callbacks];
  options.set(
    'callbacks',
    new PyList([...own, ...forced.items.map((cls) => (cls instanceof Inert ? rt.call(cls, []) : cls))]),
  );
  const given = args.value('trainer_class');
  const trainer = rt.call(given === null ? trainerClass(rt) : given, [], options);
  const model = made(rt, args.value('model_class'), part('model'));
  const data = made(rt, args.value('datamodule_class'), part('data'));
  setAttributes(rt, self, [
    ['trainer', trainer],
    ['model', model],
    ['datamodule', data],
    ['config', settings.entries.size === 0 ? dictOf(rt, []) : settings],
  ]);
  if (args.value('run') === false || model === null) return null;
  rt.recorder.assume('the command line asks for fit', rt.here());
  const before = isOwn(rt, self, 'before_fit');
  if (before) rt.callMethod(self, 'before_fit');
  rt.call(rt.getAttribute(trainer, 'fit'), [model], new Map([['datamodule', data]]));
  return null;
}

export const lightningCliClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'LightningCLI',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, model_class=None, datamodule_class=None, save_config_callback=None, save_config_kwargs=None, trainer_class=None, trainer_defaults=None, seed_everything_default=True, parser_kwargs=None, parser_class=None, subclass_mode_model=False, subclass_mode_data=False, args=None, run=True, **options)',
        initialize,
      ),
    ],
  ),
);
