// @ts-check
/**
 * Runs the suite inside the desktop editor, which it downloads. Unverified so far: it has not been run yet where the
 * editor can be downloaded.
 *
 *   npm run test:electron [-- --version=1.91.0]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runCommand } from './processes.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { CACHE, ROOT } from './setup/paths.mjs';
import { SetupError, explainFailure, withProgress } from './setup/progress.mjs';

const version =
  process.argv.find((arg) => arg.startsWith('--version='))?.slice('--version='.length) ?? 'stable';

/** @param {string} record where the suite leaves what came of it */
async function runInDesktopEditor(record) {
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  const vscodeExecutablePath = await withProgress(`Downloading VS Code ${version}`, async () => {
    try {
      return await downloadAndUnzipVSCode({ version, cachePath: path.join(CACHE, 'vscode-desktop') });
    } catch (cause) {
      throw new SetupError(
        'VS Code could not be downloaded.',
        'run this where VS Code can be downloaded; npm test runs the same suite in the embedded editor.',
        cause,
      );
    }
  });
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: path.join(ROOT, 'dist/test/host/suite-node.cjs'),
    extensionTestsEnv: { WATTLENS_SUITE_RECORD: record },
    launchArgs: [path.join(ROOT, 'test/host/workspace'), '--disable-extensions', '--disable-workspace-trust'],
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-electron-'));
const record = path.join(folder, 'record.json');
try {
  await ensureDependencies();
  await withProgress('Building Wattlens and its suite', async () => {
    await runCommand(process.execPath, ['scripts/build.mjs', '--strict'], { cwd: ROOT });
    await runCommand(process.execPath, ['scripts/build.mjs', '--tests'], { cwd: ROOT });
  });
  await runInDesktopEditor(record);
  // the editor ends with 0, too, when the extension host dies in the middle of a test
  if (!existsSync(record)) throw new Error('The suite never came to its end: it left no record.');
  /** @type {{ total: number, passed: string[], failed: unknown[], skipped: unknown[] }} */
  const { total, passed, failed, skipped } = JSON.parse(readFileSync(record, 'utf8'));
  console.log(
    `${passed.length} passed, ${failed.length} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`,
  );
  if (!passed.length || failed.length || passed.length + skipped.length < total) process.exitCode = 1;
} catch (error) {
  explainFailure(error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
