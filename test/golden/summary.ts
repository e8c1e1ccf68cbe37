/** A footprint in short: what a change of the analyser would show in, without the digits that any change moves. */
import type { Assumption, Count, Factor, Figure, Footprint, Place } from '../../src/footprint/schema.ts';

/** Digits of energies and times: coefficients change less often than floating-point noise. */
const DIGITS = 4;

type Summary = Readonly<Record<string, unknown>>;

/** @param root URI of the folder that places are told relative to, with a slash at its end */
export function summaryOf(footprint: Footprint, root: string): Summary {
  const { completeness, inference, training, search, lifecycle } = footprint;
  return {
    id: footprint.id.replace(root, ''),
    framework: footprint.framework,
    line: footprint.range.start.line + 1,
    completeness: completeness.level,
    reasons: completeness.reasons.map(({ text, range }) => `${text}${at(range, root)}`),
    inputs: footprint.inputs.map(
      ({ shape, dtype, evidence }) => `${shape.join('x')} ${dtype}: ${evidence.replaceAll(root, '')}`,
    ),
    outputs: footprint.outputs.map(({ shape }) => shape?.join('x') ?? null),
    params: count(footprint.params),
    trainableParams: count(footprint.trainableParams),
    macs: count(footprint.macs),
    layers: footprint.layers.length,
    kinds: kinds(footprint),
    inference: {
      on: `${inference.device.id} in ${inference.region.code}, ${inference.precision.value}, ${inference.mode.value}`,
      batch: factor(inference.batch, root),
      itEnergy: figure(inference.itEnergy),
      energy: figure(inference.energy),
      time: figure(inference.time),
      carbon: figure(inference.carbon),
    },
    training:
      training === null
        ? null
        : {
            on: `${training.device.id} in ${training.region.code}, ${training.precision.value}, ${training.mode.value}`,
            samples: factor(training.factors.samples, root),
            epochs: factor(training.factors.epochs, root),
            batch: factor(training.factors.batch, root),
            steps: training.factors.steps === null ? null : factor(training.factors.steps, root),
            overhead: factor(training.factors.overhead, root),
            inferenceAtBatch: figure(training.factors.inferenceEnergyAtTrainingBatch),
            validationSamples: factor(training.factors.validation.samples, root),
            validation: figure(training.factors.validation.energy),
            energy: figure(training.energy),
          },
    search:
      search === null
        ? null
        : {
            trials: factor(search.trials, root),
            fits: factor(search.fits, root),
            includesFinalTraining: search.includesFinalTraining,
            energy: figure(search.energy),
          },
    lifecycle: `${figure(lifecycle.energy)} ${lifecycle.label}`,
    breakEven: figure(lifecycle.breakEven),
    carbon: figure(footprint.carbon),
    cloudCost: figure(footprint.cloudCost),
    assumptions: footprint.assumptions.map((assumption) => describe(assumption, root)),
  };
}

function count(value: Count): number | string {
  if (typeof value === 'number') return value;
  return 'low' in value ? `at least ${value.low}: ${value.reason}` : `unknown: ${value.reason}`;
}

function figure(value: Figure): string {
  if (value.value !== null) return `${short(value.value)} (${short(value.low)} to ${short(value.high)})`;
  return 'low' in value ? `at least ${short(value.low)}: ${value.reason}` : `unknown: ${value.reason}`;
}

function factor(value: Factor, root: string): string {
  const known = value.value === null ? `unknown: ${value.reason}` : short(value.value);
  return `${known}; ${value.source.replaceAll(root, '')}${at(value.range ?? null, root)}`;
}

function describe({ name, value, unit, range }: Assumption, root: string): string {
  const amount = typeof value === 'number' ? short(value) : (value ?? 'unknown');
  return `${name}: ${amount}${unit === null ? '' : ` ${unit}`}${at(range ?? null, root)}`;
}

function at(place: Place | null, root: string): string {
  return place === null ? '' : ` @${place.uri.replace(root, '')}:${place.start.line + 1}`;
}

function short(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}

/** How many layers there are of each kind, in the order of their first. */
function kinds({ layers }: Footprint): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of layers) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
