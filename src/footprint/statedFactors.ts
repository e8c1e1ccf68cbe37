/**
 * Every input of the formulas that a person can set, with its value, where that was said, and what else is said of it:
 * what views link to, and what editors offer.
 */
import { ENTRIES } from '../config/entryTable.ts';
import type { Overrides } from '../config/configuration.ts';
import { byStrength } from '../config/precedence.ts';
import { entryKey } from '../config/entries.ts';
import { formatInputs } from '../config/valueKind.ts';
import type { IdleTraining, IdleValue } from '../discover/idleTrainings.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { Training } from '../model/recipe.ts';
import { given, missing, type Found, type Given } from '../units/found.ts';
import type { MemoryFormat } from '../units/memoryFormat.ts';
import { placeOf, sourceOf } from './figures.ts';
import type { Factor, HardwareHint, SaidValue, StatedFactor } from './schema.ts';
import { modeInCode, precisionInCode, type Choice, type StageSettings } from './settings.ts';
import type { TrainingModel } from './trainingModel.ts';
import type { Plans } from './trainingPlan.ts';

type Value = string | number;

export interface StatedParts {
  readonly analysis: ModelAnalysis;
  /** Machines that the script may be meant for. */
  readonly hardware: readonly HardwareHint[];
  /** Functions that would train it if anything called them; none where something is trained. */
  readonly idle: readonly IdleTraining[];
  /** What holds. */
  readonly overrides: Overrides;
  /** What was said in each place. */
  readonly said: readonly Overrides[];
  /** Of all models of the file. */
  readonly trainings: readonly Training[];
  readonly plans: Plans;
  readonly model: TrainingModel;
  readonly inference: StageSettings;
  /** Null: nothing is trained. */
  readonly training: StageSettings | null;
  /** Null: nothing is searched. */
  readonly search: StageSettings | null;
  /** Of the training, or of the inference where nothing is trained. */
  readonly memoryFormat: MemoryFormat;
  /** Samples of one inference, and why. */
  readonly batch: Factor;
}

/** In the order of the table of entries. */
export function statedFactors(parts: StatedParts): StatedFactor[] {
  const values = valuesOf(parts);
  const { overrides } = parts;
  return ENTRIES.flatMap(({ name, label, setting }): StatedFactor[] => {
    const found = values.get(name) ?? saidIn(parts.overrides, name);
    if (found === undefined) return [];
    const now = found.known ? saidValue(found) : null;
    const place = found.span === null ? {} : { range: placeOf(found.span) };
    return [
      {
        name,
        label,
        setting: setting === null ? null : `wattlens.${setting.key}`,
        value: found.known ? found.value : null,
        origin: found.known ? found.origin : null,
        source: found.known ? sourceOf(found) : found.reason,
        ...sharedWith(name, found, overrides),
        ...place,
        alternatives: [...alternativesOf(parts, name), ...suggestions(parts.hardware, name)].filter(
          (other) => !isSame(other, now),
        ),
      },
    ];
  });
}

/** Of one stage alone nothing was said, but of all of them. */
function sharedWith(
  name: string,
  found: Found<Value>,
  overrides: Overrides,
): { readonly sameAs: string } | undefined {
  const base = /^(?:inference|search)-(device|region|pue)$/.exec(name)?.[1];
  if (base === undefined || saidIn(overrides, name) !== undefined) return undefined;
  const said = saidIn(overrides, base);
  const isTaken = said !== undefined && found.known && sourceOf(found) === sourceOf(said);
  return isTaken ? { sameAs: base } : undefined;
}

function saidValue(one: Given<Value>): SaidValue {
  const place = one.span === null ? {} : { range: placeOf(one.span) };
  return { value: one.value, origin: one.origin, source: sourceOf(one), ...place };
}

function isSame(a: SaidValue, b: SaidValue | null): boolean {
  return b !== null && a.value === b.value && a.origin === b.origin;
}

function valuesOf(parts: StatedParts): Map<string, Found<Value>> {
  const { overrides, plans, model, inference, training, search, batch } = parts;
  const values = new Map<string, Found<Value>>();
  const machine = (prefix: '' | 'inference-' | 'search-', { device, region, pue }: StageSettings): void => {
    const said = (what: string): Given<Value> | undefined =>
      saidIn(overrides, `${prefix}${what}`) ?? saidIn(overrides, what);
    values.set(`${prefix}device`, chosen(device, device.value.id, said('device')));
    values.set(`${prefix}region`, chosen(region, region.value.code, said('region')));
    values.set(`${prefix}pue`, chosen(pue, pue.value.value, said('pue')));
  };
  const main = training ?? inference;
  machine('', main);
  const isApart = training !== null || saidIn(overrides, 'inference-device') !== undefined;
  if (isApart) machine('inference-', inference);
  if (search !== null && search !== training) machine('search-', search);
  const { precision, mode } = main;
  values.set('precision', chosen(precision, precision.value ?? 'fp32', saidIn(overrides, 'precision')));
  values.set('mode', chosen(mode, mode.value, saidIn(overrides, 'mode')));
  const format = chosen(main.memoryFormat, parts.memoryFormat, saidIn(overrides, 'memory-format'));
  values.set('memory-format', format);
  values.set('input', inputOf(parts));
  values.set('batch', batchOf(batch, overrides));
  values.set('inferences', overrides.inferences ?? missing('nobody says how often the model will be used'));
  const [plan] = plans.training;
  const nothing = nothingTrained(parts.idle);
  values.set('samples', plan?.samples ?? nothing);
  values.set('epochs', plan?.epochs ?? nothing);
  if (plan !== undefined && plan.steps !== null) values.set('steps', plan.steps);
  values.set('training-batch', plan?.batch ?? nothing);
  values.set('trials', plans.searches[0]?.trials ?? missing('the code searches for nothing that was found'));
  if (plan === undefined) return values;
  values.set('devices', model.devices);
  if (model.efficiency !== null) values.set('scaling-efficiency', model.efficiency);
  values.set('overhead', model.overhead);
  if (model.overhead.value === 'strubell') {
    values.set(
      'training-hours',
      overrides.trainingHours ?? missing('the hours of the training are not said'),
    );
    for (const name of ['gpu-watts', 'cpu-watts', 'dram-watts']) {
      values.set(name, saidIn(overrides, name) ?? missing('assumed of the device: see the assumptions'));
    }
  }
  return values;
}

