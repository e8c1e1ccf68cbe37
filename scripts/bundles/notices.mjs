// @ts-check
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The notices that the licences of the bundled packages ask for.
 *
 * @param {string} root
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {readonly string[]} extra packages shipped as files, not bundled
 * @returns {string}
 */
export function notices(root, metafiles, extra) {
  const homes = new Set(extra.map((name) => `node_modules/${name}`));
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const home = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (home) homes.add(home);
    }
  }
  const sections = [...homes].sort().map((home) => {
    const folder = path.join(root, home);
    const manifest = /** @type {{ name: string, version: string, license?: string }} */ (
      JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    );
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text = file
      ? readFileSync(path.join(folder, file), 'utf8').trim()
      : 'No licence file is shipped with it.';
    return `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})\n\n${text}\n`;
  });
  return `Wattlens contains the following software.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
