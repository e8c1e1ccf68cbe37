import type { Assumption, Factor, Figure, Footprint } from '../footprint/schema.ts';
import { layerChart, lifecycleChart } from './chart.ts';
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
} from './figures.ts';
import type { Format } from './figures.ts';
import { layerCells, layerRows } from './layers.ts';
import { searchCandidates } from './lens.ts';
import { statedTable } from './factorTable.ts';
import { html } from './markup.ts';
import { link, number, table } from './tables.ts';
import { regionRows } from './regions.ts';
import type { Markup } from './markup.ts';

/** Inputs that a person can set from the report, by the name under which they are assumed or missing. */
export const SETTABLE = [
  'device',
  'region',
  'pue',
  'inferenceDevice',
  'inferenceRegion',
  'inferencePue',
  'searchDevice',
  'searchRegion',
  'searchPue',
  'precision',
  'mode',
  'memoryFormat',
  'inferencePrecision',
  'inferenceMode',
  'batch',
  'inferences',
  'samples',
  'epochs',
  'trainingBatch',
  'trials',
] as const;
export type Settable = (typeof SETTABLE)[number];

/** What the page shows: a table of all models, and the selected one in full. */
export function reportHtml(
  footprints: readonly Footprint[],
  selected: string | null,
  notice: string | null,
): string {
  const shown = footprints.find(({ id }) => id === selected) ?? footprints[0];
  return html`${notice === null ? null : html`<p class="notice" role="status">${notice}</p>`}
  ${footprints.length > 1 ? modelTable(footprints, shown) : null}
  ${shown === undefined ? html`<p>No model was found in this file.</p>` : model(shown)}`.text;
}

function modelTable(footprints: readonly Footprint[], shown: Footprint | undefined): Markup {
  return table(
    'Models in this file',
    ['Model', 'Parameters', 'FLOPs', 'Inference', 'Training', 'Search', 'Counts'],
    footprints.map((footprint) => [
      html`<button
        class="link"
        data-select="${footprint.id}"
        aria-pressed="${footprint === shown ? 'true' : 'false'}"
      >
        ${footprint.name}
      </button>`,
      number(formatFullCount(footprint.params)),
      number(formatValue(footprint.flops, asFlops, 3)),
      number(formatFigure(footprint.inference.energy, asEnergy)),
      number(footprint.training === null ? 'none found' : formatFigure(footprint.training.energy, asEnergy)),
      number(footprint.search === null ? 'none found' : formatFigure(footprint.search.energy, asEnergy)),
      html`${footprint.completeness.level}`,
    ]),
  );
}

function model(footprint: Footprint): Markup {
  const { name, framework, inputs, uri, range } = footprint;
  const fed = inputs
    .map(({ shape, dtype, evidence }) => `${formatShape(shape)} ${dtype} (${evidence})`)
    .join(', ');
  return html`<article aria-label="${name}" data-model="${footprint.id}">
    <header>
      <h1>${name}</h1>
      <p>${framework} · ${link({ uri, ...range })} · input ${fed === '' ? 'unknown' : fed}</p>
      <p><button data-copy="${footprint.id}">Copy as JSON</button></p>
    </header>
    <section>
      <h2>Totals</h2>
      ${totals(footprint)}
    </section>
    <section>
      <h2>Life cycle, ${footprint.lifecycle.label}</h2>
      ${lifecycleChart(footprint)}
    </section>
    <section>
      <h2>Completeness</h2>
      ${completeness(footprint)}
    </section>
    <section>
      <h2>Layers</h2>
      ${layerChart(footprint)}${layers(footprint)}
    </section>
    <section>
      <h2>Regions</h2>
      ${regions(footprint)}
    </section>
    <section>
      <h2>Training and search</h2>
      ${factors(footprint)}
    </section>
    <section>
      <h2>Factors</h2>
      ${statedTable(footprint)}
    </section>
    <section>
      <h2>Assumptions</h2>
      ${assumptions(footprint.assumptions)}
    </section>
  </article>`;
}

type Row = (label: string, figure: Figure, format: Format, note: string) => Markup[];

/** Of a language model that generates token by token. */
function decodingRows({ inference: { decoding } }: Footprint, row: Row): Markup[][] {
  if (decoding === undefined) return [];
  const { promptTokens, newTokens, macsPerToken, prefillEnergy, energyPerToken, timePerToken } = decoding;
  const { energy, time } = decoding;
  const prompt = `a prompt of ${formatFactor(promptTokens)} tokens: ${from(promptTokens)}`;
  return [
    row('Pass over the prompt, energy', prefillEnergy, asEnergy, prompt),
    row(
      'Generated token, energy',
      energyPerToken,
      asEnergy,
      `keys and values cached, ${formatValue(macsPerToken, asMacs, 3)}`,
    ),
    row('Generated token, time', timePerToken, asTime, ''),
    row('One call, energy', energy, asEnergy, `${formatFactor(newTokens)} new tokens: ${from(newTokens)}`),
    row('One call, time', time, asTime, ''),
  ];
}

