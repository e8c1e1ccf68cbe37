/**
 * `omegaconf`: settings from YAML, dictionaries and dotted lists, merged.
 * Source: https://omegaconf.readthedocs.io
 */
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, settled } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PyObject, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Store } from '../../python/runtime/journal.ts';
import { fieldsOf } from '../../python/stdlib/dataFields.ts';
import { instanceFromDefaults } from './commandLine.ts';
import { lazyModule } from '../module.ts';
import { attributeDictClass, nested } from './attributeDict.ts';
import { documentsOf } from './yaml.ts';
import { parseYaml } from './yamlText.ts';

/** `1e-4` is a number here, unlike in PyYAML. */
const RULES = { exponents: true };

const dictConfig: (rt: Runtime) => PyClass = perRuntime((rt: Runtime) =>
  attributeDictClass(rt, { name: 'DictConfig', missing: 'AttributeError' }),
);

/** Settings as they were given, interpolations unresolved, so that what is merged later counts. */
const unresolved = new WeakMap<PyDict, Value>();

const INTERPOLATION = /\$\{([^${}]+)\}/;

/** Replaces interpolations by what stands there. What cannot be resolved is unknown. */
function resolved(rt: Runtime, value: Value, root: Value, path: readonly string[] = []): Value {
  if (typeof value === 'string') return interpolated(rt, value, root, path);
  if (value instanceof PyDict) {
    for (const [key, item] of dictItems(value)) {
      dictSet(
        rt,
        value,
        key,
        resolved(rt, item, root, [
          ...path,
          typeof key === 'string' || typeof key === 'number' ? String(key) : '?',
        ]),
      );
    }
  } else if (value instanceof PyList) {
    value.items.forEach((item, i) => {
      const now = resolved(rt, item, root, [...path, String(i)]);
      if (now !== item) rt.setItem(value, i, now);
    });
  }
  return value;
}

function interpolated(rt: Runtime, text: string, root: Value, path: readonly string[], depth = 0): Value {
  if (text === '???') {
    return rt.unknown(`${path.join('.')} is given on the command line: nothing in the code says it`);
  }
  const found = INTERPOLATION.exec(text);
  if (found === null) return text;
  const [whole, inner = ''] = found;
  if (depth > 20) return rt.unknown(`the interpolation ${text} goes round`);
  const value = interpolationOf(rt, inner.trim(), root, path, depth);
  if (whole === text || value instanceof Unknown) return value;
  const shown = rt.str(value);
  return shown instanceof Unknown
    ? shown
    : interpolated(
        rt,
        text.replace(whole, () => shown),
        root,
        path,
        depth + 1,
      );
}

/** `a.b`, `.sibling`, `..uncle`, `oc.env:NAME,default`. */
function interpolationOf(
  rt: Runtime,
  inner: string,
  root: Value,
  path: readonly string[],
  depth: number,
): Value {
  const [, resolver, rest = ''] = /^([\w.]+):(.*)$/.exec(inner) ?? [];
  if (resolver !== undefined) {
    const [first = '', fallback] = rest.split(',').map((part) => part.trim());
    if (resolver === 'oc.env' || resolver === 'env') {
      const environment = rt.getAttribute(rt.importModule('os'), 'environ');
      const absent =
        fallback === undefined ? rt.unknown(`the environment variable ${first}`) : plainValue(rt, fallback);
      return rt.callMethod(environment, 'get', [first, absent]);
    }
    const own = resolversOf(rt).get(resolver);
    if (own !== undefined && own !== null) {
      return rt.call(own, rest === '' ? [] : rest.split(',').map((part) => plainValue(rt, part.trim())));
    }
    return rt.unknown(`the resolver of \${${inner}} is not modelled`);
  }
  const up = /^\.+/.exec(inner)?.[0].length ?? 0;
  const names = inner
    .slice(up)
    .split(/[.[\]]+/)
    .filter((name) => name !== '');
  const full = up === 0 ? names : [...path.slice(0, path.length - up), ...names];
  let node: Value | undefined = root;
  for (const name of full) {
    node =
      node instanceof PyDict
        ? (dictGet(rt, node, name) ?? (/^\d+$/.test(name) ? dictGet(rt, node, Number(name)) : undefined))
        : node instanceof PyList
          ? node.items[Number(name)]
          : undefined;
  }
  if (node === undefined) return rt.unknown(`\${${inner}} leads nowhere in the settings`);
  return typeof node === 'string' ? interpolated(rt, node, root, full, depth + 1) : node;
}

