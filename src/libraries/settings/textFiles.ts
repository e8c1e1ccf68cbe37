/** Settings in TOML, INI and .env files. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asNumber,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { fileText, pathText } from '../../python/builtins/files.ts';
import { dictGet, dictItems, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule, type Member } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { tomlValue } from './settingsFile.ts';
import { streamText } from './yaml.ts';

const tomlMembers: Readonly<Record<string, Member>> = {
  load: native('load(f, *args, **options)', (rt, args) => {
    const given = args.value('f');
    // The package `toml` takes a path as well.
    const stream =
      typeof given === 'string'
        ? rt.call(rt.getAttribute(rt.importModule('builtins'), 'open'), [given])
        : given;
    const text = streamText(rt, stream);
    return text instanceof Unknown ? text : tomlValue(rt, text);
  }),
  loads: native('loads(s, *args, **options)', (rt, args) => tomlValue(rt, args.string('s'))),
  dump: native('dump(*args, **options)', () => null),
  TOMLDecodeError: (rt) => rt.builtinClass('ValueError'),
};

/** Sections of an INI file: each a dictionary of texts, `DEFAULT` beneath all of them. */
function readIni(rt: Runtime, text: string, into: PyDict): void {
  let section: PyDict | null = null;
  let lastKey: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/^\s*[#;].*$/, '');
    if (bare.trim() === '') continue;
    const [, header] = /^\s*\[([^\]]+)\]\s*$/.exec(bare) ?? [];
    if (header !== undefined) {
      const known = dictGet(rt, into, header);
      section = known instanceof PyDict ? known : new PyDict();
      dictSet(rt, into, header, section);
      lastKey = null;
      continue;
    }
    if (section === null) continue;
    if (/^\s/.test(bare) && lastKey !== null) {
      const before = dictGet(rt, section, lastKey);
      dictSet(rt, section, lastKey, `${typeof before === 'string' ? before : ''}\n${bare.trim()}`);
      continue;
    }
    const [, key = '', value = ''] = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(bare) ?? [];
    lastKey = key.toLowerCase();
    if (key !== '') dictSet(rt, section, lastKey, value);
  }
}

function sectionsOf(rt: Runtime, self: Value): PyDict {
  const held = self instanceof PyObject ? self.attrs.get('_sections') : undefined;
  if (held instanceof PyDict) return held;
  throw rt.error('TypeError', 'the parser was not initialised');
}

function found(rt: Runtime, sections: PyDict, section: string, key: string): Value | undefined {
  for (const name of [section, 'DEFAULT']) {
    const part = dictGet(rt, sections, name);
    const value = part instanceof PyDict ? dictGet(rt, part, key.toLowerCase()) : undefined;
    if (value !== undefined) return interpolated(rt, sections, section, value);
  }
  return undefined;
}

/** `%(name)s`. */
function interpolated(rt: Runtime, sections: PyDict, section: string, value: Value): Value {
  if (typeof value !== 'string' || !value.includes('%(')) return value;
  const lost: Unknown[] = [];
  const text = value.replaceAll(/%\((\w+)\)s/g, (_all, name: string) => {
    const other = found(rt, sections, section, name);
    if (typeof other === 'string') return other;
    lost.push(rt.unknown(`the interpolation ${value}`));
    return '';
  });
  return lost.length > 0 ? (lost[0] ?? text) : text;
}

type Convert = (rt: Runtime, text: string) => Value;

const TRUE = new Set(['1', 'yes', 'true', 'on']);

const GETTERS: Readonly<Record<string, Convert>> = {
  get: (_rt, text) => text,
  getint: (rt, text) => rt.call(rt.builtinClass('int'), [text]),
  getfloat: (rt, text) => rt.call(rt.builtinClass('float'), [text]),
  getboolean: (_rt, text) => TRUE.has(text.toLowerCase()),
};

function missing(rt: Runtime, sections: PyDict, name: string): Value {
  const lost = dictGet(rt, sections, '__lost__');
  if (lost instanceof Unknown) return lost;
  throw rt.error('KeyError', name);
}

