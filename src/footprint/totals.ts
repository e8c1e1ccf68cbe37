/** The whole life of a model: energy, carbon, money, and when its use outweighs its making. */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { Device } from '../catalog/device.ts';
import { deviceHourPrice } from '../catalog/prices.ts';
import type { Overrides } from '../config/configuration.ts';
import { scale, sum, unknown, type Amount } from '../cost/amount.ts';
import { breakEven } from '../cost/breakEven.ts';
import { carbon, development, electricityPrice, lifeCycleEnergy } from '../cost/lifeCycle.ts';
import { rentOf } from '../cost/rent.ts';
import type { Grams, Joules, Seconds, UsDollars } from '../units/quantity.ts';
import type { InferencePart } from './buildInference.ts';
import type { SearchPart, TrainingPart } from './buildTraining.ts';
import { embodiedCarbon, NOTHING_USED, type DeviceUse } from './embodiedCarbon.ts';
import { COST_MODEL, factorOf, figureOf } from './figures.ts';
import type { StageCorrection } from './measured.ts';
import type { Figure, Footprint } from './schema.ts';
import { provenance } from './settings.ts';
import type { Stage } from './stage.ts';

export interface Parts {
  readonly inferencePart: InferencePart;
  readonly trainingPart: TrainingPart | null;
  readonly searchPart: SearchPart | null;
  /** Of the training. */
  readonly devices: number;
}

/** On what each stage runs, and where. */
export interface Stages {
  readonly inference: Stage;
  readonly training: Stage;
  readonly search: Stage;
}

type Totals = Pick<Footprint, 'lifecycle' | 'carbon' | 'cost' | 'cloudCost' | 'embodied'>;

/** EC = CT + T (unless CT has it) + e · I, and the carbon and price of that, or of what is known before use. */
export function totals(parts: Parts, stages: Stages, overrides: Overrides): Totals {
  const { inferencePart, trainingPart, searchPart, devices } = parts;
  const { inferences } = overrides;
  const count = inferences?.value ?? null;
  const included = searchPart?.search.includesFinalTraining === 'yes';
  const ofBoth = <Q extends Joules | Grams>(
    of: (energy: Amount<Joules>, stage: Stage) => Amount<Q>,
  ): Amount<Q> | null =>
    development(
      searchPart === null ? null : of(searchPart.energy, stages.search),
      trainingPart === null ? null : of(trainingPart.energy, stages.training),
      included,
    );
  const spent = ofBoth((energy) => energy);
  const spentCarbon = ofBoth((energy, { site }) => carbon(energy, site));
  const ofDevelopment = [
    searchPart === null ? null : stages.search.correction,
    trainingPart === null ? null : stages.training.correction,
  ];
  const ofLife = count === null ? ofDevelopment : [...ofDevelopment, stages.inference.correction];
  const energy = lifeCycleEnergy(spent, inferencePart.energy, count);
  const price = electricityPrice(
    count === null ? (spent ?? unknown(NOTHING_USED)) : energy,
    DEFAULTS.electricityPrice.value,
  );
  const operational =
    count === null
      ? (spentCarbon ?? unknown<Grams>(NOTHING_USED))
      : lifeCycleEnergy(spentCarbon, carbon(inferencePart.energy, stages.inference.site), count);
  const embodied =
    overrides.embodied?.value === true
      ? embodiedCarbon(usesOf(parts, stages, included, count), overrides)
      : null;
  const emitted = embodied === null ? operational : sum([operational, embodied.amount]);
  return {
    lifecycle: {
      energy: figureOf(
        energy,
        `${COST_MODEL}; CT + T + inferences · I, T only if it is no part of CT`,
        labelOf(ofLife),
      ),
      inferences:
        inferences === undefined
          ? { value: null, reason: DEFAULTS.inferences.reason, source: provenance(DEFAULTS.inferences) }
          : factorOf(inferences),
      label: searchPart === null ? 'without search' : 'with search',
      breakEven: figureOf(
        breakEven(spent, inferencePart.energy),
        `${COST_MODEL}; (CT + T) / I`,
        labelOf([...ofDevelopment, stages.inference.correction]),
      ),
    },
    carbon: figureOf(
      emitted,
      `${COST_MODEL}; each stage with its region’s carbon intensity${embodied === null ? '; without the making of the devices' : '; the making of the devices included'}`,
      labelOf(ofLife),
    ),
    embodied: embodied === null ? null : figureOf(embodied.amount, embodied.source),
    cost: figureOf(
      price,
      `${COST_MODEL}; electricity at ${DEFAULTS.electricityPrice.source}`,
      labelOf(ofLife),
    ),
    cloudCost: rentFigure(machineTimes(parts, stages, included), devices),
  };
}

/** The runs behind any part of a total. */
function labelOf(corrections: readonly (StageCorrection | null)[]): string | null {
  const labels = corrections.flatMap((correction) => (correction === null ? [] : [correction.label]));
  return labels.length === 0 ? null : [...new Set(labels)].join('; ');
}

/** How long search and training keep which device; T only if the search has it not. */
function machineTimes(
  { trainingPart, searchPart }: Parts,
  stages: Stages,
  included: boolean,
): readonly { readonly device: Device; readonly time: Amount<Seconds> }[] {
  const counted = searchPart !== null && included ? null : trainingPart;
  return [
    ...(searchPart === null ? [] : [{ device: stages.search.settings.device.value, time: searchPart.time }]),
    ...(counted === null ? [] : [{ device: stages.training.settings.device.value, time: counted.time }]),
  ];
}

/** What search and training, and the inferences where their number is known, keep which devices for. */
function usesOf(all: Parts, stages: Stages, included: boolean, inferences: number | null): DeviceUse[] {
  const times = machineTimes(all, stages, included);
  return [
    ...times.map(({ device, time }): DeviceUse => ({ device, time, devices: all.devices })),
    ...(inferences === null
      ? []
      : [
          {
            device: stages.inference.settings.device.value,
            time: scale(all.inferencePart.time, inferences),
            devices: 1,
          },
        ]),
  ];
}

function rentFigure(times: ReturnType<typeof machineTimes>, devices: number): Figure {
  if (times.length === 0) {
    return figureOf(
      unknown<UsDollars>('nothing is trained or searched for in the code'),
      'prices of the catalogue',
    );
  }
  const each = devices === 1 ? '' : `; ${devices} devices`;
  const rents = times.map(({ device, time }) => {
    const price = deviceHourPrice(device.id);
    return price === undefined
      ? {
          amount: unknown<UsDollars>(`no published price of an hour of ${device.name} is in the catalogue`),
          source: 'prices of the catalogue',
        }
      : {
          amount: rentOf(time, devices, price),
          source: `$${price.low}–${price.high} an hour, preemptible to on demand: ${price.source}${each}${price.note === undefined ? '' : `; ${price.note}`}`,
        };
  });
  const sources = [...new Set(rents.map(({ source }) => source))];
  return figureOf(sum(rents.map(({ amount }) => amount)), sources.join('; '));
}
