import { CodeLensRefreshRequest, FileChangeType, TextDocuments } from 'vscode-languageserver';
import type {
  Connection,
  InitializeParams,
  InitializeResult,
  TextDocumentsConfiguration,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analyser, NotebookCell, Problem } from '../footprint/analyser.ts';
import { CHANGED, CHOICES, ENVIRONMENT_CHANGED, FOOTPRINTS, PING, STATUS } from '../protocol/server.ts';
import type { Choices, FootprintsParams, InitializationOptions, ServerStatus } from '../protocol/server.ts';
import { folderOf } from '../python/imports/uris.ts';
import { AnalysisQueue } from './analysisQueue.ts';
import { Answers } from './answers.ts';
import { canRefresh, ClientSettings } from './clientSettings.ts';
import type { Client } from './clientSettings.ts';
import { completionsAt, configDiagnostics, isConfigDocument, pragmaDiagnostics } from './configDocuments.ts';
import { DocumentFigures } from './documentFigures.ts';
import type { Change } from './documentFigures.ts';
import { editOf } from './edits.ts';
import { Environments } from './environments.ts';
import { answerFactors } from './factorRequests.ts';
import { canonicalUri, fileSource } from './files.ts';
import { foldersOf, optionsOf, registerForChanges, SERVER } from './handshake.ts';
import { Notebooks } from './notebooks.ts';
import { Outside } from './outside.ts';
import { VisibleLenses } from './visibleLenses.ts';
import type { Disk } from './outside.ts';
import { folderUri } from './settings.ts';

/** What differs between the hosts, and what tests put in. */
export interface ServerParts {
  /** `read` asks the client for a file. */
  createAnalyser(
    options: InitializationOptions,
    read: (uri: string) => Promise<string | null>,
  ): Promise<Analyser>;
  choices(): Promise<Choices>;
  /** Null where there is none. */
  readonly disk: Disk | null;
  /** Pause after a keystroke before the analysis; 150 ms unless given. */
  readonly pauseMs?: number;
}

/** What runs longer without a pause keeps every message waiting, and would be taken for dead by the client. */
const LONGEST_RUN_MS = 15_000;

/** Old sides of comparisons and the like: nobody edits those. Cells come with their notebook, never alone. */
const IGNORED_SCHEMES = /^(?:git|gitlens|gitfs|review|output|vscode-notebook-cell):/;

/** A text, or the cells of a notebook. */
interface Opened {
  readonly version: number;
  readonly lineCount: number;
  readonly source: { readonly text: string } | { readonly cells: readonly NotebookCell[] };
}

/** Settings that scripts read when they are run: no import is missing one. */
const DATA = /(?<!wattlens\.measured)\.(?:ya?ml|json|ini|cfg|env)$/;

/** A language server over any connection. */
export function serve(connection: Connection, parts: ServerParts): void {
  new Server(connection, parts).listen();
}

