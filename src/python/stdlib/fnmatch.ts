/** `fnmatch`: names that fit a pattern of a shell. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyList } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { shellPattern } from '../builtins/folders.ts';
import { libraryModule } from './module.ts';

function fits(_rt: Runtime, args: Args): Value {
  return shellPattern(args.string('pat')).test(args.string('name'));
}

function filter(rt: Runtime, args: Args): Value {
  const expression = shellPattern(args.string('pat'));
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
