/**
 * Writes data/calibration/features/training.json.gz: networks of published trainings that are in no pinned package.
 *
 *   node --import tsx scripts/features/trainingRows.ts
 */
import { writeFeatures, type ModelFeatures } from './file.ts';
import { featuresOf, type OwnNetwork } from './ownSource.ts';

const LARGE = '24, 1024, 16';
const BASE = '12, 768, 12';

function bert(expression: string, length: number): OwnNetwork {
  return { file: 'bert.py', expression, input: [1, length], dtype: 'int64' };
}

/** By what the measured tables call them. Of 128 tokens 20 are masked, of 512 80, as in the original data. */
const NETWORKS: Readonly<Record<string, OwnNetwork>> = {
  'bert-large-pretraining@128': bert(`PreTraining(${LARGE}, 20)`, 128),
  'bert-large-pretraining@512': bert(`PreTraining(${LARGE}, 80)`, 512),
  'bert-large-squad@128': bert(`QuestionAnswering(${LARGE})`, 128),
  'bert-large-squad@384': bert(`QuestionAnswering(${LARGE})`, 384),
  'bert-base-squad@128': bert(`QuestionAnswering(${BASE})`, 128),
  'bert-base-squad@384': bert(`QuestionAnswering(${BASE})`, 384),
  'shufflenetv2@32': {
    file: 'shuffleNet.py',
    expression: 'ShuffleNet()',
    input: [1, 3, 32, 32],
    dtype: 'float32',
  },
};

const models: Record<string, ModelFeatures> = {};
for (const [name, network] of Object.entries(NETWORKS)) {
  const features = featuresOf(network);
  if (features === null) throw new Error(`${name} is not known as a whole`);
  models[name] = features;
  console.log(name, features.level, features.params, features.macs);
}
writeFeatures('training', 'scripts/features/{bert,shuffleNet}.py, analysed by Wattlens', models);
