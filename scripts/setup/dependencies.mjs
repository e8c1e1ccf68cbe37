// @ts-check
/** Brings node_modules in line with package-lock.json. Needs nothing but Node and npm. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runCommand, runNpm } from '../processes.mjs';
import { ROOT } from './paths.mjs';
import { SetupError, withProgress } from './progress.mjs';

/** Since this one a module knows its own folder (import.meta.dirname). */
const OLDEST_NODE = /** @type {const} */ ([20, 11]);

/**
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean, link?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  const lock = /** @type {{ packages?: Record<string, LockedPackage> }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
  return lock.packages ?? {};
}

/**
 * The packages that package-lock.json asks for and node_modules lacks or has in another version. npm keeps its own
 * record of what it installed in node_modules/.package-lock.json; optional packages are those of other platforms.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function staleDependencies(root) {
  const record = path.join(root, 'node_modules/.package-lock.json');
  const wanted = lockedPackages(path.join(root, 'package-lock.json'));
  const present = existsSync(record) ? lockedPackages(record) : {};
  return Object.entries(wanted)
    .filter(([place, entry]) => place !== '' && !entry.optional && present[place]?.version !== entry.version)
    .map(([place]) => place);
}

/**
 * @throws {SetupError} when Node is too old or npm cannot install
 */
export async function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old.`,
      `install Node ${OLDEST_NODE.join('.')} or later and try again.`,
    );
  }
  const stale = staleDependencies(ROOT);
  if (stale.length === 0) return;
  await withProgress(`Installing ${stale.length} npm packages`, async () => {
    try {
      // no package's own scripts are run but esbuild's, which checks its binary
      await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: ROOT });
      await runCommand(process.execPath, ['node_modules/esbuild/install.js'], { cwd: ROOT });
    } catch (cause) {
      throw new SetupError(
        'The npm packages could not be installed.',
        'check that npm is installed and reaches its registry (npm ping), then run the same command again.',
        cause,
      );
    }
  });
}
