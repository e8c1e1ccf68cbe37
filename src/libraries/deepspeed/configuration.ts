/**
 * DeepSpeed's configuration, as a dictionary or a JSON file of the workspace.
 * https://www.deepspeed.ai/docs/config-json/
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { asString } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { fileText } from '../../python/builtins/files.ts';
import { dictGet, dictOf } from '../../python/builtins/hash.ts';
import { parseJson } from '../../python/stdlib/jsonParser.ts';

/** The settings; null: none are given; Unknown: they cannot be read. */
export function deepSpeedSettings(rt: Runtime, value: Value): PyDict | Unknown | null {
  if (value === null || value instanceof Unknown || value instanceof PyDict) return value;
  const path = asString(value);
  if (path === undefined) return rt.unknown("DeepSpeed's configuration");
  const text = fileText(rt, path);
  if (text === undefined || text === null) {
    return rt.unknown(`DeepSpeed's configuration ${path} is not there`);
  }
  const parsed = parseJson(text, (pairs) => dictOf(rt, pairs));
  return parsed instanceof PyDict ? parsed : rt.unknown(`${path} is no JSON object`);
}

/** Precision of the weights: DeepSpeed casts the model. Null: single, or `auto`. */
export function deepSpeedPrecision(rt: Runtime, value: Value): string | null {
  const settings = deepSpeedSettings(rt, value);
  if (!(settings instanceof PyDict)) return null;
  for (const [key, name] of [
    ['bf16', 'bf16'],
    ['bfloat16', 'bf16'],
    ['fp16', 'fp16'],
  ] as const) {
    const part = dictGet(rt, settings, key);
    if (part instanceof PyDict && dictGet(rt, part, 'enabled') === true) return name;
  }
  return null;
}
