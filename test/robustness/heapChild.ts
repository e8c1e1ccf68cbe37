/**
 * Analyses every hostile program, closes it, and prints how much more memory there is in use than before: one line of
 * JSON. Run with --expose-gc.
 */
import { analyse, MAIN, newAnalyser } from './analyse.ts';
import {
  brokenBetweenModels,
  brokenInsideModels,
  deepModel,
  ENDLESS_COUNTING,
  ENDLESS_TRAINING,
  IMPORT_CYCLE,
  largeFile,
} from './programs.ts';

const PROGRAMS = {
  'a broken file': () => brokenBetweenModels(400),
  'broken models': () => brokenInsideModels(100),
  'an import cycle': () => IMPORT_CYCLE,
  'an endless training': () => ENDLESS_TRAINING,
  'an endless constructor': () => ENDLESS_COUNTING,
  'a model of 10,000 layers': () => deepModel(10_000),
  'a file of 5 MB': () => largeFile(5_000_000),
};

const collect = globalThis.gc;
if (collect === undefined) throw new Error('run with --expose-gc');

async function memoryInUse(): Promise<{ heap: number; external: number }> {
  // What promises and finalisers hold is free only after a turn of the event loop.
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, external };
}

const analyser = await newAnalyser();
const uriOf = (program: string | Readonly<Record<string, string>>): string =>
  typeof program === 'string' ? MAIN : (Object.keys(program)[0] ?? MAIN);

async function openAndClose(program: string | Readonly<Record<string, string>>): Promise<void> {
  const uri = uriOf(program);
  await analyse(analyser, program, uri);
  analyser.close(uri);
}

// What is loaded once stays: the parser, the catalogue, the frameworks.
await openAndClose(deepModel(3));
const before = await memoryInUse();
const growth: Record<string, number> = {};
for (const [name, program] of Object.entries(PROGRAMS)) {
  await openAndClose(program());
  growth[name] = (await memoryInUse()).heap - before.heap;
}
const once = await memoryInUse();
for (const program of Object.values(PROGRAMS)) await openAndClose(program());
const twice = await memoryInUse();
// The memory of a WebAssembly module never shrinks, but what was freed in it is used again.
console.log(JSON.stringify({ growth, externalGrowthOfSecondRound: twice.external - once.external }));
