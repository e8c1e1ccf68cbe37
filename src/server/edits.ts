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

/** Where a position is after an edit, the same object where it does not move; what stood inside the replaced text goes to its start. */
export function movePosition(position: Position, { range: { start, end }, text }: Edit): Position {
  if (isBefore(position, start)) return position;
  if (isBefore(position, end)) return start;
  const lines = text.split('\n');
  const line = position.line + start.line + lines.length - 1 - end.line;
  const before = (lines.length === 1 ? start.character : 0) + (lines.at(-1) ?? '').length;
  const character = position.character + (position.line === end.line ? before - end.character : 0);
  return line === position.line && character === position.character ? position : { line, character };
}

/** What does not move is the same object afterwards. */
export function moveRange<R extends Range>(range: R, edits: readonly Edit[]): R {
  let { start, end } = range;
  for (const edit of edits) {
    start = movePosition(start, edit);
    end = movePosition(end, edit);
  }
  return start === range.start && end === range.end ? range : { ...range, start, end };
}

/**
 * A footprint with everything moved along that points into the edited document, or cell of a notebook. What does not
 * move is the same object afterwards, so that figures an edit leaves alone are compared at a glance.
 */
export function moveFootprint(
  footprint: Footprint,
  edits: readonly Edit[],
  uri: string = footprint.uri,
): Footprint {
  if (edits.length === 0) return footprint;
  const { completeness, training, search } = footprint;
  const move = <T extends Placed>(holder: T): T => {
    const { range } = holder;
    if (range?.uri !== uri) return holder;
    const moved = moveRange(range, edits);
    return moved === range ? holder : { ...holder, range: moved };
  };
  const moveReasons = (of: Footprint['completeness']) => changed(of, { reasons: each(of.reasons, move) });
  return changed(footprint, {
    range: footprint.uri === uri ? moveRange(footprint.range, edits) : footprint.range,
    completeness: moveReasons(completeness),
    layers: each(footprint.layers, (layer) =>
      move(
        layer.completeness === undefined
          ? layer
          : changed(layer, { completeness: moveReasons(layer.completeness) }),
      ),
    ),
    assumptions: each(footprint.assumptions, move),
    factors: each(footprint.factors, (factor) =>
      changed(move(factor), { alternatives: each(factor.alternatives, move) }),
    ),
    training: training && changed(training, { factors: moveFactors(training.factors, move) }),
    search:
      search &&
      changed(search, {
        trials: move(search.trials),
        fits: move(search.fits),
        ...(search.candidates === undefined
          ? {}
          : { candidates: changed(search.candidates, { values: each(search.candidates.values, move) }) }),
      }),
  });
}

interface Placed {
  readonly range?: (Range & { readonly uri: string }) | null | undefined;
}

type TrainingFactors = NonNullable<Footprint['training']>['factors'];

function moveFactors(factors: TrainingFactors, move: <T extends Placed>(holder: T) => T): TrainingFactors {
  const { samples, epochs, batch, steps, validation } = factors;
  return changed(factors, {
    samples: move(samples),
    epochs: move(epochs),
    batch: move(batch),
    steps: steps && move(steps),
    validation: changed(validation, { samples: move(validation.samples) }),
  });
}

/** With these properties; the same object where it has them. */
function changed<T extends object>(object: T, properties: Partial<T>): T {
  const isSame = Object.entries(properties).every(([key, value]) => Reflect.get(object, key) === value);
  return isSame ? object : { ...object, ...properties };
}

/** Every item as `map` gives it; the same list where it changes none. */
function each<T>(items: T[], map: (item: T) => T): T[] {
  const mapped = items.map(map);
  return mapped.every((item, i) => item === items[i]) ? items : mapped;
}