function converted(rt: Runtime, args: Args, section: string, convert: Convert): Value {
  const sections = sectionsOf(rt, args.known('self'));
  const value = found(rt, sections, section, args.string('option'));
  if (value === undefined) {
    return args.given('fallback') ? args.value('fallback') : missing(rt, sections, args.string('option'));
  }
  return typeof value === 'string' ? convert(rt, value) : value;
}

const sectionClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'SectionProxy',
    [rt.builtinClass('object')],
    [
      ...Object.entries(GETTERS).map(([name, convert]) =>
        nativeMethod(`${name}(self, option, fallback=None, **options)`, (inner, args) => {
          const value = converted(inner, args, nameOfSection(args), convert);
          return value;
        }),
      ),
      nativeMethod('__getitem__(self, option)', (inner, args) => {
        const sections = sectionsOf(inner, args.known('self'));
        return (
          found(inner, sections, nameOfSection(args), args.string('option')) ??
          missing(inner, sections, args.string('option'))
        );
      }),
      nativeMethod('__contains__(self, option)', (inner, args) => {
        const sections = sectionsOf(inner, args.known('self'));
        return found(inner, sections, nameOfSection(args), args.string('option')) !== undefined;
      }),
      nativeMethod('keys(self)', (inner, args) => {
        const part = dictGet(inner, sectionsOf(inner, args.known('self')), nameOfSection(args));
        return new PyList(part instanceof PyDict ? dictItems(part).map(([key]) => key) : []);
      }),
      nativeMethod('items(self)', (inner, args) => {
        const part = dictGet(inner, sectionsOf(inner, args.known('self')), nameOfSection(args));
        return part instanceof PyDict ? inner.callMethod(part, 'items') : new PyList([]);
      }),
    ],
  ),
);

function nameOfSection(args: Args): string {
  const self = args.known('self');
  const name = self instanceof PyObject ? self.attrs.get('name') : '';
  return typeof name === 'string' ? name : '';
}

function readFile(rt: Runtime, sections: PyDict, given: Value): void {
  const path = pathText(rt, given);
  const text = path instanceof Unknown ? path : fileText(rt, path);
  if (typeof text === 'string') {
    readIni(rt, text, sections);
    return;
  }
  const lost = path instanceof Unknown ? path : rt.unknown(`the file ${path} is not in the workspace`);
  dictSet(rt, sections, '__lost__', lost);
}

const parserClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'ConfigParser',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, defaults=None, **options)', (inner, args) => {
        const sections = new PyDict();
        const defaults = args.value('defaults');
        if (defaults instanceof PyDict) dictSet(inner, sections, 'DEFAULT', defaults);
        setAttributes(inner, args.known('self'), [['_sections', sections]]);
        return null;
      }),
      nativeMethod('read(self, filenames, encoding=None)', (inner, args) => {
        const given = args.known('filenames');
        const paths = given instanceof PyList ? given.items : [given];
        for (const path of paths) readFile(inner, sectionsOf(inner, args.known('self')), path);
        return new PyList([...paths]);
      }),
      nativeMethod('read_string(self, string, source=None)', (inner, args) => {
        readIni(inner, args.string('string'), sectionsOf(inner, args.known('self')));
        return null;
      }),
      nativeMethod('read_file(self, f, source=None)', (inner, args) => {
        const text = streamText(inner, args.value('f'));
        const sections = sectionsOf(inner, args.known('self'));
        if (text instanceof Unknown) dictSet(inner, sections, '__lost__', text);
        else readIni(inner, text, sections);
        return null;
      }),
      nativeMethod('read_dict(self, dictionary, source=None)', (inner, args) => {
        const given = args.known('dictionary');
        for (const [name, part] of given instanceof PyDict ? dictItems(given) : []) {
          dictSet(inner, sectionsOf(inner, args.known('self')), name, textsOf(inner, part));
        }
        return null;
      }),
      nativeMethod(
        'sections(self)',
        (inner, args) =>
          new PyList(
            dictItems(sectionsOf(inner, args.known('self'))).flatMap(([name]) =>
              name === 'DEFAULT' || name === '__lost__' ? [] : [name],
            ),
          ),
      ),
      nativeMethod(
        'has_section(self, section)',
        (inner, args) =>
          dictGet(inner, sectionsOf(inner, args.known('self')), args.value('section')) !== undefined,
      ),
      nativeMethod(
        'has_option(self, section, option)',
        (inner, args) =>
          found(
            inner,
            sectionsOf(inner, args.known('self')),
            args.string('section'),
            args.string('option'),
          ) !== undefined,
      ),
      nativeMethod('__getitem__(self, section)', (inner, args) => {
        const sections = sectionsOf(inner, args.known('self'));
        const name = args.string('section');
        if (dictGet(inner, sections, name) === undefined && name !== 'DEFAULT') {
          return missing(inner, sections, name);
        }
        const proxy = inner.createObject(sectionClass(inner));
        setAttributes(inner, proxy, [
          ['_sections', sections],
          ['name', name],
        ]);
        return proxy;
      }),
      nativeMethod(
        '__contains__(self, section)',
        (inner, args) =>
          dictGet(inner, sectionsOf(inner, args.known('self')), args.value('section')) !== undefined,
      ),
      nativeMethod('items(self, section, **options)', (inner, args) => {
        const part = dictGet(inner, sectionsOf(inner, args.known('self')), args.value('section'));
        return part instanceof PyDict ? inner.callMethod(part, 'items') : new PyList([]);
      }),
      ...Object.entries(GETTERS).map(([name, convert]) =>
        nativeMethod(
          `${name}(self, section, option, *, raw=False, vars=None, fallback=None)`,
          (inner, args) => converted(inner, args, args.string('section'), convert),
        ),
      ),
    ],
  ),
);

