/** `wattlens calibrate`: what runs of one's own say of the figures on a machine. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findDevice } from '../catalog/devices.ts';
import { catalogVersion } from '../catalog/version.ts';
import { mergeOverrides } from '../config/precedence.ts';
import type { Overrides } from '../config/configuration.ts';
import type { MeasuredRun, MeasuredStage } from '../config/measuredFile.ts';
import { correctionOf } from '../cost/correction.ts';
import type { Analyser } from '../footprint/analyser.ts';
import type { Footprint } from '../footprint/schema.ts';
import { given } from '../units/found.ts';
import { formatEnergy, significant } from '../units/format.ts';
import { joules } from '../units/quantity.ts';
import { analyseTarget } from './estimate.ts';
import { unmeasuredFiles, type Environment } from './files.ts';
import { readLog, type LoggedRun } from './measuredLog.ts';
import { measuredPlace, readStored, writeStored } from './measuredStore.ts';
import { targetsOf } from './targets.ts';
import { UsageError, type ExitCode, type Terminal } from './usage.ts';

export interface CalibrateOptions {
  readonly log: string;
  /** Files or folders with the model; none: the current folder. */
  readonly paths: readonly string[];
  readonly model: string | null;
  readonly stage: MeasuredStage | null;
  /** Inferences of the run, or samples that its training drew. */
  readonly samples: number | null;
  /** That the log's energies include; null: as the log says. */
  readonly logPue: number | null;
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  readonly overrides: Overrides;
}

/** Throws `UsageError`; then nothing was changed. */
export async function calibrate(
  options: CalibrateOptions,
  analyser: Analyser,
  terminal: Terminal,
): Promise<ExitCode> {
  const full = path.resolve(terminal.cwd, options.log);
  if (!existsSync(full)) throw new UsageError(`${options.log}: there is no such file (looked for ${full})`);
  const logged = readLog(options.log, readFileSync(full, 'utf8'), options.logPue);
  const found: Matched[] = [];
  for (const run of logged) found.push(await matched(run, options, analyser, terminal.cwd));
  const place = measuredPlace(path.resolve(terminal.cwd, options.paths[0] ?? '.'));
  const before = readStored(place);
  const runs = found.map(({ run }) => run);
  // The same line of a log, given again, takes the place of what it said before.
  const kept = before.filter(
    ({ log, device }) => !runs.some((run) => run.log === log && run.device === device),
  );
  writeStored(place, [...kept, ...runs]);
  for (const one of found) terminal.out(`${describe(one)}\n`);
  for (const device of new Set(runs.map((run) => run.device))) {
    terminal.out(`${summary([...kept, ...runs], device)}\n`);
  }
  if (logged.some(({ isOfParts }) => isOfParts)) {
    terminal.out(
      'the log has processors, boards and memory, without the rest of the machine and its power supply: so have the figures that it corrects\n',
    );
  }
  terminal.out(
    `kept in ${path.relative(terminal.cwd, place) || place}; \`wattlens calibrate --remove\` takes it back\n`,
  );
  return 0;
}

/** Forgets all runs, or those on one device. Throws `UsageError` where there are none. */
export function removeCalibration(where: string, device: string | null, terminal: Terminal): ExitCode {
  const place = measuredPlace(path.resolve(terminal.cwd, where));
  const before = readStored(place);
  const lookup = device === null ? null : findDevice(device);
  if (lookup !== null && !lookup.found) {
    throw new UsageError(`--device: there is no device "${device ?? ''}"`);
  }
  const kept = lookup === null ? [] : before.filter((run) => run.device !== lookup.value.id);
  if (before.length === kept.length) {
    throw new UsageError(`nothing to remove: ${place} holds no run${device === null ? '' : ` on ${device}`}`);
  }
  writeStored(place, kept);
  const count = before.length - kept.length;
  terminal.out(
    `removed ${count === 1 ? '1 run' : `${count} runs`} from ${path.relative(terminal.cwd, place) || place}\n`,
  );
  return 0;
}

interface Matched {
  readonly run: MeasuredRun;
  readonly footprint: Footprint;
}

async function matched(
  run: LoggedRun,
  options: CalibrateOptions,
  analyser: Analyser,
  cwd: string,
): Promise<Matched> {
  const where = `${options.log}:${run.line}`;
  const overrides = withLogged(run, options.overrides, where);
  const paths = options.paths.length === 0 ? ['.'] : options.paths;
  const footprints: Footprint[] = [];
  for (const target of targetsOf(paths, options.searchPath, cwd, options.environment)) {
    const result = await analyseTarget(
      target,
      { expr: null, module: null, overrides },
      analyser,
      unmeasuredFiles,
    );
    footprints.push(...result.footprints);
  }
  const samples = options.samples ?? run.samples;
  const isTrained = footprints.some(({ training }) => training !== null);
  const stage = options.stage ?? run.stage ?? (isTrained || samples === null ? 'training' : 'inference');
  const name = options.model ?? run.model ?? run.project;
  const isAsked = (options.model ?? run.model) !== null;
  const footprint = modelOf(footprints, name, isAsked, stage, where);
  const part = stage === 'inference' ? footprint.inference : footprint.training;
  if (part === null) {
    throw new UsageError(`${where}: ${footprint.name} is not trained in the code; give --stage inference`);
  }
  const share = shareOf(run, footprint, stage, samples, where);
  const { itEnergy, time } = part;
  if (itEnergy.value === null) {
    throw new UsageError(
      `${where}: the ${stage} of ${footprint.name} is not known (${itEnergy.reason}), so there is nothing to compare with; give the missing factor, such as --samples, --epochs or --training-batch`,
    );
  }
  const assumed = stage === 'inference' ? 'inferenceDevice' : 'device';
  if (footprint.assumptions.some(({ name }) => name === assumed)) {
    throw new UsageError(`${where}: the log does not name the device; give --device NAME`);
  }
  return {
    footprint,
    run: {
      device: part.device.id,
      model: footprint.name,
      stage,
      catalogVersion,
      measuredJoules: run.energy,
      estimatedJoules: itEnergy.value * share,
      measuredSeconds: time.value === null ? null : run.time,
      estimatedSeconds: time.value === null || run.time === null ? null : time.value * share,
      log: `${path.basename(options.log)}:${run.line}`,
    },
  };
}

