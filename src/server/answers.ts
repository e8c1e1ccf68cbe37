/** What is answered when the client asks: lenses, hovers, footprints, and what factors are edited with. */
import type { CancellationToken, CodeLens, Hover } from 'vscode-languageserver';
import type { FileSource } from '../footprint/analyser.ts';
import type { FactorsParams } from '../protocol/factors.ts';
import type { DocumentFootprints, FootprintsParams } from '../protocol/server.ts';
import { canRefresh } from './clientSettings.ts';
import type { Client } from './clientSettings.ts';
import type { DocumentFigures } from './documentFigures.ts';
import type { FactorContext } from './factors.ts';
import { factorLinks, hoverAt } from './hovers.ts';
import { lensesOf, resolveLens } from './lenses.ts';
import type { Notebooks } from './notebooks.ts';
import type { Settings } from './settings.ts';
import type { VisibleLenses } from './visibleLenses.ts';

/** Of the server: its documents, their figures, and what the client can do. */
export interface Answerable {
  readonly figures: ReadonlyMap<string, DocumentFigures>;
  readonly notebooks: Notebooks;
  readonly looks: VisibleLenses;
  settled(uri: string): Promise<void>;
  settingsOf(uri: string): Promise<Settings>;
  folderOf(uri: string): string | null;
  files(uri: string): FileSource;
  /** The text of a document that is open. */
  openText(uri: string): string | null;
  client(): Client;
}

export class Answers {
  readonly #server: Answerable;

  constructor(server: Answerable) {
    this.#server = server;
  }

  async lenses(asked: string, token: CancellationToken): Promise<CodeLens[]> {
    const { figures: all, notebooks, looks } = this.#server;
    const { document: uri, place } = notebooks.partOf(asked);
    const figures = all.get(uri);
    if (figures === undefined) return [];
    const { lenses } = await this.#server.settingsOf(uri);
    if (!lenses) return [];
    const settled = this.#server.settled(uri);
    // a client that cannot be told to ask again gets its answer late, but whole
    if (!canRefresh(this.#server.client())) await settled;
    else if (figures.shown === null) await Promise.race([figures.someShown, settled]);
    if (token.isCancellationRequested) return [];
    looks.asked(uri, place);
    return figures.shown === null ? [] : lensesOf({ document: uri, place }, figures.shown);
  }

  resolved(lens: CodeLens): CodeLens {
    const { figures, looks } = this.#server;
    const { options } = this.#server.client();
    looks.resolved(lens);
    return resolveLens(lens, options.drawsIcons ?? false, (uri) => figures.get(uri)?.shown ?? null);
  }

  async hover(
    asked: string,
    position: { line: number; character: number },
    token: CancellationToken,
  ): Promise<Hover | null> {
    const { figures: all, notebooks } = this.#server;
    const { document: uri, place } = notebooks.partOf(asked);
    const figures = all.get(uri);
    if (figures === undefined) return null;
    const { hover } = await this.#server.settingsOf(uri);
    if (!hover) return null;
    if (!figures.isWhole) await this.#server.settled(uri);
    if (token.isCancellationRequested || figures.shown === null) return null;
    const runsCommands = this.#server.client().options.runsCommands === true;
    return hoverAt(place, figures.shown, position, (one) => (runsCommands ? factorLinks(uri, one) : null));
  }

  async footprints({ uri: asked, layers = true }: FootprintsParams): Promise<DocumentFootprints | null> {
    const { document: uri } = this.#server.notebooks.partOf(asked);
    const figures = this.#server.figures.get(uri);
    if (figures === undefined) return null;
    await this.#server.settled(uri);
    const { shown } = figures;
    if (shown === null) return null;
    const { complaints } = await this.#server.settingsOf(uri);
    const problems = complaints.map((message) => ({ code: 'setting', message, uri, range: null }));
    const { version, kept, classes } = shown;
    const footprints = layers ? shown.footprints : shown.footprints.map((all) => ({ ...all, layers: [] }));
    return { uri, version, footprints, classes, kept, problems: [...problems, ...shown.problems] };
  }

  async factorContext({ uri: asked, id }: FactorsParams): Promise<FactorContext> {
    const { figures, notebooks } = this.#server;
    const uri = asked === null ? null : notebooks.partOf(asked).document;
    if (uri !== null) await this.#server.settled(uri);
    const footprints = uri === null ? [] : (figures.get(uri)?.shown?.footprints ?? []);
    const files = this.#server.files(uri ?? '');
    const cells = uri === null ? null : notebooks.cellsOf(uri);
    return {
      uri,
      footprint: footprints.find((one) => one.id === id) ?? (id === null ? (footprints[0] ?? null) : null),
      folder: uri === null ? null : this.#server.folderOf(uri),
      read: (wanted) => {
        const cell = cells?.find(({ place }) => place === wanted);
        const open = cell?.document.getText() ?? this.#server.openText(wanted);
        return open === null ? files.read(wanted) : Promise.resolve(open);
      },
    };
  }
}
