/**
 * Hydra: settings composed of files in groups, and objects made of settings.
 * https://hydra.cc/docs/advanced/defaults_list/
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyDict, PyList, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { fileText } from '../../python/builtins/files.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { Store } from '../../python/runtime/journal.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { joinPaths } from '../../python/stdlib/paths.ts';
import { lazyModule } from '../module.ts';
import { imported } from './imported.ts';
import { configOf, container, dotted, merged, nestedEntry } from './omegaconf.ts';
import { parseYaml } from './yamlText.ts';

/** Settings that the program registered in the ConfigStore, by path. */
const storeOf = perRuntime((_rt: Runtime) => new Store<string, Value>());

interface Loaded {
  readonly settings: PyDict;
  readonly defaults: readonly Value[];
  /** `# @package _global_` */
  readonly package: string | null;
}

class Composition {
  readonly #rt: Runtime;
  readonly #folder: string;
  /** Options of groups that a defaults list overrides, by group. */
  readonly #overrides = new Map<string, Value>();
  readonly result = new PyDict();
  lost: Unknown | null = null;

  constructor(rt: Runtime, folder: string) {
    this.#rt = rt;
    this.#folder = folder;
  }

  compose(name: string): void {
    this.#collect(name, '', 0);
    this.#merge(name, '', '', 0);
  }

  #load(path: string): Loaded | null {
    const rt = this.#rt;
    for (const ending of ['.yaml', '.yml']) {
      const name = path.endsWith('.yaml') || path.endsWith('.yml') ? path : `${path}${ending}`;
      const text = fileText(rt, joinPaths(this.#folder, name));
      if (typeof text !== 'string') continue;
      const parsed = parseYaml(rt, text, { exponents: true })?.[0] ?? new PyDict();
      if (!(parsed instanceof PyDict)) return null;
      return this.#split(parsed, /^#\s*@package\s+(\S+)/m.exec(text)?.[1] ?? null);
    }
    const stored = storeOf(rt).get(path);
    if (stored === undefined) return null;
    const plain = container(rt, configOf(rt, stored));
    return plain instanceof PyDict ? this.#split(plain, null) : null;
  }

  #split(parsed: PyDict, header: string | null): Loaded {
    const settings = new PyDict();
    let defaults: readonly Value[] = [];
    for (const [key, value] of dictItems(parsed)) {
      if (key === 'defaults' && value instanceof PyList) defaults = value.items;
      else dictSet(this.#rt, settings, key, value);
    }
    const own = defaults.some((one) => one === '_self_') ? defaults : [...defaults, '_self_'];
    return { settings, defaults: own, package: header };
  }

  /** `- override /model: large` counts wherever the group is taken up. */
  #collect(path: string, group: string, depth: number): void {
    const loaded = depth > 10 ? null : this.#load(path);
    for (const entry of loaded?.defaults ?? []) {
      if (!(entry instanceof PyDict)) continue;
      for (const [key, value] of dictItems(entry)) {
        if (typeof key !== 'string') continue;
        const name = key;
        if (name.startsWith('override ')) {
          this.#overrides.set(groupPath(name.slice('override '.length), group), value);
        } else if (typeof value === 'string') {
          const inner = groupPath(name, group);
          this.#collect(`${inner}/${value}`, inner, depth + 1);
        }
      }
    }
  }

