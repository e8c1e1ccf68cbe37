/** Writes what was said of a factor: as an edit that can be undone, or into the settings. */
import * as vscode from 'vscode';
import type { FactorTarget, FactorValue, TextChange } from '../protocol/factors.ts';
import { documentUri } from './documents.ts';
import { parseUri } from './server.ts';
import { SECTION } from './settings.ts';

/** A place to write to, as it is offered. */
export interface WritableTarget extends FactorTarget {
  /** Of settings. */
  readonly scope: vscode.ConfigurationTarget | null;
}

/** What the server offers, with the settings that this window has. */
export function settingTargets(uri: string | null, targets: readonly FactorTarget[]): WritableTarget[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = uri === null ? undefined : vscode.workspace.getWorkspaceFolder(parseUri(uri));
  return targets.flatMap((target): WritableTarget[] => {
    if (target.kind === 'user') return [{ ...target, scope: vscode.ConfigurationTarget.Global }];
    if (target.kind !== 'workspace') return [{ ...target, scope: null }];
    if (folders.length === 0) return [];
    const whole = { ...target, scope: vscode.ConfigurationTarget.Workspace };
    if (folders.length === 1 || folder === undefined) return [whole];
    const scope = vscode.ConfigurationTarget.WorkspaceFolder;
    return [{ ...target, label: `Folder settings of ${folder.name}`, scope }, whole];
  });
}

/** Undefined clears it. Throws when the editor refuses. */
export async function writeTo(
  { scope }: WritableTarget,
  uri: string | null,
  key: string,
  value: FactorValue | null,
): Promise<void> {
  const resource = uri === null ? null : parseUri(uri);
  await vscode.workspace
    .getConfiguration(SECTION, resource)
    .update(key, value ?? undefined, scope ?? vscode.ConfigurationTarget.Workspace);
}

/** One step of the undo history. Configuration files are saved, for nobody looks at them; code is left as it is. */
export async function applyChanges(changes: readonly TextChange[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const files: vscode.Uri[] = [];
  for (const { uri: place, range, text, isNew } of changes) {
    const uri = documentUri(place);
    const { start, end } = range;
    if (isNew) edit.createFile(uri, { ignoreIfExists: true });
    else await vscode.workspace.openTextDocument(uri);
    edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), text);
    if (uri.path.endsWith('.toml')) files.push(uri);
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the editor refused the edit');
  for (const uri of files) await (await vscode.workspace.openTextDocument(uri)).save();
}
