/** What making the devices emitted, as far as the stages used their lives up. */
import type { Device } from '../catalog/device.ts';
import { EMBODIED_LIFETIME, embodiedCarbonOf } from '../catalog/embodied.ts';
import type { Overrides } from '../config/configuration.ts';
import { sum, unknown, type Amount } from '../cost/amount.ts';
import type { RangedFactor } from '../cost/band.ts';
import { embodiedShare, type Making } from '../cost/embodied.ts';
import type { Grams, Seconds } from '../units/quantity.ts';
import { sourceOf } from './figures.ts';
import type { Assumption } from './schema.ts';

/** How long how many of a device are kept. */
export interface DeviceUse {
  readonly device: Device;
  readonly time: Amount<Seconds>;
  readonly devices: number;
}

export interface EmbodiedPart {
  readonly amount: Amount<Grams>;
  readonly source: string;
}

const CATALOGUE = 'embodied carbon of the catalogue';
export const NOTHING_USED =
  'nothing is trained or searched for in the code, and the number of inferences is not known';

export function embodiedCarbon(uses: readonly DeviceUse[], overrides: Overrides): EmbodiedPart {
  const parts = uses.map(({ device, time, devices }): EmbodiedPart => {
    const making = makingOf(device, overrides);
    return making === null
      ? { amount: unknown(`what making a ${device.name} emitted is not in the catalogue`), source: CATALOGUE }
      : { amount: embodiedShare(time, devices, making), source: making.source };
  });
  if (parts.length === 0) return { amount: unknown(NOTHING_USED), source: CATALOGUE };
  return {
    amount: sum(parts.map(({ amount }) => amount)),
    source: [...new Set(parts.map(({ source }) => source))].join('; '),
  };
}

/** What is taken for granted about the making of devices, where it is asked for and nobody says it. */
export function embodiedAssumptions(devices: readonly Device[], overrides: Overrides): Assumption[] {
  const { embodied, embodiedKilograms, embodiedYears, embodiedUtilisation } = overrides;
  if (embodied?.value !== true) return [];
  const { years, utilisation, source } = EMBODIED_LIFETIME;
  return [
    ...(embodiedKilograms === undefined ? devices.flatMap(ofCatalogue) : []),
    ...(embodiedYears === undefined ? [{ name: 'embodiedYears', value: years, unit: 'years', source }] : []),
    ...(embodiedUtilisation === undefined
      ? [{ name: 'embodiedUtilisation', value: utilisation, unit: null, source }]
      : []),
  ];
}

function ofCatalogue({ id, name }: Device): Assumption[] {
  const made = embodiedCarbonOf(id);
  return made === undefined
    ? []
    : [
        {
          name: 'embodiedKilograms',
          value: made.kilograms,
          unit: 'kg CO2eq',
          source: `${name}: ${made.source}`,
        },
      ];
}

/** Null: nobody says what making the device emitted. */
function makingOf(
  { id }: Device,
  { embodiedKilograms, embodiedYears, embodiedUtilisation }: Overrides,
): (Making & { readonly source: string }) | null {
  const made = embodiedCarbonOf(id);
  const { years, low, high, utilisation, source } = EMBODIED_LIFETIME;
  const written: RangedFactor =
    embodiedYears === undefined ? { value: years, low, high } : sharp(embodiedYears.value);
  const share = embodiedUtilisation?.value ?? utilisation;
  const over = `written off over ${written.value} years, ${share * 100} % in use: ${embodiedYears === undefined ? source : sourceOf(embodiedYears)}`;
  if (embodiedKilograms !== undefined) {
    return {
      kilograms: sharp(embodiedKilograms.value),
      years: written,
      utilisation: share,
      source: `${sourceOf(embodiedKilograms)}; ${over}`,
    };
  }
  if (made === undefined) return null;
  return {
    kilograms: { value: made.kilograms, low: made.low, high: made.high },
    years: written,
    utilisation: share,
    source: `${made.source}; ${over}`,
  };
}

function sharp(value: number): RangedFactor {
  return { value, low: value, high: value };
}
