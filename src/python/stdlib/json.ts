/** `json`. */
import type { Runtime } from '../runtime/api.ts';
import { asString, native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyBytes, PyDict, PyFloat, PyList, PyTuple, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictItems, dictOf } from '../builtins/hash.ts';
import { elementsOf, exceptionOf, knownOr, perRuntime, tuple } from '../builtins/natives.ts';
import { asPyNumber } from '../builtins/numbers.ts';
import { numberText } from '../builtins/numberTexts.ts';
import { sortValues } from '../builtins/sorting.ts';
import { parseJson } from './jsonParser.ts';
import { libraryModule } from './module.ts';

const decodeError = perRuntime((rt: Runtime) =>
  nativeClass('JSONDecodeError', [rt.builtinClass('ValueError')], []),
);

function loads(rt: Runtime, source: Value, hooks: Args): Value {
  if (source instanceof Unknown) return source;
  const text = source instanceof PyBytes ? new TextDecoder().decode(source.value) : source;
  if (typeof text !== 'string') {
    throw rt.error('TypeError', 'the JSON object must be str, bytes or bytearray');
  }
  rt.spend(text.length / 50);
  const hook = hooks.value('object_hook');
  const pairsHook = hooks.value('object_pairs_hook');
  const value = parseJson(text, (pairs) => {
    if (pairsHook !== null) {
      return rt.call(pairsHook, [new PyList(pairs.map(([key, item]) => tuple(key, item)))]);
    }
    const dict = dictOf(rt, pairs);
    return hook === null ? dict : rt.call(hook, [dict]);
  });
  if (value === undefined) throw exceptionOf(rt, decodeError(rt), ['not valid JSON'], 'not valid JSON');
  return value;
}

interface Layout {
  readonly indent: string | null;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
  readonly ascii: boolean;
  readonly fallback: Value;
}

function layoutOf(rt: Runtime, args: Args): Layout {
  const indent = args.known('indent');
  const isCompact = indent === null;
  const separators = args.value('separators');
  const [item, key] = separators === null ? [] : elementsOf(rt, separators);
  return {
    indent: isCompact ? null : typeof indent === 'string' ? indent : ' '.repeat(args.int('indent')),
    itemSeparator: typeof item === 'string' ? item : isCompact ? ', ' : ',',
    keySeparator: typeof key === 'string' ? key : ': ',
    sortKeys: args.bool('sort_keys'),
    ascii: args.bool('ensure_ascii'),
    fallback: args.value('default'),
  };
}

function quote(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function dump(rt: Runtime, value: Value, layout: Layout, depth: number): string {
  rt.spend(1);
  if (value instanceof Unknown) return knownOr<string>(value);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const text = asString(value);
  if (text !== undefined) return quote(text, layout.ascii);
  const number = asPyNumber(value);
  if (number instanceof PyFloat) return floatText(number.value);
  if (number !== undefined) return numberText(number);
  if (value instanceof PyList || value instanceof PyTuple) {
    return bracket(
      '[',
      elementsOf(rt, value).map((item) => dump(rt, item, layout, depth + 1)),
      ']',
      layout,
      depth,
    );
  }
  if (value instanceof PyDict) {
    const keys = dictItems(value).map(([key]) => key);
    const order = layout.sortKeys ? sortValues(rt, keys, null, false) : keys;
    const entries = order.map((key) => {
      const item = dump(rt, rt.getItem(value, key), layout, depth + 1);
      return quote(keyText(rt, key), layout.ascii) + layout.keySeparator + item;
    });
    return bracket('{', entries, '}', layout, depth);
  }
  if (layout.fallback !== null) return dump(rt, rt.call(layout.fallback, [value]), layout, depth + 1);
  throw rt.error('TypeError', `Object of type ${rt.typeName(value)} is not JSON serializable`);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return numberText(new PyFloat(value));
}

function keyText(rt: Runtime, key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  const number = asPyNumber(key);
  if (number !== undefined) return numberText(number);
  throw rt.error('TypeError', `keys must be str, int, float, bool or None, not ${rt.typeName(key)}`);
}

function bracket(
  open: string,
  parts: readonly string[],
  close: string,
  layout: Layout,
  depth: number,
): string {
  if (parts.length === 0) return open + close;
  if (layout.indent === null) return open + parts.join(layout.itemSeparator) + close;
  const line = `\n${layout.indent.repeat(depth + 1)}`;
  const end = `\n${layout.indent.repeat(depth)}`;
  return open + line + parts.join(layout.itemSeparator + line) + end + close;
}

const OPTIONS =
  'skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, ' +
  'separators=None, default=None, sort_keys=False, **kw';
const HOOKS =
  'cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, **kw';

const functions: readonly NativeFunction[] = [
  native(`loads(s, *, ${HOOKS})`, (rt, args) => loads(rt, args.value('s'), args)),
  native(`load(fp, *, ${HOOKS})`, (rt, args) => loads(rt, rt.callMethod(args.known('fp'), 'read'), args)),
  native(`dumps(obj, *, ${OPTIONS})`, (rt, args) => dump(rt, args.value('obj'), layoutOf(rt, args), 0)),
  native(`dump(obj, fp, *, ${OPTIONS})`, () => null),
];

export const json = libraryModule('json', (rt) => [
  ...functions,
  decodeError(rt),
  nativeClass('JSONEncoder', [rt.builtinClass('object')], []),
  nativeClass('JSONDecoder', [rt.builtinClass('object')], []),
]);
