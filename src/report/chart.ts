import { scaleLinear } from 'd3-scale';
import type { Figure, Footprint, Place } from '../footprint/schema.ts';
import { asEnergy, formatFigure, formatPlace, formatValue } from './figures.ts';
import { rowsByEnergy } from './layers.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** One bar: a value with its band, or what is known of it. */
interface Bar {
  readonly label: string;
  readonly figure: Figure;
  /** What a reader of the screen hears besides the label and the value. */
  readonly detail: string;
  readonly place: Place | null;
}

const WIDTH = 760;
const LABEL_WIDTH = 190;
const VALUE_WIDTH = 150;
const ROW = 22;
const AXIS = 24;
const MAX_LABEL = 28;
const MAX_BARS = 25;

/** Energy of the costliest layers, one bar each, the rest in one; its twin is the table of layers. */
export function layerChart(footprint: Footprint): Markup {
  const rows = rowsByEnergy(footprint);
  const bars: Bar[] = rows.slice(0, MAX_BARS).map(({ name, layer, share }) => ({
    label: name,
    figure: layer.energy,
    detail: [layer.kind, share === null ? '' : `${Math.round(share * 100)} %`].filter(Boolean).join(', '),
    place: layer.range,
  }));
  const rest = rows.slice(MAX_BARS).map(({ layer }) => layer.energy);
  if (rest.length > 0) {
    bars.push({ label: `${rest.length} more layers`, figure: total(rest), detail: '', place: null });
  }
  return barChart(`IT energy of the layers of ${footprint.name}, per inference`, bars);
}

/** Energy of each stage of the life cycle; its twin is the table of totals. */
export function lifecycleChart({ name, lifecycle, training, search, inference }: Footprint): Markup {
  const bars: Bar[] = [];
  const add = (label: string, figure: Figure) => bars.push({ label, figure, detail: '', place: null });
  if (search !== null) add('search', search.energy);
  if (training !== null) {
    add(
      search?.includesFinalTraining === 'yes' ? 'training (part of the search)' : 'training',
      training.energy,
    );
  }
  const { inferences } = lifecycle;
  if (inferences.value !== null) add('all inferences', times(inference.energy, inferences.value));
  return barChart(`Energy over the life of ${name}`, bars);
}

/** Bands of one model's layers rest on the same device and coefficients, so that their ends add up. */
function total(figures: readonly Figure[]): Figure {
  const sum = { value: 0, low: 0, high: 0, source: figures[0]?.source ?? '' };
  let unknown: string | null = null;
  for (const figure of figures) {
    if (figure.value === null) {
      unknown = figure.reason;
      sum.low += 'low' in figure ? figure.low : 0;
    } else {
      sum.value += figure.value;
      sum.low += figure.low;
      sum.high += figure.high;
    }
  }
  if (unknown === null) return sum;
  return { value: null, low: sum.low, high: null, reason: unknown, source: sum.source };
}

function times(figure: Figure, by: number): Figure {
  if (figure.value !== null) {
    return { ...figure, value: figure.value * by, low: figure.low * by, high: figure.high * by };
  }
  return 'low' in figure ? { ...figure, low: figure.low * by } : figure;
}

/** Horizontal bars with whiskers for the band; what is unknown has its text and no bar. */
function barChart(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(0, ...bars.map(({ figure }) => highEnd(figure)));
  const scale = scaleLinear([0, most === 0 ? 1 : most], [LABEL_WIDTH, WIDTH - VALUE_WIDTH]).nice(5);
  const x = (value: number) => Math.round(scale(value) * 10) / 10;
  const height = bars.length * ROW + AXIS;
  const ticks = scale
    .ticks(5)
    .map(
      (tick) =>
        html`<g class="tick"
          ><line x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${height - AXIS}" />
          <text x="${x(tick)}" y="${height - 6}" text-anchor="middle"
            >${tick === 0 ? '0' : asEnergy(tick, 2)}</text
          ></g
        >`,
    );
  // a narrow panel scrolls it: the keyboard must get there
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
    <svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="${title}">
      ${ticks} ${bars.map((bar, index) => drawBar(bar, index * ROW, x))}
    </svg>
  </div>`;
}

function highEnd(figure: Figure): number {
  if (figure.value !== null) return figure.high;
  return 'low' in figure ? figure.low : 0;
}

function drawBar({ label, figure, detail, place }: Bar, top: number, x: (value: number) => number): Markup {
  const middle = top + ROW / 2;
  const spoken = [label, formatFigure(figure, asEnergy), detail, place === null ? '' : formatPlace(place)];
  const text = spoken.filter(Boolean).join(', ');
  const drawn = figure.value ?? ('low' in figure ? figure.low : null);
  const rectangle =
    drawn === null
      ? null
      : html`<rect
          class="${figure.value === null ? 'bound' : 'value'}"
          x="${x(0)}"
          y="${top + 4}"
          width="${x(drawn) - x(0)}"
          height="${ROW - 8}"
        />`;
  const whisker =
    figure.value === null
      ? null
      : html`<path
          class="band"
          d="M${x(figure.low)} ${middle}H${x(figure.high)}M${x(figure.low)} ${middle - 4}v8M${x(figure.high)} ${middle - 4}v8"
        />`;
  const end = Math.max(x(0), x(highEnd(figure)));
  const content = html`<title>${text}</title>
    <text class="label" x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end" dominant-baseline="central"
      >${shorten(label)}</text
    >
    ${rectangle}${whisker}<text x="${end + 6}" y="${middle}" dominant-baseline="central"
      >${formatValue(figure, asEnergy)}</text
    >`;
  return place === null
    ? html`<g class="bar" role="img" aria-label="${text}">${content}</g>`
    : html`<g class="bar" role="link" tabindex="0" aria-label="${text}" data-place="${JSON.stringify(place)}"
        >${content}</g
      >`;
}

/** The end of a module's path tells more than its start. */
function shorten(label: string): string {
  return label.length <= MAX_LABEL ? label : `…${label.slice(1 - MAX_LABEL)}`;
}
