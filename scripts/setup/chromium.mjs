// @ts-check
/** Finds a Chromium or Chrome to drive; installs Debian's where this may be done. */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runCommand } from '../processes.mjs';
import { SetupError, withProgress } from './progress.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

const { LOCALAPPDATA = '', PROGRAMFILES = '' } = process.env;
/** @type {Partial<Record<NodeJS.Platform, readonly string[]>>} */
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    path.join(PROGRAMFILES, 'Google/Chrome/Application/chrome.exe'),
    path.join(LOCALAPPDATA, 'Google/Chrome/Application/chrome.exe'),
    path.join(`${PROGRAMFILES} (x86)`, 'Microsoft/Edge/Application/msedge.exe'),
  ],
};

const REMEDY = 'install Chromium or Chrome, or name its program in the environment variable CHROMIUM_PATH.';

/**
 * Where a program of this name lies on the PATH.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => suffixes.map((suffix) => path.join(folder, name + suffix)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function findChromium() {
  for (const name of NAMES) {
    const found = findOnPath(name);
    if (found) return found;
  }
  return PLACES[process.platform]?.find((file) => existsSync(file));
}

/**
 * @returns {Promise<string>} the browser's program
 * @throws {SetupError} when there is none and none can be installed
 */
export async function ensureChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM_PATH names ${named}, which does not exist.`, REMEDY);
  }
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !findOnPath('apt-get'))
    throw new SetupError('No Chromium was found.', REMEDY);
  await withProgress('Installing Chromium with apt', async () => {
    try {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await runCommand('apt-get', ['update'], { env });
      await runCommand('apt-get', ['install', '-y', 'chromium'], { env });
    } catch (cause) {
      throw new SetupError('Chromium could not be installed with apt.', REMEDY, cause);
    }
  });
  const installed = findChromium();
  if (!installed) throw new SetupError('apt installed no Chromium.', REMEDY);
  return installed;
}
