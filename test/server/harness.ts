import { PassThrough } from 'node:stream';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type {
  ClientCapabilities,
  CodeLens,
  Hover,
  InitializeResult,
  ProtocolConnection,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { createConnection } from 'vscode-languageserver/node';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { NotebookAnalyser } from '../../src/footprint/notebookAnalyser.ts';
import { CHANGED, FOOTPRINTS, STATUS } from '../../src/protocol/server.ts';
import type {
  DocumentFootprints,
  DocumentParams,
  InitializationOptions,
  ServerStatus,
} from '../../src/protocol/server.ts';
import type { FolderEntry } from '../../src/python/imports/listing.ts';
import { serve } from '../../src/server/core.ts';
import { FakeAnalyser } from './fakeAnalyser.ts';

export const URI = 'file:///w/net.py';
export const MODEL = '\nclass A: # 2 layers\n    l0\n    l1\n\nclass B: # 1 layer\n    l0\n';

export interface Setup {
  readonly capabilities?: ClientCapabilities;
  readonly options?: InitializationOptions;
  readonly disk?: Readonly<Record<string, string>>;
  readonly startAnalyser?: () => Promise<void>;
  /** Instead of the fake one. */
  readonly analyser?: Analyser;
}

/** What an editor with all that Wattlens can use says it can do. */
export const FULL: Setup = {
  capabilities: { workspace: { codeLens: { refreshSupport: true } } },
  options: { readsFiles: true, tellsSettings: true, drawsIcons: true },
};

/** A client and a server joined by two streams in memory; `end` shuts both down. */
export class Harness {
  readonly analyser = new FakeAnalyser();
  readonly statuses: ServerStatus[] = [];
  readonly logs: string[] = [];
  readonly changed: string[] = [];
  refreshes = 0;
  readonly client: ProtocolConnection;
  readonly #setup: Setup;
  readonly #streams = { up: new PassThrough(), down: new PassThrough() };

  constructor(setup: Setup = FULL) {
    this.#setup = setup;
    const { up, down } = this.#streams;
    this.client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.client.onNotification(STATUS.method, (status: ServerStatus) => {
      this.statuses.push(status);
    });
    this.client.onNotification(CHANGED.method, ({ uri }: DocumentParams) => {
      this.changed.push(uri);
    });
    this.client.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logs.push(message);
    });
    this.client.onRequest('workspace/codeLens/refresh', () => {
      this.refreshes++;
      return null;
    });
    const { disk } = setup;
    serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
      createAnalyser: async () => {
        await setup.startAnalyser?.();
        return setup.analyser ?? new NotebookAnalyser(this.analyser);
      },
      choices: () =>
        Promise.resolve({ devices: [{ id: 'T4', name: 'NVIDIA T4', detail: 'gpu' }], regions: [] }),
      disk:
        disk === undefined ? null : { read: (uri) => disk[uri] ?? null, list: (uri) => entriesIn(disk, uri) },
      pauseMs: 5,
    });
    this.client.listen();
  }

  async start(): Promise<InitializeResult> {
    const result = await this.client.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
      capabilities: this.#setup.capabilities ?? {},
      initializationOptions: this.#setup.options,
    });
    await this.client.sendNotification('initialized', {});
    return result;
  }

  async end(): Promise<void> {
    await this.client.sendRequest('shutdown');
    this.client.dispose();
    this.#streams.up.destroy();
    this.#streams.down.destroy();
  }

  open(text: string, uri = URI): Promise<void> {
    return this.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
  }

  close(uri = URI): Promise<void> {
    return this.client.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  change(version: number, contentChanges: TextDocumentContentChangeEvent[], uri = URI): Promise<void> {
    return this.client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  /** Inserts text at the start of a line. */
  insert(version: number, line: number, text: string, uri = URI): Promise<void> {
    const at = { line, character: 0 };
    return this.change(version, [{ range: { start: at, end: at }, text }], uri);
  }

  lenses(uri = URI): Promise<CodeLens[]> {
    return this.client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  }

  resolve(lens: CodeLens): Promise<CodeLens> {
    return this.client.sendRequest<CodeLens>('codeLens/resolve', lens);
  }

  /** The lenses as a person sees them: `line: title`. */
  async seen(uri = URI): Promise<string[]> {
    const lenses = await this.lenses(uri);
    const resolved = await Promise.all(lenses.map((lens) => this.resolve(lens)));
    return resolved.map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`);
  }

  hover(line: number, character: number, uri = URI): Promise<Hover | null> {
    return this.client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
  }

  /** Waits until the server has nothing left to do for a document. */
  footprints(uri = URI): Promise<DocumentFootprints | null> {
    return this.client.sendRequest<DocumentFootprints | null>(FOOTPRINTS.method, { uri });
  }

  /** Waits for something that a notification will bring. */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      if (holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`waited in vain for: ${what}`);
  }
}

function entriesIn(disk: Readonly<Record<string, string>>, folder: string): FolderEntry[] | null {
  const root = folder.replace(/\/$/, '');
  const names = namesIn(disk, root);
  return names?.map((name) => ({ name, isFolder: !(`${root}/${name}` in disk) })) ?? null;
}

/** What a folder of a disk holds, given all of its files. */
export function namesIn(disk: Readonly<Record<string, string>>, folder: string): string[] | null {
  const inside = Object.keys(disk).filter((file) => file.startsWith(`${folder}/`));
  const names = inside.map((file) => file.slice(folder.length + 1).split('/')[0] ?? '');
  return inside.length === 0 ? null : [...new Set(names)];
}
