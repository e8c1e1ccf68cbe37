import { NotebookDocuments } from 'vscode-languageserver';
import type { Connection, NotebookDocument, TextDocumentsConfiguration } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { cellUri } from '../footprint/notebook.ts';
import type { NotebookCell } from '../footprint/analyser.ts';

/** What is told to a client: which notebooks and which of their cells the server wants to know of. */
export const NOTEBOOK_SYNC = {
  notebookSelector: [{ notebook: { notebookType: 'jupyter-notebook' }, cells: [{ language: 'python' }] }],
};

/** A document that is analysed, and the name under which a part of it appears in the figures. */
export interface Part {
  readonly document: string;
  /** Of a cell: the notebook and the cell's place in it; else the document. */
  readonly place: string;
}

export interface OpenNotebook {
  readonly version: number;
  readonly cells: readonly NotebookCell[];
}

const CODE_CELL = 2;

/** The notebooks that are open. Lenses and hovers are asked for cells, figures are those of whole notebooks. */
export class Notebooks {
  readonly #documents: NotebookDocuments<TextDocument>;

  constructor(configuration: TextDocumentsConfiguration<TextDocument>) {
    this.#documents = new NotebookDocuments(configuration);
  }

  listen(connection: Connection, on: { changed(uri: string): void; closed(uri: string): void }): void {
    this.#documents.onDidOpen(({ uri }) => on.changed(uri));
    this.#documents.onDidChange(({ notebookDocument: { uri } }) => on.changed(uri));
    this.#documents.onDidClose(({ uri }) => on.closed(uri));
    this.#documents.listen(connection);
  }

  /** Undefined for what is no open notebook. */
  get(uri: string): OpenNotebook | undefined {
    const notebook = this.#documents.getNotebookDocument(uri);
    if (notebook === undefined) return undefined;
    const cells = this.#codeCells(notebook).map((document, index) => ({
      uri: cellUri(uri, index),
      text: document.getText(),
    }));
    // a keystroke in a cell need not raise the notebook's own version
    const texts = notebook.cells.map((cell) => this.#documents.getCellTextDocument(cell)?.version ?? 0);
    return { version: texts.reduce((sum, version) => sum + version, notebook.version), cells };
  }

  /** What a URI that a client names stands for. */
  partOf(uri: string): Part {
    const notebook = this.#documents.findNotebookDocumentForCell(uri);
    if (notebook === undefined) return { document: uri, place: uri };
    const index = this.#codeCells(notebook).findIndex((cell) => cell.uri === uri);
    if (index < 0) return { document: uri, place: uri };
    return { document: notebook.uri, place: cellUri(notebook.uri, index) };
  }

  /** The text of a cell by its own URI. */
  cell(uri: string): TextDocument | undefined {
    const notebook = this.#documents.findNotebookDocumentForCell(uri);
    return notebook === undefined ? undefined : this.#codeCells(notebook).find((cell) => cell.uri === uri);
  }

  /** The code cells of a notebook, each with its place in the figures; null: there is no such notebook. */
  cellsOf(uri: string): readonly { readonly place: string; readonly document: TextDocument }[] | null {
    const notebook = this.#documents.getNotebookDocument(uri);
    if (notebook === undefined) return null;
    return this.#codeCells(notebook).map((document, index) => ({ place: cellUri(uri, index), document }));
  }

  /** Clients may leave the other cells out: those with code alone are counted. */
  #codeCells(notebook: NotebookDocument): TextDocument[] {
    return notebook.cells.flatMap((cell) => {
      const document = this.#documents.getCellTextDocument(cell);
      return cell.kind === CODE_CELL && document?.languageId === 'python' ? [document] : [];
    });
  }
}
