/** Table 2 of Strubell et al. 2020: once from its own watts and hours, once ex ante from code. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { findDevice } from '../../src/catalog/devices.ts';
import { deviceHourPrice } from '../../src/catalog/prices.ts';
import { diskFiles } from '../../src/cli/files.ts';
import { known, type Amount } from '../../src/cost/amount.ts';
import { SHARP, withBand } from '../../src/cost/band.ts';
import { carbon, facilityEnergy, type Site } from '../../src/cost/lifeCycle.ts';
import { timeBasedEnergy } from '../../src/cost/timeBased.ts';
import { createAnalyser } from '../../src/footprint/create.ts';
import { given } from '../../src/units/found.ts';
import { JOULES_PER_KILOWATT_HOUR, seconds, watts, type Quantity } from '../../src/units/quantity.ts';
import { ROOT } from '../setup/paths.mjs';
import { textTable } from './table.ts';

const GRAMS_PER_POUND = 453.59237;
const FOLDER = path.join(ROOT, 'test/corpus/strubell');

const cell = v.nullable(v.number());
const cells = v.strictObject({ kilowattHours: cell, pounds: cell, usdLow: cell, usdHigh: cell });
const rowSchema = v.strictObject({
  model: v.string(),
  hardware: v.string(),
  device: v.string(),
  devices: v.number(),
  /** Of the whole machine, processors and memory included; null: not published. */
  watts: v.nullable(v.number()),
  hours: v.number(),
  note: v.optional(v.string()),
  printed: cells,
  code: v.optional(v.array(v.string())),
});
const fileSchema = v.strictObject({
  source: v.string(),
  pue: v.number(),
  poundsPerKilowattHour: v.number(),
  rows: v.array(rowSchema),
});

/** The cells of a row of Table 2: kWh · PUE, lb of CO2e, USD preemptible and on demand. */
export type Cells = v.InferOutput<typeof cells>;
export type Listed = v.InferOutput<typeof rowSchema>;
export const CELLS = ['kilowattHours', 'pounds', 'usdLow', 'usdHigh'] as const;

const { rows, pue, poundsPerKilowattHour } = v.parse(
  fileSchema,
  JSON.parse(readFileSync(path.join(ROOT, 'scripts/literature/strubell.json'), 'utf8')),
);

export interface Recomputed {
  readonly listed: Listed;
  readonly cells: Cells;
}

/** Every row from the listed watts and hours. */
export function tableTwo(): readonly Recomputed[] {
  const sharp = (value: number): Site['pue'] => ({ value, low: value, high: value });
  const site: Site = { pue: sharp(pue), intensity: sharp(poundsPerKilowattHour * GRAMS_PER_POUND) };
  return rows.map((listed): Recomputed => {
    const { usdLow, usdHigh } = rent(listed);
    if (listed.watts === null) {
      return { listed, cells: { kilowattHours: null, pounds: null, usdLow, usdHigh } };
    }
    // The listed watts are of processors, memory and all accelerators together.
    const power = { cpu: watts(listed.watts), dram: watts(0), gpu: watts(0), gpus: listed.devices };
    const itEnergy = timeBasedEnergy(seconds(listed.hours * 3600), power);
    const energy = facilityEnergy(known(withBand(itEnergy, SHARP)), site);
    return {
      listed,
      cells: {
        kilowattHours: valueOf(energy) / JOULES_PER_KILOWATT_HOUR,
        pounds: valueOf(carbon(energy, site)) / GRAMS_PER_POUND,
        usdLow,
        usdHigh,
      },
    };
  });
}

function rent({ device, devices, hours }: Listed): { readonly usdLow: number; readonly usdHigh: number } {
  const lookup = findDevice(device);
  const price = lookup.found ? deviceHourPrice(lookup.value.id) : undefined;
  if (price === undefined) throw new Error(`the catalogue has no price for ${device}`);
  return { usdLow: price.low * devices * hours, usdHigh: price.high * devices * hours };
}

