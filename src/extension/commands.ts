import * as vscode from 'vscode';
import { EDIT_FACTOR_COMMAND, SET_FACTOR, SHOW_ORIGIN, SHOW_REPORT } from '../protocol/server.ts';
import { footprintJson } from '../report/data.ts';
import type { Disposable } from './disposable.ts';
import { analysedUri } from './documents.ts';
import { mayHoldModels } from './modelDocuments.ts';
import type { FactorEditor, FactorQuestion } from './factorEditor.ts';
import type { FootprintStore } from './footprintStore.ts';
import { removeMeasured } from './measured.ts';
import { showOrigin } from './origins.ts';
import type { ReportPanel } from './reportPanel.ts';
import { uriText, type Server } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';

export interface CommandParts {
  readonly server: Server;
  readonly store: FootprintStore;
  readonly report: ReportPanel;
  readonly factors: FactorEditor;
  readonly restart: () => Promise<void>;
}

/** Everything a lens does is a command of the palette, too: arguments that are not there come from the active file. */
export function registerCommands({ server, store, report, factors, restart }: CommandParts): Disposable[] {
  const register = (command: string, run: (...given: unknown[]) => unknown) =>
    vscode.commands.registerCommand(command, run);
  return [
    register(SHOW_REPORT, async (uri, id) => {
      const document = text(uri) ?? activeUri();
      if (document !== undefined) await report.show(document, text(id) ?? null);
    }),
    register(EDIT_FACTOR_COMMAND, (...given) => factors.edit(questionOf(given))),
    register('wattlens.resetFactor', (...given) => factors.reset(questionOf(given))),
    register(SET_FACTOR, (...given) => factors.edit({ ...questionOf(given), among: TRAINING })),
    register('wattlens.setHardware', () => factors.edit({ ...questionOf([]), among: HARDWARE })),
    register('wattlens.setRegion', () => factors.edit({ ...questionOf([]), among: REGIONS })),
    register(SHOW_ORIGIN, (at) => showOrigin(at)),
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

const HARDWARE = ['device', 'inference-device', 'search-device', 'devices'];
const REGIONS = ['region', 'inference-region', 'search-region'];
const TRAINING = [
  ...['samples', 'epochs', 'steps', 'training-batch', 'trials', 'devices', 'overhead', 'training-hours'],
  ...['inferences', 'batch', 'input', 'precision', 'mode', 'memory-format'],
];

/** Document, model, factor, value and target, as far as they are given; the document is the active one otherwise. */
function questionOf([uri, model, factor, value, target]: readonly unknown[]): FactorQuestion {
  return {
    uri: text(uri) ?? activeModelFile() ?? null,
    model: text(model),
    factor: text(factor),
    value: text(value),
    target: text(target),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** The document with models, or the notebook, that somebody works in. */
function activeModelFile(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && mayHoldModels(document)) return analysedUri(document);
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  return notebook === undefined ? undefined : uriText(notebook.uri);
}

function activeUri(): string | undefined {
  const active = activeModelFile();
  if (active !== undefined) return active;
  void vscode.window.showInformationMessage('Wattlens: open a file with a model first.');
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
