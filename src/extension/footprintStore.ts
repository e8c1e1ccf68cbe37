import * as vscode from 'vscode';
import { CHANGED, FOOTPRINTS } from '../protocol/server.ts';
import type { DocumentFootprints } from '../protocol/server.ts';
import { uriText } from './server.ts';
import type { Server } from './server.ts';
import type { Disposable } from './disposable.ts';

/** The last known figures of the documents that somebody looks at. */
export class FootprintStore implements Disposable {
  readonly #server: Server;
  readonly #known = new Map<string, DocumentFootprints>();
  /** The document whose layers somebody looks at: those of others are not sent. */
  #followed: string | null = null;
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #subscriptions: readonly Disposable[];
  /** Fires with the URI of a document whose figures are new. */
  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    this.#subscriptions = [
      this.#changed,
      server.onNotification(CHANGED, ({ uri }) => void this.refresh(uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uriText(uri))),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.#forget(uriText(uri))),
    ];
  }

  /** What is known now, without asking. */
  peek(uri: string): DocumentFootprints | null {
    return this.#known.get(uri) ?? null;
  }

  /** From now on this document is kept with its layers. */
  follow(uri: string | null): void {
    this.#followed = uri;
  }

  /** Asks the server for what is looked at of a document. */
  refresh(uri: string): Promise<DocumentFootprints | null> {
    return this.#ask(uri, uri === this.#followed);
  }

  /** Asks the server for everything; null when it does not answer or does not know the document. */
  fetch(uri: string): Promise<DocumentFootprints | null> {
    return this.#ask(uri, true);
  }

  #forget(uri: string): void {
    this.#known.delete(uri);
    this.#changed.fire(uri);
  }

  async #ask(uri: string, layers: boolean): Promise<DocumentFootprints | null> {
    if (!this.#server.client.isRunning()) return this.peek(uri);
    let answer: DocumentFootprints | null;
    try {
      answer = await this.#server.request(FOOTPRINTS, { uri, layers });
    } catch (error) {
      // it died meanwhile; it is asked again when it is back
      this.#server.client.outputChannel.debug(`no figures for ${uri}: ${String(error)}`);
      return this.peek(uri);
    }
    if (answer === null) this.#known.delete(uri);
    else this.#known.set(uri, answer);
    this.#changed.fire(uri);
    return answer;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
