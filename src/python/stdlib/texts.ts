/** `string`, `textwrap` and `pprint`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyDict, PyList, PyObject } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictGet } from '../builtins/hash.ts';
import { keyError, knownOr, textOf } from '../builtins/natives.ts';
import { formatTemplate } from '../builtins/strTemplate.ts';
import { libraryModule } from './module.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';

function substitute(rt: Runtime, args: Args, isSafe: boolean): Value {
  const self = args.known('self');
  const template = self instanceof PyObject ? textOf(self.attrs.get('template')) : '';
  const mapping = args.value('mapping');
  return template.replace(/\$(?:(\$)|([a-z_]\w*)|\{([a-z_]\w*)\})/gi, (whole, escaped, plain, braced) => {
    if (escaped !== undefined) return '$';
    const name = String(plain ?? braced);
    const value =
      args.extra.get(name) ?? (mapping instanceof PyDict ? dictGet(rt, mapping, name) : undefined);
    if (value !== undefined) return knownOr(rt.str(value));
    if (isSafe) return whole;
    throw keyError(rt, name);
  });
}

const template = (rt: Runtime) =>
  nativeClass(
    'Template',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, template)', (inner, args) => {
        inner.setAttribute(args.value('self'), 'template', args.value('template'));
        return null;
      }),
      nativeMethod('substitute(self, mapping=None, /, **kws)', (inner, args) =>
        substitute(inner, args, false),
      ),
      nativeMethod('safe_substitute(self, mapping=None, /, **kws)', (inner, args) =>
        substitute(inner, args, true),
      ),
    ],
  );

const formatter = (rt: Runtime) =>
  nativeClass(
    'Formatter',
    [rt.builtinClass('object')],
    [
      nativeMethod('format(self, format_string, /, *args, **kwargs)', (inner, args) =>
        formatTemplate(inner, args.string('format_string'), {
          positional: args.rest,
          keyword: (name) => args.extra.get(name) ?? null,
        }),
      ),
    ],
  );

const string = libraryModule('string', (rt) => [
  ['ascii_lowercase', LOWER],
  ['ascii_uppercase', UPPER],
  ['ascii_letters', LOWER + UPPER],
  ['digits', DIGITS],
  ['hexdigits', `${DIGITS}abcdefABCDEF`],
  ['octdigits', '01234567'],
  ['punctuation', PUNCTUATION],
  ['whitespace', WHITESPACE],
  ['printable', DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE],
  template(rt),
  formatter(rt),
  native('capwords(s, sep=None)', (_rt, args) => {
    const separator = args.stringOrNone('sep');
    const words =
      separator === null ? args.string('s').trim().split(/\s+/) : args.string('s').split(separator);
    return words
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
      .join(separator ?? ' ');
  }),
]);

/** The longest white space that all lines but the blank ones begin with is removed. */
function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  let common = indents[0] ?? '';
  for (const indent of indents) while (!indent.startsWith(common)) common = common.slice(0, -1);
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(common.length))).join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

const textwrap = libraryModule('textwrap', [
  native('dedent(text)', (_rt, args) => dedent(args.string('text'))),
  native('indent(text, prefix, predicate=None)', (_rt, args) =>
    args.string('text').replace(/^(?=.*\S)/gm, () => args.string('prefix')),
  ),
  native(
    'wrap(text, width=70, **options)',
    (_rt, args) => new PyList(wrap(args.string('text'), args.int('width'))),
  ),
  native('fill(text, width=70, **options)', (_rt, args) =>
    wrap(args.string('text'), args.int('width')).join('\n'),
  ),
  native('shorten(text, width, **options)', (rt) => rt.unknown('a shortened text')),
]);

const printing: readonly NativeFunction[] = [
  native('pprint(object, *args, **kwargs)', () => null),
  native('pp(object, *args, **kwargs)', () => null),
  native('pformat(object, *args, **kwargs)', (rt, args) => rt.repr(args.value('object'))),
];

export const textModules = [string, textwrap, libraryModule('pprint', printing)];
