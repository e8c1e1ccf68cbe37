// @ts-check
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where downloaded tools are kept between runs. */
export const CACHE = path.resolve(process.env['WATTLENS_CACHE'] || path.join(ROOT, '.cache'));

export const VSIX = path.join(ROOT, 'dist/wattlens.vsix');