  #merge(path: string, group: string, home: string, depth: number): void {
    const rt = this.#rt;
    const loaded = depth > 10 ? null : this.#load(path);
    if (loaded === null) {
      this.lost ??= rt.unknown(`the settings ${joinPaths(this.#folder, path)} are not in the workspace`);
      return;
    }
    const place = packageOf(loaded.package, home, group);
    for (const entry of loaded.defaults) {
      if (entry === '_self_') this.#put(place, loaded.settings);
      else if (typeof entry === 'string') this.#merge(inGroup(entry, group), group, home, depth + 1);
      else if (entry instanceof PyDict) this.#mergeGroups(entry, group, place, depth);
    }
  }

  #mergeGroups(entry: PyDict, group: string, place: string, depth: number): void {
    for (const [key, given] of dictItems(entry)) {
      if (typeof key !== 'string') continue;
      const text = key;
      if (text.startsWith('override ')) continue;
      const isOptional = text.startsWith('optional ');
      const [name = '', target] = text.replace(/^optional /, '').split('@');
      const inner = groupPath(name, group);
      if (inner.startsWith('hydra/')) continue;
      const chosen = this.#overrides.get(inner) ?? given;
      const home =
        target === undefined ? join(place, lastOf(name)) : target === '_global_' ? '' : join(place, target);
      const options = chosen instanceof PyList ? chosen.items : [chosen];
      for (const option of options) {
        if (option === null) continue;
        const shown = this.#rt.str(option);
        if (shown instanceof Unknown) continue;
        const path = `${inner}/${shown}`;
        if (isOptional && this.#load(path) === null) continue;
        this.#merge(path, inner, home, depth + 1);
      }
    }
  }

  #put(place: string, settings: PyDict): void {
    const rt = this.#rt;
    if (place === '') {
      merged(rt, this.result, settings);
      return;
    }
    const holder = new PyDict();
    nestedEntry(rt, holder, place.split('.'), settings);
    merged(rt, this.result, holder);
  }
}

function groupPath(name: string, group: string): string {
  const bare = name.split('@')[0] ?? name;
  if (bare.startsWith('/')) return bare.slice(1);
  return group === '' ? bare : `${group}/${bare}`;
}

function inGroup(name: string, group: string): string {
  if (name.startsWith('/')) return name.slice(1);
  return group === '' ? name : `${group}/${name}`;
}

