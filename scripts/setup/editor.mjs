// @ts-check
/**
 * The embedded editor: VS Code's own server and workbench as the code-server package carries them. Only its
 * `lib/vscode` is used, started through `out/server-main.js`.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runNpm } from '../processes.mjs';
import { CACHE } from './paths.mjs';
import { SetupError, withProgress } from './progress.mjs';

/** The last version that runs on Node 20; it carries VS Code 1.100.3. */
const VERSION = '4.100.3';
const INTEGRITY =
  'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==';

const HOME = path.join(CACHE, `code-server-${VERSION}`);
const VSCODE = path.join(HOME, 'node_modules/code-server/lib/vscode');

/** @returns {string | undefined} the folder of the installed editor's `lib/vscode` */
export function findEditor() {
  return existsSync(path.join(HOME, 'complete')) ? VSCODE : undefined;
}

/** @param {string} home */
async function install(home) {
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'package.json'), '{"name":"embedded-editor","private":true}\n');
  // code-server's own install script needs a compiler and downloads ripgrep: neither is needed here
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await runNpm(['install', `code-server@${VERSION}`, '--save-exact', ...flags], { cwd: home });
  const lock = /** @type {{ packages: Record<string, { integrity?: string }> }} */ (
    JSON.parse(readFileSync(path.join(home, 'package-lock.json'), 'utf8'))
  );
  const integrity = lock.packages['node_modules/code-server']?.integrity;
  if (integrity !== INTEGRITY)
    throw new Error(`code-server ${VERSION} has the hash ${integrity}, not ${INTEGRITY}`);
  const vscode = path.join(home, 'node_modules/code-server/lib/vscode');
  await runNpm(['install', '--omit=dev', ...flags], { cwd: vscode });
  await runNpm(['install', '--omit=dev', ...flags], { cwd: path.join(vscode, 'extensions') });
}

/** VS Code looks for its own modules in `node_modules.asar`; code-server's install script makes this link. */
function linkModules() {
  symlinkSync('node_modules', path.join(VSCODE, 'node_modules.asar'));
}

/**
 * @returns {Promise<string>} the folder of the editor's `lib/vscode`
 * @throws {SetupError} when it cannot be had
 */
export async function ensureEditor() {
  if (process.platform === 'win32') {
    throw new SetupError(
      'The embedded editor does not run on Windows.',
      'install VS Code with its `code` command; npm run test:electron runs the suite in a VS Code of its own.',
    );
  }
  const found = findEditor();
  if (found) return found;
  // installed aside and renamed: a half-finished or a concurrent install never looks like a finished one
  const aside = `${HOME}.${process.pid}.part`;
  await withProgress(
    `Installing the embedded editor (code-server ${VERSION}, about 320 MB) into ${CACHE}`,
    async () => {
      try {
        await install(aside);
        if (!findEditor()) {
          rmSync(HOME, { recursive: true, force: true });
          renameSync(aside, HOME);
          linkModules();
          writeFileSync(path.join(HOME, 'complete'), `${VERSION}\n`);
        }
      } catch (cause) {
        throw new SetupError(
          'The embedded editor could not be installed.',
          'check that npm reaches its registry (npm ping) and that the disk has 1 GB free, or install VS Code with its `code` command.',
          cause,
        );
      } finally {
        rmSync(aside, { recursive: true, force: true });
      }
    },
  );
  return VSCODE;
}
