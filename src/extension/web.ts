/** Entry for the web worker host: the language server is a worker of its own. */
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { MessageTransports } from 'vscode-languageclient/browser';
import type { WattlensApi } from './api.ts';
import { uriText } from './server.ts';
import { startSession } from './session.ts';

/** A worker that is ended sends no event: this one can be told. */
class EndableReader extends BrowserMessageReader {
  end(): void {
    this.fireClose();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<WattlensApi> {
  const read = (...names: string[]) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', ...names));
  const [code, parserRuntime, pythonGrammar] = await Promise.all([
    read('server-web.js'),
    read('wasm', 'web-tree-sitter.wasm'),
    read('wasm', 'tree-sitter-python.wasm'),
  ]);
  // a worker cannot be started from a remote extension's own address; the blob's is kept for every new start
  const address = URL.createObjectURL(new Blob([new Uint8Array(code)], { type: 'text/javascript' }));
  let worker: Worker | null = null;
  let reader: EndableReader | null = null;
  const startServer = (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(address, { name: 'wattlens' });
    reader = new EndableReader(worker);
    // reader and writer, not the worker: the host replaces the class that the client would compare it with
    return Promise.resolve({ reader, writer: new BrowserMessageWriter(worker) });
  };
  context.subscriptions.push({
    dispose: () => {
      worker?.terminate();
      URL.revokeObjectURL(address);
    },
  });
  return startSession(context, {
    kind: 'webworker',
    createClient: (options) => new LanguageClient('wattlens', 'Wattlens', startServer, options),
    killServer: () => {
      worker?.terminate();
      reader?.end();
    },
    wasm: { parserRuntime, pythonGrammar },
    compiler: uriText(vscode.Uri.joinPath(context.extensionUri, 'dist', 'script-compiler.js')),
  });
}
