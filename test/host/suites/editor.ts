/** What the suites do in the editor, and how they wait for what comes of it. */
import * as vscode from 'vscode';
import type { WattlensApi } from '../../../src/extension/api.ts';

/** The extension's own account of itself; activates it. */
export async function wattlens(): Promise<WattlensApi> {
  const extension = vscode.extensions.getExtension<WattlensApi>('wattlens.wattlens');
  if (!extension) throw new Error('Wattlens is not installed');
  return extension.activate();
}

export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Shows a file of the workspace and waits for its figures. */
export async function open(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fileUri(name));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const { footprints } = await wattlens();
  await eventually(
    `figures of ${name}`,
    async () => (await footprints(document.uri.toString())) ?? undefined,
  );
  return editor;
}

/** Tries until there is something other than undefined or false; what was seen last tells why not. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  lastSeen: () => unknown = () => 'nothing',
): Promise<T> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for: ${what}; last seen: ${JSON.stringify(lastSeen())}`);
}

/** The lenses as a person reads them, with the line they stand over. */
export async function lenses(uri: vscode.Uri): Promise<{ line: number; title: string; command: string }[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return found.map(({ range, command }) => ({
    line: range.start.line,
    title: command?.title ?? '',
    command: command?.command ?? '',
  }));
}

export async function hoverText(uri: vscode.Uri, line: number, character: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, character),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

/** The line and column of the first place where this text stands. */
export function find(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`there is no ${text} in ${document.uri.path}`);
  return document.positionAt(offset);
}

/** Sets a setting of the workspace for as long as `work` takes. */
export async function withSetting(key: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const write = (to: unknown) =>
    vscode.workspace.getConfiguration('wattlens').update(key, to, vscode.ConfigurationTarget.Workspace);
  await write(value);
  try {
    await work();
  } finally {
    await write(undefined);
  }
}

/** Joules of a title such as `I 3.2 mJ/inference (…)`. */
export function joulesOf(title: string): number {
  const match = /([\d.]+) (n|µ|m|k|M|G|)J\b/.exec(title);
  if (!match) throw new Error(`no energy in ${title}`);
  const [, value = '', prefix = ''] = match;
  return Number(value) * { n: 1e-9, µ: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9 }[prefix as 'n'];
}
