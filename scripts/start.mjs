// @ts-check
/**
 * Opens a folder or a file in VS Code with Wattlens in it, from a fresh clone on.
 *
 *   npm start [-- [--embedded] PATH]     in the user's own VS Code if there is one, else in the embedded editor
 *   npm start -- --cli [PATH] [FLAG…]    prints the table of estimates; further flags go to `wattlens estimate`
 *
 * PATH is examples/ unless given. --embedded takes the embedded editor in any case.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { onEndRequest, runCommand, startChild, stopAllChildren } from './processes.mjs';
import { findOnPath } from './setup/chromium.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import {
  installExtension,
  makeServerHome,
  removeServerHome,
  startEditorServer,
  workbenchUrl,
} from './setup/editor-server.mjs';
import { ensureEditor } from './setup/editor.mjs';
import { ROOT, VSIX } from './setup/paths.mjs';
import { SetupError, explainFailure, withProgress } from './setup/progress.mjs';

/** npm runs scripts in the package's folder and says here where the user was. */
const INVOKED_FROM = process.env['INIT_CWD'] ?? process.cwd();

let ending = false;

/** @param {readonly string[]} args */
function parseArguments(args) {
  const cli = args.includes('--cli');
  const rest = args.filter((arg) => arg !== '--cli' && arg !== '--embedded');
  const given = rest[0]?.startsWith('-') ? undefined : rest.shift();
  const unknown = cli ? undefined : rest[0];
  if (unknown !== undefined) {
    throw new SetupError(`There is no option ${unknown}.`, 'npm start [-- [--embedded | --cli] PATH]');
  }
  const target = given === undefined ? path.join(ROOT, 'examples') : path.resolve(INVOKED_FROM, given);
  if (!existsSync(target))
    throw new SetupError(`There is no ${target}.`, 'name a file or a folder that exists.');
  return { cli, embedded: args.includes('--embedded'), target, rest };
}

const build = () =>
  withProgress('Building Wattlens', () => runCommand(process.execPath, ['scripts/build.mjs'], { cwd: ROOT }));

/**
 * Lets a child have the terminal and takes its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>}
 */
function handOver(command, args, options) {
  const child = startChild(command, args, { ...options, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

/**
 * The folder to open and the file to show: the one given, else the folder's first Python file.
 *
 * @param {string} target
 */
function whatToOpen(target) {
  if (!statSync(target).isDirectory()) return { folder: path.dirname(target), file: target };
  const first = readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py') && !name.split(path.sep).some((part) => part.startsWith('.')))
    .sort((a, b) => a.split(path.sep).length - b.split(path.sep).length || a.localeCompare(b))[0];
  return { folder: target, ...(first === undefined ? {} : { file: path.join(target, first) }) };
}

/**
 * @param {string} code the user's own VS Code
 * @param {string} target
 */
async function openInVsCode(code, target) {
  await build();
  console.error(`• Opening ${target} in VS Code`);
  await handOver(code, [`--extensionDevelopmentPath=${ROOT}`, target], {
    shell: process.platform === 'win32',
  });
  if (process.exitCode) {
    throw new SetupError(
      'VS Code did not start.',
      'npm start -- --embedded opens the embedded editor instead.',
    );
  }
}

/** @param {string} target */
async function openInEmbeddedEditor(target) {
  const vscode = await ensureEditor();
  // vsce runs the production build
  await withProgress('Packaging Wattlens', () =>
    runCommand(process.execPath, ['scripts/package.mjs'], { cwd: ROOT }),
  );
  const home = makeServerHome();
  process.on('exit', () => removeServerHome(home));
  await withProgress('Installing Wattlens into the embedded editor', () =>
    installExtension(vscode, home, VSIX),
  );
  // others on this machine can reach the port, but not without the token
  const token = randomBytes(16).toString('hex');
  const server = await startEditorServer({ vscode, home, token });
  const { folder, file } = whatToOpen(target);
  console.log('\nOpen this address in a browser (Ctrl-C ends the editor):\n');
  console.log(`  ${workbenchUrl({ port: server.port, folder, token, ...(file ? { file } : {}) })}\n`);
  await server.ended;
  // ended by Ctrl-C: the process is about to exit
  if (ending) return new Promise(() => undefined);
  throw new Error(`The editor's server has ended.\n${server.log()}`);
}

// Ctrl-C is how the embedded editor is meant to be ended: no failure
const onCtrlC = process.argv.includes('--cli') ? undefined : 0;
onEndRequest(() => {
  ending = true;
  return stopAllChildren();
}, onCtrlC);
try {
  const { cli, embedded, target, rest } = parseArguments(process.argv.slice(2));
  await ensureDependencies();
  const code = embedded ? undefined : findOnPath('code');
  if (cli) {
    await build();
    const wattlens = path.join(ROOT, 'dist/cli.cjs');
    await handOver(process.execPath, [wattlens, 'estimate', target, ...rest], { cwd: INVOKED_FROM });
  } else if (code) await openInVsCode(code, target);
  else await openInEmbeddedEditor(target);
} catch (error) {
  explainFailure(error);
}
process.exit();
