import isEqual from 'fast-deep-equal';
import type { AnalysisResult, Problem } from '../footprint/analyser.ts';
import type { ClassFootprint, Footprint } from '../footprint/schema.ts';
import { classTitle } from '../report/classRange.ts';
import { lensTitle, STAGES } from '../report/lens.ts';
import { worse } from '../units/completeness.ts';
import { moveFootprint, moveRange } from './edits.ts';
import type { Edit } from './edits.ts';

interface Shown {
  readonly version: number;
  readonly footprints: readonly Footprint[];
  readonly classes: readonly ClassFootprint[];
  readonly problems: readonly Problem[];
  readonly dependencies: ReadonlySet<string>;
  /** Some footprints are of an earlier text. */
  readonly kept: boolean;
}

/** What an accepted result changed: nothing that is seen, figures, or figures and lenses. */
export type Change = 'none' | 'figures' | 'lenses';

/**
 * The figures of one open document. They stay while it is being edited, moved with the text, and a text that does
 * not parse takes none away.
 */
export class DocumentFigures {
  #shown: Shown | null = null;
  /** Since the last look, by the document, or cell of a notebook, that they were made in. */
  #edits = new Map<string, Edit[]>();
  /** An edit took a model away since the last result. */
  #lost = false;
  /** What is shown is of a whole result. */
  #isWhole = false;
  #tellShown: () => void = () => undefined;
  /** Resolves with the first figures, which need not be all. */
  readonly someShown = new Promise<void>((resolve) => {
    this.#tellShown = resolve;
  });

  /** A whole result was shown, be it of an earlier text. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** What to show now; null until the first figures. */
  get shown(): Shown | null {
    if (this.#shown !== null && this.#edits.size > 0) {
      const edits = [...this.#edits];
      this.#edits.clear();
      const moved = this.#shown.footprints.map((footprint) =>
        edits.reduce((all, [place, made]) => moveFootprint(all, made, place), footprint),
      );
      const footprints = moved.filter(hasName);
      this.#lost ||= footprints.length < moved.length;
      const classes = this.#shown.classes
        .map((cls) => {
          const made = edits.find(([place]) => place === cls.uri)?.[1] ?? [];
          return { ...cls, range: moveRange(cls.range, made) };
        })
        .filter(hasName);
      this.#shown = { ...this.#shown, footprints, classes };
    }
    return this.#shown;
  }

  /**
   * Moves what is shown with the text; null: the whole text was replaced.
   * @param place the document, or the cell of a notebook
   */
  edit(edit: Edit | null, place: string): void {
    if (edit === null) {
      this.#shown = null;
      this.#isWhole = false;
      this.#edits.clear();
    } else if (this.#shown !== null) {
      this.#edits.set(place, [...(this.#edits.get(place) ?? []), edit]);
    }
  }

  /** Takes over some figures of the document's current text, the others of which are still being worked out. */
  acceptSome(footprints: readonly Footprint[], version: number): Change {
    const before = this.shown;
    const merged = new Map(before?.footprints.map((footprint) => [footprint.id, footprint]));
    for (const footprint of footprints) merged.set(footprint.id, footprint);
    const all = [...merged.values()].sort((a, b) => a.range.start.line - b.range.start.line);
    this.#shown = { ...(before ?? { ...NOTHING_YET, version }), footprints: all };
    this.#tellShown();
    return compare(before, this.#shown);
  }

  /** Takes over the result for the document's current text. */
  accept(result: AnalysisResult, version: number, lineCount: number): Change {
    const before = this.shown;
    const footprints = result.hasSyntaxErrors
      ? keepGood(before?.footprints ?? [], result.footprints, lineCount)
      : result.footprints;
    this.#shown = {
      version,
      footprints,
      classes: result.classes,
      problems: result.problems,
      dependencies: new Set(result.dependencies),
      kept: footprints.some((footprint) => !result.footprints.includes(footprint)),
    };
    this.#isWhole = true;
    this.#tellShown();
    const lost = this.#lost;
    this.#lost = false;
    return lost ? 'lenses' : compare(before, this.#shown);
  }
}

const NOTHING_YET = { classes: [], problems: [], dependencies: new Set<string>(), kept: false };

/** An edit that took away the name took away the model. */
function hasName({ range: { start, end } }: Pick<Footprint, 'range'>): boolean {
  return start.line !== end.line || start.character !== end.character;
}

/** Of two results for one model the more complete one; of a model that is lost the old one. */
function keepGood(old: readonly Footprint[], fresh: readonly Footprint[], lineCount: number): Footprint[] {
  const byId = new Map(old.map((footprint) => [footprint.id, footprint]));
  const chosen = fresh.map((footprint) => {
    const earlier = byId.get(footprint.id);
    byId.delete(footprint.id);
    return earlier !== undefined && isLess(footprint, earlier)
      ? { ...earlier, range: footprint.range }
      : footprint;
  });
  const lineOf = ({ uri, range }: Footprint): string => `${uri}:${range.start.line}`;
  const taken = new Set(fresh.map(lineOf));
  const lost = [...byId.values()].filter(
    (footprint) => footprint.range.start.line < lineCount && !taken.has(lineOf(footprint)),
  );
  return [...chosen, ...lost].sort((a, b) => a.range.start.line - b.range.start.line);
}

function isLess({ completeness: a }: Footprint, { completeness: b }: Footprint): boolean {
  return a.level !== b.level && worse(a.level, b.level) === a.level;
}

function compare(before: Shown | null, after: Shown): Change {
  if (before === null) return after.footprints.length > 0 ? 'lenses' : 'figures';
  if (lensesOf(before) !== lensesOf(after)) return 'lenses';
  const isSame =
    before.kept === after.kept &&
    isEqual(before.problems, after.problems) &&
    isEqual(before.footprints, after.footprints);
  return isSame ? 'none' : 'figures';
}

function lensesOf({ footprints, classes }: Shown): string {
  return JSON.stringify([
    ...footprints.map((footprint) => [
      footprint.id,
      footprint.range.start.line,
      STAGES.map((stage) => lensTitle(footprint, stage).text),
    ]),
    ...classes.map((cls) => [cls.id, cls.range.start.line, classTitle(cls, footprints)]),
  ]);
}
