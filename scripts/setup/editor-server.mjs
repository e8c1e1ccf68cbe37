// @ts-check
/** Runs the embedded editor's server on 127.0.0.1, with throw-away data folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { runCommand, startChild, stopChild } from '../processes.mjs';

/** @param {string} vscode */
const mainScript = (vscode) => path.join(vscode, 'out/server-main.js');

/** @param {string} home */
const folders = (home) => ({
  extensions: path.join(home, 'extensions'),
  data: path.join(home, 'data'),
});

/** A home for one server: its extensions, settings and state. */
export function makeServerHome() {
  return mkdtempSync(path.join(tmpdir(), 'wattlens-editor-'));
}

/** @param {string} home */
export function removeServerHome(home) {
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/**
 * @param {string} vscode the folder of the editor's `lib/vscode`
 * @param {string} home
 * @param {string} vsix
 */
export async function installExtension(vscode, home, vsix) {
  const { extensions } = folders(home);
  await runCommand(
    process.execPath,
    [
      mainScript(vscode),
      ...['--install-extension', vsix, '--extensions-dir', extensions, '--server-data-dir', home],
      '--accept-server-license-terms',
    ],
    { env: { ...process.env, EXTENSIONS_GALLERY: '{}' }, timeoutMs: 60_000 },
  );
}

/**
 * @typedef {object} EditorServer
 * @property {number} port
 * @property {() => string} log what the server has printed
 * @property {Promise<void>} ended resolves when the server has ended, by itself or stopped
 * @property {() => Promise<void>} stop ends the server and every process it forked
 */

/**
 * @param {object} options
 * @param {string} options.vscode the folder of the editor's `lib/vscode`
 * @param {string} options.home from makeServerHome
 * @param {string} [options.token] what the URL's `tkn` must be; without one anybody on this machine may connect
 * @param {Record<string, unknown>} [options.settings] machine settings
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {readonly string[]} [options.flags]
 * @returns {Promise<EditorServer>}
 */
export async function startEditorServer({ vscode, home, token, settings = {}, env = {}, flags = [] }) {
  const { data, extensions } = folders(home);
  mkdirSync(path.join(data, 'Machine'), { recursive: true });
  writeFileSync(
    path.join(data, 'Machine/settings.json'),
    JSON.stringify({
      'security.workspace.trust.enabled': false,
      'workbench.startupEditor': 'none',
      'workbench.tips.enabled': false,
      'extensions.ignoreRecommendations': true,
      'extensions.autoUpdate': false,
      'extensions.autoCheckUpdates': false,
      'telemetry.telemetryLevel': 'off',
      'git.openRepositoryInParentFolders': 'never',
      ...settings,
    }),
  );
  const child = startChild(
    process.execPath,
    [
      mainScript(vscode),
      ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'],
      ...(token ? ['--connection-token', token] : ['--without-connection-token']),
      ...['--server-data-dir', home, '--user-data-dir', data, '--extensions-dir', extensions],
      ...['--telemetry-level', 'off', '--disable-workspace-trust'],
      ...flags,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env } },
  );
  let log = '';
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('exit', () => resolve()));
  /** @type {Promise<number>} */
  const listening = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The editor's server did not start in 60 s.\n${log}`)),
      60_000,
    );
    /** @param {string} line */
    const read = (line) => {
      log += `${line}\n`;
      const port = /listening on (\d+)/.exec(line)?.[1] ?? /Web UI available at \S+?:(\d+)/.exec(line)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) readline.createInterface({ input: stream }).on('line', read);
    }
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`The editor's server ended with ${code ?? signal}.\n${log}`));
    });
  });
  try {
    const port = await listening;
    return { port, log: () => log, ended, stop: () => stopChild(child) };
  } catch (error) {
    await stopChild(child);
    throw error;
  }
}

/**
 * The address at which a browser opens a folder.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.folder absolute
 * @param {string} [options.file] absolute; opened in an editor
 * @param {string} [options.token]
 * @param {readonly (readonly [string, string])[]} [options.payload] more of the workbench's start options
 */
export function workbenchUrl({ port, folder, file, token, payload = [] }) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (token) url.searchParams.set('tkn', token);
  url.searchParams.set('folder', folder);
  const options = [['skipWelcome', 'true'], ...payload];
  if (file) options.push(['openFile', remoteUri(port, file)]);
  url.searchParams.set('payload', JSON.stringify(options));
  return url.href;
}

/**
 * How the workbench in the browser names a file on the server's machine.
 *
 * @param {number} port
 * @param {string} file absolute
 */
export function remoteUri(port, file) {
  return `vscode-remote://127.0.0.1:${port}${encodeURI(file)}`;
}
