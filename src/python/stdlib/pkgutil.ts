/** `pkgutil`: data files that lie in a package. */
import { fileText } from '../builtins/files.ts';
import { pathOf } from '../imports/uris.ts';
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyBytes, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { libraryModule } from './module.ts';
import { joinPaths, splitPath } from './paths.ts';

/** Beside the module's own file, which is the `__init__` of a package. */
function getData(rt: Runtime, args: Args): Value {
  const module = rt.importModule(args.string('package'));
  if (module instanceof Unknown) return module;
  if (module.uri === null) return null;
  const path = joinPaths(splitPath(pathOf(module.uri))[0], args.string('resource'));
  const text = fileText(rt, path);
  if (text === null) throw rt.error('FileNotFoundError', `No such file: '${path}'`);
  return text === undefined
    ? rt.unknown(`the content of ${path}`)
    : new PyBytes(new TextEncoder().encode(text));
}

export const pkgutil = libraryModule('pkgutil', [native('get_data(package, resource)', getData)]);
