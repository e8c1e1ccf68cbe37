/**
 * `omegaconf`: settings from YAML, dictionaries and dotted lists, merged.
 * Source: https://omegaconf.readthedocs.io
 */
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, settled } from '../../python/runtime/native.ts';
import { PyDict, PyList, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { lazyModule } from '../module.ts';
import { attributeDictClass, nested } from './attributeDict.ts';
import { documentsOf } from './yaml.ts';
import { parseYaml } from './yamlText.ts';

/** `1e-4` is a number here, unlike in PyYAML. */
const RULES = { exponents: true };

const dictConfig: (rt: Runtime) => PyClass = perRuntime((rt: Runtime) =>
  attributeDictClass(rt, { name: 'DictConfig', missing: 'AttributeError' }),
);

/** Replaces `${a.b}` by what stands there. What else stands in such brackets is unknown. */
function resolved(rt: Runtime, value: Value, root: Value): Value {
  if (typeof value === 'string') {
    const whole = /^\$\{([\w.]+)\}$/.exec(value);
    if (whole?.[1] !== undefined) {
      return resolved(rt, at(root, whole[1].split('.')) ?? rt.unknown(value), root);
    }
    return value.includes('${') ? rt.unknown(`the interpolation ${value} is not modelled`) : value;
  }
  if (value instanceof PyDict) {
    for (const [key, item] of dictItems(value)) dictSet(rt, value, key, resolved(rt, item, root));
  } else if (value instanceof PyList) {
    value.items.forEach((item, i) => {
      const now = resolved(rt, item, root);
      if (now !== item) rt.setItem(value, i, now);
    });
  }
  return value;

  function at(from: Value, names: readonly string[]): Value | undefined {
    let node: Value | undefined = from;
    for (const name of names) node = node instanceof PyDict ? dictGet(rt, node, name) : undefined;
    return node;
  }
}

function configOf(rt: Runtime, value: Value): Value {
  const config = nested(rt, dictConfig(rt), rt.deepCopy(value));
  return resolved(rt, config, config);
}

function merged(rt: Runtime, target: PyDict, source: PyDict): void {
  for (const [key, value] of dictItems(source)) {
    const own = dictGet(rt, target, key);
    if (own instanceof PyDict && value instanceof PyDict) merged(rt, own, value);
    else dictSet(rt, target, key, rt.deepCopy(value));
  }
}

/** `['model.depth=4']` as nested dictionaries. */
function dotted(rt: Runtime, items: readonly Value[]): PyDict {
  const root = new PyDict();
  for (const item of items) {
    const text = settled(item);
    if (typeof text !== 'string') continue;
    const [path = '', ...rest] = text.split('=');
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node = root;
    for (const name of names) {
      const known = dictGet(rt, node, name);
      const next = known instanceof PyDict ? known : new PyDict();
      dictSet(rt, node, name, next);
      node = next;
    }
    dictSet(rt, node, last, parseYaml(rt, rest.join('='), RULES)?.[0] ?? null);
  }
  return root;
}

/** Dictionaries without attributes. */
function container(rt: Runtime, value: Value): Value {
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
    return given instanceof PyDict || given instanceof PyList
      ? configOf(rt, given)
      : rt.unknown('settings from a class');
  }),
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
      const known = settled(one);
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
  ...['set_struct', 'set_readonly', 'resolve', 'save', 'register_new_resolver', 'register_resolver'].map(
    (name) => native(`${name}(*args, **kwargs)`, () => null),
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
    members: { OmegaConf: omegaConf, DictConfig: dictConfig, ListConfig: (rt) => rt.builtinClass('list') },
  }),
];
