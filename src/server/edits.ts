import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Footprint } from '../footprint/schema.ts';
import type { Position, Range } from '../units/span.ts';

/** A replacement of a stretch of text. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** The edit of a change event; null: the whole text was replaced, and nothing in it has a place any more. */
export function editOf(change: TextDocumentContentChangeEvent): Edit | null {
  return 'range' in change ? { range: change.range, text: change.text } : null;
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Where a position is after an edit; what stood inside the replaced text goes to its start. */
export function movePosition(position: Position, { range: { start, end }, text }: Edit): Position {
  if (isBefore(position, start)) return position;
  if (isBefore(position, end)) return start;
  const lines = text.split('\n');
  const line = position.line + start.line + lines.length - 1 - end.line;
  if (position.line !== end.line) return { line, character: position.character };
  const before = (lines.length === 1 ? start.character : 0) + (lines.at(-1) ?? '').length;
  return { line, character: before + position.character - end.character };
}

export function moveRange<R extends Range>(range: R, edits: readonly Edit[]): R {
  let { start, end } = range;
  for (const edit of edits) {
    start = movePosition(start, edit);
    end = movePosition(end, edit);
  }
  return { ...range, start, end };
}

/** A footprint with everything moved along that points into the edited document, or cell of a notebook. */
export function moveFootprint(
  footprint: Footprint,
  edits: readonly Edit[],
  uri: string = footprint.uri,
): Footprint {
  if (edits.length === 0) return footprint;
  const { completeness, training, search } = footprint;
  const move = <T extends { range?: (Range & { uri: string }) | null | undefined }>(holder: T): T =>
    holder.range?.uri === uri ? { ...holder, range: moveRange(holder.range, edits) } : holder;
  const moveReasons = (of: Footprint['completeness']) => ({ ...of, reasons: of.reasons.map(move) });
  return {
    ...footprint,
    range: footprint.uri === uri ? moveRange(footprint.range, edits) : footprint.range,
    completeness: moveReasons(completeness),
    layers: footprint.layers.map((layer) =>
      move(
        layer.completeness === undefined
          ? layer
          : { ...layer, completeness: moveReasons(layer.completeness) },
      ),
    ),
    assumptions: footprint.assumptions.map(move),
    factors: footprint.factors.map((factor) => ({
      ...move(factor),
      alternatives: factor.alternatives.map(move),
    })),
    training: training && {
      ...training,
      factors: {
        ...training.factors,
        samples: move(training.factors.samples),
        epochs: move(training.factors.epochs),
        batch: move(training.factors.batch),
        steps: training.factors.steps && move(training.factors.steps),
        validation: {
          ...training.factors.validation,
          samples: move(training.factors.validation.samples),
        },
      },
    },
    search: search && { ...search, trials: move(search.trials), fits: move(search.fits) },
  };
}
