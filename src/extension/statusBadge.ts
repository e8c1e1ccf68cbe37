import * as vscode from 'vscode';
import { SHOW_REPORT } from '../protocol/server.ts';
import { badgeOf } from '../report/badge.ts';
import { analysedUri } from './documents.ts';
import type { FootprintStore } from './footprintStore.ts';
import { mayHoldModels } from './modelDocuments.ts';
import { uriText } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';
import type { Disposable } from './disposable.ts';

/** The status bar's item for the active file; there only while that file has models. */
export class StatusBadge implements Disposable {
  readonly #store: FootprintStore;
  readonly #item = vscode.window.createStatusBarItem('wattlens.badge', vscode.StatusBarAlignment.Right, 100);
  readonly #subscriptions: readonly Disposable[];
  #text: string | null = null;

  constructor(store: FootprintStore) {
    this.#store = store;
    this.#item.name = 'Wattlens';
    this.#item.command = SHOW_REPORT;
    this.#subscriptions = [
      this.#item,
      store.onDidChange((uri) => {
        if (uri === this.#activeUri()) this.#show();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#show();
        const document = editor?.document;
        if (document !== undefined && mayHoldModels(document)) void store.refresh(analysedUri(document));
      }),
      vscode.window.onDidChangeActiveNotebookEditor((editor) => {
        this.#show();
        if (editor !== undefined) void store.refresh(uriText(editor.notebook.uri));
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SECTION}.statusBar`)) this.#show();
      }),
    ];
  }

  /** What it says; null while it is hidden. */
  get text(): string | null {
    return this.#text;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #activeUri(): string | null {
    const { activeTextEditor, activeNotebookEditor } = vscode.window;
    if (activeTextEditor !== undefined) return analysedUri(activeTextEditor.document);
    return activeNotebookEditor === undefined ? null : uriText(activeNotebookEditor.notebook.uri);
  }

  #show(): void {
    const uri = this.#activeUri();
    const badge = uri === null ? null : badgeOf(this.#store.peek(uri)?.footprints ?? []);
    if (badge === null || !isEnabled('statusBar.enabled')) {
      this.#text = null;
      this.#item.hide();
      return;
    }
    this.#text = badge.text;
    this.#item.text = `$(zap) ${badge.text}`;
    this.#item.tooltip = badge.detail;
    this.#item.accessibilityInformation = { label: `Wattlens: ${badge.text}`, role: 'button' };
    this.#item.show();
  }
}
