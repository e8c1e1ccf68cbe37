import * as vscode from 'vscode';
import { mayHoldModels } from './modelDocuments.ts';

/** As `wattlens calibrate` calls it; the server hears of its going as of any other file's. */
const FILE_NAME = 'wattlens.measured.json';
const REMOVE = 'Remove';
/** Not every window can search its files, and one that cannot may never say so. */
const SEARCH_MS = 4000;

/** Takes the runs back that figures of the workspace are corrected by, after asking. */
export async function removeMeasured(): Promise<void> {
  const files = await measuredFiles();
  if (files.length === 0) {
    void vscode.window.showInformationMessage('Wattlens: nothing was measured in this workspace.');
    return;
  }
  const names = files.map((file) => vscode.workspace.asRelativePath(file)).join(', ');
  const answer = await vscode.window.showWarningMessage(
    'Remove the runs that figures are corrected by?',
    { modal: true, detail: `${names}: moved to the trash where there is one.` },
    REMOVE,
  );
  if (answer !== REMOVE) return;
  for (const file of files) await moveAway(file);
}

/** Those that figures of open documents rest on, and whatever a search of the workspace finds. */
async function measuredFiles(): Promise<vscode.Uri[]> {
  const { workspaceFolders = [], textDocuments, notebookDocuments } = vscode.workspace;
  const open = [...textDocuments.filter(mayHoldModels), ...notebookDocuments];
  const near = [...workspaceFolders, ...open].flatMap(({ uri }) => foldersFrom(uri));
  const candidates = byText(near.map((folder) => vscode.Uri.joinPath(folder, FILE_NAME)));
  const there = await Promise.all(candidates.map(exists));
  const found = candidates.filter((_, index) => there[index]);
  return byText([...found, ...(await search())]);
}

function byText(uris: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

/** The folder itself, or of the file, and all above it. */
function foldersFrom(uri: vscode.Uri): vscode.Uri[] {
  const folders: vscode.Uri[] = [];
  for (let at = uri; ; at = vscode.Uri.joinPath(at, '..')) {
    folders.push(at);
    if (at.path === '/' || at.path === '') return folders;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(file)).type & vscode.FileType.File) !== 0;
  } catch {
    // not there: it is looked for in many places in vain
    return false;
  }
}

async function search(): Promise<vscode.Uri[]> {
  const found = vscode.workspace.findFiles(`**/${FILE_NAME}`, '**/node_modules/**');
  const none = new Promise<vscode.Uri[]>((resolve) => setTimeout(() => resolve([]), SEARCH_MS));
  try {
    return await Promise.race([found, none]);
  } catch {
    return [];
  }
}

/** Not every file system has a trash. */
async function moveAway(file: vscode.Uri): Promise<void> {
  const useTrash = file.scheme === 'file' && vscode.env.uiKind === vscode.UIKind.Desktop;
  await vscode.workspace.fs.delete(file, { useTrash });
}