/** The device of the log, unless one was said; both must be the same. */
function withLogged(run: LoggedRun, said: Overrides, where: string): Overrides {
  const fromLog: { -readonly [Key in keyof Overrides]: Overrides[Key] } = {};
  const lookups = run.devices.map((name) => ({ name, lookup: findDevice(name) }));
  const known = lookups.find(({ lookup }) => lookup.found);
  const [first] = lookups;
  if (known !== undefined) fromLog.device = given(known.name, 'flag', `${where} (device of the run)`);
  else if (first !== undefined && said.device === undefined) {
    const { lookup } = first;
    const hint =
      lookup.found || lookup.suggestions.length === 0 ? '' : ` (near: ${lookup.suggestions.join(', ')})`;
    throw new UsageError(`${where}: the catalogue has no device "${first.name}"${hint}; give --device NAME`);
  }
  if (run.deviceCount !== null && run.deviceCount > 1) {
    fromLog.devices = given(run.deviceCount, 'flag', `${where} (devices of the run)`);
  }
  const wanted = said.device === undefined ? null : findDevice(said.device.value);
  if (wanted?.found === true && known?.lookup.found === true && wanted.value.id !== known.lookup.value.id) {
    throw new UsageError(
      `${where}: the run was on ${known.lookup.value.name}, not on ${wanted.value.name}; leave --device out`,
    );
  }
  return mergeOverrides([said, fromLog]);
}

/** The model by its name, else the only one that has such a stage. */
function modelOf(
  footprints: readonly Footprint[],
  name: string | null,
  isAsked: boolean,
  stage: MeasuredStage,
  where: string,
): Footprint {
  const all = footprints.filter(({ training }) => stage === 'inference' || training !== null);
  const named = name === null ? [] : all.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const candidates = named.length > 0 || isAsked ? named : all;
  const [only, ...others] = candidates;
  if (only === undefined) {
    const what = isAsked ? `called "${name ?? ''}"` : stage === 'training' ? 'that is trained' : 'at all';
    throw new UsageError(`${where}: there is no model ${what}; ${listOf(footprints)}`);
  }
  if (others.length > 0) {
    throw new UsageError(
      `${where}: it may be any of several models; give --model NAME: ${listOf(candidates)}`,
    );
  }
  return only;
}

function listOf(footprints: readonly Footprint[]): string {
  const names = [...new Set(footprints.map(({ name }) => name))];
  return names.length === 0 ? 'no model was found: name its file' : `there are ${names.join(', ')}`;
}

/** How much of the estimated training, or how many inferences, the run was. */
function shareOf(
  run: LoggedRun,
  { training, name }: Footprint,
  stage: MeasuredStage,
  samples: number | null,
  where: string,
): number {
  if (stage === 'inference') {
    if (samples !== null) return samples;
    throw new UsageError(
      `${where}: how many inferences of ${name} the run made is not said; give --run-samples N`,
    );
  }
  if (training === null) return 1;
  const { factors } = training;
  if (run.epochs !== null && factors.epochs.value !== null) return run.epochs / factors.epochs.value;
  if (samples === null) return 1;
  const drawn =
    factors.samples.value !== null && factors.epochs.value !== null
      ? factors.samples.value * factors.epochs.value
      : (factors.steps?.value ?? NaN) * (factors.batch.value ?? NaN);
  if (!(drawn > 0)) throw new UsageError(`${where}: the samples of the training of ${name} are not known`);
  return samples / drawn;
}

function describe({ run, footprint: { inference, training } }: Matched): string {
  const { model, stage, measuredJoules, estimatedJoules, log } = run;
  const isInference = stage === 'inference' || training === null;
  const { name } = isInference ? inference.device : training.device;
  const count = isInference ? 1 : (training.factors.devices.value ?? 1);
  const batch = isInference ? `, batch ${inference.batch.value ?? '?'}` : '';
  const machine = `${count > 1 ? `${count} × ` : ''}${name}${batch}`;
  return `${log}: ${stage} of ${model} on ${machine}: measured ${formatEnergy(joules(measuredJoules))}, estimated ${formatEnergy(joules(estimatedJoules))} of IT energy`;
}

/** Wider intervals than this factor say nothing of the next model. */
const TELLING_SPREAD = 10;

function summary(runs: readonly MeasuredRun[], device: string): string {
  const own = runs.filter((run) => run.device === device && run.catalogVersion === catalogVersion);
  const correction = correctionOf(
    own.map((run) => ({ key: `${run.model} ${run.stage}`, ratio: run.measuredJoules / run.estimatedJoules })),
  );
  if (correction === null) return '';
  const { factor, spread } = correction;
  const interval =
    spread === null
      ? 'runs of one model: the band reaches back to what it is without them'
      : spread > TELLING_SPREAD
        ? 'too few, and too far apart, to tell how the next model falls: the band stays as it was'
        : `90 % of models between ${significant(factor / spread)} and ${significant(factor * spread)}`;
  return `${device}: figures are multiplied by ${significant(factor)} (${own.length === 1 ? '1 run' : `${own.length} runs`}; ${interval})`;
}
