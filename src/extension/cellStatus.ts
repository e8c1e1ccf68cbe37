import * as vscode from 'vscode';
import { SHOW_REPORT } from '../protocol/server.ts';
import { lensTitle, STAGES } from '../report/lens.ts';
import type { Disposable } from './disposable.ts';
import { cellPlace, JUPYTER } from './documents.ts';
import type { FootprintStore } from './footprintStore.ts';
import { uriText } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';

/** What a notebook's cell makes, in the bar below it: an editor draws no lenses in cells. */
export class CellStatus implements Disposable, vscode.NotebookCellStatusBarItemProvider {
  readonly #store: FootprintStore;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];
  readonly onDidChangeCellStatusBarItems = this.#changed.event;

  constructor(store: FootprintStore) {
    this.#store = store;
    this.#subscriptions = [
      this.#changed,
      store.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SECTION}.lenses`)) this.#changed.fire();
      }),
      vscode.notebooks.registerNotebookCellStatusBarItemProvider(JUPYTER, this),
    ];
  }

  provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
    if (cell.kind !== vscode.NotebookCellKind.Code || !isEnabled('lenses.enabled')) return [];
    const notebook = uriText(cell.notebook.uri);
    const place = cellPlace(cell);
    const models = (this.#store.peek(notebook)?.footprints ?? []).filter(({ uri }) => uri === place);
    return models.map((footprint) => {
      const titles = STAGES.map((stage) => lensTitle(footprint, stage).text);
      const item = new vscode.NotebookCellStatusBarItem(
        `$(zap) ${footprint.name}: ${titles[0] ?? ''}`,
        vscode.NotebookCellStatusBarAlignment.Left,
      );
      item.tooltip = titles.join('\n');
      item.command = {
        title: 'Show Footprint Report',
        command: SHOW_REPORT,
        arguments: [notebook, footprint.id],
      };
      return item;
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
