// @ts-check
/** Packages dist/wattlens.vsix; vsce itself runs the production build first. */
import process from 'node:process';
import { createVSIX } from '@vscode/vsce';
import { ROOT, VSIX } from './setup/paths.mjs';
import { explainFailure } from './setup/progress.mjs';

try {
  await createVSIX({
    cwd: ROOT,
    packagePath: VSIX,
    // all that is needed is bundled
    dependencies: false,
    allowMissingRepository: true,
    // the README's picture is in the package
    rewriteRelativeLinks: false,
  });
} catch (error) {
  explainFailure(error);
}
process.exit();
