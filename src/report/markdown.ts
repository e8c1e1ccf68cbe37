import type { Assumption, Count, Figure, Footprint, Place } from '../footprint/schema.ts';
import {
  asCarbon,
  asEnergy,
  asFlops,
  asGrams,
  asInferences,
  asMacs,
  asMoney,
  asTime,
  assumedName,
  assumedValue,
  coverage,
  explainFigure,
  formatFactor,
  formatFigure,
  formatFullCount,
  formatPlace,
  formatShape,
  formatValue,
  isUnknown,
} from './figures.ts';
import { factorRows, type FactorLinks } from './factors.ts';
import { layerCells, rowsByEnergy } from './layers.ts';
import { searchCandidates, searchFactors, trainingFactors } from './lens.ts';
import type { LayerRow } from './layers.ts';
import { regionRows } from './regions.ts';

const TOP_LAYERS = 8;
const TOP_REASONS = 5;
const TOP_ASSUMPTIONS = 10;

/** Text from the user's code inside Markdown: nothing in it is markup, nothing ends a table cell. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
}

/** The hover over a model: totals with ranges, the costliest layers, completeness, assumptions. */
export function hoverMarkdown(footprint: Footprint, links: FactorLinks | null = null): string {
  const rows = rowsByEnergy(footprint);
  return [
    heading(footprint),
    totals(footprint, 'brief'),
    layerTable(rows.slice(0, TOP_LAYERS)),
    rows.length > TOP_LAYERS ? `…and ${rows.length - TOP_LAYERS} more layers in the report.` : '',
    factorTable(footprint, links),
    completeness(footprint, TOP_REASONS),
    assumptions(footprint.assumptions),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The hover over a line inside a model: the layers made there. */
export function layerHoverMarkdown(footprint: Footprint, rows: readonly LayerRow[]): string {
  const shown = rows.slice(0, TOP_LAYERS);
  const more = rows.length - shown.length;
  return [
    `**${escapeMarkdown(footprint.name)}**: ${rows.length === 1 ? 'layer' : `${rows.length} layers`} made here`,
    layerTable(shown),
    more > 0 ? `…and ${more} more.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The whole footprint as a Markdown document: every layer, every reason, every assumption. */
export function footprintMarkdown(footprint: Footprint): string {
  return [
    `## ${escapeMarkdown(footprint.name)}`,
    totals(footprint, 'full'),
    completeness(footprint, Number.POSITIVE_INFINITY),
    '### Layers',
    layerTable(rowsByEnergy(footprint)),
    '### Regions',
    regionTable(footprint),
    '### Factors',
    factorTable(footprint, null),
    '### Assumptions',
    assumptionTable(footprint.assumptions),
  ].join('\n\n');
}

function heading({ name, framework, inputs, inference, params, flops }: Footprint): string {
  const fed = inputs.map(({ shape, dtype }) => `${formatShape(shape)} ${dtype}`).join(', ');
  return [
    `**${escapeMarkdown(name)}** · ${framework}`,
    fed === '' ? 'input unknown' : `input ${escapeMarkdown(fed)}`,
    counts(params, flops),
    `${escapeMarkdown(inference.device.name)} in ${escapeMarkdown(inference.region.name)}`,
  ].join(' · ');
}

/** `857,738 parameters, 22.9 MFLOPs`; what is unknown is named. */
function counts(params: Count, flops: Count): string {
  if (isUnknown(params) && isUnknown(flops)) return 'parameters and FLOPs unknown';
  return [
    isUnknown(params) ? 'parameters unknown' : `${formatFullCount(params)} parameters`,
    isUnknown(flops) ? 'FLOPs unknown' : formatValue(flops, asFlops, 3),
  ].join(', ');
}

/** Brief: for a small window. What is unknown because something else is unknown needs no reason there. */
function totals(footprint: Footprint, extent: 'brief' | 'full'): string {
  const { training, search, lifecycle } = footprint;
  const derived = extent === 'brief' ? formatFigure : explainFigure;
  const rows = [
    ['Inference, per sample', explainFigure(footprint.inference.energy, asEnergy), inferenceNote(footprint)],
    ...decodingRows(footprint),
    ...samplingRows(footprint),
    training === null
      ? ['Training', 'none found', '']
      : ['Training', explainFigure(training.energy, asEnergy), trainingFactors(training)],
    search === null
      ? ['Search', 'none in the code', '']
      : ['Search', explainFigure(search.energy, asEnergy), searchNote(search)],
    [
      `Life cycle, ${lifecycle.label}`,
      derived(lifecycle.energy, asEnergy),
      lifecycle.inferences.value === null
        ? 'number of inferences unknown'
        : `${formatFactor(lifecycle.inferences)} inferences`,
    ],
    [
      'Carbon',
      derived(footprint.carbon, asCarbon),
      [
        coverage(footprint),
        footprint.embodied === null ? '' : `${formatValue(footprint.embodied, asCarbon)} embodied in it`,
      ]
        .filter(Boolean)
        .join('; '),
    ],
  ];
  if (extent === 'full') {
    const { params, trainableParams, flops, macs } = footprint;
    rows.push(
      ['Electricity', explainFigure(footprint.cost, asMoney), coverage(footprint)],
      ['Cloud rent', explainFigure(footprint.cloudCost, asMoney), footprint.cloudCost.source],
      ['Break-even', explainFigure(lifecycle.breakEven, asInferences), '(CT + T) / I'],
      ['Parameters', formatFullCount(params), `${formatFullCount(trainableParams)} trainable`],
      ['FLOPs', formatValue(flops, asFlops, 3), `${formatValue(macs, asMacs, 3)}, 1 MAC = 2 FLOPs`],
    );
  }
  return markdownTable(['', 'value (90 % range)', ''], rows, ['-', '-', '-']);
}

/** @param links null: the client runs no commands */
function factorTable(footprint: Footprint, links: FactorLinks | null): string {
  const rows = factorRows(footprint, escapeMarkdown, links);
  if (rows.length === 0) return '';
  return [['factor', 'value', 'from'], [':---', ':---', ':---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Names of parameters are the code's. */
function searchNote(search: NonNullable<Footprint['search']>): string {
  const candidates = searchCandidates(search);
  return [searchFactors(search), ...(candidates === '' ? [] : [escapeMarkdown(candidates)])].join('; ');
}

function inferenceNote({ inference }: Footprint): string {
  const { energy, time } = inference;
  // what keeps the energy from being known is said beside it
  const isSaid = energy.value === null && time.value === null && energy.reason === time.reason;
  return [
    ...(isSaid && isUnknown(time) ? [] : [explainFigure(time, asTime)]),
    `batch ${formatFactor(inference.batch)}`,
    inference.precision.value,
    inference.mode.value,
    `PUE ${formatFactor(inference.pue)}`,
  ].join(', ');
}

/** Of a language model: what one token more costs, and one call with its prompt. */
function decodingRows({ inference: { decoding } }: Footprint): string[][] {
  if (decoding === undefined) return [];
  const { promptTokens, newTokens, macsPerToken, energyPerToken, timePerToken, energy, time } = decoding;
  const tokens = `prompt ${formatFactor(promptTokens)}, new ${formatFactor(newTokens)}`;
  return [
    [
      'Per generated token',
      explainFigure(energyPerToken, asEnergy),
      `${explainFigure(timePerToken, asTime)}, ${formatValue(macsPerToken, asMacs, 3)}, keys and values cached`,
    ],
    ['One call', explainFigure(energy, asEnergy), `${explainFigure(time, asTime)}, ${tokens} tokens`],
  ];
}

/** Loops in the code that run the model again and again. */
function samplingRows({ inference: { sampling = [] } }: Footprint): string[][] {
  return sampling.map(({ passes, samples, energy, time, range }) => [
    `One sampling loop${at(range)}`,
    explainFigure(energy, asEnergy),
    `${explainFigure(time, asTime)}, ${formatFactor(passes)} passes over ${formatFactor(samples)} samples`,
  ]);
}

function completeness({ completeness: { level, reasons } }: Footprint, most: number): string {
  const lines = reasons.slice(0, most).map(({ text, range, remedy }) => {
    const helps = remedy === undefined ? '' : `: *${escapeMarkdown(remedy)}*`;
    return `- ${escapeMarkdown(text)}${at(range)}${helps}`;
  });
  if (reasons.length > most) lines.push(`- …and ${reasons.length - most} more`);
  return [`Counts are **${level}**; energies are always estimates.`, ...lines].join('\n');
}

function at(place: Place | null | undefined): string {
  return place ? ` (${escapeMarkdown(formatPlace(place))})` : '';
}

function layerTable(rows: readonly LayerRow[]): string {
  if (rows.length === 0) return 'No layer could be determined.';
  const head = ['layer', 'kind', 'FLOPs', 'bytes', 'energy', 'efficiency', 'bound by', 'vs dense', 'share'];
  const cells = rows.map((row) => {
    const { kind, flops, bytes, energy, efficiency, boundBy, penalty, share } = layerCells(row);
    return [row.name, kind, flops, bytes, energy, efficiency, boundBy, penalty, share];
  });
  return markdownTable(head, cells, ['-', '-', '-:', '-:', '-:', '-:', '-', '-:', '-:']);
}

function regionTable(footprint: Footprint): string {
  const cell = (figure: Figure | null): string => (figure === null ? '–' : formatValue(figure, asGrams));
  return markdownTable(
    ['region', 'gCO2eq/kWh', 'inference, CO2eq', 'training, CO2eq', 'search, CO2eq', ''],
    regionRows(footprint).map(({ name, intensity, inference, training, search, note }) => [
      ...[name, Math.round(intensity).toString()],
      ...[cell(inference), cell(training), cell(search), note],
    ]),
    ['-', '-:', '-:', '-:', '-:', '-'],
  );
}

function assumptions(all: readonly Assumption[]): string {
  if (all.length === 0) return '';
  const items = all.slice(0, TOP_ASSUMPTIONS).map((item) => `${assumedName(item)} ${assumedValue(item)}`);
  if (all.length > TOP_ASSUMPTIONS) items.push(`and ${all.length - TOP_ASSUMPTIONS} more in the report`);
  return `Assumed: ${escapeMarkdown(items.join(', '))}`;
}

function assumptionTable(all: readonly Assumption[]): string {
  if (all.length === 0) return 'None.';
  return markdownTable(
    ['assumption', 'value', 'source'],
    all.map((item) => [
      assumedName(item),
      assumedValue(item),
      `${item.source}${item.range ? `, ${formatPlace(item.range)}` : ''}`,
    ]),
    ['-', '-', '-'],
  );
}

/** Cells are escaped; `rule` tells how each column is aligned. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule: readonly string[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(rule.map((cell) => (cell === '-' ? ':---' : cell.replace('-', '---')))),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ].join('\n');
}
