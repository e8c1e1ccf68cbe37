/**
 * `yacs.config`: a tree of settings that is frozen, cloned and merged.
 * Source: https://github.com/rbgirshick/yacs, config.py.
 */
import { dictGet, dictHas, dictItems, dictOf, dictSet, taint } from '../../python/builtins/hash.ts';
import { keyError, perRuntime } from '../../python/builtins/natives.ts';
import { parseJson } from '../../python/stdlib/jsonParser.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { lazyModule } from '../module.ts';
import { attributeDictClass, nested, selfDict } from './attributeDict.ts';
import { documentsOf } from './yaml.ts';

const nodeClass: (rt: Runtime) => PyClass = perRuntime((rt: Runtime) =>
  attributeDictClass(rt, {
    name: 'CfgNode',
    missing: 'AttributeError',
    members: [
      nativeMethod('__init__(self, init_dict=None, key_list=None, new_allowed=False)', (inner, args) => {
        const self = selfDict(inner, args);
        const given = args.known('init_dict');
        if (given instanceof PyDict) {
          for (const [key, value] of dictItems(given)) {
            dictSet(inner, self, key, nested(inner, nodeClass(inner), value));
          }
        }
        return null;
      }),
      nativeMethod('clone(self)', (inner, args) => inner.deepCopy(selfDict(inner, args))),
      ...['freeze', 'defrost'].map((name) => nativeMethod(`${name}(self)`, () => null)),
      nativeMethod('is_frozen(self)', (inner) => inner.unknown('whether a configuration is frozen')),
      nativeMethod('set_new_allowed(self, is_new_allowed)', () => null),
      nativeMethod('merge_from_other_cfg(self, cfg_other)', (inner, args) => {
        const other = args.known('cfg_other');
        if (other instanceof PyDict) mergeInto(inner, selfDict(inner, args), other);
        return null;
      }),
      nativeMethod('merge_from_file(self, cfg_filename)', mergeFile),
      nativeMethod('merge_from_list(self, cfg_list)', mergeList),
      nativeMethod('dump(self, **kwargs)', (inner) => inner.unknown('the text of a configuration')),
    ],
  }),
);

function mergeInto(rt: Runtime, target: PyDict, source: PyDict): void {
  for (const [key, value] of dictItems(source)) {
    const own = dictGet(rt, target, key);
    if (own instanceof PyDict && value instanceof PyDict && own.entries.size > 0) mergeInto(rt, own, value);
    else {
      const fresh = nested(rt, nodeClass(rt), rt.deepCopy(value));
      dictSet(rt, target, key, own === undefined ? fresh : fitted(own, fresh));
    }
  }
}

/** Lists and tuples stand for each other, as do ints for floats. */
function fitted(own: Value, value: Value): Value {
  if (own instanceof PyTuple && value instanceof PyList) return new PyTuple(value.items);
  if (own instanceof PyList && value instanceof PyTuple) return new PyList([...value.items]);
  return own instanceof PyFloat && typeof value === 'number' ? new PyFloat(value) : value;
}

function mergeFile(rt: Runtime, args: Args): Value {
  const self = selfDict(rt, args);
  const file = rt.callMethod(rt.importModule('builtins'), 'open', [args.value('cfg_filename')]);
  const documents = documentsOf(rt, file, { exponents: false });
  if (documents instanceof Unknown) {
    taint(rt, self, documents);
    return null;
  }
  const [first = null] = documents;
  if (first instanceof PyDict) mergeInto(rt, self, first);
  return null;
}

/** `['MODEL.DEPTH', '50']`: texts are read as Python literals where they are ones. */
function mergeList(rt: Runtime, args: Args): Value {
  const self = selfDict(rt, args);
  const items = args.elements('cfg_list');
  if (items.length % 2 !== 0) throw rt.error('AssertionError', 'the list must have pairs of keys and values');
  for (let i = 0; i < items.length; i += 2) {
    const path = settled(items[i] ?? null);
    if (typeof path !== 'string') continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node: Value = self;
    for (const name of names) {
      if (!(node instanceof PyDict) || dictHas(rt, node, name) === false) throw keyError(rt, name);
      node = dictGet(rt, node, name) ?? null;
    }
    if (!(node instanceof PyDict) || dictHas(rt, node, last) === false) throw keyError(rt, last);
    dictSet(rt, node, last, fitted(dictGet(rt, node, last) ?? null, literal(rt, items[i + 1] ?? null)));
  }
  return null;
}

/** What `ast.literal_eval` makes of a text; a text that is no literal stays what it is. */
function literal(rt: Runtime, value: Value): Value {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  const isTuple = text.startsWith('(');
  const json = text
    .replaceAll("'", '"')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\bFalse\b/g, 'false')
    .replaceAll(/\bNone\b/g, 'null')
    .replaceAll(/,?\s*\)$/g, ']')
    .replace(/^\(/, '[');
  const parsed = parseJson(json, (pairs) => dictOf(rt, pairs));
  if (parsed === undefined) return value;
  return isTuple && parsed instanceof PyList ? new PyTuple(parsed.items) : parsed;
}

export const yacsModules: readonly LibraryModule[] = [
  lazyModule({ name: 'yacs', precedence: 'framework', members: {} }),
  lazyModule({ name: 'yacs.config', precedence: 'framework', members: { CfgNode: nodeClass } }),
];