function valueOf(amount: Amount<Quantity<string>>): number {
  if (amount.state !== 'known') throw new Error('a listed energy is known');
  return amount.estimate.value;
}

/** Cells are printed as whole numbers: within half of one, or within 0.5 %. */
export function agrees(ours: number | null, printed: number | null): boolean {
  if (ours === null || printed === null) return ours === printed;
  return Math.abs(ours - printed) <= Math.max(0.5, 0.005 * printed);
}

export interface ExAnte {
  readonly listed: Listed;
  readonly file: string;
  /** kWh, PUE included: value and ends of the 90 % band. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Ours over the listed energy. */
  readonly ratio: number;
  readonly holds: boolean;
}

/** The training energy that the analyser and the cost model say for our code of the listed models. */
export async function exAnte(): Promise<readonly ExAnte[]> {
  const wasm = (name: string): Uint8Array => readFileSync(path.join(ROOT, 'grammars', name));
  const analyser = await createAnalyser({
    parserRuntime: wasm('web-tree-sitter.wasm'),
    pythonGrammar: wasm('tree-sitter-python.wasm'),
  });
  const results: ExAnte[] = [];
  for (const { listed, cells: recomputed } of tableTwo()) {
    for (const file of listed.code ?? []) {
      const { footprints } = await analyser.analyse(
        {
          uri: pathToFileURL(path.join(FOLDER, file)).href,
          searchPath: [],
          overrides: { pue: given(pue, 'flag', 'as listed') },
        },
        diskFiles,
      );
      const energy = footprints[0]?.training?.energy;
      const { kilowattHours } = recomputed;
      if (kilowattHours === null || energy === undefined || energy.value === null) {
        throw new Error(`${file}: no training energy`);
      }
      const [value, low, high] = [energy.value, energy.low, energy.high].map(
        (end) => end / JOULES_PER_KILOWATT_HOUR,
      );
      if (value === undefined || low === undefined || high === undefined) continue;
      const holds = low <= kilowattHours && kilowattHours <= high;
      results.push({ listed, file, value, low, high, ratio: value / kilowattHours, holds });
    }
  }
  return results;
}

/** Both tables as text. */
export async function strubellReport(): Promise<string> {
  const whole = (value: number | null): string =>
    value === null ? '–' : Math.round(value).toLocaleString('en-US');
  const recomputed = textTable(
    ['model', 'hardware', 'W', 'hours', 'kWh·PUE', 'printed', 'lb CO2e', 'printed', 'USD', 'printed', ''],
    tableTwo().map(({ listed, cells: ours }) => {
      const { printed } = listed;
      return [
        ...[listed.model, listed.hardware, listed.watts?.toString() ?? '–', listed.hours.toString()],
        ...[whole(ours.kilowattHours), whole(printed.kilowattHours)],
        ...[whole(ours.pounds), whole(printed.pounds)],
        ...[`${whole(ours.usdLow)}–${whole(ours.usdHigh)}`],
        ...[`${whole(printed.usdLow)}–${whole(printed.usdHigh)}`],
        CELLS.every((name) => agrees(ours[name], printed[name])) ? 'agrees' : 'DIFFERS',
      ];
    }),
  );
  const notes = rows.flatMap(({ model, hardware, note }) =>
    note === undefined ? [] : [`${model} on ${hardware}: ${note}.`],
  );
  const ahead = textTable(
    ['code', 'hardware', 'listed kWh·PUE', 'ours', '90 % band', 'ours / listed', 'band holds it'],
    (await exAnte()).map(({ listed, file, value, low, high, ratio, holds }) => [
      ...[file, listed.hardware, whole(listed.printed.kilowattHours), value.toPrecision(3)],
      ...[`${low.toPrecision(3)}–${high.toPrecision(3)}`, ratio.toFixed(2), holds ? 'yes' : 'NO'],
    ]),
  );
  return [
    'Strubell et al. 2020, Table 2, from its own watts and hours',
    recomputed,
    ...notes,
    '',
    'The same, ex ante: energy of one training from code, with PUE 1.58',
    ahead,
  ].join('\n');
}
