/** A class whose models its builders make: what they cost, from the smallest to the largest. */
import type { ClassFootprint, Footprint } from '../footprint/schema.ts';
import {
  asEnergy,
  asFlops,
  formatEnds,
  formatFigure,
  formatFullCount,
  formatValue,
  type Format,
} from './figures.ts';
import { escapeMarkdown, markdownTable } from './markdown.ts';
import { withPrefix } from '../units/format.ts';

const asParameters: Format = (value, digits) => `${withPrefix(value, '', digits)} parameters`;

/** `10 models, 12–130 M parameters, 3.6–46 GFLOPs, I 20–200 mJ/inference: resnet18 … wide_resnet101_2` */
export function classTitle(cls: ClassFootprint, footprints: readonly Footprint[]): string {
  const models = modelsOf(cls, footprints);
  const [first, last] = [models[0], models.at(-1)];
  if (first === undefined || last === undefined) return 'no models';
  if (first === last) return `made by ${first.name}`;
  const energies = models.map(({ inference }) => inference.energy.value);
  const parts = [
    `${models.length} models`,
    range(
      models.map(({ params }) => params),
      asParameters,
      3,
    ),
    range(
      models.map(({ flops }) => flops),
      asFlops,
      3,
    ),
    ...[range(energies, asEnergy)].filter((text) => text !== '').map((text) => `I ${text}/inference`),
  ];
  return `${parts.filter((text) => text !== '').join(', ')}: ${first.name} … ${last.name}`;
}

/** The hover over such a class: one line for each model, the smallest first. */
export function classMarkdown(cls: ClassFootprint, footprints: readonly Footprint[]): string {
  const rows = modelsOf(cls, footprints).map(({ name, params, flops, inference, completeness }) => [
    name,
    formatFullCount(params),
    formatValue(flops, asFlops, 3),
    formatFigure(inference.energy, asEnergy),
    completeness.level,
  ]);
  return [
    `**${escapeMarkdown(cls.name)}** · ${rows.length === 1 ? 'one model' : `${rows.length} models`} in this file`,
    markdownTable(['model', 'parameters', 'FLOPs', 'one inference', 'counts'], rows, [
      '-',
      '-:',
      '-:',
      '-:',
      '-',
    ]),
  ].join('\n\n');
}

function modelsOf({ models }: ClassFootprint, footprints: readonly Footprint[]): Footprint[] {
  return models.flatMap((id) => footprints.find((footprint) => footprint.id === id) ?? []);
}

/** Over what is known; how many are not is said. */
function range(amounts: readonly unknown[], format: Format, digits = 2): string {
  const known = amounts.filter((amount) => typeof amount === 'number');
  if (known.length === 0) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const text = low === high ? format(low, digits) : formatEnds(low, high, format, digits);
  const missing = amounts.length - known.length;
  return missing === 0 ? text : `${text} (${missing} unknown)`;
}
