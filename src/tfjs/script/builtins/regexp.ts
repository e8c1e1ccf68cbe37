/** Regular expressions: JavaScript's own, on texts that are known. */
import type { NativeFunction } from '../../../python/runtime/values.ts';
import type { Value } from '../../../python/runtime/values.ts';
import { regularExpression } from '../expressions.ts';
import { scriptGetter, scriptMethod, type ScriptCall } from '../native.ts';
import { plainNumber } from '../numbers.ts';
import type { Script } from '../script.ts';
import { JsRegExp, UNDEFINED, type NativeConstruction } from '../values.ts';
import { known, scriptBehind, textArg } from './helpers.ts';

export function matchValue(js: Script, found: RegExpMatchArray): Value {
  const list = js.list(found.map((group: string | undefined) => group ?? UNDEFINED));
  const groups = Object.entries(found.groups ?? {});
  js.setMember(list, 'index', found.index ?? UNDEFINED);
  js.setMember(
    list,
    'groups',
    found.groups === undefined
      ? UNDEFINED
      : js.object(
          groups.map(([name, text]: [string, string | undefined]) => [name, text ?? UNDEFINED] as const),
        ),
  );
  return list;
}

function self(call: ScriptCall): JsRegExp {
  if (call.self instanceof JsRegExp) return call.self;
  throw call.js.error('TypeError', 'Receiver is not a RegExp');
}

/** Matches from where the last one ended, where the flags say so. */
function execute(call: ScriptCall, expression: JsRegExp, text: string): RegExpExecArray | null {
  const pattern = new RegExp(expression.pattern);
  const keepsPlace = pattern.global || pattern.sticky;
  pattern.lastIndex = keepsPlace ? (plainNumber(expression.members.get('lastIndex') ?? 0) ?? 0) : 0;
  const found = pattern.exec(text);
  if (keepsPlace) call.rt.journal.mapSet(expression.members, 'lastIndex', pattern.lastIndex);
  return found;
}

export const REGEXP_MEMBERS: readonly (NativeFunction | readonly [string, Value])[] = [
  scriptMethod('test', (call) => execute(call, self(call), textArg(call, 0)) !== null),
  scriptMethod('exec', (call) => {
    const found = execute(call, self(call), textArg(call, 0));
    return found === null ? null : matchValue(scriptBehind(call.js), found);
  }),
  scriptMethod('toString', (call) => String(self(call).pattern)),
  scriptGetter('source', (call) => self(call).pattern.source),
  scriptGetter('flags', (call) => self(call).pattern.flags),
  scriptGetter('global', (call) => self(call).pattern.global),
];

const create: NativeConstruction['create'] = (js, _cls, [source = '(?:)', flags = UNDEFINED]) => {
  const given = source instanceof JsRegExp ? source.pattern : null;
  const text = given?.source ?? known(js.toText(source));
  const marks = flags === UNDEFINED ? (given?.flags ?? '') : known(js.toText(flags));
  return regularExpression(scriptBehind(js), text, marks);
};

export const REGEXP_CONSTRUCTION: NativeConstruction = {
  create,
  call: (js, args) => create(js, js.builtinClass('RegExp'), args),
};