class Server {
  readonly #connection: Connection;
  readonly #parts: ServerParts;
  readonly #pauseMs: number;
  readonly #figures = new Map<string, DocumentFigures>();
  readonly #looks = new VisibleLenses();
  readonly #settings: ClientSettings;
  readonly #outside: Outside;
  readonly #environments: Environments;
  readonly #answers: Answers;
  readonly #queue = new AnalysisQueue((uri, isCancelled) => this.#analyse(uri, isCancelled));
  readonly #texts: TextDocumentsConfiguration<TextDocument> = {
    create: TextDocument.create,
    update: (text, changes, version) => {
      const { document, place } = this.#notebooks.partOf(text.uri);
      for (const change of changes) this.#figures.get(document)?.edit(editOf(change), place);
      return TextDocument.update(text, changes, version);
    },
  };
  readonly #documents = new TextDocuments(this.#texts);
  readonly #notebooks = new Notebooks(this.#texts);
  #client: Client = { options: {}, capabilities: {} };
  #folders: readonly string[] = [];
  #suspects = new Set<string>();
  /** Files that are gone: an editor may keep the text of one open for a while, though nobody sees it. */
  readonly #deleted = new Set<string>();
  #analyser: Promise<Analyser> | null = null;

  constructor(connection: Connection, parts: ServerParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#pauseMs = parts.pauseMs ?? 150;
    const outside = new Outside(connection, parts.disk, () => this.#client.options);
    this.#outside = outside;
    this.#settings = new ClientSettings(connection, () => this.#client);
    this.#answers = new Answers({
      figures: this.#figures,
      notebooks: this.#notebooks,
      looks: this.#looks,
      client: () => this.#client,
      settled: (uri) => this.#queue.settled(uri),
      settingsOf: (uri) => this.#settings.of(uri),
      folderOf: (uri) => this.#folderOf(uri),
      files: (uri) => this.#files(uri),
      openText: (uri) => this.#documents.get(uri)?.getText() ?? null,
    });
    this.#environments = new Environments(outside, (uri) => outside.selectedEnvironment(uri));
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    const answers = this.#answers;
    connection.onCodeLens(({ textDocument: { uri } }, token) => answers.lenses(uri, token));
    connection.onCodeLensResolve((lens) => answers.resolved(lens));
    connection.onHover(({ textDocument: { uri }, position }, token) => answers.hover(uri, position, token));
    connection.onRequest(PING.method, () => true);
    connection.onRequest(CHOICES.method, () => this.#parts.choices());
    connection.onRequest(FOOTPRINTS.method, (params: FootprintsParams) => answers.footprints(params));
    answerFactors(connection, (params) => answers.factorContext(params));
    connection.onCompletion(({ textDocument: { uri }, position }) => {
      const document = this.#documents.get(uri) ?? this.#notebooks.cell(uri);
      return document === undefined ? [] : completionsAt(document, position);
    });
    connection.onDidChangeConfiguration(({ settings }) => this.#configure(settings));
    connection.onDidChangeWatchedFiles(({ changes }) => this.#filesChanged(changes));
    connection.onNotification(ENVIRONMENT_CHANGED.method, () => this.#environmentChanged());
    connection.onShutdown(() => this.#queue.dropAll());
    this.#documents.onDidChangeContent(({ document }) => this.#changed(document));
    this.#documents.onDidClose(({ document: { uri } }) => this.#closed(uri));
    this.#documents.listen(connection);
    this.#notebooks.listen(connection, {
      changed: (uri) => this.#changed({ uri }),
      closed: (uri) => this.#closed(uri),
    });
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const options = optionsOf(params);
    this.#client = { options, capabilities: params.capabilities };
    this.#suspects = new Set(options.suspects);
    this.#folders = foldersOf(params);
    return SERVER;
  }

  async #initialized(): Promise<void> {
    const { workspace } = this.#client.capabilities;
    this.#tell({ state: 'starting' });
    const started = this.#startAnalyser();
    await registerForChanges(this.#connection, this.#client.capabilities);
    if (workspace?.workspaceFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        this.#settings.clear();
        this.#environmentChanged();
      });
    }
    await started;
  }

  async #startAnalyser(): Promise<void> {
    this.#analyser ??= this.#parts.createAnalyser(this.#client.options, (uri) =>
      this.#outside.readThroughClient(uri),
    );
    try {
      await this.#analyser;
      this.#tell({ state: 'ready' });
    } catch (error) {
      this.#fail('Wattlens could not start its analyser', error);
    }
  }

  // ---- documents

  #changed({ uri }: Pick<TextDocument, 'uri'>): void {
    if (IGNORED_SCHEMES.test(uri)) return;
    if (isConfigDocument(uri)) {
      this.#configChanged(uri);
      return;
    }
    // opening is told as a first change
    if (!this.#figures.has(uri)) {
      this.#figures.set(uri, new DocumentFigures());
      if (this.#suspects.has(uri)) {
        const message = `Wattlens could not come to an end with ${uri}: it is analysed again when it is edited`;
        this.#tell({ state: 'failed', uri, message });
      } else {
        this.#queue.request(uri, 0);
      }
    } else {
      this.#suspects.delete(uri);
      this.#queue.request(uri, this.#pauseMs);
      this.#requestDependents(uri, this.#pauseMs * 2);
    }
  }

  /** It counts as it is in the editor, for every document below it. */
  #configChanged(uri: string): void {
    this.#deleted.delete(canonicalUri(uri));
    const document = this.#documents.get(uri);
    const diagnostics = document === undefined ? [] : configDiagnostics(document);
    void this.#connection.sendDiagnostics({ uri, diagnostics });
    this.#invalidate(uri);
    this.#requestAll(this.#pauseMs * 2);
    if (document !== undefined) void this.#lookAfter(uri);
  }

  /**
   * Whether a configuration file is there. A client may keep the text of a deleted one open, and open it again for a new
   * server; and it may tell that one was deleted when it has been made again.
   */
  async #lookAfter(uri: string): Promise<void> {
    const canLook =
      (this.#outside.disk !== null && uri.startsWith('file:')) || this.#client.options.readsFiles === true;
    if (!canLook) return;
    const isThere = (await this.#outside.read(uri).catch(() => '')) !== null;
    const key = canonicalUri(uri);
    if (isThere !== this.#deleted.has(key)) return;
    if (isThere) this.#deleted.delete(key);
    else this.#deleted.add(key);
    this.#invalidate(uri);
    this.#requestAll(this.#pauseMs * 2);
  }

  #closed(uri: string): void {
    if (isConfigDocument(uri)) {
      this.#configChanged(uri);
      return;
    }
    this.#queue.drop(uri);
    this.#figures.delete(uri);
    this.#looks.closed(uri);
    this.#settings.closed(uri);
    void this.#analyser?.then((analyser) => analyser.close(uri)).catch(() => undefined);
    // what was not saved is gone with it
    this.#requestDependents(uri, this.#pauseMs);
  }

  #filesChanged(changes: readonly { uri: string; type: FileChangeType }[]): void {
    const open = new Set(this.#documents.keys().map(canonicalUri));
    for (const { uri, type } of changes) {
      const isDeleted = type === FileChangeType.Deleted;
      const wasGone = this.#deleted.delete(canonicalUri(uri));
      if (isDeleted) this.#deleted.add(canonicalUri(uri));
      if (isDeleted && isConfigDocument(uri)) void this.#lookAfter(uri);
      // what is open counts as it is in the editor
      if (open.has(canonicalUri(uri)) && !wasGone && !(isDeleted && isConfigDocument(uri))) continue;
      this.#invalidate(uri);
      // a new file may be what an import was missing
      if (type === FileChangeType.Created && !DATA.test(uri)) this.#requestAll(this.#pauseMs);
      else this.#requestDependents(uri, this.#pauseMs);
      // a folder's listing is a text like any other
      if (type !== FileChangeType.Changed) this.#requestDependents(`${folderOf(uri)}/`, this.#pauseMs);
    }
  }

  #requestDependents(uri: string, delayMs: number): void {
    const changed = canonicalUri(uri);
    for (const [dependent, figures] of this.#figures) {
      if (dependent === uri) continue;
      if ([...(figures.shown?.dependencies ?? [])].some((on) => canonicalUri(on) === changed)) {
        this.#invalidate(uri);
        this.#queue.request(dependent, delayMs);
      }
    }
  }

  /** Under both spellings: the one of the client, and the one that imports are resolved to. */
  #invalidate(uri: string): void {
    const forget = (analyser: Analyser) => {
      for (const spelling of new Set([uri, canonicalUri(uri)])) analyser.invalidate(spelling);
    };
    void this.#analyser?.then(forget).catch(() => undefined);
  }

  #requestAll(delayMs: number): void {
    for (const uri of this.#figures.keys()) {
      if (!this.#suspects.has(uri)) this.#queue.request(uri, delayMs);
    }
  }

  // ---- analysis

  async #analyse(uri: string, isCancelled: () => boolean): Promise<void> {
    const document = this.#opened(uri);
    const figures = this.#figures.get(uri);
    if (document === undefined || figures === undefined || this.#analyser === null) return;
    this.#tell({ state: 'analysing', uri });
    try {
      const analyser = await this.#analyser;
      const { overrides, searchPath, python } = await this.#settings.of(uri);
      const folder = this.#folderOf(uri);
      const packages = await this.#environments.packagesFor({ uri, folder, written: python });
      const { version } = document;
      const deadline = performance.now() + LONGEST_RUN_MS;
      const result = await analyser.analyse(
        {
          uri,
          ...document.source,
          searchPath: [
            ...(folder === null ? [] : [folder]),
            ...searchPath.map((written) => folderUri(written, folder)).filter((found) => found !== null),
            ...packages,
          ],
          overrides,
          isCancelled: () => isCancelled() || performance.now() > deadline,
          watched: {
            ids: figures.shown === null ? 'all' : this.#looks.idsOf(uri),
            tell: (footprints) => {
              if (isCancelled() || this.#opened(uri)?.version !== version) return;
              this.#tellChange(uri, figures.acceptSome(footprints, version));
            },
          },
        },
        this.#files(uri),
      );
      if (isCancelled() || this.#opened(uri)?.version !== version) return;
      const failure = result.problems.find(({ code }) => code === 'internal' || code === 'cancelled');
      if (failure !== undefined) throw new Error(failure.message);
      const change = figures.accept(result, version, document.lineCount);
      this.#tell({ state: 'ready', uri });
      this.#diagnose(uri, result.problems);
      this.#tellChange(uri, change);
    } catch (error) {
      if (!isCancelled()) this.#fail(`Wattlens could not analyse ${uri}`, error, uri);
    }
  }

  #tellChange(uri: string, change: Change): void {
    if (change !== 'none') void this.#connection.sendNotification(CHANGED.method, { uri });
    if (change === 'lenses') this.#refreshLenses();
  }

  /** What is wrong in the comments of a document, or of the cells of a notebook. */
  #diagnose(uri: string, problems: readonly Problem[]): void {
    const places = this.#notebooks.cellsOf(uri) ?? [{ place: uri, document: this.#documents.get(uri) }];
    for (const { place, document } of places) {
      if (document === undefined) continue;
      const diagnostics = pragmaDiagnostics(problems, place, document.getText());
      void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics });
    }
  }

  #opened(uri: string): Opened | undefined {
    const notebook = this.#notebooks.get(uri);
    if (notebook !== undefined) {
      const { version, cells } = notebook;
      return { version, lineCount: Infinity, source: { cells } };
    }
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    return { version: document.version, lineCount: document.lineCount, source: { text: document.getText() } };
  }

  #files(document: string) {
    const open = new Map(this.#documents.all().map((opened) => [canonicalUri(opened.uri), opened]));
    return fileSource(document, {
      open: (uri) => (isConfigDocument(uri) && this.#deleted.has(uri) ? undefined : open.get(uri)?.getText()),
      disk: this.#outside.disk === null ? null : (uri) => this.#outside.fromDisk(uri),
      client: this.#client.options.readsFiles === true ? (uri) => this.#outside.fromClient(uri) : null,
    });
  }

  // ---- environments

  #environmentChanged(): void {
    this.#environments.clear();
    this.#requestAll(this.#pauseMs);
  }

  /** The folder opened in the editor that holds the document, the innermost one. */
  #folderOf(uri: string): string | null {
    const holding = this.#folders.filter((folder) => uri.startsWith(`${folder.replace(/\/$/, '')}/`));
    return holding.sort((a, b) => b.length - a.length)[0]?.replace(/\/$/, '') ?? null;
  }

  // ---- requests

  #refreshLenses(): void {
    if (!canRefresh(this.#client)) return;
    this.#connection.sendRequest(CodeLensRefreshRequest.type).catch((error: unknown) => {
      this.#connection.console.debug(`the client would not refresh its lenses: ${String(error)}`);
    });
  }

  // ---- settings

  #configure(settings: unknown): void {
    this.#settings.changed(settings);
    this.#environments.clear();
    this.#requestAll(0);
    // the lenses themselves may have been switched on or off
    this.#refreshLenses();
  }

  // ---- status

  #tell(status: ServerStatus): void {
    void this.#connection.sendNotification(STATUS.method, status);
  }

  #fail(what: string, error: unknown, uri?: string): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#connection.console.error(
      error instanceof Error ? `${what}: ${error.stack ?? reason}` : `${what}: ${reason}`,
    );
    this.#tell({ state: 'failed', message: `${what}: ${reason}`, ...(uri === undefined ? {} : { uri }) });
  }
}
