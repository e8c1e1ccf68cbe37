import { createColors } from 'picocolors';
import type { Figure, Footprint, FootprintReport, Place, SearchFootprint } from '../footprint/schema.ts';
import { classTitle } from './classRange.ts';
import {
  asCarbon,
  asEnergy,
  asFlops,
  formatFactor,
  formatFigure,
  formatFullCount,
  formatPlace,
  formatValue,
} from './figures.ts';
import { rowsByEnergy, layerCells } from './layers.ts';
import { searchCandidates, searchFactors, trainingFactors } from './lens.ts';

export interface TableOptions {
  /** Terminal colours; off where the output is piped. */
  readonly colours: boolean;
  /** How places are called; by the name of their file where it is left out. */
  readonly place?: (place: Place) => string;
}

type Colours = ReturnType<typeof createColors>;
type Describe = (place: Place) => string;
type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/** One line per model, then what is unknown and why, then the files that gave nothing. */
export function estimateTable(
  report: FootprintReport,
  { colours, place = formatPlace }: TableOptions,
): string {
  const paint = createColors(colours);
  const blocks = [
    report.models.length === 0 ? 'No model found.' : align(modelLines(report.models, paint, place)),
    ...calls(report.models),
    ...samplingLoops(report.models, place),
    ...candidates(report.models),
    ...settings(report.models),
    ...report.classes.map((cls) => {
      const at = place({ uri: cls.uri, ...cls.range });
      return `${paint.bold(cls.name)}  ${at}  ${classTitle(cls, report.models)}`;
    }),
    ...gaps(report.models, paint, place),
    ...report.problems.map(({ uri, message, range }) => {
      const at = place({ uri, ...(range ?? FILE_START) });
      return `${paint.red(SETTINGS_FILE.test(uri) ? 'problem' : 'no figure')}  ${at}  ${message}`;
    }),
  ];
  return `${blocks.join('\n')}\n`;
}

/** One line per layer, the costliest first. */
export function layerTable(footprint: Footprint): string {
  const head = [
    'LAYER',
    'KIND',
    'OUTPUT',
    'PARAMS',
    'FLOPS',
    'BYTES',
    'ENERGY',
    'EFFICIENCY',
    'BOUND BY',
    'VS DENSE',
    'SHARE',
  ];
  const rows = rowsByEnergy(footprint).map((row) => {
    const { kind, output, params, flops, bytes, energy, efficiency, boundBy, penalty, share } =
      layerCells(row);
    return [row.name, kind, output, params, flops, bytes, energy, efficiency, boundBy, penalty, share];
  });
  return `${align([head, ...rows])}\n`;
}

/** What is wrong in one leaves the models their figures. */
const SETTINGS_FILE = /\.(?:toml|json)$/;

const FILE_START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function modelLines(models: readonly Footprint[], paint: Colours, place: Describe): Cell[][] {
  const head = [
    'MODEL',
    'FILE',
    'PARAMS',
    'FLOPS',
    'I, ONE INFERENCE',
    'T, TRAINING',
    'CT, SEARCH',
    'CO2EQ',
    'COUNTS',
  ];
  return [
    head.map((text) => ({ text, paint: paint.dim })),
    ...models.map((model) => [
      { text: model.name, paint: paint.bold },
      place({ uri: model.uri, ...model.range }),
      formatFullCount(model.params),
      formatValue(model.flops, asFlops, 3),
      figure(model.inference.energy, paint),
      model.training === null
        ? { text: 'none found', paint: paint.dim }
        : figure(model.training.energy, paint),
      model.search === null ? { text: 'none found', paint: paint.dim } : figure(model.search.energy, paint),
      {
        text: formatFigure(model.carbon, asCarbon),
        paint: model.carbon.value === null ? paint.yellow : plain,
      },
      {
        text: model.completeness.level,
        paint: model.completeness.level === 'exact' ? paint.green : paint.yellow,
      },
    ]),
  ];
}

const plain = (text: string) => text;

