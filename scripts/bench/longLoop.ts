/** Whether the time of an analysis depends on how often a training loop runs: it must not. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createAnalyser } from '../../src/footprint/create.ts';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { ROOT } from '../setup/paths.mjs';
import { median } from './child.ts';

const script = (steps: number): string => `
import torch
from torch import nn

model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters())
losses = []
for step in range(${steps}):
    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    if step % 500 == 0:
        losses.append(loss.item())
`;

export interface LongLoop {
  readonly steps: number;
  /** Median of a warm analysis, ms. */
  readonly milliseconds: number;
  /** As the analyser found them. */
  readonly found: number | null;
}

/** Times scripts that differ in the length of their loop alone; the runs take turns, so that noise meets all of them. */
export async function timeLongLoops(lengths: readonly number[], runs: number): Promise<LongLoop[]> {
  const read = (name: string): Uint8Array => readFileSync(path.join(ROOT, 'grammars', name));
  const analyser = await createAnalyser({
    parserRuntime: read('web-tree-sitter.wasm'),
    pythonGrammar: read('tree-sitter-python.wasm'),
  });
  const times = lengths.map((): number[] => []);
  const found = lengths.map((): number | null => null);
  for (let run = 0; run < runs; run++) {
    for (const [i, steps] of lengths.entries()) {
      const begin = performance.now();
      found[i] = await stepsOf(analyser, steps);
      // The first ones compile our own code.
      if (run >= 3) times[i]?.push(performance.now() - begin);
    }
  }
  return lengths.map((steps, i) => ({
    steps,
    milliseconds: median(times[i] ?? []),
    found: found[i] ?? null,
  }));
}

async function stepsOf(analyser: Analyser, steps: number): Promise<number | null> {
  const uri = 'file:///bench/train.py';
  const files = { read: () => Promise.resolve(null) };
  const { footprints } = await analyser.analyse(
    { uri, text: script(steps), searchPath: [], overrides: {} },
    files,
  );
  // Nothing is taken from a cache.
  analyser.close(uri);
  const factors = footprints.find(({ training }) => training !== null)?.training?.factors;
  return factors?.steps?.value ?? factors?.epochs.value ?? null;
}