function plainValue(rt: Runtime, text: string): Value {
  return parseYaml(rt, text, RULES)?.[0] ?? null;
}

/** Resolvers that the program registered. */
const resolversOf = perRuntime((_rt: Runtime) => new Store<string, Value>());

export function configOf(rt: Runtime, value: Value): Value {
  const given = rt.deepCopy(plainly(rt, value));
  const config = nested(rt, dictConfig(rt), given);
  if (config instanceof PyDict) unresolved.set(config, container(rt, given));
  return resolved(rt, config, config);
}

/** Structured settings, by a dataclass or an instance of one, as dictionaries. */
function plainly(rt: Runtime, value: Value): Value {
  if (value instanceof PyDict) {
    const known = unresolved.get(value);
    if (known !== undefined) return known;
    const plain = new PyDict();
    for (const [key, item] of dictItems(value)) dictSet(rt, plain, key, plainly(rt, item));
    return plain;
  }
  if (value instanceof PyClass && fieldsOf(value).length > 0) {
    return plainly(rt, instanceFromDefaults(rt, value));
  }
  if (value instanceof PyObject && fieldsOf(value.cls).length > 0) {
    const plain = new PyDict();
    for (const { name } of fieldsOf(value.cls)) {
      const item = rt.findAttribute(value, name) ?? null;
      dictSet(rt, plain, name, item === MISSING_VALUE ? '???' : plainly(rt, item));
    }
    return plain;
  }
  return value;
}

/** What `MISSING` of omegaconf is. */
const MISSING_VALUE = '???';

export function merged(rt: Runtime, target: PyDict, source: PyDict): void {
  for (const [key, value] of dictItems(source)) {
    const own = dictGet(rt, target, key);
    if (own instanceof PyDict && value instanceof PyDict) merged(rt, own, value);
    else dictSet(rt, target, key, rt.deepCopy(value));
  }
}

/** `['model.depth=4']` as nested dictionaries. */
export function dotted(rt: Runtime, items: readonly Value[]): PyDict {
  const root = new PyDict();
  for (const item of items) {
    const text = settled(item);
    if (typeof text !== 'string') continue;
    const [path = '', ...rest] = text.split('=');
    nestedEntry(rt, root, path.split('.'), plainValue(rt, rest.join('=')));
  }
  return root;
}

/** `a.b = value` in dictionaries within dictionaries. */
export function nestedEntry(rt: Runtime, root: PyDict, path: readonly string[], value: Value): void {
  let node = root;
  for (const name of path.slice(0, -1)) {
    const known = dictGet(rt, node, name);
    const next = known instanceof PyDict ? known : new PyDict();
    if (next !== known) dictSet(rt, node, name, next);
    node = next;
  }
  dictSet(rt, node, path.at(-1) ?? '', value);
}

/** Dictionaries without attributes. */
export function container(rt: Runtime, value: Value): Value {
  if (value instanceof PyList) return new PyList(value.items.map((item) => container(rt, item)));
  if (!(value instanceof PyDict)) return value;
  const plain = new PyDict();
  for (const [key, item] of dictItems(value)) dictSet(rt, plain, key, container(rt, item));
  return plain;
}

