/** Configurations that are asked for by the name of a pretrained model. */
import { findPretrained } from '../../catalog/pretrained.ts';
import { dictOf, dictSet } from '../../python/builtins/hash.ts';
import { fileText } from '../../python/builtins/files.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asString } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { joinPaths } from '../../python/stdlib/paths.ts';
import { parseJson } from '../../python/stdlib/jsonParser.ts';

/** Of a folder's own `config.json`, else of the catalogue. `_name_or_path` is set, as from_pretrained does. */
export function configurationOf(rt: Runtime, given: Value): PyDict | Unknown {
  if (given instanceof Unknown) return given;
  const name = asString(given) ?? textOf(rt, given);
  if (name === undefined) return rt.unknown('the name of a pretrained model that is no text');
  const path = name.endsWith('.json') ? name : joinPaths(name, 'config.json');
  const text = fileText(rt, path) ?? findPretrained(name)?.configuration;
  if (text === undefined) {
    return rt.unknown(
      `the configuration of '${name}' is neither in the workspace (${path}) nor in the catalogue of well-known ones`,
    );
  }
  const parsed = parseJson(text, (pairs) => dictOf(rt, pairs));
  if (!(parsed instanceof PyDict)) return rt.unknown(`${path} is no JSON object`);
  dictSet(rt, parsed, '_name_or_path', name);
  return parsed;
}

/** A path object. */
function textOf(rt: Runtime, value: Value): string | undefined {
  const text = rt.str(value);
  return typeof text === 'string' ? text : undefined;
}
