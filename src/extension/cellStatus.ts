import * as vscode from 'vscode';
import { SET_FACTOR, SHOW_REPORT } from '../protocol/server.ts';
import type { Footprint } from '../footprint/schema.ts';
import { lensTitle, STAGES, type Stage } from '../report/lens.ts';
import type { Disposable } from './disposable.ts';
import { cellPlace, JUPYTER } from './documents.ts';
import type { FootprintStore } from './footprintStore.ts';
import { uriText } from './server.ts';
import { isEnabled, SECTION } from './settings.ts';

/** What a notebook's cell makes, in the bar below it instead of lenses, which would move its code about. */
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
    return models.flatMap((footprint) => STAGES.map((stage) => itemOf(notebook, footprint, stage)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** As the lens of this stage: its text, and what a click on it does. */
function itemOf(notebook: string, footprint: Footprint, stage: Stage): vscode.NotebookCellStatusBarItem {
  const { text, ask } = lensTitle(footprint, stage);
  const item = new vscode.NotebookCellStatusBarItem(
    stage === 'inference' ? `$(zap) ${footprint.name}: ${text}` : text,
    vscode.NotebookCellStatusBarAlignment.Left,
  );
  item.tooltip = `${footprint.name}: ${text}`;
  // the greater, the further to the left
  item.priority = 100 - STAGES.indexOf(stage);
  item.command =
    ask === null
      ? { title: 'Show Footprint Report', command: SHOW_REPORT, arguments: [notebook, footprint.id] }
      : { title: 'Edit Factor', command: SET_FACTOR, arguments: [notebook, footprint.id, ask] };
  return item;
}
