/** `urllib.parse`: addresses are taken apart as CPython does it. */
import { perRuntime } from '../builtins/natives.ts';
import type { Runtime } from '../runtime/api.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import { PyClass, PyProperty, PyTuple } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { libraryModule } from './module.ts';
import { namedTupleMembers } from './namedTuples.ts';

interface SplitAddress {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const SPLIT_FIELDS = ['scheme', 'netloc', 'path', 'query', 'fragment'] as const;
const PARSED_FIELDS = ['scheme', 'netloc', 'path', 'params', 'query', 'fragment'] as const;

/** The two parts at the first `separator`; the second is empty where there is none. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function split(url: string, scheme: string, allowFragments: boolean): SplitAddress {
  const clean = url.replace(/^[\0-\x20]+/, '').replaceAll(/[\t\r\n]/g, '');
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(clean);
  const rest = found?.[2] ?? clean;
  const [, netloc = '', local = rest] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const [located, fragment] = allowFragments ? cut(local, '#') : [local, ''];
  const [path, query] = cut(located, '?');
  return { scheme: found?.[1]?.toLowerCase() ?? scheme, netloc, path, query, fragment };
}

function join({ scheme, netloc, path, query, fragment }: SplitAddress): string {
  const rooted = netloc !== '' && path !== '' && !path.startsWith('/') ? `/${path}` : path;
  const located = netloc === '' ? path : `//${netloc}${rooted}`;
  const named = scheme === '' ? located : `${scheme}:${located}`;
  return `${named}${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`;
}

function addressClass(rt: Runtime, name: string, fields: readonly string[]): Value {
  const text = (self: Value, field: string): string => {
    const value = self instanceof PyTuple ? self.items[fields.indexOf(field)] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const property = (of: string, read: (netloc: string) => Value): readonly [string, Value] => [
    of,
    new PyProperty(
      nativeMethod(`${of}(self)`, (_rt, args) => read(text(args.value('self'), 'netloc'))),
      null,
    ),
  ];
  const user = (netloc: string): readonly string[] =>
    netloc.includes('@') ? netloc.slice(0, netloc.lastIndexOf('@')).split(':') : [];
  const host = (netloc: string): string => netloc.slice(netloc.lastIndexOf('@') + 1);
  return rt.createClass(
    name,
    [rt.builtinClass('tuple')],
    [
      ...namedTupleMembers(
        rt,
        name,
        fields.map((field) => ({ name: field, default: undefined })),
      ),
      property('username', (netloc) => user(netloc)[0] ?? null),
      property('password', (netloc) => user(netloc)[1] ?? null),
      property('hostname', (netloc) => {
        const hostname = cut(host(netloc), ':')[0].toLowerCase();
        return hostname === '' ? null : hostname;
      }),
      property('port', (netloc) => {
        const port = cut(host(netloc), ':')[1];
        return port === '' ? null : Number(port);
      }),
      [
        'geturl',
        nativeMethod('geturl(self)', (_rt, args) => {
          const self = args.value('self');
          const params = text(self, 'params');
          const path = `${text(self, 'path')}${params === '' ? '' : `;${params}`}`;
          const [scheme, netloc, query, fragment] = [
            text(self, 'scheme'),
            text(self, 'netloc'),
            text(self, 'query'),
            text(self, 'fragment'),
          ];
          return join({ scheme, netloc, path, query, fragment });
        }),
      ],
    ],
  );
}

const splitResult = perRuntime((rt) => addressClass(rt, 'SplitResult', SPLIT_FIELDS));
const parseResult = perRuntime((rt) => addressClass(rt, 'ParseResult', PARSED_FIELDS));

function address(cls: Value, items: readonly Value[]): PyTuple {
  const result = new PyTuple(items);
  if (cls instanceof PyClass) result.cls = cls;
  return result;
}

const urlsplit = native("urlsplit(url, scheme='', allow_fragments=True)", (rt, args) => {
  const found = split(args.string('url'), args.string('scheme'), args.bool('allow_fragments'));
  return address(
    splitResult(rt),
    SPLIT_FIELDS.map((field) => found[field]),
  );
});

/** As `urlsplit`, with what follows a `;` in the last part of the path by itself. */
const urlparse = native("urlparse(url, scheme='', allow_fragments=True)", (rt, args) => {
  const found = split(args.string('url'), args.string('scheme'), args.bool('allow_fragments'));
  const at = found.path.indexOf(';', found.path.lastIndexOf('/') + 1);
  const [path, params] = at < 0 ? [found.path, ''] : [found.path.slice(0, at), found.path.slice(at + 1)];
  const parts = { ...found, path, params };
  return address(
    parseResult(rt),
    PARSED_FIELDS.map((field) => parts[field]),
  );
});

/** Characters that are never escaped, besides letters and digits. */
const UNRESERVED = '_.-~';

function quote(text: string, safe: string): string {
  let result = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    const isKept =
      byte < 128 && (/[A-Za-z0-9]/.test(character) || `${UNRESERVED}${safe}`.includes(character));
    result += isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

export const urlModules = [
  libraryModule('urllib.parse', (rt) => [
    ['SplitResult', splitResult(rt)],
    ['ParseResult', parseResult(rt)],
    urlsplit,
    urlparse,
    native("quote(string, safe='/', encoding=None, errors=None)", (_rt, args) =>
      quote(args.string('string'), args.string('safe')),
    ),
    native("quote_plus(string, safe='', encoding=None, errors=None)", (_rt, args) =>
      quote(args.string('string'), `${args.string('safe')} `).replaceAll(' ', '+'),
    ),
  ]),
];
