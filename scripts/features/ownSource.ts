/** Features of networks that are written here, for sets whose own code is not at hand. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { trainedTensors } from '../../src/cost/trainingCost.ts';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../../test/python/evaluate.ts';
import type { ModelFeatures } from './file.ts';
import { rowsOf } from './kernelRows.ts';

const libraries = createRegistry();

export interface OwnNetwork {
  /** A file of this folder. */
  readonly file: string;
  readonly expression: string;
  /** Of one sample, its batch axis included. */
  readonly input: readonly number[];
  readonly dtype: 'float32' | 'int64';
}

/** Null where the analyser does not know all of the network. */
export function featuresOf({ file, expression, input, dtype }: OwnNetwork): ModelFeatures | null {
  const { models } = discover(
    {
      uri: `file:///${file}`,
      text: readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'),
      expr: expression,
      inputs: [{ name: null, spec: { kind: 'tensor', shape: input, dtype } }],
      parser,
      files: { get: () => null },
      searchPath: [],
    },
    { frameworks, libraries },
  );
  const [model] = models;
  const graph = model?.inference?.graph;
  const level = model?.completeness.level ?? 'partial';
  if (graph === undefined || level === 'partial') return null;
  return {
    level,
    params: graph.params,
    macs: graph.work.macs,
    tensors: trainedTensors(graph),
    rows: rowsOf(graph),
  };
}
