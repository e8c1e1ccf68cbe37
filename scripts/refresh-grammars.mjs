// @ts-check
/**
 * Copies the WebAssembly parser and grammars with their licences from the installed npm packages into grammars/ and
 * records where each came from. With --check it copies nothing and fails when a file is not the one recorded, or not
 * the one in the installed package.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { format } from 'prettier';
import { ROOT } from './setup/paths.mjs';

const SOURCES = [
  { file: 'tree-sitter-python.wasm', package: 'tree-sitter-python' },
  { file: 'web-tree-sitter.wasm', package: 'web-tree-sitter' },
];
const FOLDER = path.join(ROOT, 'grammars');
const RECORD = path.join(FOLDER, 'sources.json');

/** @param {string} file */
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

const entries = SOURCES.map(({ file, package: name }) => {
  const home = path.join(ROOT, 'node_modules', name);
  const manifest = /** @type {{ version: string, license: string }} */ (
    JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'))
  );
  return {
    wasm: path.join(home, file),
    licence: path.join(home, 'LICENSE'),
    record: {
      file,
      package: name,
      version: manifest.version,
      license: manifest.license,
      licenseFile: `LICENSE-${name}`,
      sha256: sha256(path.join(home, file)),
    },
  };
});
const record = await format(JSON.stringify({ files: entries.map((entry) => entry.record) }), {
  parser: 'json',
});

if (process.argv.includes('--check')) {
  const problems = entries.flatMap(({ record: { file, licenseFile, sha256: wanted } }) => {
    const [kept, licence] = [file, licenseFile].map((name) => path.join(FOLDER, name));
    if (!kept || !licence || !existsSync(kept) || !existsSync(licence))
      return [`${file} or its licence is missing`];
    return sha256(kept) === wanted ? [] : [`${file} is not the file of the installed package`];
  });
  if (!existsSync(RECORD) || readFileSync(RECORD, 'utf8') !== record)
    problems.push('sources.json is out of date');
  for (const problem of problems) console.error(`grammars/: ${problem}; npm run grammars refreshes it`);
  process.exitCode = problems.length ? 1 : 0;
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const { wasm, licence, record: entry } of entries) {
    copyFileSync(wasm, path.join(FOLDER, entry.file));
    copyFileSync(licence, path.join(FOLDER, entry.licenseFile));
    console.log(`${entry.file} ${entry.version} ${entry.sha256}`);
  }
  writeFileSync(RECORD, record);
}