function figure(energy: Figure, paint: Colours): Cell {
  return { text: formatFigure(energy, asEnergy), paint: energy.value === null ? paint.yellow : plain };
}

/** What every figure rests on, each distinct set once. */
function settings(models: readonly Footprint[]): string[] {
  const lines = models.flatMap(({ inference, training, search }) => [
    `inference on ${inference.device.name} in ${inference.region.name}, PUE ${inference.pue.value ?? 'unknown'}, ${inference.precision.value}`,
    ...(training === null
      ? []
      : [
          `training on ${training.device.name} in ${training.region.name}, PUE ${training.pue.value ?? 'unknown'}, ${training.precision.value}`,
        ]),
    ...(search === null || onSameMachine(search, training)
      ? []
      : [`search on ${search.device.name} in ${search.region.name}, PUE ${search.pue.value ?? 'unknown'}`]),
  ]);
  return [...new Set(lines)];
}

/** What a call of a language model costs: no column of the table, since few models are one. */
function calls(models: readonly Footprint[]): string[] {
  return models.flatMap(({ name, inference: { decoding } }) => {
    if (decoding === undefined) return [];
    const { promptTokens, newTokens, energyPerToken, energy } = decoding;
    return [
      `${name}: ${formatFigure(energyPerToken, asEnergy)} per generated token, ${formatFigure(energy, asEnergy)} per call ` +
        `(prompt ${formatFactor(promptTokens)}, new ${formatFactor(newTokens)} tokens)`,
    ];
  });
}

function samplingLoops(models: readonly Footprint[], place: Describe): string[] {
  return models.flatMap(({ name, inference: { sampling = [] } }) =>
    sampling.map(
      ({ passes, samples, energy, range }) =>
        `${name}: ${formatFigure(energy, asEnergy)} per sampling loop${range === null ? '' : ` ${place(range)}`} ` +
        `(${formatFactor(passes)} passes over ${formatFactor(samples)} samples)`,
    ),
  );
}

/** How far the candidates of a search are apart. */
function candidates(models: readonly Footprint[]): string[] {
  return models.flatMap(({ name, search }) => {
    const across = search === null ? '' : searchCandidates(search);
    return across === '' ? [] : [`${name}: search ${across}`];
  });
}

function onSameMachine(search: SearchFootprint, training: Footprint['training']): boolean {
  return (
    training !== null &&
    search.device.id === training.device.id &&
    search.region.code === training.region.code &&
    search.pue.value === training.pue.value
  );
}

function gaps(models: readonly Footprint[], paint: Colours, place: Describe): string[] {
  return models.flatMap((model) => {
    const lines: string[] = [];
    const told = model.completeness.reasons.map(({ text }) => text).join('; ');
    const say = (what: string, energy: Figure) => {
      // what the reasons below say with their lines is not said twice
      if (energy.value !== null || energy.reason === told) return;
      lines.push(`${model.name}: ${what}: ${energy.reason}`);
    };
    say('inference', model.inference.energy);
    if (model.training) say(`training ${trainingFactors(model.training)}`, model.training.energy);
    if (model.search) say(`search ${searchFactors(model.search)}`, model.search.energy);
    for (const { text, range, remedy } of model.completeness.reasons) {
      const at = range ? ` (${place(range)})` : '';
      lines.push(`${model.name}: ${text}${at}${remedy === undefined ? '' : `; remedy: ${remedy}`}`);
    }
    return lines.map((line) => `${paint.yellow(model.completeness.level)}  ${line}`);
  });
}

/** Columns two spaces apart; colours do not count. */
function align(rows: readonly (readonly Cell[])[]): string {
  const text = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text);
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, text(cell).length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = ' '.repeat(
            column === row.length - 1 ? 0 : (widths[column] ?? 0) - text(cell).length,
          );
          return (typeof cell === 'string' ? cell : cell.paint(cell.text)) + padding;
        })
        .join('  '),
    )
    .join('\n');
}
