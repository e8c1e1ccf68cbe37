/** The language server in a Web Worker: no disk, the WebAssembly files come with the initialisation. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createAnalyser } from '../footprint/create.ts';
import { deviceChoices, regionChoices } from '../report/choices.ts';
import { serve } from './core.ts';

declare const self: DedicatedWorkerGlobalScope;

serve(
  createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self)),
  {
    createAnalyser: ({ wasm }) =>
      wasm === undefined
        ? Promise.reject(new Error('the editor handed over no WebAssembly files'))
        : createAnalyser(wasm),
    choices: () => Promise.resolve({ devices: deviceChoices(), regions: regionChoices() }),
    disk: null,
  },
);
