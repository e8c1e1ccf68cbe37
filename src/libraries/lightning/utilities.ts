/**
 * `lightning_utilities`: whether a package is installed, and functions over nested collections.
 * https://lightning.ai/docs/utilities/stable
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import {
  type NativeFunction,
  PyDict,
  PyList,
  PyModule,
  PyObject,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';

/** `torchvision>=0.12`, `pkg[extra]`: the version that a script asks for is the one that it is run with. */
const NAME = /^[\w.-]+/;

function isInstalled(rt: Runtime, requirement: string): boolean {
  const name = (NAME.exec(requirement)?.[0] ?? requirement).replaceAll('-', '_');
  const module = rt.importModule(name);
  if (module instanceof Unknown) rt.recorder.assume(`${name} is taken not to be installed`, rt.here());
  return module instanceof PyModule;
}

const requirementCache: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'RequirementCache',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, requirement=None, module=None)', (inner, args) => {
        const self = args.known('self');
        const asked = args.value('requirement') ?? args.value('module');
        const found = typeof asked === 'string' ? isInstalled(inner, asked) : asked;
        if (self instanceof PyObject) inner.setAttribute(self, 'available', found);
        return null;
      }),
      nativeMethod('__bool__(self)', (inner, args) => inner.getAttribute(args.value('self'), 'available')),
    ],
  ),
);

const available = (name: string): NativeFunction =>
  native(`${name}(package_name)`, (rt, args) => isInstalled(rt, args.string('package_name')));

const imports: (rt: Runtime) => ReadonlyMap<string, Value> = perRuntime(
  (rt) =>
    new Map<string, Value>([
      ['RequirementCache', requirementCache(rt)],
      ['ModuleAvailableCache', requirementCache(rt)],
      ['module_available', available('module_available')],
      ['package_available', available('package_available')],
      [
        'compare_version',
        native('compare_version(package, op, version, use_base_version=False)', (inner, args) =>
          isInstalled(inner, args.string('package')),
        ),
      ],
    ]),
);

/** `function` on what is of these types in lists, tuples and dictionaries, however deep. */
function mapped(rt: Runtime, data: Value, types: Value, apply: (value: Value) => Value): Value {
  if (data instanceof Unknown) return data;
  const isOne = rt.isInstance(data, types);
  if (isOne === true) return apply(data);
  const each = (value: Value): Value => mapped(rt, value, types, apply);
  if (data instanceof PyList) return new PyList(data.items.map(each));
  if (data instanceof PyTuple) return new PyTuple(data.items.map(each));
  if (data instanceof PyDict) {
    return dictOf(
      rt,
      dictItems(data).map(([key, value]) => [key, each(value)] as const),
    );
  }
  return isOne instanceof Unknown ? isOne : data;
}

const applyToCollection = native(
  'apply_to_collection(data, dtype, function, *args, **kwargs)',
  (rt, args) => {
    const fn = args.value('function');
    return mapped(rt, args.value('data'), args.value('dtype'), (value) =>
      rt.call(fn, [value, ...args.rest], args.extra),
    );
  },
);

export const lightningUtilitiesModules: readonly LibraryModule[] = [
  'lightning_utilities',
  'lightning_utilities.core',
  'lightning_utilities.core.imports',
  'lightning_utilities.core.apply_func',
  'lightning_utilities.core.rank_zero',
].map((name) => ({
  name,
  precedence: 'framework',
  create: () =>
    new PyModule(name, null, undefined, (rt, member) => {
      if (member.startsWith('__') || rt.libraries.find(`${name}.${member}`) !== null) return undefined;
      if (member === 'apply_to_collection') return applyToCollection;
      return imports(rt).get(member) ?? new Inert(`${name}.${member}`);
    }),
}));
