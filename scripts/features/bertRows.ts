/**
 * Writes data/calibration/features/mayaki.json.gz: BERT for masked words in the sizes that Mayaki and Charpenay (2025)
 * trained, as a training step runs it.
 *
 *   node --import tsx scripts/features/bertRows.ts
 */
import { trainedTensors } from '../../src/cost/trainingCost.ts';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { diskSnapshot } from '../../test/conformance/judge.ts';
import { parser } from '../../test/python/evaluate.ts';
import { readTable } from '../calibrate/tables.ts';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { rowsOf } from './kernelRows.ts';

const libraries = createRegistry();
const files = diskSnapshot();

interface Size {
  readonly layers: string;
  readonly width: string;
  readonly heads: string;
}

/** One step of one sequence, with what their program leaves at its defaults: inner layers of 3072. */
function programOf({ layers, width, heads }: Size): string {
  return `
import torch
from transformers import BertConfig, BertForMaskedLM

config = BertConfig(
    vocab_size=30522, hidden_size=${width}, num_hidden_layers=${layers}, num_attention_heads=${heads},
    max_position_embeddings=256, type_vocab_size=1,
)
model = BertForMaskedLM(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
tokens = torch.randint(0, 30522, (1, 256))
mask = torch.ones_like(tokens)
model.train()
for step in range(10):
    optimizer.zero_grad()
    loss = model(input_ids=tokens, attention_mask=mask, labels=tokens).loss
    loss.backward()
    optimizer.step()
`;
}

function featuresOf(size: Size): ModelFeatures {
  const { models, problems } = discover(
    {
      uri: 'file:///features.py',
      text: programOf(size),
      parser,
      files,
      searchPath: [fetchCorpus('transformers')],
    },
    { frameworks, libraries },
  );
  const [model] = models;
  const graph = model?.training?.graph;
  const level = model?.completeness.level ?? 'partial';
  if (graph === undefined || level === 'partial') {
    throw new Error(`not known as a whole: ${problems.map(({ message }) => message).join('; ')}`);
  }
  return {
    ...{ level, params: graph.params, macs: graph.work.macs, tensors: trainedTensors(graph) },
    rows: rowsOf(graph),
  };
}

const models: Record<string, ModelFeatures> = {};
for (const { layers = '', width = '', heads = '', params } of readTable('mayaki/bert.csv')) {
  const name = `bert ${layers} ${width} ${heads}`;
  if (models[name] !== undefined) continue;
  const features = featuresOf({ layers, width, heads });
  if (features.params !== Number(params)) throw new Error(`${name} has ${features.params} parameters`);
  models[name] = features;
}
writeFeatures('mayaki', 'transformers 4.48.3 (Apache-2.0), analysed by Wattlens', models);
console.log(`${Object.keys(models).length} networks`);
