/** Third-party model source, fetched as pinned packages, checked by hash, never committed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Corpus {
  readonly requirement: string;
  readonly pythonVersion: string;
  readonly sha256: string;
}

const CORPORA = {
  torchvision: {
    requirement: 'torchvision==0.14.1',
    pythonVersion: '3.10',
    sha256: '6d7b35653113664ea3fdcb71f515cfbf29d2fe393000fd8aaff27a1284de6908',
  },
  timm: {
    requirement: 'timm==1.0.12',
    pythonVersion: '3.11',
    sha256: '6b2770674213f10b7f193be5598ce48bd010ab21cc8af77dba6aeef58b1298a1',
  },
  keras: {
    requirement: 'keras==3.12.4',
    pythonVersion: '3.11',
    sha256: '5570a3136a202ce1ea3956a697f3b085d2ab22e1102742cb22a3c6039c8db38e',
  },
  'keras-hub': {
    requirement: 'keras-hub==0.21.1',
    pythonVersion: '3.11',
    sha256: '7f34477ad3417bd727660f847cca24cb23641e9b965537362bf3067951afd187',
  },
  transformers: {
    requirement: 'transformers==4.48.3',
    pythonVersion: '3.11',
    sha256: '78697f990f5ef350c23b46bf86d5081ce96b49479ab180b2de7687267de8fd36',
  },
} as const satisfies Record<string, Corpus>;

export type CorpusName = keyof typeof CORPORA;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(process.env['WATTLENS_CACHE'] ?? join(ROOT, '.cache'), 'corpora');

/**
 * The URI of a folder that holds the package as an installed one would (`…/site-packages`).
 * Throws, saying what is missing, when it can neither be found nor fetched.
 */
export function fetchCorpus(name: CorpusName): string {
  const corpus: Corpus = CORPORA[name];
  const folder = join(CACHE, corpus.requirement.replace('==', '-'), 'site-packages');
  if (!existsSync(folder)) download(corpus, folder);
  return pathToFileURL(folder).href;
}

function download(corpus: Corpus, folder: string): void {
  const staging = `${folder}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    const args = ['-m', 'pip', 'download', corpus.requirement, '--no-deps', '--only-binary=:all:'];
    execFileSync('python3', [...args, '--python-version', corpus.pythonVersion, '-d', staging], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const wheel = readdirSync(staging).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip brought no wheel for ${corpus.requirement}`);
    const path = join(staging, wheel);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (hash !== corpus.sha256) {
      throw new Error(`${wheel} has the hash ${hash}, expected ${corpus.sha256}`);
    }
    execFileSync('python3', ['-m', 'zipfile', '-e', path, staging]);
    rmSync(path);
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
