/** One throw-away editor: server, workspace and browser, ended together. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import {
  installExtension,
  makeServerHome,
  removeServerHome,
  startEditorServer,
} from '../../scripts/setup/editor-server.mjs';
import { launchBrowser } from './browser.ts';

export type Host = 'node' | 'web';

/** The host named by `--host=`; the Node host unless told otherwise. */
export function hostFromArguments(): Host {
  return process.argv.includes('--host=web') ? 'web' : 'node';
}

export interface EditorTools {
  /** The folder of the embedded editor's `lib/vscode`. */
  readonly vscode: string;
  /** The browser's program. */
  readonly chromium: string;
}

export interface SessionOptions extends EditorTools {
  readonly host: Host;
  /** Packages to install. */
  readonly packages?: readonly string[];
  /** The extensions that must run in the web worker host when `host` is `web`. */
  readonly extensions: readonly string[];
  /** A folder whose copy is opened. */
  readonly workspace: string;
  readonly settings?: Record<string, unknown>;
}

export interface EditorSession {
  readonly port: number;
  readonly workspace: string;
  readonly browser: Browser;
}

/** Gives `work` a running editor and takes it away afterwards, whatever happens. */
export async function withEditor<T>(
  options: SessionOptions,
  work: (session: EditorSession) => Promise<T>,
): Promise<T> {
  const home = makeServerHome();
  const workspace = mkdtempSync(path.join(tmpdir(), 'wattlens-workspace-'));
  const endings: (() => Promise<void>)[] = [];
  try {
    cpSync(options.workspace, workspace, { recursive: true });
    for (const vsix of options.packages ?? []) await installExtension(options.vscode, home, vsix);
    const server = await startEditorServer({
      vscode: options.vscode,
      home,
      flags: [],
      env: { HOME: home },
      settings: {
        ...options.settings,
        // an extension that has both entries runs in the server's Node host unless it is told otherwise
        ...(options.host === 'web'
          ? { 'remote.extensionKind': Object.fromEntries(options.extensions.map((id) => [id, ['web']])) }
          : {}),
      },
    });
    endings.unshift(() => server.stop());
    const browser = await launchBrowser(options.chromium);
    endings.unshift(() => browser.close());
    return await work({ port: server.port, workspace, browser });
  } finally {
    for (const end of endings) await end().catch((error: unknown) => console.error(error));
    removeServerHome(home);
    rmSync(workspace, { recursive: true, force: true });
  }
}
