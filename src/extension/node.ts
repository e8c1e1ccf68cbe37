/** Entry for the Node host: the language server is a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { SERVER_FLAGS } from '../protocol/server.ts';
import type { WattlensApi } from './api.ts';
import { startSession } from './session.ts';

export function activate(context: ExtensionContext): WattlensApi {
  let child: ChildProcess | null = null;
  const startServer = (): Promise<ChildProcess> => {
    child = spawn(
      process.execPath,
      [...SERVER_FLAGS, context.asAbsolutePath('dist/server-node.cjs'), '--stdio'],
      // the desktop editor's own program is a Node only when it is told to be one
      { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, windowsHide: true },
    );
    return Promise.resolve(child);
  };
  return startSession(context, {
    kind: 'node',
    createClient: (options) => new LanguageClient('wattlens', 'Wattlens', startServer, options),
    killServer: () => child?.kill('SIGKILL'),
  });
}