function textsOf(rt: Runtime, part: Value): Value {
  if (!(part instanceof PyDict)) return part;
  return dictOf(
    rt,
    dictItems(part).map(
      ([key, value]) => [key, asNumber(settled(value)) === undefined ? value : rt.str(value)] as const,
    ),
  );
}

/** Lines `NAME=value` of a .env file. */
function environmentOf(rt: Runtime, path: string): readonly (readonly [string, string])[] | null {
  const text = fileText(rt, path);
  if (typeof text !== 'string') return null;
  return text.split(/\r?\n/).flatMap((line): (readonly [string, string])[] => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'])(.*)\1/.exec(value)?.[2];
    return [[name, quoted ?? value.replace(/\s+#.*$/, '')]];
  });
}

function environmentPath(rt: Runtime, given: Value): string | null {
  if (given === null) return '.env';
  const path = pathText(rt, given);
  return path instanceof Unknown ? null : path;
}

const dotenvMembers: Readonly<Record<string, Member>> = {
  load_dotenv: native(
    'load_dotenv(dotenv_path=None, stream=None, verbose=False, override=False, *args, **options)',
    (rt, args) => {
      const path = environmentPath(rt, args.value('dotenv_path'));
      const entries = path === null ? null : environmentOf(rt, path);
      if (entries === null) return false;
      const environment = rt.getAttribute(rt.importModule('os'), 'environ');
      for (const [name, value] of entries) rt.setItem(environment, name, value);
      return true;
    },
  ),
  dotenv_values: native('dotenv_values(dotenv_path=None, *args, **options)', (rt, args) => {
    const path = environmentPath(rt, args.value('dotenv_path'));
    const entries = path === null ? null : environmentOf(rt, path);
    return entries === null ? rt.unknown('a .env file that is not in the workspace') : dictOf(rt, entries);
  }),
  find_dotenv: native('find_dotenv(filename=".env", *args, **options)', (_rt, args) =>
    args.value('filename'),
  ),
};

export const textFileModules: readonly LibraryModule[] = [
  ...['tomllib', 'tomli', 'toml', 'tomlkit', 'pytoml', 'rtoml'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: tomlMembers }),
  ),
  lazyModule({
    name: 'configparser',
    precedence: 'framework',
    members: { ConfigParser: parserClass, SafeConfigParser: parserClass, RawConfigParser: parserClass },
    inert: ['ExtendedInterpolation', 'BasicInterpolation'],
  }),
  lazyModule({ name: 'dotenv', precedence: 'framework', members: dotenvMembers, inert: 'all' }),
];
