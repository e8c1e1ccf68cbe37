/** Small libraries of dictionaries with attributes: EasyDict, addict, munch, ml_collections. */
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { PyDict } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { lazyModule } from '../module.ts';
import { attributeDictClass, selfDict, type AttributeDictOptions } from './attributeDict.ts';

/** The same dictionaries without attributes. */
function plainCopy(rt: Runtime, dict: PyDict): PyDict {
  const copy = new PyDict();
  for (const [key, value] of dictItems(dict)) {
    dictSet(rt, copy, key, value instanceof PyDict ? plainCopy(rt, value) : value);
  }
  return copy;
}

const toDict = (name: string): NativeFunction =>
  nativeMethod(`${name}(self)`, (rt, args) => plainCopy(rt, selfDict(rt, args)));

const withoutEffect = (name: string): NativeFunction => nativeMethod(`${name}(self)`, () => null);

const getOr = nativeMethod(
  'get(self, key, default=None)',
  (rt, args) => dictGet(rt, selfDict(rt, args), args.value('key')) ?? args.value('default'),
);

const copied = (name: string): NativeFunction =>
  nativeMethod(`${name}(self)`, (rt, args) => rt.deepCopy(selfDict(rt, args)));

function library(module: string, ...classes: readonly AttributeDictOptions[]): LibraryModule {
  return lazyModule({
    name: module,
    precedence: 'framework',
    members: Object.fromEntries(
      classes.map((options) => [options.name, perRuntime((rt: Runtime) => attributeDictClass(rt, options))]),
    ),
  });
}

export const plainSettingsModules: readonly LibraryModule[] = [
  library('easydict', { name: 'EasyDict', missing: 'AttributeError' }),
  library('addict', { name: 'Dict', missing: 'empty', members: [toDict('to_dict')] }),
  library('munch', { name: 'Munch', missing: 'AttributeError', members: [toDict('toDict')] }),
  library('ml_collections', {
    name: 'ConfigDict',
    missing: 'AttributeError',
    members: [
      getOr,
      toDict('to_dict'),
      copied('copy_and_resolve_references'),
      ...['lock', 'unlock'].map(withoutEffect),
    ],
  }),
];
