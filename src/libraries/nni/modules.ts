/** NNI: https://nni.readthedocs.io/en/stable/reference/experiment_config.html */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, native, settled } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing } from '../../units/found.ts';
import { lazyModule } from '../module.ts';
import { fixed, float, ONE_FIT, oneOf, real, suggest, whole, type Suggested } from '../search.ts';
import { parsedFile } from '../settings/settingsFile.ts';
import { configurationsFor, type Configuration } from '../workspace/configurations.ts';

const PLACES = { files: /config|nni|experiment|exp|search/i, folders: /^(configs?|nni|experiments?)$/i };

/** The limit's name in version 2, 1, and in between. */
const LIMITS = ['maxTrialNumber', 'maxTrialNum', 'max_trial_number', 'trialNum'];

function text(rt: Runtime, config: PyDict, key: string): string {
  const value = dictGet(rt, config, key);
  return typeof value === 'string' ? value : '';
}

function commandOf(rt: Runtime, config: PyDict): string {
  const trial = dictGet(rt, config, 'trial');
  return [
    text(rt, config, 'trialCommand'),
    text(rt, config, 'trial_command'),
    trial instanceof PyDict ? text(rt, trial, 'command') : '',
  ].join(' ');
}

/** `{"_type": "uniform", "_value": [0, 1]}`. */
function suggestedBy(rt: Runtime, parameter: Value): Suggested {
  if (!(parameter instanceof PyDict)) return fixed(rt.unknown('a parameter of the search space'));
  const type = text(rt, parameter, '_type');
  const values = rt.elements(dictGet(rt, parameter, '_value') ?? null);
  if (values instanceof Unknown) return fixed(values);
  if (type === 'choice') return oneOf(rt, values);
  const [low, high, step] = values.map((value) => asNumber(settled(value)));
  if (low === undefined || high === undefined) return fixed(rt.unknown('a parameter of the search space'));
  if (type.includes('normal')) return fixed(float(type.includes('log') ? Math.exp(low) : low));
  const range = {
    low,
    high,
    step: type.startsWith('q') ? (step ?? null) : null,
    isLog: type.includes('log'),
  };
  // The upper end of `randint` does not belong to it.
  return type === 'randint' ? whole(rt, { ...range, high: high - 1 }) : real(rt, range);
}

function candidateOf(rt: Runtime, { config, path }: Configuration): PyDict {
  const candidate = new PyDict();
  const inline = dictGet(rt, config, 'searchSpace') ?? dictGet(rt, config, 'search_space');
  const file = ['searchSpaceFile', 'searchSpacePath', 'search_space_file']
    .map((key) => text(rt, config, key))
    .find((name) => name !== '');
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const space = inline ?? (file === undefined ? null : parsedFile(rt, `${folder}${file}`));
  if (!(space instanceof PyDict)) {
    rt.recorder.assume('the parameters of a trial are those that the script sets itself', rt.here());
    return candidate;
  }
  for (const [name, parameter] of dictItems(space)) {
    dictSet(rt, candidate, name, suggest(rt, name, suggestedBy(rt, parameter)));
  }
  return candidate;
}

/** The experiment that runs this script, looked up once. */
const experiment = perRuntime((rt: Runtime): PyDict => {
  const [found] = configurationsFor(rt, PLACES, (config, script) => {
    const command = commandOf(rt, config);
    return command.split(/\s+/).some((word) => word.split('/').at(-1) === script);
  });
  const limit = LIMITS.map((key) => (found === undefined ? undefined : dictGet(rt, found.config, key))).find(
    (value) => value !== undefined && value !== null,
  );
  const count = limit === undefined || limit instanceof Unknown ? undefined : asInteger(settled(limit));
  const absent =
    found === undefined
      ? "the experiment's file was not found beside the script"
      : `${found.path} sets no maximal number of trials`;
  traceOf(rt).record({
    type: 'search-begin',
    tool: 'nni',
    trials:
      count === undefined
        ? missing(absent, rt.here())
        : given(count, 'code', `maxTrialNumber in ${found?.path ?? ''}`, rt.here()),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: 'no',
    isAround: true,
    span: rt.here(),
  });
  return found === undefined ? new PyDict() : candidateOf(rt, found);
});

/** `merge_parameter(args, params)`: the arguments with the values of the trial. */
const merge = native('merge_parameter(base_params, override_params)', (rt, args) => {
  const base = args.value('base_params');
  const override = args.known('override_params');
  if (!(override instanceof PyDict)) return base;
  for (const [name, value] of dictItems(override)) {
    if (typeof name !== 'string') continue;
    if (base instanceof PyDict) dictSet(rt, base, name, value);
    else rt.setAttribute(base, name, value);
  }
  return base;
});

export const nniModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'nni',
    precedence: 'framework',
    members: {
      get_next_parameter: native('get_next_parameter()', (rt) => experiment(rt)),
      get_current_parameter: native('get_current_parameter(tag=None)', (rt, args) => {
        const tag = args.value('tag');
        return tag === null || tag instanceof Unknown
          ? experiment(rt)
          : (dictGet(rt, experiment(rt), tag) ?? rt.unknown('a parameter of the experiment'));
      }),
      get_sequence_id: native('get_sequence_id()', (rt) => rt.unknown('the number of the trial')),
      report_intermediate_result: native('report_intermediate_result(metric)', () => null),
      report_final_result: native('report_final_result(metric)', () => null),
      get_experiment_id: () => 'experiment',
      get_trial_id: () => 'trial',
    },
    inert: ['utils', 'experiment', 'retiarii', 'trace'],
  }),
  lazyModule({ name: 'nni.utils', precedence: 'framework', members: { merge_parameter: merge } }),
];
