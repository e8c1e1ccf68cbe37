/** Launches of a model of an installed package, by Wattlens' own analysis of its source. */
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverRequest } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { diskSnapshot } from '../../test/conformance/judge.ts';
import { parser } from '../../test/python/evaluate.ts';
import type { ModelFeatures } from './file.ts';
import { rowsOf } from './kernelRows.ts';

const libraries = createRegistry();
const files = diskSnapshot();

function featuresOf(
  name: string,
  shape: readonly number[],
  request: Pick<DiscoverRequest, 'text' | 'expr' | 'searchPath'>,
): ModelFeatures {
  const inputs = [{ name: null, spec: { kind: 'tensor', shape, dtype: 'float32' } }] as const;
  const { models, problems } = discover(
    { uri: 'file:///features.py', inputs, parser, files, ...request },
    { frameworks, libraries },
  );
  const [model] = models;
  const graph = model?.inference?.graph;
  const level = model?.completeness.level ?? 'partial';
  if (graph === undefined || level === 'partial') {
    throw new Error(`${name} is not known as a whole: ${problems.map(({ message }) => message).join('; ')}`);
  }
  return { level, params: graph.params, macs: graph.work.macs, rows: rowsOf(graph) };
}

/** @param input without the batch axis, channels last */
export function kerasFeatures(name: string, input: readonly number[]): ModelFeatures {
  return featuresOf(name, [1, ...input], {
    text: 'from keras import applications\n',
    expr: `applications.${name}(input_shape=(${input.join(', ')}), weights=None)`,
    searchPath: [fetchCorpus('keras')],
  });
}

/** @param input without the batch axis, channels first */
export function torchvisionFeatures(builder: string, input: readonly number[]): ModelFeatures {
  return featuresOf(builder, [1, ...input], {
    text: 'from torchvision import models\n',
    expr: `models.${builder}()`,
    searchPath: [fetchCorpus('torchvision')],
  });
}
