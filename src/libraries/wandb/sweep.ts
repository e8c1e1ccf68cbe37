/** Sweeps: https://docs.wandb.ai/guides/sweeps/sweep-config-keys */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, settled } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { chosen, fixed, real, suggest, whole, type Suggested } from '../search.ts';

function entry(rt: Runtime, dict: PyDict, key: string): Value {
  return dictGet(rt, dict, key) ?? null;
}

function parametersOf(rt: Runtime, config: PyDict): PyDict | null {
  const parameters = entry(rt, config, 'parameters');
  return parameters instanceof PyDict ? parameters : null;
}

/** One value of a parameter: fixed, chosen, or from a range. */
function valueOf(rt: Runtime, name: Value, parameter: Value): Value {
  if (!(parameter instanceof PyDict)) return parameter;
  const nested = parametersOf(rt, parameter);
  if (nested !== null) return candidateOf(rt, nested);
  const stated = dictGet(rt, parameter, 'value');
  if (stated !== undefined) return stated;
  const values = entry(rt, parameter, 'values');
  return suggest(rt, name, values === null ? rangeOf(rt, parameter) : chosen(rt, values));
}

function rangeOf(rt: Runtime, parameter: PyDict): Suggested {
  const mean = entry(rt, parameter, 'mu');
  if (mean !== null) return fixed(mean);
  const [min, max] = [entry(rt, parameter, 'min'), entry(rt, parameter, 'max')];
  const [low, high] = [numberIn(min), numberIn(max)];
  if (low === undefined || high === undefined) {
    return fixed(rt.unknown('a parameter of a sweep without a range'));
  }
  const distribution = rt.str(entry(rt, parameter, 'distribution'));
  const name = typeof distribution === 'string' ? distribution : '';
  const step = numberIn(entry(rt, parameter, 'q')) ?? null;
  const isWhole =
    name === 'int_uniform' || (typeof min === 'number' && typeof max === 'number' && name === 'None');
  // The bounds of `log_uniform` are exponents, those of `log_uniform_values` are values.
  const isExponent = /^(q_)?(inv_)?log_uniform$/.test(name);
  const [from, to] = isExponent ? [Math.exp(low), Math.exp(high)] : [low, high];
  const range = { low: from, high: to, step, isLog: name.includes('log') };
  return isWhole ? whole(rt, range) : real(rt, range);
}

function numberIn(value: Value): number | undefined {
  return value === null || value instanceof Unknown ? undefined : asNumber(settled(value));
}

/** The candidate in the middle. */
function candidateOf(rt: Runtime, parameters: PyDict): PyDict {
  const candidate = new PyDict();
  for (const [name, parameter] of dictItems(parameters)) {
    dictSet(rt, candidate, name, valueOf(rt, name, parameter));
  }
  return candidate;
}

/** How many points a grid has; a range of whole numbers has all of them. */
function gridPoints(rt: Runtime, parameters: PyDict): number | Unknown {
  let points = 1;
  for (const [name, parameter] of dictItems(parameters)) {
    const count = pointsOf(rt, parameter);
    if (count instanceof Unknown) return count;
    if (count === null) {
      return rt.unknown(`the parameter ${typeof name === 'string' ? name : ''} of the grid is a range`);
    }
    points *= count;
  }
  return points;
}

function pointsOf(rt: Runtime, parameter: Value): number | Unknown | null {
  if (!(parameter instanceof PyDict)) return 1;
  const nested = parametersOf(rt, parameter);
  if (nested !== null) return gridPoints(rt, nested);
  if (dictGet(rt, parameter, 'value') !== undefined) return 1;
  const values = entry(rt, parameter, 'values');
  if (values !== null) return rt.length(values);
  const [low, high] = [asInteger(entry(rt, parameter, 'min')), asInteger(entry(rt, parameter, 'max'))];
  return low === undefined || high === undefined ? null : high - low + 1;
}

export interface Sweep {
  readonly trials: Found<number>;
  /** The candidate that stands for all, told to the trace when it is asked for. */
  readonly candidate: () => PyDict;
}

/**
 * What an agent runs of a sweep.
 * @param count the agent's own limit; None: none
 */
export function sweepOf(rt: Runtime, config: Value, count: Value): Sweep {
  const dict = config instanceof PyDict ? config : new PyDict();
  const parameters = parametersOf(rt, dict) ?? new PyDict();
  return { trials: trialsOf(rt, dict, parameters, count), candidate: () => candidateOf(rt, parameters) };
}

function trialsOf(rt: Runtime, config: PyDict, parameters: PyDict, count: Value): Found<number> {
  const limits: Found<number>[] = [];
  for (const [value, detail] of [
    [count, 'count of the agent'],
    [entry(rt, config, 'run_cap'), 'run_cap of the sweep'],
  ] as const) {
    if (value instanceof Unknown) return missing(value.reason, value.span);
    const limit = value === null ? undefined : asInteger(settled(value));
    if (limit !== undefined) limits.push(given(limit, 'code', detail, rt.here()));
  }
  if (entry(rt, config, 'method') === 'grid') {
    const points = gridPoints(rt, parameters);
    if (points instanceof Unknown) limits.push(missing(points.reason, points.span));
    else limits.push(given(points, 'code', 'points of the grid of the sweep', rt.here()));
  }
  const known = limits.filter((limit) => limit.known).sort((a, b) => a.value - b.value);
  return (
    known[0] ??
    limits[0] ??
    missing('the agent of the sweep has no count: it runs until it is stopped', rt.here())
  );
}
