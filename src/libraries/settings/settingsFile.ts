/** Files of settings, read by what their names say they are. */
import { parse as parseToml } from 'smol-toml';
import { fileText, pathText } from '../../python/builtins/files.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyFloat, PyList, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { parseJson } from '../../python/stdlib/jsonParser.ts';
import { parseYaml } from './yamlText.ts';

/** What a file of JSON, TOML or YAML holds; why that is unknown. */
export function parsedFile(rt: Runtime, path: Value): Value {
  const name = pathText(rt, path);
  if (name instanceof Unknown) return name;
  const text = fileText(rt, name);
  if (text === undefined || text === null) return rt.unknown(`the file ${name} is not in the workspace`);
  if (name.endsWith('.json')) {
    return parseJson(text, (pairs) => dictOf(rt, pairs)) ?? rt.unknown(`${name} is not valid JSON`);
  }
  if (name.endsWith('.toml')) return tomlValue(rt, text);
  return parseYaml(rt, text, { exponents: true })?.[0] ?? rt.unknown(`${name} is not valid YAML`);
}

/** A TOML document as dictionaries; unknown where it is none. */
export function tomlValue(rt: Runtime, text: string): Value {
  try {
    return converted(rt, parseToml(text, { integersAsBigInt: true }));
  } catch {
    return rt.unknown('not valid TOML');
  }
}

function converted(rt: Runtime, value: unknown): Value {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'number') return new PyFloat(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return new PyList(value.map((item) => converted(rt, item)));
  if (value instanceof Date) return rt.unknown('a date in a file of settings');
  if (typeof value === 'object' && value !== null) {
    return dictOf(
      rt,
      Object.entries(value).map(([key, item]) => [key, converted(rt, item)] as const),
    );
  }
  return rt.unknown('a value in a file of settings');
}