/** A choice of a stage: as it was said, or the default. A name that the catalogue does not have is the default. */
function chosen(choice: Choice<unknown>, value: Value, said: Given<Value> | undefined): Given<Value> {
  if (choice.assumed) return given(value, 'default', choice.source);
  const isSaid = said !== undefined && sourceOf(said) === choice.source;
  return given(value, isSaid ? said.origin : 'code', choice.source, choice.span);
}

function batchOf(batch: Factor, { batch: said }: Overrides): Found<number> {
  if (batch.value === null) return missing(batch.reason);
  const { value, source } = batch;
  if (said !== undefined && source === sourceOf(said)) return { ...said, value };
  return given(value, source.startsWith('default') ? 'default' : 'code', source);
}

function inputOf({ analysis: { inference, completeness }, overrides }: StatedParts): Found<string> {
  if (inference === null) {
    const [reason] = completeness.reasons;
    return missing(reason?.text ?? 'the model could not be run forward', reason?.span ?? null);
  }
  const written = formatInputs(
    inference.inputs.map(({ name, shape, dtype }) => ({ name, spec: { kind: 'tensor', shape, dtype } })),
  ).join(' ');
  const { inputs: said } = overrides;
  if (said !== undefined) return { ...said, value: written };
  const [first] = inference.inputs;
  if (first === undefined) return missing('the model takes no input');
  return given(written, 'code', first.evidence, first.span);
}

/** What one set of sayings has of an entry, as people write it. */
function saidIn(overrides: Overrides, name: string): Given<Value> | undefined {
  const key = entryKey(name);
  if (key === 'inputs') {
    const { inputs } = overrides;
    return inputs === undefined ? undefined : { ...inputs, value: formatInputs(inputs.value).join(' ') };
  }
  const said = new Map(Object.entries<Given<unknown>>({ ...overrides })).get(key);
  if (said === undefined) return undefined;
  const { value } = said;
  return { ...said, value: typeof value === 'number' ? value : String(value) };
}

/** A function that nothing calls is no evidence of a training: what it would do is offered, and not taken. */
function nothingTrained(idle: readonly IdleTraining[]): Found<Value> {
  const nothing = 'the code trains nothing that was found';
  const [first] = idle;
  if (first === undefined) return missing(nothing);
  return missing(`${nothing}: ${first.name} would, and nothing in this file calls it`, first.span);
}

function idleValues(name: string, idle: readonly IdleTraining[]): Given<Value>[] {
  const take = (values: readonly IdleValue[]): Given<Value>[] =>
    values.map(({ value, detail, span }) => given(value, 'code', `${detail}, which nothing calls`, span));
  if (name === 'epochs') return idle.flatMap(({ epochs }) => take(epochs));
  return name === 'training-batch' ? idle.flatMap(({ batches }) => take(batches)) : [];
}

/** Sayings elsewhere and findings in the code, the strongest first. */
function alternativesOf(parts: StatedParts, name: string): SaidValue[] {
  const { said, trainings, analysis, overrides, idle } = parts;
  const all = [...said, overrides].flatMap((one) => saidIn(one, name) ?? []);
  const inCode = [
    ...foundInCode(name, trainings, analysis).flatMap((found) => (found.known ? [found] : [])),
    ...idleValues(name, idle),
  ];
  const seen = new Set<string>();
  return [...all, ...inCode]
    .sort(byStrength)
    .map(saidValue)
    .filter((one) => {
      const key = JSON.stringify([one.value, one.origin, one.source]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** What job files and the like suggest; nobody has said it. */
function suggestions(hints: readonly HardwareHint[], name: string): SaidValue[] {
  if (name !== 'device' && name !== 'devices') return [];
  const seen = new Set<Value>();
  return hints.flatMap(({ device, count, text, range }): SaidValue[] => {
    const value = name === 'device' ? device : count;
    if (value === null || seen.has(value)) return [];
    seen.add(value);
    return [{ value, origin: 'code', source: `suggested by ${nameOf(range.uri)}: ${text}`, range }];
  });
}

function nameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

function foundInCode(
  name: string,
  trainings: readonly Training[],
  { searches, inferencePrecision }: ModelAnalysis,
): readonly Found<Value>[] {
  switch (name) {
    case 'samples':
      return trainings.map(({ samples }) => samples);
    case 'epochs':
      return trainings.map(({ epochs }) => epochs);
    case 'steps':
      return trainings.flatMap(({ steps }) => steps ?? []);
    case 'training-batch':
      return trainings.map(({ batch }) => batch);
    case 'trials':
      return searches.map(({ trials }) => trials);
    case 'precision':
      return [
        ...trainings.map(({ precision }) => precisionInCode(precision)),
        ...(inferencePrecision === undefined ? [] : [precisionInCode(inferencePrecision.precision)]),
      ];
    case 'mode':
      return trainings.map(({ mode }) => modeInCode(mode));
    default:
      return [];
  }
}