const FUNCTIONS: readonly NativeFunction[] = [
  native('create(obj=None, parent=None, flags=None)', (rt, args) => {
    const given = args.known('obj');
    if (given === null) return configOf(rt, new PyDict());
    if (typeof given === 'string') {
      return configOf(rt, parseYaml(rt, given, RULES)?.[0] ?? rt.unknown('YAML'));
    }
    const plain = plainly(rt, given);
    return plain instanceof PyDict || plain instanceof PyList
      ? configOf(rt, plain)
      : rt.unknown('settings from something that is neither a dictionary nor a dataclass');
  }),
  native('structured(obj, parent=None, flags=None)', (rt, args) => configOf(rt, args.known('obj'))),
  native('select(cfg, key, *, default=None, **options)', (rt, args) => {
    let node: Value | undefined = args.known('cfg');
    for (const name of args.string('key').split('.')) {
      node = node instanceof PyDict ? dictGet(rt, node, name) : undefined;
    }
    return node ?? args.value('default');
  }),
  native('update(cfg, key, value=None, **options)', (rt, args) => {
    const cfg = args.known('cfg');
    if (cfg instanceof PyDict) {
      const entry = new PyDict();
      nestedEntry(rt, entry, args.string('key').split('.'), args.value('value'));
      merged(rt, cfg, entry);
    }
    return null;
  }),
  ...['register_new_resolver', 'register_resolver'].map((name) =>
    native(`${name}(name, resolver, **options)`, (rt, args) => {
      rt.journal.mapSet<string, Value>(resolversOf(rt), args.string('name'), args.value('resolver'));
      return null;
    }),
  ),
  native('load(file_)', (rt, args) => {
    const given = args.known('file_');
    const file =
      typeof given === 'string' ? rt.callMethod(rt.importModule('builtins'), 'open', [given]) : given;
    const documents = documentsOf(rt, file, RULES);
    return documents instanceof Unknown ? documents : configOf(rt, documents[0] ?? new PyDict());
  }),
  native('merge(*configs)', (rt, args) => {
    const root = new PyDict();
    for (const one of args.rest) {
      const known = plainly(rt, settled(one));
      if (!(known instanceof PyDict)) return rt.unknown('merging settings other than dictionaries');
      if (known.taint !== null) return known.taint;
      merged(rt, root, known);
    }
    return configOf(rt, root);
  }),
  native('to_container(cfg, *, resolve=False, throw_on_missing=False, enum_to_str=False)', (rt, args) =>
    container(rt, args.known('cfg')),
  ),
  native('to_object(cfg)', (rt, args) => container(rt, args.known('cfg'))),
  native('from_dotlist(dotlist)', (rt, args) => configOf(rt, dotted(rt, args.elements('dotlist')))),
  // Scripts are read as started without arguments.
  native('from_cli(args_list=None)', (rt, args) =>
    configOf(rt, args.value('args_list') === null ? new PyDict() : dotted(rt, args.elements('args_list'))),
  ),
  native('is_config(obj)', (rt, args) => {
    const value = args.known('obj');
    return value instanceof PyDict && value.cls === dictConfig(rt);
  }),
  native('to_yaml(cfg, **kwargs)', (rt) => rt.unknown('the text of settings')),
  ...['set_struct', 'set_readonly', 'resolve', 'save'].map((name) =>
    native(`${name}(*args, **kwargs)`, () => null),
  ),
];

const omegaConf = perRuntime((rt: Runtime) =>
  nativeClass(
    'OmegaConf',
    [rt.builtinClass('object')],
    FUNCTIONS.map((fn): [string, Value] => [fn.name, new StaticMethod(fn)]),
  ),
);

export const omegaconfModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'omegaconf',
    precedence: 'framework',
    members: {
      OmegaConf: omegaConf,
      DictConfig: dictConfig,
      ListConfig: (rt) => rt.builtinClass('list'),
      MISSING: () => '???',
      II: native('II(interpolation)', (_rt, args) => `\${${args.string('interpolation')}}`),
      SI: native('SI(interpolation)', (_rt, args) => args.value('interpolation')),
    },
    inert: ['open_dict', 'read_write', 'flag_override'],
  }),
];
