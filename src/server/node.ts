/** The language server as a process of its own: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createAnalyser } from '../footprint/create.ts';
import type { FolderEntry } from '../python/imports/listing.ts';
import { runCompiled } from '../launch/compiled.ts';
import { deviceChoices, regionChoices } from '../report/choices.ts';
import type { TypeScript } from '../tfjs/syntax/context.ts';
import { serve } from './core.ts';

/** Larger files are no source code of a model. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Null where there is no such file, or it is none to read; imports are looked for in many places in vain. */
function readFromDisk(uri: string): string | null {
  try {
    const file = fileURLToPath(uri);
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= MAX_BYTES ? readFileSync(file, 'utf8') : null;
  } catch {
    // no permission, or a URI that is no path
    return null;
  }
}

/** Null where there is no such folder. */
function listOnDisk(uri: string): FolderEntry[] | null {
  try {
    return readdirSync(fileURLToPath(uri), { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
    }));
  } catch {
    // no permission, no folder, or a URI that is no path
    return null;
  }
}

/** Only when the first script is analysed. */
function loadCompiler(): Promise<TypeScript> {
  return Promise.resolve(runCompiled(path.join(__dirname, 'script-compiler.js')) as TypeScript);
}

const wasm = (name: string) => readFile(path.join(__dirname, 'wasm', name));

serve(createConnection(ProposedFeatures.all), {
  createAnalyser: async () => {
    const [parserRuntime, pythonGrammar] = await Promise.all([
      wasm('web-tree-sitter.wasm'),
      wasm('tree-sitter-python.wasm'),
    ]);
    return createAnalyser({ parserRuntime, pythonGrammar, loadCompiler });
  },
  choices: () => Promise.resolve({ devices: deviceChoices(), regions: regionChoices() }),
  disk: { read: readFromDisk, list: listOnDisk },
});
