/** A plain language client: starts the built server and asks it what an editor would. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeLens,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { SERVER_FLAGS } from '../../src/protocol/server.ts';
import { ROOT } from '../setup/paths.mjs';

export class Client {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #connection: ProtocolConnection;
  #version = 1;
  #typed = 0;
  #changed: number | null = null;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.listen();
  }

  /** @param folder URI of the folder that counts as opened */
  static async start(folder: string): Promise<Client> {
    const client = new Client(
      spawn(process.execPath, [...SERVER_FLAGS, path.join(ROOT, 'dist/server-node.cjs'), '--stdio']),
    );
    await client.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: folder, name: 'bench' }],
      // refreshes are what an editor can do, so that lenses are not held back until the figures are there
      capabilities: { workspace: { codeLens: { refreshSupport: true } } },
    });
    client.#connection.onRequest('workspace/codeLens/refresh', () => null);
    client.#connection.onNotification('wattlens/footprintsChanged', () => {
      client.#changed ??= performance.now();
    });
    await client.#connection.sendNotification('initialized', {});
    return client;
  }

  open(uri: string, text: string): Promise<void> {
    this.#version = 1;
    return this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
  }

  close(uri: string): Promise<void> {
    return this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Replaces a stretch of one line. */
  type(uri: string, line: number, from: number, to: number, text: string): Promise<void> {
    const range = { start: { line, character: from }, end: { line, character: to } };
    this.#typed = performance.now();
    this.#changed = null;
    return this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++this.#version },
      contentChanges: [{ range, text }],
    });
  }

  lenses(uri: string): Promise<CodeLens[]> {
    return this.#connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  }

  resolve(lens: CodeLens): Promise<CodeLens> {
    return this.#connection.sendRequest('codeLens/resolve', lens);
  }

  /** Milliseconds from the last keystroke to the first figures after it; null: none have come. */
  get firstFigures(): number | null {
    return this.#changed === null ? null : this.#changed - this.#typed;
  }

  /** How many models the text has, as it is now, analysed to the end. */
  async models(uri: string): Promise<number> {
    const known = await this.#connection.sendRequest<{ footprints: unknown[] } | null>(
      'wattlens/footprints',
      {
        uri,
        layers: false,
      },
    );
    return known?.footprints.length ?? 0;
  }

  /** Bytes in memory now, and at most so far; null where the system does not tell. */
  memory(): { readonly now: number; readonly peak: number } | null {
    try {
      const status = readFileSync(`/proc/${this.#child.pid ?? 0}/status`, 'utf8');
      const kilobytes = (name: string): number =>
        Number(new RegExp(String.raw`^${name}:\s*(\d+) kB`, 'm').exec(status)?.[1]);
      return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }
}
