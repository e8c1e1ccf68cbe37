/** Entries of the configuration about what making the devices emitted; see `entryTable.ts`. */
import { entry, number, type Entry } from './entry.ts';
import type { Units } from './quantityText.ts';
import { switchSchema } from './valueKind.ts';

const KILOGRAMS: Units = { words: { kg: 1, t: 1000 }, magnitudes: false, example: '150 or 150 kg' };
const YEARS: Units = {
  words: { y: 1, year: 1, years: 1, months: 1 / 12, month: 1 / 12 },
  magnitudes: false,
  example: '6 or 6 years',
};
const SHARE: Units = { words: { '%': 0.01, percent: 0.01 }, magnitudes: false, example: '0.85 or 85 %' };

export const EMBODIED_ENTRIES: readonly Entry[] = [
  entry(
    {
      name: 'embodied',
      label: 'Embodied carbon',
      help: 'whether carbon includes the making of the device; off unless told',
      argument: 'on|off',
      inUserSettings: true,
      setting: [
        'embodied',
        'Whether carbon includes a share of the making of the device (the M of the Software Carbon Intensity). Empty: no.',
      ],
    },
    { kind: 'switch' },
    switchSchema,
    (overrides, value) => (overrides.embodied = value),
  ),
  number(
    {
      name: 'embodied-kilograms',
      label: 'Emissions of making one device',
      help: 'kg CO2eq that making one device emitted, for embodied; else that of the catalogue, unknown where it has none',
      argument: 'KG',
      setting: [
        'embodiedKilograms',
        'What making one device emitted, kg CO2eq, for `#wattlens.embodied#`. Empty: that of the catalogue, unknown where no publication tells.',
      ],
    },
    KILOGRAMS,
    { isOpen: true },
    (overrides, value) => (overrides.embodiedKilograms = value),
  ),
  number(
    {
      name: 'embodied-years',
      label: 'Life of a device',
      help: 'years over which the making of a device is written off, for embodied',
      argument: 'YEARS',
      inUserSettings: true,
      setting: [
        'embodiedYears',
        'Years over which the making of a device is written off, for `#wattlens.embodied#`. Empty: as the default in the report says.',
      ],
    },
    YEARS,
    { isOpen: true },
    (overrides, value) => (overrides.embodiedYears = value),
  ),
  number(
    {
      name: 'embodied-utilisation',
      label: 'Share of its life that a device is in use',
      help: 'share of its life in which a device is in use, above 0 and at most 1, for embodied',
      argument: 'SHARE',
      inUserSettings: true,
      setting: [
        'embodiedUtilisation',
        'Share of its life in which a device is in use, above 0 and at most 1, for `#wattlens.embodied#`. Empty: as the default in the report says.',
      ],
    },
    SHARE,
    { isOpen: true, most: 1 },
    (overrides, value) => (overrides.embodiedUtilisation = value),
  ),
];
