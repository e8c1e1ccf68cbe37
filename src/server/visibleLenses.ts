/** Which models a person is looking at: editors ask for the titles of the lenses that are on the screen, and no others. */
import type { CodeLens } from 'vscode-languageserver';
import { lensDataOf } from './lenses.ts';

/** A list of lenses that was given out, for a document or one cell of a notebook. */
interface Given {
  readonly document: string;
  ids: Set<string>;
  /** Nobody has asked for a title of it yet: until then the screen is taken to be as it was. */
  isNew: boolean;
}

export class VisibleLenses {
  /** By the document or cell. */
  readonly #given = new Map<string, Given>();

  /** A list of lenses is given out. */
  asked(document: string, place: string): void {
    const given = this.#given.get(place);
    if (given === undefined) this.#given.set(place, { document, ids: new Set(), isNew: true });
    else given.isNew = true;
  }

  /** The title of a lens was asked for: it is on the screen, or was scrolled into it. */
  resolved(lens: CodeLens): void {
    const data = lensDataOf(lens);
    // the figures of a class are those of its models
    if (data === null || data.stage === 'class') return;
    for (const given of this.#given.values()) {
      if (given.document !== data.uri) continue;
      if (given.isNew) given.ids = new Set();
      given.isNew = false;
      given.ids.add(data.id);
    }
  }

  closed(document: string): void {
    for (const [place, given] of this.#given) if (given.document === document) this.#given.delete(place);
  }

  /** Of all the parts of a document. */
  idsOf(document: string): ReadonlySet<string> {
    const all = [...this.#given.values()].filter((given) => given.document === document);
    return new Set(all.flatMap(({ ids }) => [...ids]));
  }
}
