import * as vscode from 'vscode';
import { uriText } from './server.ts';

export const JUPYTER = 'jupyter-notebook';

/** The document that the server has figures of: the whole notebook for a cell. */
export function analysedUri(document: vscode.TextDocument): string {
  return uriText(notebookOf(document)?.uri ?? document.uri);
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

/** The name under which a cell appears in figures and places. */
export function cellPlace(cell: vscode.NotebookCell): string {
  return `${uriText(cell.notebook.uri)}#cell${cell.index + 1}`;
}

/** Shows a place: in a text, or in the cell of a notebook that `#cell3` names. */
export async function showPlace(uri: vscode.Uri, selection: vscode.Range): Promise<void> {
  const index = Number(/^cell(\d+)$/.exec(uri.fragment)?.[1] ?? 0) - 1;
  const whole = uri.with({ fragment: '' });
  const notebook = vscode.workspace.notebookDocuments.find((open) => uriText(open.uri) === uriText(whole));
  if (index >= 0 && notebook !== undefined && index < notebook.cellCount) {
    const column = vscode.window.visibleNotebookEditors.find(
      (editor) => editor.notebook === notebook,
    )?.viewColumn;
    await vscode.window.showNotebookDocument(notebook, {
      viewColumn: column ?? vscode.ViewColumn.One,
      selections: [new vscode.NotebookRange(index, index + 1)],
    });
    return;
  }
  const column = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  )?.viewColumn;
  await vscode.window.showTextDocument(uri, { viewColumn: column ?? vscode.ViewColumn.One, selection });
}