function lastOf(name: string): string {
  return name.replace(/^\//, '').replaceAll('/', '.');
}

function join(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}

function packageOf(header: string | null, home: string, group: string): string {
  if (header === null || header === '_group_') return header === null ? home : group.replaceAll('/', '.');
  return header === '_global_' ? '' : header;
}

function composed(rt: Runtime, folder: string, name: Value, overrides: readonly Value[]): Value {
  if (typeof name !== 'string') return name instanceof Unknown ? name : configOf(rt, new PyDict());
  const composition = new Composition(rt, folder);
  composition.compose(name);
  if (composition.lost !== null) return composition.lost;
  const texts = overrides.flatMap((one) => (typeof one === 'string' ? [one.replace(/^\+{1,2}/, '')] : []));
  merged(rt, composition.result, dotted(rt, texts));
  return configOf(rt, composition.result);
}

/** Where `initialize` said that the settings are. */
const folderOf = perRuntime((_rt: Runtime) => new Store<string, Value>());

const main = native('main(config_path=None, config_name=None, version_base=None)', (_outer, args) =>
  callable('decorator', (_rt, [fn = null]) =>
    callable('main', (rt, positional) => {
      if (positional.length > 0) return rt.call(fn, positional);
      const path = args.value('config_path');
      if (path instanceof Unknown) return rt.call(fn, [path]);
      return rt.call(fn, [
        composed(rt, typeof path === 'string' ? path : '.', args.value('config_name'), []),
      ]);
    }),
  ),
);

const compose = native(
  'compose(config_name=None, overrides=(), return_hydra_config=False, strict=None)',
  (rt, args) => {
    const folder = folderOf(rt).get('folder') ?? null;
    if (folder instanceof Unknown) return folder;
    return composed(
      rt,
      typeof folder === 'string' ? folder : '.',
      args.value('config_name'),
      args.elements('overrides'),
    );
  },
);

const initialize = (name: string) =>
  native(`${name}(config_path=None, *args, config_dir=None, **options)`, (rt, args) => {
    const path = args.value('config_path') ?? args.value('config_dir');
    rt.journal.mapSet<string, Value>(folderOf(rt), 'folder', path);
    return new Inert('hydra.initialize()');
  });

/** An object of the class that `_target_` names; settings without one stay settings. */
function instantiated(
  rt: Runtime,
  value: Value,
  extra: ReadonlyMap<string, Value>,
  positional: readonly Value[],
): Value {
  if (value instanceof PyList) {
    return new PyList(value.items.map((item) => instantiated(rt, item, new Map(), [])));
  }
  if (!(value instanceof PyDict)) return value;
  const target = dictGet(rt, value, '_target_');
  const own = new Map<string, Value>();
  const isDeep = dictGet(rt, value, '_recursive_') !== false;
  for (const [key, item] of dictItems(value)) {
    if (typeof key !== 'string' || key.startsWith('_')) continue;
    own.set(key, isDeep ? instantiated(rt, item, new Map(), []) : item);
  }
  if (target === undefined) {
    const plain = new PyDict();
    for (const [key, item] of own) dictSet(rt, plain, key, item);
    return configOf(rt, plain);
  }
  for (const [key, item] of extra) own.set(key, item);
  const listed = dictGet(rt, value, '_args_');
  const args = positional.length > 0 ? positional : listed instanceof PyList ? listed.items : [];
  const callee = typeof target === 'string' ? imported(rt, target) : target;
  if (dictGet(rt, value, '_partial_') === true || extra.get('_partial_') === true) {
    own.delete('_partial_');
    const partial = rt.getAttribute(rt.importModule('functools'), 'partial');
    return rt.call(partial, [callee, ...args], own);
  }
  return rt.call(callee, args, own);
}

const instantiate = (name: string) =>
  native(`${name}(config, *args, **options)`, (rt, args) =>
    instantiated(rt, args.known('config'), args.extra, args.rest),
  );

const utilities = {
  instantiate: instantiate('instantiate'),
  call: instantiate('call'),
  get_class: native('get_class(path)', (rt, args) => imported(rt, args.string('path'))),
  get_method: native('get_method(path)', (rt, args) => imported(rt, args.string('path'))),
  get_object: native('get_object(path)', (rt, args) => imported(rt, args.string('path'))),
  get_original_cwd: native('get_original_cwd()', () => '.'),
  to_absolute_path: native('to_absolute_path(path)', (_rt, args) => args.value('path')),
};

const storeClass = perRuntime((rt: Runtime) => {
  const cls = nativeClass(
    'ConfigStore',
    [rt.builtinClass('object')],
    [
      nativeMethod('store(self, name, node, group=None, package=None, provider=None)', (inner, args) => {
        const group = args.value('group');
        const name = args.string('name').replace(/\.ya?ml$/, '');
        const path = typeof group === 'string' ? `${group}/${name}` : name;
        inner.journal.mapSet<string, Value>(storeOf(inner), path, args.value('node'));
        return null;
      }),
    ],
  );
  cls.dict.set('instance', new StaticMethod(native('instance()', (inner) => inner.createObject(cls))));
  return cls;
});

export const hydraModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'hydra',
    precedence: 'framework',
    members: {
      main,
      compose,
      initialize: initialize('initialize'),
      initialize_config_dir: initialize('initialize_config_dir'),
      initialize_config_module: initialize('initialize_config_module'),
    },
    inert: ['__version__', 'errors'],
  }),
  lazyModule({ name: 'hydra.utils', precedence: 'framework', members: utilities, inert: 'all' }),
  lazyModule({ name: 'hydra.core', precedence: 'framework', members: {}, inert: 'all' }),
  lazyModule({
    name: 'hydra.core.config_store',
    precedence: 'framework',
    members: { ConfigStore: storeClass },
  }),
  ...['hydra.core.hydra_config', 'hydra.core.global_hydra', 'hydra.types', 'hydra.conf'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
