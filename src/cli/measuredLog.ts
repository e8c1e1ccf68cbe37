/** Logs of runs: CodeCarbon's `emissions.csv`, carbontracker's output, or JSON of one's own. */
import Papa from 'papaparse';
import * as v from 'valibot';
import { MEASURED_STAGES, type MeasuredStage } from '../config/measuredFile.ts';
import { joules, kilowattHours, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { UsageError } from './usage.ts';

/** What a log says of one run. Null: it does not say. */
export interface LoggedRun {
  /** IT energy: the log's own PUE is taken out. */
  readonly energy: Joules;
  readonly time: Seconds | null;
  readonly samples: number | null;
  readonly epochs: number | null;
  /** Names of the devices that may have done the work, the likeliest first. */
  readonly devices: readonly string[];
  /** Of the first of them. */
  readonly deviceCount: number | null;
  /** Name of the model. */
  readonly model: string | null;
  /** Name of the project, which may be that of the model. */
  readonly project: string | null;
  /** Processors, boards and memory by their sensors: what else the machine draws is not in the energy. */
  readonly isOfParts: boolean;
  readonly stage: MeasuredStage | null;
  /** One-based. */
  readonly line: number;
}

/**
 * Throws `UsageError` with file, line and remedy.
 * @param pue that the log's energies include; null: as the log says
 */
export function readLog(file: string, text: string, pue: number | null): readonly LoggedRun[] {
  const start = text.trimStart();
  if (start === '') throw wrong(file, 1, 'the log is empty', 'give the log of a finished run');
  if (start.startsWith('{') || start.startsWith('[')) return jsonRuns(file, text, pue);
  if (/Actual consumption for \d+ epoch/.test(text)) return carbontrackerRuns(file, text, pue);
  const [head = ''] = start.split('\n');
  if (head.includes('energy_consumed')) return codecarbonRuns(file, text, pue);
  throw wrong(
    file,
    1,
    'this is neither a log of CodeCarbon (a CSV with the column energy_consumed), nor of carbontracker, nor JSON',
    'write {"energy": joules, "samples": count}, or give the log that CodeCarbon calls emissions.csv',
  );
}

function wrong(file: string, line: number, what: string, remedy: string): UsageError {
  return new UsageError(`${file}:${line}: ${what}; ${remedy}`);
}

const REMEDY_CSV = 'delete the row, or run the measurement again';

/** One run a row; the energy includes the PUE of its own column, where there is one. */
function codecarbonRuns(file: string, text: string, pue: number | null): readonly LoggedRun[] {
  const { data, errors } = Papa.parse<Readonly<Record<string, string>>>(text.trim(), {
    header: true,
    skipEmptyLines: true,
  });
  const [error] = errors;
  if (error !== undefined) {
    throw wrong(file, (error.row ?? 0) + 2, error.message.toLowerCase(), REMEDY_CSV);
  }
  if (data.length === 0) {
    throw wrong(file, 2, 'there is no row below the header', 'give the log of a finished run');
  }
  return data.map((row, index): LoggedRun => {
    const line = index + 2;
    const number = (name: string, least: number): number | null => {
      const written = (row[name] ?? '').trim();
      if (written === '') return null;
      const value = Number(written);
      if (!Number.isFinite(value) || value < least) {
        throw wrong(file, line, `${name} is "${written}", not a number of at least ${least}`, REMEDY_CSV);
      }
      return value;
    };
    const consumed = number('energy_consumed', 0);
    if (consumed === null || consumed === 0) {
      throw wrong(file, line, 'energy_consumed is empty or 0', REMEDY_CSV);
    }
    const [gpu, cpu] = [deviceName(row['gpu_model']), deviceName(row['cpu_model'])];
    const usesGpu = gpu !== null && number('gpu_energy', 0) !== 0;
    const devices = (usesGpu ? [gpu] : [cpu]).filter((name) => name !== null);
    return {
      energy: joules(kilowattHours(consumed) / (pue ?? number('pue', 1) ?? 1)),
      time: secondsOf(number('duration', 0)),
      samples: null,
      epochs: null,
      devices,
      deviceCount: usesGpu ? number('gpu_count', 1) : null,
      model: null,
      project: given(row['project_name']),
      isOfParts: true,
      stage: null,
      line,
    };
  });
}

/** `1 x NVIDIA GeForce RTX 3090` without the count. */
function deviceName(written: string | undefined): string | null {
  return given(written?.replace(/^\s*\d+ x /, ''));
}

function given(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}

function secondsOf(value: number | null): Seconds | null {
  return value === null || value === 0 ? null : seconds(value);
}

/**
 * The consumption of the epochs that ran; what the tool predicts for the others is left alone. It multiplies by a mean
 * PUE, which its other log names.
 */
function carbontrackerRuns(file: string, text: string, pue: number | null): readonly LoggedRun[] {
  const named = /multiplied by a PUE coefficient of ([\d.]+\d)/.exec(text)?.[1];
  const device = /GPU with device\(s\) (.+?)\.?\s*(?:\n|CPU with)/.exec(text)?.[1] ?? null;
  const blocks = [
    ...text.matchAll(/Actual consumption for (\d+) epoch\(s\):([\s\S]*?)(?=consumption for|$)/g),
  ];
  return blocks.map(({ 1: epochs = '', 2: block = '', index }): LoggedRun => {
    const line = text.slice(0, index).split('\n').length;
    const energy = /Energy:\s*([\d.eE+-]+)\s*kWh/.exec(block)?.[1];
    const value = Number(energy ?? NaN);
    if (!Number.isFinite(value) || value <= 0) {
      throw wrong(
        file,
        line,
        'there is no "Energy: … kWh" below it',
        'give the whole output log of carbontracker',
      );
    }
    const factor = pue ?? (named === undefined ? null : Number(named));
    if (factor === null || !(factor >= 1)) {
      throw wrong(
        file,
        line,
        'carbontracker multiplies by a PUE, and this log does not say by which',
        'give --log-pue 1.58 (its value for 2023), or the log that names it',
      );
    }
    const [, days = '0', hours, minutes, rest] =
      /Time:\s*(?:(\d+) days?, )?(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(block) ?? [];
    const time =
      hours === undefined
        ? null
        : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
    return {
      energy: joules(kilowattHours(value) / factor),
      time: secondsOf(time),
      samples: null,
      epochs: Number(epochs),
      devices: device === null ? [] : device.split(', ').slice(0, 1),
      deviceCount: device === null ? null : device.split(', ').length,
      model: null,
      project: null,
      isOfParts: true,
      stage: null,
      line,
    };
  });
}

const positive = v.pipe(
  v.number('must be a number'),
  v.finite('must be a number'),
  v.gtValue(0, 'must be more than 0'),
);
const count = v.pipe(positive, v.integer('must be a whole number'));
const name = v.pipe(v.string('must be a text'), v.minLength(1, 'must not be empty'));
const JOULES_PER_UNIT = { J: 1, Wh: 3600, kWh: 3.6e6 };

const runSchema = v.looseObject({
  energy: positive,
  unit: v.optional(v.picklist(['J', 'Wh', 'kWh'], 'must be J, Wh or kWh'), 'J'),
  /** That `energy` includes. */
  pue: v.optional(v.pipe(positive, v.minValue(1, 'must be at least 1'))),
  seconds: v.optional(positive),
  samples: v.optional(count),
  epochs: v.optional(count),
  device: v.optional(name),
  devices: v.optional(count),
  model: v.optional(name),
  stage: v.optional(v.picklist(MEASURED_STAGES, `must be one of ${MEASURED_STAGES.join(', ')}`)),
});

/** One object, or a list of them. */
function jsonRuns(file: string, text: string, pue: number | null): readonly LoggedRun[] {
  const remedy =
    'write {"energy": joules, "samples": count, "seconds": …, "device": "RTX 3090", "model": "Net"}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    throw wrong(file, text.slice(0, position).split('\n').length, message, remedy);
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw wrong(file, 1, 'the list is empty', remedy);
  return list.map((item, index): LoggedRun => {
    const line = lineOfObject(text, index);
    const parsed = v.safeParse(runSchema, item);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      const at = v.getDotPath(issue);
      const message =
        item !== null && typeof item === 'object' && at !== null && !(at in item)
          ? 'is missing'
          : issue.message;
      throw wrong(file, line, `${at ?? 'the run'} ${message}`, remedy);
    }
    const run = parsed.output;
    return {
      energy: joules((run.energy * JOULES_PER_UNIT[run.unit]) / (pue ?? run.pue ?? 1)),
      time: secondsOf(run.seconds ?? null),
      samples: run.samples ?? null,
      epochs: run.epochs ?? null,
      devices: run.device === undefined ? [] : [run.device],
      deviceCount: run.devices ?? null,
      model: run.model ?? null,
      project: null,
      isOfParts: false,
      stage: run.stage ?? null,
      line,
    };
  });
}

/** The line on which the object of a flat list begins. */
function lineOfObject(text: string, index: number): number {
  const starts = [...text.matchAll(/\{/g)].map(({ index: at }) => at);
  return text.slice(0, starts[index] ?? 0).split('\n').length;
}
