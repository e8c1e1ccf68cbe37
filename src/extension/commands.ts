import * as vscode from 'vscode';
import { SET_FACTOR, SHOW_REPORT } from '../protocol/server.ts';
import { footprintJson } from '../report/data.ts';
import type { Disposable } from './disposable.ts';
import { analysedUri } from './documents.ts';
import type { FootprintStore } from './footprintStore.ts';
import { removeMeasured } from './measured.ts';
import { setFactor, setHardware, setRegion } from './pickers.ts';
import type { ReportPanel } from './reportPanel.ts';
import type { Server } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';

export interface CommandParts {
  readonly server: Server;
  readonly store: FootprintStore;
  readonly report: ReportPanel;
  readonly restart: () => Promise<void>;
}

/** Everything a lens does is a command of the palette, too: arguments that are not there come from the active file. */
export function registerCommands({ server, store, report, restart }: CommandParts): Disposable[] {
  const register = (command: string, run: (...given: unknown[]) => unknown) =>
    vscode.commands.registerCommand(command, run);
  return [
    register(SHOW_REPORT, async (uri, id) => {
      const document = text(uri) ?? activeUri();
      if (document !== undefined) await report.show(document, text(id) ?? null);
    }),
    register(SET_FACTOR, (_uri, _id, name) => setFactor(text(name))),
    register('wattlens.setHardware', () => setHardware(server)),
    register('wattlens.setRegion', () => setRegion(server)),
    register('wattlens.removeMeasured', removeMeasured),
    register('wattlens.toggleLenses', toggleLenses),
    register('wattlens.copyJson', async (uri, id) => {
      const document = text(uri) ?? activeUri();
      if (document !== undefined) await copyJson(store, document, text(id) ?? null);
    }),
    register('wattlens.restartServer', restart),
    register('wattlens.showOutput', () => server.client.outputChannel.show()),
  ];
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function activeUri(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'python') return analysedUri(document);
  void vscode.window.showInformationMessage('Wattlens: open a Python file with a model first.');
  return undefined;
}

/** One model as an object, all of a file as a list. */
export async function copyJson(store: FootprintStore, uri: string, id: string | null): Promise<void> {
  const footprints = (await store.fetch(uri))?.footprints ?? [];
  const one = footprints.find((footprint) => footprint.id === id);
  if (footprints.length === 0) {
    void vscode.window.showInformationMessage('Wattlens: there is no model in this file.');
    return;
  }
  await vscode.env.clipboard.writeText(one ? footprintJson(one) : `${JSON.stringify(footprints, null, 2)}\n`);
  const what = one ? one.name : `${footprints.length} models`;
  vscode.window.setStatusBarMessage(`Wattlens: copied ${what} as JSON`, 4000);
}

/** Switches where the setting was made, so that a workspace's word is not left standing. */
async function toggleLenses(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const inWorkspace = configuration.inspect('lenses.enabled')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('lenses.enabled', !isEnabled('lenses.enabled'), target);
}
