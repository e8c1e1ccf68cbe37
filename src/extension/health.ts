import * as vscode from 'vscode';
import { State } from 'vscode-languageclient';
import { STATUS } from '../protocol/server.ts';
import type { ServerStatus } from '../protocol/server.ts';
import type { Server } from './server.ts';
import type { Disposable } from './disposable.ts';

/** How the analyser is, beside the language in the status bar: a failure must not look like a file without models. */
export class Health implements Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('wattlens.health', { language: 'python' });
  readonly #subscriptions: readonly Disposable[];
  #status: ServerStatus = { state: 'starting' };

  constructor(server: Server) {
    this.#item.name = 'Wattlens';
    this.#subscriptions = [
      this.#item,
      server.onNotification(STATUS, (status) => {
        this.#tell(status);
        if (status.state === 'failed') {
          server.client.outputChannel.error(status.message ?? 'the analysis failed');
        }
      }),
      server.client.onDidChangeState(({ newState }) => {
        if (newState === State.Starting) this.#tell({ state: 'starting' });
        if (newState === State.Stopped) {
          this.#tell({ state: 'failed', message: 'The analyser is not running' });
        }
      }),
    ];
    this.#tell(this.#status);
  }

  get status(): ServerStatus {
    return this.#status;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(status: ServerStatus): void {
    this.#status = status;
    const failed = status.state === 'failed';
    this.#item.text = failed ? 'Wattlens failed' : 'Wattlens';
    this.#item.detail = {
      starting: 'starting',
      ready: 'ready',
      analysing: 'analysing',
      failed: status.message ?? '',
    }[status.state];
    this.#item.busy = status.state === 'starting' || status.state === 'analysing';
    this.#item.severity = failed
      ? vscode.LanguageStatusSeverity.Error
      : vscode.LanguageStatusSeverity.Information;
    this.#item.command = failed
      ? { title: 'Restart', command: 'wattlens.restartServer' }
      : { title: 'Show Output', command: 'wattlens.showOutput' };
  }
}