/** Loops in the code that run the model again and again. */
function samplingRows({ inference: { sampling = [] } }: Footprint, row: Row): Markup[][] {
  return sampling.flatMap(({ passes, samples, energy, time, range }) => {
    const where = range === null ? '' : ` at ${formatPlace(range)}`;
    const count = `${formatFactor(passes)} passes over ${formatFactor(samples)} samples: ${from(passes)}`;
    return [
      row(`One sampling loop${where}, energy`, energy, asEnergy, count),
      row('One sampling loop, time', time, asTime, ''),
    ];
  });
}

function searchNote(search: NonNullable<Footprint['search']>, where: string): string {
  return [where, searchCandidates(search)].filter(Boolean).join('; ');
}

function totals(footprint: Footprint): Markup {
  const { inference, training, search, lifecycle } = footprint;
  const row = (label: string, figure: Figure | null, format: Format, note: string) => [
    html`${label}`,
    number(figure === null ? 'none found' : explainFigure(figure, format)),
    html`${note}`,
  ];
  const where = ({ device, region, pue }: Pick<Footprint['inference'], 'device' | 'region' | 'pue'>) =>
    `${device.name} in ${region.name} (${Math.round(region.carbonIntensity)} gCO2eq/kWh), PUE ${formatFactor(pue)}`;
  return table(
    'Totals with their 90 % ranges',
    ['', 'Value (90 % range)', 'Details'],
    [
      row('Inference, energy per sample', inference.energy, asEnergy, where(inference)),
      row(
        'Inference, time per sample',
        inference.time,
        asTime,
        `${inference.precision.value}, ${inference.mode.value}, batch ${formatFactor(inference.batch)}`,
      ),
      ...decodingRows(footprint, row),
      ...samplingRows(footprint, row),
      row('Training', training?.energy ?? null, asEnergy, training === null ? '' : where(training)),
      row(
        'Search',
        search?.energy ?? null,
        asEnergy,
        search === null ? '' : searchNote(search, where(search)),
      ),
      row(
        `Life cycle, ${lifecycle.label}`,
        lifecycle.energy,
        asEnergy,
        lifecycle.inferences.value === null ? '' : `${formatFactor(lifecycle.inferences)} inferences`,
      ),
      row('Carbon', footprint.carbon, asCarbon, coverage(footprint)),
      ...(footprint.embodied === null
        ? []
        : [row('of it embodied in the devices', footprint.embodied, asCarbon, footprint.embodied.source)]),
      row('Electricity', footprint.cost, asMoney, coverage(footprint)),
      row('Cloud rent of search and training', footprint.cloudCost, asMoney, footprint.cloudCost.source),
      row(
        'Break-even: use outweighs search and training from',
        lifecycle.breakEven,
        asInferences,
        '(CT + T) / I',
      ),
      [
        html`Parameters`,
        number(formatFullCount(footprint.params)),
        html`${formatFullCount(footprint.trainableParams)} trainable`,
      ],
      [
        html`FLOPs`,
        number(formatValue(footprint.flops, asFlops, 3)),
        html`${formatValue(footprint.macs, asMacs, 3)}; 1 MAC = 2 FLOPs`,
      ],
    ],
  );
}

function completeness({ completeness: { level, reasons } }: Footprint): Markup {
  return html`<p>Counts are <strong>${level}</strong>; energies are always estimates.</p>
    ${
      reasons.length === 0
        ? null
        : html`<ul>
            ${reasons.map(
              ({ text, range, remedy }) =>
                html`<li>
                  ${text} ${range && link(range)}
                  ${remedy === undefined ? null : html`<br /><span class="remedy">Remedy: ${remedy}</span>`}
                </li>`,
            )}
          </ul>`
    }`;
}

function layers(footprint: Footprint): Markup {
  const head = [
    'Layer',
    'Type',
    'Kind',
    'Output',
    'Parameters',
    'FLOPs',
    'Bytes',
    'IT energy',
    'Efficiency',
    'Bound by',
    'Penalty vs dense',
    'Share',
    'Line',
  ];
  return table(
    'Layers in the order of the model',
    head,
    layerRows(footprint).map((row) => {
      const cells = layerCells(row);
      return [
        html`${row.name}`,
        html`${row.layer.type}`,
        html`${cells.kind}`,
        html`${cells.output}`,
        ...[cells.params, cells.flops, cells.bytes, cells.energy, cells.efficiency].map(number),
        html`${cells.boundBy}`,
        ...[cells.penalty, cells.share].map(number),
        row.layer.range === null ? html`` : link(row.layer.range),
      ];
    }),
    'layers',
  );
}

