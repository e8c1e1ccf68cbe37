/** The language server in a Web Worker: no disk, the WebAssembly files come with the initialisation. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createAnalyser } from '../footprint/create.ts';
import { deviceChoices, regionChoices } from '../report/choices.ts';
import type { TypeScript } from '../tfjs/syntax/context.ts';
import { serve } from './core.ts';

declare const self: DedicatedWorkerGlobalScope;
declare const wattlensScriptCompiler: TypeScript;

/** The compiler is a script that defines a global variable; it is read only when the first script is analysed. */
async function loadCompiler(uri: string, read: (uri: string) => Promise<string | null>): Promise<TypeScript> {
  const text = await read(uri);
  if (text === null) throw new Error('the editor does not hand it over');
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    self.importScripts(address);
  } finally {
    URL.revokeObjectURL(address);
  }
  return wattlensScriptCompiler;
}

serve(
  createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self)),
  {
    createAnalyser: ({ wasm, compiler }, read) =>
      wasm === undefined
        ? Promise.reject(new Error('the editor handed over no WebAssembly files'))
        : createAnalyser({
            ...wasm,
            ...(compiler === undefined ? {} : { loadCompiler: () => loadCompiler(compiler, read) }),
          }),
    choices: () => Promise.resolve({ devices: deviceChoices(), regions: regionChoices() }),
    disk: null,
  },
);
