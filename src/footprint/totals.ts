/** The whole life of a model: energy, carbon, money, and when its use outweighs its making. */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { Device } from '../catalog/device.ts';
import { embodiedCarbonOf } from '../catalog/embodied.ts';
import { deviceHourPrice } from '../catalog/prices.ts';
import type { Overrides } from '../config/configuration.ts';
import { scale, sum, unknown, type Amount } from '../cost/amount.ts';
import { breakEven } from '../cost/breakEven.ts';
import { embodiedShare } from '../cost/embodied.ts';
import { carbon, development, electricityPrice, lifeCycleEnergy } from '../cost/lifeCycle.ts';
import { rentOf } from '../cost/rent.ts';
import type { Grams, Joules, Seconds, UsDollars } from '../units/quantity.ts';
import type { InferencePart } from './buildInference.ts';
import type { SearchPart, TrainingPart } from './buildTraining.ts';
import { COST_MODEL, factorOf, figureOf } from './figures.ts';
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

type Totals = Pick<Footprint, 'lifecycle' | 'carbon' | 'cost' | 'cloudCost' | 'embodied'>;

const NOTHING = 'nothing is trained or searched for in the code, and the number of inferences is not known';

/** EC = CT + T (unless CT has it) + e · I, and the carbon and price of that, or of what is known before use. */
export function totals(parts: Parts, onInference: Stage, onTraining: Stage, overrides: Overrides): Totals {
  const { inferencePart, trainingPart, searchPart, devices } = parts;
  const { inferences } = overrides;
  const count = inferences?.value ?? null;
  const included = searchPart?.search.includesFinalTraining === 'yes';
  const ofBoth = <Q extends Joules | Grams>(of: (energy: Amount<Joules>) => Amount<Q>): Amount<Q> | null =>
    development(
      searchPart === null ? null : of(searchPart.energy),
      trainingPart === null ? null : of(trainingPart.energy),
      included,
    );
  const spent = ofBoth((energy) => energy);
  const spentCarbon = ofBoth((energy) => carbon(energy, onTraining.site));
  const energy = lifeCycleEnergy(spent, inferencePart.energy, count);
  const price = electricityPrice(
    count === null ? (spent ?? unknown(NOTHING)) : energy,
    DEFAULTS.electricityPrice.value,
  );
  const operational =
    count === null
      ? (spentCarbon ?? unknown<Grams>(NOTHING))
      : lifeCycleEnergy(spentCarbon, carbon(inferencePart.energy, onInference.site), count);
  const time = developmentTime(parts, included);
  const wantsEmbodied = overrides.embodied?.value === true;
  const embodied = wantsEmbodied ? embodiedOf(parts, time, onInference, onTraining, count) : null;
  const emitted = embodied === null ? operational : sum([operational, embodied.amount]);
  return {
    lifecycle: {
      energy: figureOf(energy, `${COST_MODEL}; CT + T + inferences · I, T only if it is no part of CT`),
      inferences:
        inferences === undefined
          ? { value: null, reason: DEFAULTS.inferences.reason, source: provenance(DEFAULTS.inferences) }
          : factorOf(inferences),
      label: searchPart === null ? 'without search' : 'with search',
      breakEven: figureOf(breakEven(spent, inferencePart.energy), `${COST_MODEL}; (CT + T) / I`),
    },
    carbon: figureOf(
      emitted,
      `${COST_MODEL}; each stage with its region’s carbon intensity${embodied === null ? '; without the making of the devices' : '; the making of the devices included'}`,
    ),
    embodied: embodied === null ? null : figureOf(embodied.amount, embodied.source),
    cost: figureOf(price, `${COST_MODEL}; electricity at ${DEFAULTS.electricityPrice.source}`),
    cloudCost: rentFigure(time, devices, onTraining.settings.device.value),
  };
}

/** Time of search and training, T only if the search has it not. */
function developmentTime({ trainingPart, searchPart }: Parts, included: boolean): Amount<Seconds> | null {
  const counted = searchPart !== null && included ? null : (trainingPart?.time ?? null);
  const parts = [searchPart?.time ?? null, counted].filter((part) => part !== null);
  return parts.length === 0 ? null : sum(parts);
}

function rentFigure(time: Amount<Seconds> | null, devices: number, device: Device): Figure {
  const price = deviceHourPrice(device.id);
  if (price === undefined) {
    const reason = `no published price of an hour of ${device.name} is in the catalogue`;
    return figureOf(unknown<UsDollars>(reason), 'prices of the catalogue');
  }
  if (time === null) return figureOf(unknown<UsDollars>('nothing is trained or searched for in the code'));
  const each = devices === 1 ? '' : `; ${devices} devices`;
  const note = price.note === undefined ? '' : `; ${price.note}`;
  return figureOf(
    rentOf(time, devices, price),
    `$${price.low}–${price.high} an hour, preemptible to on demand: ${price.source}${each}${note}`,
  );
}

interface Sourced {
  readonly amount: Amount<Grams>;
  readonly source: string;
}

/** M of search and training, and of the inferences where their number is known. */
function embodiedOf(
  { inferencePart, devices }: Parts,
  time: Amount<Seconds> | null,
  onInference: Stage,
  onTraining: Stage,
  inferences: number | null,
): Sourced {
  const parts: Sourced[] = [];
  const add = (stage: Stage, of: Amount<Seconds>, many: number): void => {
    const device = stage.settings.device.value;
    const made = embodiedCarbonOf(device.id);
    parts.push(
      made === undefined
        ? {
            amount: unknown(`what making a ${device.name} emitted is not in the catalogue`),
            source: 'embodied carbon of the catalogue',
          }
        : { amount: embodiedShare(of, many, made), source: made.source },
    );
  };
  if (time !== null) add(onTraining, time, devices);
  if (inferences !== null) add(onInference, scale(inferencePart.time, inferences), 1);
  if (parts.length === 0) return { amount: unknown(NOTHING), source: 'embodied carbon of the catalogue' };
  return {
    amount: sum(parts.map(({ amount }) => amount)),
    source: [...new Set(parts.map(({ source }) => source))].join('; '),
  };
}
