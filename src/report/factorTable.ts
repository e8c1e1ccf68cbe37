/** The table of factors on the report page: each value with who says it, and buttons to say otherwise. */
import type { Footprint, SaidValue, StatedFactor } from '../footprint/schema.ts';
import { isOverridden, statedPlace, statedSource, statedValue } from './factors.ts';
import { formatPlace } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { number, table } from './tables.ts';

export function statedTable({ factors }: Footprint): Markup {
  if (factors.length === 0) return html`<p>None.</p>`;
  return table(
    'What can be said of this model, and who says it: comment in the code, wattlens.toml or pyproject.toml, workspace settings, the code itself, user settings, default',
    ['Factor', 'Value', 'From', 'Also said', ''],
    factors.map((factor) => [
      html`${factor.label}`,
      number(statedValue(factor)),
      html`${statedSource(factor)} ${place(factor)}`,
      html`${others(factor)}`,
      buttons(factor),
    ]),
    'factors',
  );
}

function place(factor: StatedFactor): Markup | null {
  const at = statedPlace(factor);
  if (at === null) return null;
  return at.kind === 'text'
    ? html`<button class="link" data-place="${JSON.stringify(at.place)}">${formatPlace(at.place)}</button>`
    : html`<button class="link" data-setting="${at.key}">${at.key}</button>`;
}

function others({ alternatives }: StatedFactor): string {
  const from = (other: SaidValue): string =>
    [statedSource(other), other.range === undefined ? '' : formatPlace(other.range)]
      .filter(Boolean)
      .join(', ');
  return alternatives.map((other) => `${statedValue(other)} (${from(other)})`).join('; ');
}

function buttons(factor: StatedFactor): Markup {
  const { name, label } = factor;
  return html`<button data-set="${name}" aria-label="Edit ${label}">Edit…</button> ${
      isOverridden(factor)
        ? html`<button data-reset="${name}" aria-label="Reset ${label}">Reset…</button>`
        : null
    }`;
}
