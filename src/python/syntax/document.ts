import type { ParsedModule } from './ast.ts';

/** A document that is being edited, and its tree. */
export class ParsedDocument {
  readonly #parse: (text: string) => ParsedModule;
  #module: ParsedModule;
  #isOpen = true;

  /** @param parse keeps what it needs from one version of the text for the next */
  constructor(text: string, parse: (text: string) => ParsedModule) {
    this.#parse = parse;
    this.#module = parse(text);
  }

  get module(): ParsedModule {
    return this.#module;
  }

  /** Parses the new text; statements whose text is unchanged keep their nodes. */
  update(text: string): ParsedModule {
    if (this.#isOpen) this.#module = this.#parse(text);
    return this.#module;
  }

  /** After this, updates change nothing. */
  close(): void {
    this.#isOpen = false;
  }
}
