import * as vscode from 'vscode';
import { SERVER_SETTINGS } from '../protocol/settings.ts';
import type { SettingValues } from '../protocol/settings.ts';

export const SECTION = 'wattlens';

const isSet = (value: unknown) => value !== undefined && value !== null && value !== '';

/** The settings for a document, each with where it was written; defaults are left out. */
export function settingsFor(uri: vscode.Uri): SettingValues {
  const configuration = vscode.workspace.getConfiguration(SECTION, uri);
  const values: SettingValues = {};
  for (const key of SERVER_SETTINGS) {
    const found = configuration.inspect<unknown>(key);
    const ofWorkspace = [found?.workspaceFolderValue, found?.workspaceValue].find(isSet);
    if (isSet(ofWorkspace)) values[key] = { value: ofWorkspace, origin: 'workspace-setting' };
    else if (isSet(found?.globalValue)) values[key] = { value: found?.globalValue, origin: 'user-setting' };
  }
  return values;
}

export function isEnabled(key: 'lenses.enabled' | 'statusBar.enabled'): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<boolean>(key, true);
}
