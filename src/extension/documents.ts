import * as vscode from 'vscode';
import { parseUri, uriText } from './server.ts';

export const JUPYTER = 'jupyter-notebook';

/** The document that the server has figures of: the whole notebook for a cell. */
export function analysedUri(document: vscode.TextDocument): string {
  return uriText(notebookOf(document)?.uri ?? document.uri);
}

/** Of a notebook: its documents have a scheme of their own. */
export function isCell({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'vscode-notebook-cell';
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (!isCell(document)) return undefined;
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

/** The cells that the server counts. */
function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook
    .getCells()
    .filter(
      ({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === 'python',
    );
}

/** The name under which a cell appears in figures and places. */
export function cellPlace(cell: vscode.NotebookCell): string {
  return `${uriText(cell.notebook.uri)}#cell${codeCells(cell.notebook).indexOf(cell) + 1}`;
}

/** The document of a place in the figures: the cell for one in a notebook. */
export function documentUri(place: string): vscode.Uri {
  const uri = parseUri(place);
  return cellAt(uri)?.document.uri ?? uri;
}

/** The cell that `#cell3` names; undefined for a place in a text. */
function cellAt(uri: vscode.Uri): vscode.NotebookCell | undefined {
  const ordinal = /^cell(\d+)$/.exec(uri.fragment)?.[1];
  if (ordinal === undefined) return undefined;
  const whole = uriText(uri.with({ fragment: '' }));
  const notebook = vscode.workspace.notebookDocuments.find((open) => uriText(open.uri) === whole);
  return notebook === undefined ? undefined : codeCells(notebook)[Number(ordinal) - 1];
}

/** Shows a place: in a text, or in the cell of a notebook that `#cell3` names. */
export async function showPlace(uri: vscode.Uri, selection: vscode.Range): Promise<void> {
  const cell = cellAt(uri);
  if (cell !== undefined) {
    const column = vscode.window.visibleNotebookEditors.find(
      (editor) => editor.notebook === cell.notebook,
    )?.viewColumn;
    await vscode.window.showNotebookDocument(cell.notebook, {
      viewColumn: column ?? vscode.ViewColumn.One,
      selections: [new vscode.NotebookRange(cell.index, cell.index + 1)],
    });
    return;
  }
  const column = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  )?.viewColumn;
  await vscode.window.showTextDocument(uri, { viewColumn: column ?? vscode.ViewColumn.One, selection });
}
