/** `six`, as it is on Python 3: https://six.readthedocs.io */
import { callable } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyDict, PyTuple, type Value } from '../../python/runtime/values.ts';
import { lazyModule, type Member } from '../module.ts';

/** `six.iteritems(d)` is `iter(d.items())`. */
function overItems(method: string): Member {
  return () =>
    callable(`iter${method}`, (rt, [mapping = null]) => rt.call(rt.getAttribute(mapping, method), []));
}

const unchanged: Member = () => callable('unchanged', (_rt, [given = null]) => given);

/** Something of a module of the standard library. */
const of =
  (module: string, name?: string) =>
  (rt: Runtime): Value => {
    const found = rt.importModule(module);
    return name === undefined ? found : rt.getAttribute(found, name);
  };

const builtin =
  (name: string): Member =>
  (rt) =>
    rt.builtinClass(name);

const oneOf =
  (name: string): Member =>
  (rt) =>
    new PyTuple([rt.builtinClass(name)]);

const members: Readonly<Record<string, Member>> = {
  PY2: () => false,
  PY3: () => true,
  PY34: () => true,
  MAXSIZE: () => 2n ** 63n - 1n,
  string_types: oneOf('str'),
  integer_types: oneOf('int'),
  class_types: oneOf('type'),
  text_type: builtin('str'),
  binary_type: builtin('bytes'),
  ...Object.fromEntries(
    ['items', 'keys', 'values'].flatMap((name): [string, Member][] => [
      [`iter${name}`, overItems(name)],
      [`view${name}`, overItems(name)],
    ]),
  ),
  ...Object.fromEntries(
    ['u', 'ensure_str', 'ensure_text', 'python_2_unicode_compatible'].map((name): [string, Member] => [
      name,
      unchanged,
    ]),
  ),
  with_metaclass: () =>
    callable('with_metaclass', (rt, [metaclass = null, ...bases]) =>
      rt.call(metaclass, ['NewBase', new PyTuple(bases), new PyDict()]),
    ),
  add_metaclass: () => callable('add_metaclass', () => callable('add_metaclass', (_rt, [cls = null]) => cls)),
  next: of('builtins', 'next'),
  callable: of('builtins', 'callable'),
  wraps: of('functools', 'wraps'),
  StringIO: of('io', 'StringIO'),
  BytesIO: of('io', 'BytesIO'),
};

const MOVED: Readonly<Record<string, readonly [module: string, name?: string]>> = {
  ...Object.fromEntries(
    ['range', 'zip', 'map', 'filter', 'input'].map((name): [string, [string, string]] => [
      name,
      ['builtins', name],
    ]),
  ),
  xrange: ['builtins', 'range'],
  reduce: ['functools', 'reduce'],
  zip_longest: ['itertools', 'zip_longest'],
  filterfalse: ['itertools', 'filterfalse'],
  reload_module: ['importlib', 'reload'],
  UserDict: ['collections', 'UserDict'],
  builtins: ['builtins'],
  cPickle: ['pickle'],
  configparser: ['configparser'],
  queue: ['queue'],
  urllib: ['urllib'],
};

export const sixModules: readonly LibraryModule[] = [
  lazyModule({ name: 'six', precedence: 'framework', members }),
  lazyModule({
    name: 'six.moves',
    precedence: 'framework',
    members: Object.fromEntries(Object.entries(MOVED).map(([name, place]) => [name, of(...place)])),
  }),
];