function regions(footprint: Footprint): Markup {
  const cell = (figure: Figure | null): Markup =>
    number(figure === null ? '–' : formatFigure(figure, asGrams));
  return table(
    'Carbon of the same energy on other grids, cleanest first',
    ['Region', 'gCO2eq/kWh', 'Inference, CO2eq', 'Training, CO2eq', 'Search, CO2eq', ''],
    regionRows(footprint).map(({ name, intensity, inference, training, search, note }) => [
      html`${name}`,
      number(Math.round(intensity).toString()),
      ...[inference, training, search].map(cell),
      html`${note}`,
    ]),
  );
}

function factors({ training, search, lifecycle }: Footprint): Markup {
  const row = (symbol: string, name: Settable | null, factor: Factor) => [
    html`${symbol}`,
    number(formatFactor(factor)),
    html`${from(factor)} ${factor.range ? link(factor.range) : null}`,
    name === null ? html`` : setButton(name),
  ];
  const rows: Markup[][] = [];
  if (training === null) {
    const absent = { value: null, reason: 'no training found in the code', source: '' };
    rows.push(
      row('D, samples', 'samples', absent),
      row('E, epochs', 'epochs', absent),
      row('B, training batch', 'trainingBatch', absent),
    );
  } else {
    const {
      samples,
      epochs,
      batch,
      steps,
      overhead,
      overheadByGitzel,
      validation,
      inferenceEnergyAtTrainingBatch,
      devices,
      scalingEfficiency,
      timeBased,
    } = training.factors;
    rows.push(
      row('D, samples', 'samples', samples),
      row('E, epochs', 'epochs', epochs),
      row('B, training batch', 'trainingBatch', batch),
      ...(steps === null ? [] : [row('steps', null, steps)]),
      [
        html`I in training, IT energy per sample`,
        number(explainFigure(inferenceEnergyAtTrainingBatch, asEnergy)),
        html`${inferenceEnergyAtTrainingBatch.source}`,
        html``,
      ],
      row('overhead, 1 + o', null, overhead),
      row('overhead by Gitzel et al.', null, overheadByGitzel),
      row('validation samples', null, validation.samples),
      row('devices, data parallel', null, devices),
      row('scaling efficiency', null, scalingEfficiency),
      ...(timeBased === null
        ? []
        : [row('hours', null, timeBased.hours), row('watts of the whole machine', null, timeBased.watts)]),
    );
  }
  if (search === null) {
    rows.push([html`H, trials`, number('?'), html`no search found in the code`, setButton('trials')]);
  } else {
    rows.push(row('H, trials', 'trials', search.trials), row('fits', null, search.fits));
    rows.push([html`includes the final training`, number(search.includesFinalTraining), html``, html``]);
  }
  rows.push(row('inferences', 'inferences', lifecycle.inferences));
  return table('What training and search are made of', ['Factor', 'Value', 'From', ''], rows);
}

function assumptions(all: readonly Assumption[]): Markup {
  if (all.length === 0) return html`<p>None.</p>`;
  return table(
    'What was assumed',
    ['Assumption', 'Value', 'Source', ''],
    all.map((assumption) => {
      const name = SETTABLE.find((settable) => settable === assumption.name);
      return [
        html`${assumedName(assumption)}`,
        number(assumedValue(assumption)),
        html`${assumption.source} ${assumption.range ? link(assumption.range) : null}`,
        name === undefined ? html`` : setButton(name),
      ];
    }),
  );
}

/** As flags and files call it: both stages compute in the same arithmetic unless the code says otherwise. */
function entryOf(name: Settable): string {
  const shared = { inferencePrecision: 'precision', inferenceMode: 'mode' };
  const own = name === 'inferencePrecision' || name === 'inferenceMode' ? shared[name] : name;
  return own.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

function setButton(name: Settable): Markup {
  return html`<button data-set="${entryOf(name)}" aria-label="Set ${name}">Set…</button>`;
}

/** Where a factor comes from, or why it is not known and where it was looked for. */
function from(factor: Factor): string {
  if (factor.value !== null) return factor.source;
  return factor.source.includes(factor.reason) || factor.source === ''
    ? factor.reason
    : `${factor.reason}; ${factor.source}`;
}
