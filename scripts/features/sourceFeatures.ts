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

interface Input {
  readonly name: string | null;
  readonly shape: readonly number[];
}

function featuresOf(
  name: string,
  given: readonly Input[],
  request: Pick<DiscoverRequest, 'text' | 'expr' | 'searchPath'>,
): ModelFeatures {
  const inputs = given.map((input) => ({
    name: input.name,
    spec: {
      ...{ kind: 'tensor' as const, shape: input.shape },
      dtype: input.name?.endsWith('input_ids') === true ? ('int64' as const) : ('float32' as const),
    },
  }));
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
  return featuresOf(name, [{ name: null, shape: [1, ...input] }], {
    text: 'from keras import applications\n',
    expr: `applications.${name}(input_shape=(${input.join(', ')}), weights=None)`,
    searchPath: [fetchCorpus('keras')],
  });
}

/** @param input without the batch axis, channels first */
export function torchvisionFeatures(builder: string, input: readonly number[]): ModelFeatures {
  return featuresOf(builder, [{ name: null, shape: [1, ...input] }], {
    text: 'from torchvision import models\n',
    expr: `models.${builder}()`,
    searchPath: [fetchCorpus('torchvision')],
  });
}

/** @param inputs with the batch axis, by the names that `forward` has for them */
export function transformersFeatures(
  id: string,
  architecture: string,
  inputs: readonly (readonly [name: string, shape: readonly number[]])[],
): ModelFeatures {
  return featuresOf(
    id,
    inputs.map(([name, shape]) => ({ name, shape })),
    {
      text: 'import transformers\n',
      expr: `transformers.${architecture}.from_pretrained('${id}')`,
      searchPath: [fetchCorpus('transformers')],
    },
  );
}
