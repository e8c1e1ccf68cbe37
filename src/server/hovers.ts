import type { Hover } from 'vscode-languageserver';
import type { ClassFootprint, Footprint } from '../footprint/schema.ts';
import { EDIT_FACTOR_COMMAND, SHOW_ORIGIN } from '../protocol/server.ts';
import { commandLink, type FactorLinks } from '../report/factors.ts';
import { classMarkdown } from '../report/classRange.ts';
import { rowsByEnergy } from '../report/layers.ts';
import type { LayerRow } from '../report/layers.ts';
import { hoverMarkdown, layerHoverMarkdown } from '../report/markdown.ts';
import { containsPosition } from '../units/span.ts';
import type { Position, Range } from '../units/span.ts';

/** What is known of a document, as far as it is shown. */
export interface Shown {
  readonly footprints: readonly Footprint[];
  readonly classes: readonly ClassFootprint[];
}

/** Over a model's name and over a call that makes it the model; over a line that makes layers those; else nothing. */
export function hoverAt(
  uri: string,
  { footprints, classes }: Shown,
  position: Position,
  linksOf: (footprint: Footprint) => FactorLinks | null = () => null,
): Hover | null {
  const model = footprints.find((one) => one.uri === uri && containsPosition(one.range, position));
  if (model) return hover(hoverMarkdown(model, linksOf(model)), model.range);
  const cls = classes.find((one) => one.uri === uri && containsPosition(one.range, position));
  if (cls) return hover(classMarkdown(cls, footprints), cls.range);
  for (const footprint of footprints) {
    const rows = rowsByEnergy(footprint).filter(({ layer }) => isAt(layer.range, uri, position));
    const range = rows[0]?.layer.range;
    if (range && rows.some(({ layer }) => layer.path === '')) {
      return hover(hoverMarkdown(footprint, linksOf(footprint)), range);
    }
    if (range) return hover(layerHover(footprint, rows, footprints, position), range);
  }
  return null;
}

/** Links to commands of the editor: to set a factor, and to show who says it. */
export function factorLinks(document: string, { id }: Footprint): FactorLinks {
  return {
    edit: ({ name }) => commandLink(EDIT_FACTOR_COMMAND, document, id, name),
    show: (at) => commandLink(SHOW_ORIGIN, at.kind === 'text' ? at.place : at.key),
  };
}

function isAt(range: (Range & { uri: string }) | null, uri: string, position: Position): boolean {
  return range !== null && range.uri === uri && containsPosition(range, position);
}

/** A builder's line makes layers for many models: the first is shown, the others are named. */
function layerHover(
  footprint: Footprint,
  rows: readonly LayerRow[],
  all: readonly Footprint[],
  position: Position,
): string {
  const others = all.filter(
    (other) => other !== footprint && other.layers.some(({ range }) => isAt(range, footprint.uri, position)),
  );
  const also =
    others.length === 0 ? '' : `\n\nAlso in ${others.map(({ name }) => `\`${name}\``).join(', ')}.`;
  return layerHoverMarkdown(footprint, rows) + also;
}

function hover(value: string, { start, end }: Range): Hover {
  return { contents: { kind: 'markdown', value }, range: { start, end } };
}
