/** What client and server tell each other of themselves at the start. */
import * as v from 'valibot';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type {
  ClientCapabilities,
  Connection,
  InitializeParams,
  InitializeResult,
} from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/server.ts';
import { NOTEBOOK_SYNC } from './notebooks.ts';

export const SERVER: InitializeResult = {
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeLensProvider: { resolveProvider: true },
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['=', ':', '"'] },
    notebookDocumentSync: NOTEBOOK_SYNC,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  serverInfo: { name: 'wattlens' },
};

/** Modules, configuration, and settings that scripts read when they are run. */
const WATCHED = '**/*.{py,pyi,toml,js,mjs,ts,tsx,jsx,html,yaml,yml,json,ini,cfg,env}';

/** Another editor may send nothing, or its own settings: what is not understood is not there. */
export function optionsOf({ initializationOptions: options }: InitializeParams): InitializationOptions {
  const given: unknown = options;
  return typeof given === 'object' && given !== null ? given : {};
}

/** URIs. A client of an older protocol knows no folders, but names one all the same. */
export function foldersOf({ workspaceFolders, ...older }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  const root = v.safeParse(v.object({ rootUri: v.string() }), older);
  return root.success ? [root.output.rootUri] : [];
}

/** Asks to be told of changes of settings and of files, where the client can. */
export async function registerForChanges(
  { client }: Connection,
  { workspace }: ClientCapabilities,
): Promise<void> {
  if (workspace?.didChangeConfiguration?.dynamicRegistration) {
    await client.register(DidChangeConfigurationNotification.type, { section: 'wattlens' });
  }
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    const watchers = [{ globPattern: WATCHED }];
    await client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}
