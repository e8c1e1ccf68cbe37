/** The names and values that pragmas, configuration files and flags have in common, checked one by one. */
import * as v from 'valibot';
import { PRECISIONS, type Precision } from '../catalog/device.ts';
import { given, type Given, type Origin } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';
import type { ExecutionMode, NamedInput, OverheadModel, Overrides } from './configuration.ts';
import { ConfigurationError, inputsFromJson, parseNamedInput } from './inputSpec.ts';

/** Where a value was written. */
export interface Place {
  readonly origin: Origin;
  readonly detail: string;
  readonly span: SourceSpan | null;
}

const numeric = v.pipe(
  v.union([v.number(), v.string()], 'must be a number'),
  v.transform((value) =>
    typeof value === 'number' ? value : Number(value.trim().replaceAll('_', '') || NaN),
  ),
  v.number('must be a number'),
  v.finite('must be a number'),
);
const count = v.pipe(numeric, v.safeInteger('must be a whole number'), v.minValue(1, 'must be at least 1'));
const pue = v.pipe(numeric, v.minValue(1, 'must be at least 1'), v.maxValue(10, 'must be at most 10'));
const notNegative = v.pipe(numeric, v.minValue(0, 'must not be negative'));
const name = v.pipe(v.string('must be a text'), v.trim(), v.minLength(1, 'must not be empty'));
const precision: v.GenericSchema<unknown, Precision> = v.picklist(
  PRECISIONS,
  `must be one of ${PRECISIONS.join(', ')}`,
);
const MODES: readonly ExecutionMode[] = ['eager', 'compiled'];
const mode: v.GenericSchema<unknown, ExecutionMode> = v.picklist(MODES, `must be one of ${MODES.join(', ')}`);

const OVERHEADS: readonly OverheadModel[] = ['computed', 'gitzel', 'strubell'];
const overhead: v.GenericSchema<unknown, OverheadModel> = v.picklist(
  OVERHEADS,
  `must be one of ${OVERHEADS.join(', ')}`,
);
const share = v.pipe(
  numeric,
  v.gtValue(0, 'must be more than 0'),
  v.maxValue(1, 'must be at most 1: a share, not per cent'),
);
const positive = v.pipe(numeric, v.gtValue(0, 'must be more than 0'));
const SWITCH = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['on', true],
  [false, false],
  ['false', false],
  ['off', false],
]);
const onOff = v.pipe(
  v.unknown(),
  v.transform((value) => SWITCH.get(value)),
  v.boolean('must be on or off'),
);

export type MutableOverrides = { -readonly [Key in keyof Overrides]: Overrides[Key] };

type Setter = (overrides: MutableOverrides, value: unknown, place: Place) => void;

function set<T>(
  schema: v.GenericSchema<unknown, T>,
  put: (overrides: MutableOverrides, value: Given<T>) => void,
): Setter {
  return (overrides, value, { origin, detail, span }) => {
    const parsed = v.safeParse(schema, value);
    if (!parsed.success) throw new ConfigurationError(parsed.issues[0].message);
    put(overrides, given(parsed.output, origin, detail, span));
  };
}

const SETTERS: Readonly<Record<string, Setter>> = {
  device: set(name, (overrides, value) => (overrides.device = value)),
  region: set(name, (overrides, value) => (overrides.region = value)),
  'inference-device': set(name, (overrides, value) => (overrides.inferenceDevice = value)),
  'inference-region': set(name, (overrides, value) => (overrides.inferenceRegion = value)),
  'search-device': set(name, (overrides, value) => (overrides.searchDevice = value)),
  'search-region': set(name, (overrides, value) => (overrides.searchRegion = value)),
  batch: set(count, (overrides, value) => (overrides.batch = value)),
  precision: set(precision, (overrides, value) => (overrides.precision = value)),
  mode: set(mode, (overrides, value) => (overrides.mode = value)),
  pue: set(pue, (overrides, value) => (overrides.pue = value)),
  'inference-pue': set(pue, (overrides, value) => (overrides.inferencePue = value)),
  'search-pue': set(pue, (overrides, value) => (overrides.searchPue = value)),
  samples: set(count, (overrides, value) => (overrides.samples = value)),
  epochs: set(count, (overrides, value) => (overrides.epochs = value)),
  'training-batch': set(count, (overrides, value) => (overrides.trainingBatch = value)),
  trials: set(count, (overrides, value) => (overrides.trials = value)),
  devices: set(count, (overrides, value) => (overrides.devices = value)),
  'scaling-efficiency': set(share, (overrides, value) => (overrides.scalingEfficiency = value)),
  overhead: set(overhead, (overrides, value) => (overrides.overhead = value)),
  'training-hours': set(positive, (overrides, value) => (overrides.trainingHours = value)),
  'gpu-watts': set(notNegative, (overrides, value) => (overrides.gpuWatts = value)),
  'cpu-watts': set(notNegative, (overrides, value) => (overrides.cpuWatts = value)),
  'dram-watts': set(notNegative, (overrides, value) => (overrides.dramWatts = value)),
  embodied: set(onOff, (overrides, value) => (overrides.embodied = value)),
  'show-parts': set(onOff, (overrides, value) => (overrides.showParts = value)),
  inferences: set(notNegative, (overrides, value) => (overrides.inferences = value)),
  input: (overrides, value, { origin, detail, span }) => {
    const added: readonly NamedInput[] =
      typeof value === 'string' ? [parseNamedInput(value)] : inputsFromJson(value);
    overrides.inputs = given([...(overrides.inputs?.value ?? []), ...added], origin, detail, span);
  },
};

/** Every name, for messages. */
export const ENTRY_NAMES: readonly string[] = Object.keys(SETTERS);

/** `trainingBatch`, `training_batch` and `training-batch` are one name; `inputs` is several `input`. */
export function entryName(written: string): string {
  const name = written
    .replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
    .replaceAll('_', '-')
    .replace(/^-/, '');
  return name === 'inputs' ? 'input' : name;
}

/** Puts one named value into the overrides. Throws `ConfigurationError` for a wrong name or value. */
export function applyEntry(overrides: MutableOverrides, written: string, value: unknown, place: Place): void {
  const setter = SETTERS[entryName(written)];
  if (setter === undefined) {
    throw new ConfigurationError(`"${written}" is no setting; there are: ${ENTRY_NAMES.join(', ')}`);
  }
  try {
    setter(overrides, value, place);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(`${written}: ${error.message}`);
  }
}
