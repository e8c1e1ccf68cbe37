import * as v from 'valibot';
import * as vscode from 'vscode';
import { pageMessageSchema } from '../protocol/page.ts';
import type { PageMessage, ShowMessage } from '../protocol/page.ts';
import type { DocumentFootprints } from '../protocol/server.ts';
import { formatPlace } from '../report/figures.ts';
import { REPORT_STYLE } from '../report/style.ts';
import type { Disposable } from './disposable.ts';
import type { FootprintStore } from './footprintStore.ts';
import { showOrigin } from './origins.ts';

type Rendered = Extract<PageMessage, { type: 'rendered' }>;

export interface ReportActions {
  readonly set: (uri: string, model: string | null, name: string) => unknown;
  readonly reset: (uri: string, model: string | null, name: string) => unknown;
  readonly copy: (uri: string, id: string) => unknown;
}

/** The footprint report: one page beside the code that follows its document. */
export class ReportPanel implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #store: FootprintStore;
  readonly #actions: ReportActions;
  readonly #onStore: Disposable;
  #panel: vscode.WebviewPanel | null = null;
  #uri = '';
  #select: string | null = null;
  #rendered: Rendered | null = null;

  constructor(extensionUri: vscode.Uri, store: FootprintStore, actions: ReportActions) {
    this.#extensionUri = extensionUri;
    this.#store = store;
    this.#actions = actions;
    this.#onStore = store.onDidChange((uri) => {
      if (uri === this.#uri) this.#send();
    });
  }

  /** What the page last said that it shows. */
  get rendered(): Rendered | null {
    return this.#rendered;
  }

  /** Shows a document's models, the one with this id first in view. */
  async show(uri: string, id: string | null): Promise<void> {
    this.#uri = uri;
    this.#select = id;
    this.#store.follow(uri);
    await this.#store.fetch(uri);
    if (this.#panel === null) this.#create();
    else {
      this.#send();
      this.#panel.reveal(undefined, true);
    }
  }

  dispose(): void {
    this.#onStore.dispose();
    this.#panel?.dispose();
  }

  #create(): void {
    const panel = vscode.window.createWebviewPanel(
      'wattlens.report',
      'Footprint Report',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'dist')] },
    );
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#store.follow(null);
      this.#rendered = null;
    });
    panel.webview.html = shell(
      panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview.js')),
    );
    this.#panel = panel;
  }

  #send(): void {
    const known = this.#store.peek(this.#uri);
    const message: ShowMessage = {
      type: 'show',
      footprints: known?.footprints ?? [],
      select: this.#select,
      notice: noticeOf(known),
    };
    // what was selected once is selected on the page from then on
    this.#select = null;
    void this.#panel?.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(pageMessageSchema, message);
    if (!parsed.success) return;
    const said = parsed.output;
    switch (said.type) {
      case 'ready':
        this.#send();
        break;
      case 'rendered':
        this.#rendered = said;
        break;
      case 'reveal':
        void showOrigin(said.place);
        break;
      case 'setting':
        void showOrigin(said.key);
        break;
      case 'set':
        void this.#actions.set(this.#uri, said.model, said.name);
        break;
      case 'reset':
        void this.#actions.reset(this.#uri, said.model, said.name);
        break;
      case 'copy':
        void this.#actions.copy(this.#uri, said.id);
        break;
    }
  }
}

function noticeOf(known: DocumentFootprints | null): string | null {
  if (known === null) return 'This file is not open any more, or not analysed yet.';
  const kept = known.kept
    ? ['The code does not parse now: some figures are those of its last good state.']
    : [];
  const problems = known.problems.map(({ message, uri, range }) =>
    range === null ? message : `${formatPlace({ uri, ...range })}: ${message}`,
  );
  const notices = [...kept, ...problems];
  return notices.length === 0 ? null : notices.join('\n');
}

/** An empty page that runs our one script and nothing else, whatever text gets onto it. */
function shell(script: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Footprint Report</title>
<style nonce="${nonce}">${REPORT_STYLE}</style>
</head>
<body>
<main id="report"></main>
<script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>`;
}
