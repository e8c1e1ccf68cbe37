/** Parts of the report page that its sections share. */
import type { Place } from '../footprint/schema.ts';
import { formatPlace } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** A button that leads to a place in the code. */
export function link(place: Place): Markup {
  return html`<button class="link" data-place="${JSON.stringify(place)}">${formatPlace(place)}</button>`;
}

/** A cell of figures. */
export function number(text: string): Markup {
  return html`<span class="number">${text}</span>`;
}

/** @param name class of the table */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Markup[])[],
  name = '',
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="${name}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((text) => (text === '' ? html`<td></td>` : html`<th scope="col">${text}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first ?? null}</th>
              ${rest.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
