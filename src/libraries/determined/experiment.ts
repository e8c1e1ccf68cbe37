/**
 * Experiments of Determined: their file says how many trials there are and what each is given.
 * https://docs.determined.ai/latest/reference/training/experiment-config-reference.html (0.38; determined/_execution.py)
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, settled } from '../../python/runtime/native.ts';
import { PyDict, PyList, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { chosen, fixed, ONE_FIT, real, suggest, whole, type Suggested } from '../search.ts';
import { configurationsFor } from '../workspace/configurations.ts';

const PLACES = { files: /./, folders: /^(configs?|determined|experiments?|det)$/i };

export interface Experiment {
  readonly path: string;
  readonly config: PyDict;
  /** What a trial is given. */
  readonly hparams: PyDict;
}

function text(rt: Runtime, dict: PyDict, key: string): string {
  const value = dictGet(rt, dict, key) ?? null;
  const parts = value instanceof PyList ? value.items : [value];
  return parts.filter((part) => typeof part === 'string').join(' ');
}

/** `python3 -m determined.launch.torch_distributed python3 train.py`. */
function starts(rt: Runtime, config: PyDict, script: string): boolean {
  if (!(dictGet(rt, config, 'searcher') instanceof PyDict)) return false;
  return text(rt, config, 'entrypoint')
    .split(/\s+/)
    .some((word) => word.split('/').at(-1) === script);
}

function numberOf(rt: Runtime, dict: PyDict, key: string): number | undefined {
  const value = dictGet(rt, dict, key);
  return value === undefined || value === null || value instanceof Unknown
    ? undefined
    : asNumber(settled(value));
}

/** `{type: int, minval: 8, maxval: 64}`; both ends belong to it. */
function suggestedBy(rt: Runtime, written: Value): Suggested {
  const type = written instanceof PyDict ? text(rt, written, 'type') : '';
  if (!(written instanceof PyDict) || type === '') return fixed(written);
  if (type === 'const') return fixed(dictGet(rt, written, 'val') ?? null);
  if (type === 'categorical') return chosen(rt, dictGet(rt, written, 'vals') ?? null);
  const [low, high] = [numberOf(rt, written, 'minval'), numberOf(rt, written, 'maxval')];
  if (low === undefined || high === undefined) {
    return fixed(rt.unknown('a hyper-parameter without its range'));
  }
  if (type === 'int') return whole(rt, { low, high, step: null, isLog: false });
  if (type === 'double') return real(rt, { low, high, step: null, isLog: false });
  const base = numberOf(rt, written, 'base') ?? 10;
  return type === 'log'
    ? real(rt, { low: base ** low, high: base ** high, step: null, isLog: true })
    : fixed(rt.unknown(`a hyper-parameter of the type ${type}`));
}

/** Hyper-parameters may be grouped under names. */
function candidateOf(rt: Runtime, space: PyDict): PyDict {
  const candidate = new PyDict();
  for (const [name, written] of dictItems(space)) {
    const isGroup = written instanceof PyDict && dictGet(rt, written, 'type') === undefined;
    const value = isGroup ? candidateOf(rt, written) : suggest(rt, name, suggestedBy(rt, written));
    dictSet(rt, candidate, name, value);
  }
  return candidate;
}

/** Values that a grid has of each hyper-parameter; undefined: it is not told. */
function gridPoints(rt: Runtime, space: PyDict): number | undefined {
  let points = 1;
  for (const [, written] of dictItems(space)) {
    const count = pointsOf(rt, written);
    if (count === undefined) return undefined;
    points *= count;
  }
  return points;
}

function pointsOf(rt: Runtime, written: Value): number | undefined {
  if (!(written instanceof PyDict)) return 1;
  const type = text(rt, written, 'type');
  if (type === '') return gridPoints(rt, written);
  if (type === 'const') return 1;
  if (type === 'categorical') {
    const length = rt.length(dictGet(rt, written, 'vals') ?? null);
    return length instanceof Unknown ? undefined : length;
  }
  const asked = numberOf(rt, written, 'count');
  if (type !== 'int') return asked;
  const [low, high] = [numberOf(rt, written, 'minval'), numberOf(rt, written, 'maxval')];
  const all = low === undefined || high === undefined ? undefined : high - low + 1;
  return all === undefined ? asked : Math.min(asked ?? all, all);
}

/** Null: it runs once, and is no search. */
function trialsOf(rt: Runtime, { config, path }: Pick<Experiment, 'config' | 'path'>): Found<number> | null {
  const searcher = dictGet(rt, config, 'searcher');
  if (!(searcher instanceof PyDict)) return null;
  const name = text(rt, searcher, 'name');
  if (name === 'single') return null;
  if (name === 'grid') {
    const space = dictGet(rt, config, 'hyperparameters');
    const points = space instanceof PyDict ? gridPoints(rt, space) : undefined;
    return points === undefined
      ? missing(`${path} does not tell the points of its grid`, rt.here())
      : given(points, 'code', `points of the grid in ${path}`, rt.here());
  }
  const limit = dictGet(rt, searcher, 'max_trials');
  const count = limit === undefined || limit instanceof Unknown ? undefined : asInteger(settled(limit));
  return count === undefined
    ? missing(`${path} sets no max_trials`, rt.here())
    : given(count, 'code', `max_trials of the ${name} searcher in ${path}`, rt.here());
}

/** The experiment that runs this script, looked up once; null: none is found beside it. */
export const experimentOf: (rt: Runtime) => { readonly found: Experiment | null } = perRuntime((rt) => {
  const [meant] = configurationsFor(rt, PLACES, (config, script) => starts(rt, config, script));
  if (meant === undefined) return { found: null };
  const trials = trialsOf(rt, meant);
  if (trials !== null) {
    traceOf(rt).record({
      type: 'search-begin',
      tool: 'determined',
      trials,
      fitsPerTrial: ONE_FIT,
      includesFinalTraining: 'no',
      isAround: true,
      span: rt.here(),
    });
    const searcher = dictGet(rt, meant.config, 'searcher');
    if (searcher instanceof PyDict && text(rt, searcher, 'name').includes('asha')) {
      rt.recorder.assume('no trial is stopped early, so the search is an upper bound', rt.here());
    }
  }
  const space = dictGet(rt, meant.config, 'hyperparameters');
  return { found: { ...meant, hparams: space instanceof PyDict ? candidateOf(rt, space) : new PyDict() } };
});
