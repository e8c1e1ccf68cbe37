/** `glob`: paths in the workspace that fit a pattern. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyList, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { pathText } from '../builtins/files.ts';
import { pathsMatching } from '../builtins/folders.ts';
import { knownOr } from '../builtins/natives.ts';
import { libraryModule } from './module.ts';

function find(rt: Runtime, args: Args): Value {
  const pattern = knownOr(pathText(rt, args.value('pathname')));
  const root = args.value('root_dir');
  const prefix = root === null ? '' : `${knownOr(pathText(rt, root))}/`;
  const found = pathsMatching(rt, prefix + pattern, args.bool('recursive'));
  if (found instanceof Unknown) return found;
  return new PyList(found.map((path) => path.slice(prefix.length)));
}

const SIGNATURE = '(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False)';

export const glob = libraryModule('glob', [
  native(`glob${SIGNATURE}`, find),
  native(`iglob${SIGNATURE}`, find),
  native('escape(pathname)', (_rt, args) => args.string('pathname').replaceAll(/[*?[]/g, '[$&]')),
]);
