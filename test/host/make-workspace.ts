import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { fetchCorpus } from '../conformance/corpora.ts';

/**
 * The folder that the suites open: what lies in workspace/, and beside it the unmodified source of torchvision from its
 * package. Where that cannot be had a note says why, which the suite gives as the reason for skipping.
 */
export function makeWorkspace(): string {
  const workspace = path.join(ROOT, 'dist/test/workspace');
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  cpSync(path.join(ROOT, 'test/host/workspace'), workspace, { recursive: true });
  try {
    const source = path.join(fileURLToPath(fetchCorpus('torchvision')), 'torchvision');
    cpSync(source, path.join(workspace, 'torchvision'), {
      recursive: true,
      filter: (file) => path.extname(file) === '' || file.endsWith('.py'),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writeFileSync(path.join(workspace, 'torchvision-missing.txt'), reason);
  }
  return workspace;
}
