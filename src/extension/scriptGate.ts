import * as vscode from 'vscode';
import type { BaseLanguageClient, Middleware } from 'vscode-languageclient';
import type { Disposable } from './disposable.ts';
import { isCell } from './documents.ts';
import { isScriptDocument, mayHoldModels } from './modelDocuments.ts';

const CONTEXT = 'wattlens.isModelFile';

/** A line that may have made a script one of TensorFlow.js. */
const SIGN = /tf|tensorflow/;

/**
 * Keeps from the server what cannot concern it: scripts that do not name TensorFlow.js. Nothing of them is sent, and
 * nothing is asked about them.
 */
export class ScriptGate implements Disposable {
  readonly #told = new Set<string>();
  readonly #subscription: Disposable;

  constructor() {
    const follow = (editor: vscode.TextEditor | undefined): void => {
      const isModelFile = editor !== undefined && mayHoldModels(editor.document);
      void vscode.commands.executeCommand('setContext', CONTEXT, isModelFile);
    };
    follow(vscode.window.activeTextEditor);
    this.#subscription = vscode.window.onDidChangeActiveTextEditor(follow);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** `client` is asked for when a script turns out to be one of TensorFlow.js while it is edited. */
  middleware(client: () => BaseLanguageClient): Middleware {
    const isHidden = (document: vscode.TextDocument): boolean =>
      isScriptDocument(document) && !this.#told.has(document.uri.toString());
    return {
      didOpen: async (document, next) => {
        if (isScriptDocument(document)) {
          if (!mayHoldModels(document)) return;
          this.#told.add(document.uri.toString());
        }
        await next(document);
      },
      didChange: async (event, next) => {
        const { document, contentChanges } = event;
        if (!isHidden(document)) {
          await next(event);
          return;
        }
        const isSign = contentChanges.some(
          ({ range, text }) => SIGN.test(text) || SIGN.test(lineAt(document, range.start.line)),
        );
        if (!isSign || !mayHoldModels(document)) return;
        this.#told.add(document.uri.toString());
        const open = client().code2ProtocolConverter.asOpenTextDocumentParams(document);
        await client().sendNotification('textDocument/didOpen', open);
      },
      didClose: async (document, next) => {
        if (isHidden(document)) return;
        this.#told.delete(document.uri.toString());
        await next(document);
      },
      didSave: async (document, next) => {
        if (!isHidden(document)) await next(document);
      },
      // those of a cell stand in the bar below it
      provideCodeLenses: (document, token, next) =>
        isHidden(document) || isCell(document) ? [] : next(document, token),
      provideHover: (document, position, token, next) =>
        isHidden(document) ? null : next(document, position, token),
      provideCompletionItem: (document, position, context, token, next) =>
        isHidden(document) ? [] : next(document, position, context, token),
    };
  }
}

function lineAt(document: vscode.TextDocument, line: number): string {
  return line < document.lineCount ? document.lineAt(line).text : '';
}

/**
 * Starts the server: at once, unless all that is open are scripts without a model; then with the first document that may
 * have one.
 */
export function startWhenNeeded(start: () => void): Disposable {
  const { textDocuments, notebookDocuments } = vscode.workspace;
  const isIdle =
    notebookDocuments.length === 0 &&
    textDocuments.some(isScriptDocument) &&
    !textDocuments.some(mayHoldModels);
  if (!isIdle) {
    start();
    return { dispose: () => undefined };
  }
  const subscriptions: Disposable[] = [];
  const stop = (): void => {
    for (const subscription of subscriptions) subscription.dispose();
  };
  const begin = (): void => {
    stop();
    start();
  };
  subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (mayHoldModels(document)) begin();
    }),
    vscode.workspace.onDidOpenNotebookDocument(begin),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.some(({ text }) => SIGN.test(text)) && mayHoldModels(document)) begin();
    }),
  );
  return { dispose: stop };
}
