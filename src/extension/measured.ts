import * as vscode from 'vscode';

/** As `wattlens calibrate` calls it; the server hears of its going as of any other file's. */
const MEASURED_FILES = '**/wattlens.measured.json';
const REMOVE = 'Remove';

/** Takes the runs back that figures of the workspace are corrected by, after asking. */
export async function removeMeasured(): Promise<void> {
  const files = await vscode.workspace.findFiles(MEASURED_FILES, '**/node_modules/**');
  if (files.length === 0) {
    void vscode.window.showInformationMessage('Wattlens: nothing was measured in this workspace.');
    return;
  }
  const names = files.map((file) => vscode.workspace.asRelativePath(file)).join(', ');
  const answer = await vscode.window.showWarningMessage(
    'Remove the runs that figures are corrected by?',
    { modal: true, detail: `${names} goes to the trash where there is one.` },
    REMOVE,
  );
  if (answer !== REMOVE) return;
  for (const file of files) await moveAway(file);
}

/** Not every file system has a trash. */
async function moveAway(file: vscode.Uri): Promise<void> {
  const useTrash = file.scheme === 'file' && vscode.env.uiKind === vscode.UIKind.Desktop;
  await vscode.workspace.fs.delete(file, { useTrash });
}
