import * as vscode from 'vscode';
import { CloseAction, ErrorAction, State } from 'vscode-languageclient';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  EDIT_FACTOR_COMMAND,
  ENVIRONMENT,
  ENVIRONMENT_CHANGED,
  LIST_FOLDER,
  PING,
  READ_FILE,
  SETTINGS,
  SHOW_ORIGIN,
} from '../protocol/server.ts';
import type { FolderNames, InitializationOptions } from '../protocol/server.ts';
import type { WattlensApi } from './api.ts';
import { copyJson, registerCommands } from './commands.ts';
import { CellStatus } from './cellStatus.ts';
import { analysedUri } from './documents.ts';
import { SelectedEnvironment } from './environment.ts';
import { FactorEditor } from './factorEditor.ts';
import { FootprintStore } from './footprintStore.ts';
import { Health } from './health.ts';
import { mayHoldModels, SCRIPT_LANGUAGES } from './modelDocuments.ts';
import { ReportPanel } from './reportPanel.ts';
import { Restarts } from './restarts.ts';
import { ScriptGate, startWhenNeeded } from './scriptGate.ts';
import { parseUri, Server } from './server.ts';
import { settingsFor } from './settings.ts';
import { StatusBadge } from './statusBadge.ts';
import { watch } from './watchdog.ts';

/** What differs between the Node host and the web worker host. */
export interface Host {
  readonly kind: WattlensApi['hostKind'];
  readonly createClient: (options: LanguageClientOptions) => BaseLanguageClient;
  /** Ends the server the hard way; its connection must then close. */
  readonly killServer: () => void;
  readonly wasm?: InitializationOptions['wasm'];
  /** Where the compiler that reads scripts lies. */
  readonly compiler?: InitializationOptions['compiler'];
}

/** A file that is larger is no source code of a model. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Longer than the longest analysis: on a busy machine the first one takes seconds. */
const WATCHDOG = { everyMs: 2000, patienceMs: 20_000 };

/** Starts the language server and everything that shows what it says. Does not wait for it. */
export function startSession(context: vscode.ExtensionContext, host: Host): WattlensApi {
  const output = vscode.window.createOutputChannel('Wattlens', { log: true });
  const restarts = new Restarts();
  // one document that no analysis survives must not take all the others' figures with it
  const suspects = new Set<string>();
  const scripts = new ScriptGate();
  const client: BaseLanguageClient = host.createClient({
    documentSelector: [
      { language: 'python' },
      ...SCRIPT_LANGUAGES.map((language) => ({ language })),
      { pattern: '**/wattlens.toml' },
      { pattern: '**/pyproject.toml' },
    ],
    middleware: scripts.middleware(() => client),
    // links in hovers may run these, and no others
    markdown: { isTrusted: { enabledCommands: [EDIT_FACTOR_COMMAND, SHOW_ORIGIN] } },
    initializationOptions: (): InitializationOptions => ({
      readsFiles: true,
      listsFolders: true,
      tellsEnvironment: true,
      tellsSettings: true,
      drawsIcons: true,
      runsCommands: true,
      suspects: [...suspects],
      ...(host.wasm === undefined ? {} : { wasm: host.wasm }),
      ...(host.compiler === undefined ? {} : { compiler: host.compiler }),
    }),
    outputChannel: output,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const again = restarts.died();
        const { state, uri } = health.status;
        if (state === 'analysing' && uri !== undefined) suspects.add(uri);
        output.warn(again ? 'The analyser ended; it is started again.' : 'The analyser keeps ending.');
        if (!again) void offerRestart();
        return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
      },
    },
  });
  const server = new Server(client);
  const store = new FootprintStore(server);
  const badge = new StatusBadge(store);
  const health = new Health(server);
  const factors = new FactorEditor(server, store);
  const report = new ReportPanel(context.extensionUri, store, {
    set: (uri, model, factor) => factors.edit({ uri, model: model ?? undefined, factor }),
    reset: (uri, model, factor) => factors.reset({ uri, model: model ?? undefined, factor }),
    copy: (uri, id) => copyJson(store, uri, id),
  });

  const start = () =>
    client.start().catch((error: unknown) => {
      output.error(`The analyser could not be started: ${String(error)}`);
    });
  const restart = async () => {
    restarts.forgive();
    suspects.clear();
    // one that does not answer does not stop by itself either
    await client.stop().catch(() => host.killServer());
    await start();
  };
  const stopWatching = watch(
    {
      isRunning: () => client.state === State.Running,
      ping: () => server.request(PING, {}),
      kill: () => {
        output.warn('The analyser does not answer: it is ended.');
        host.killServer();
      },
    },
    WATCHDOG,
  );

  const ready = new Promise<void>((resolve) => {
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      resolve();
      const document = vscode.window.activeTextEditor?.document;
      if (document !== undefined && mayHoldModels(document)) void store.refresh(analysedUri(document));
    });
  });
  const environment = new SelectedEnvironment(() => server.notify(ENVIRONMENT_CHANGED, {}));
  server.onRequest(READ_FILE, ({ uri }) => readFile(uri));
  server.onRequest(LIST_FOLDER, ({ uri }) => listFolder(uri));
  server.onRequest(ENVIRONMENT, ({ uri }) => ({ uri: environment.uriFor(parseUri(uri)) }));
  server.onRequest(SETTINGS, ({ uri }) => settingsFor(parseUri(uri)));
  context.subscriptions.push(
    ...registerCommands({ server, store, report, factors, restart }),
    output,
    scripts,
    badge,
    new CellStatus(store),
    environment,
    health,
    report,
    store,
    { dispose: stopWatching },
    { dispose: () => client.dispose().catch(() => host.killServer()) },
  );
  context.subscriptions.push(startWhenNeeded(() => void start()));

  return {
    hostKind: host.kind,
    ready,
    footprints: async (uri) => {
      await ready;
      return store.fetch(uri);
    },
    badge: () => badge.text,
    health: () => health.status,
    report: () => report.rendered,
    restarts: () => restarts.total,
    killServer: host.killServer,
  };
}

/** The text of a file in any file system the editor knows; null where there is none. */
async function readFile(uri: string): Promise<{ text: string } | null> {
  try {
    const file = parseUri(uri);
    const { type, size } = await vscode.workspace.fs.stat(file);
    if ((type & vscode.FileType.File) === 0 || size > MAX_BYTES) return null;
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
  } catch {
    // not there: imports are looked for in many places in vain
    return null;
  }
}

/** The names in a folder of any file system the editor knows; null where there is none. */
async function listFolder(uri: string): Promise<FolderNames | null> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(parseUri(uri));
    const folders = entries.filter(([, type]) => (type & vscode.FileType.Directory) !== 0);
    return { names: entries.map(([name]) => name), folders: folders.map(([name]) => name) };
  } catch {
    // not there: environments are looked for in many places in vain
    return null;
  }
}

async function offerRestart(): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    'Wattlens: the analyser ended five times in three minutes and is not started again.',
    'Restart',
    'Show Output',
  );
  if (choice === 'Restart') await vscode.commands.executeCommand('wattlens.restartServer');
  if (choice === 'Show Output') await vscode.commands.executeCommand('wattlens.showOutput');
}
