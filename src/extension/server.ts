import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { Disposable } from './disposable.ts';
import type { NotificationKind, RequestKind } from '../protocol/message.ts';

/** The language server as the rest of the extension sees it. */
export class Server {
  readonly client: BaseLanguageClient;

  constructor(client: BaseLanguageClient) {
    this.client = client;
  }

  /** @throws when the server is not there or fails */
  request<Params, Answer>(kind: RequestKind<Params, Answer>, params: Params): Promise<Answer> {
    return this.client.sendRequest<Answer>(kind.method, params);
  }

  onRequest<Params, Answer>(
    kind: RequestKind<Params, Answer>,
    answer: (params: Params) => Answer | Promise<Answer>,
  ): Disposable {
    return this.client.onRequest<unknown, unknown>(kind.method, (params: Params) => answer(params));
  }

  /** Tells a server that runs; to one that does not there is nothing to say. */
  notify<Params>(kind: NotificationKind<Params>, params: Params): void {
    if (this.client.isRunning()) void this.client.sendNotification(kind.method, params);
  }

  onNotification<Params>(kind: NotificationKind<Params>, take: (params: Params) => void): Disposable {
    return this.client.onNotification(kind.method, (params: Params) => take(params));
  }
}

/** Code to protocol and back: the server names documents by the text of their URIs. */
export const uriText = (uri: vscode.Uri): string => uri.toString();
export const parseUri = (text: string): vscode.Uri => vscode.Uri.parse(text, true);
