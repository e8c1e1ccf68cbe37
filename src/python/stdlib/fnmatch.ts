/** `fnmatch`: names that fit a pattern of a shell. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyList } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { libraryModule } from './module.ts';

const SPECIAL = /[.*+?^${}()|[\]\\/]/g;

/** As an expression of JavaScript: `*`, `?`, `[seq]`, `[!seq]`. */
function expressionOf(pattern: string): RegExp {
  let text = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '*') text += '.*';
    else if (character === '?') text += '.';
    else if (character === '[') {
      const first = pattern[i + 1] === '!' ? i + 2 : i + 1;
      const end = pattern.indexOf(']', first + 1);
      if (end < 0) text += '\\[';
      else {
        const set = pattern.slice(first, end).replaceAll(/[\\\]^]/g, '\\$&');
        text += first === i + 2 ? `[^${set}]` : `[${set}]`;
        i = end;
      }
    } else text += character.replaceAll(SPECIAL, '\\$&');
  }
  return new RegExp(`^(?:${text})$`, 'su');
}

function fits(_rt: Runtime, args: Args): Value {
  return expressionOf(args.string('pat')).test(args.string('name'));
}

function filter(rt: Runtime, args: Args): Value {
  const expression = expressionOf(args.string('pat'));
  const names = args.elements('names');
  const unknown = names.find((name) => typeof name !== 'string');
  if (unknown !== undefined) return rt.unknown('which of these names fit a pattern');
  return new PyList(names.filter((name) => typeof name === 'string' && expression.test(name)));
}

export const fnmatch = libraryModule('fnmatch', [
  native('fnmatch(name, pat)', fits),
  native('fnmatchcase(name, pat)', fits),
  native('filter(names, pat)', filter),
]);
