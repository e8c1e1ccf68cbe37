/**
 * Writes data/calibration/features/decoders.json.gz: published language models, as `decoder.py` has them, over one sequence
 * of their training.
 *
 *   node --import tsx scripts/features/decoderRows.ts
 */
import { readTable } from '../calibrate/tables.ts';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { featuresOf } from './ownSource.ts';

/** Parameters that are told of a model and those of its decoder here differ by positions that are learned and norms' offsets. */
const TOLERANCE = 0.01;

const SIZES = ['layers', 'width', 'heads', 'keyHeads', 'inner', 'vocabulary'] as const;
const CHOICES = ['gated', 'bias', 'rotary', 'tied'] as const;

const models: Record<string, ModelFeatures> = {};
for (const row of readTable('language-models.csv')) {
  const name = row['id'] ?? '';
  const choices = CHOICES.map((choice) => (row[choice] === '1' ? 'True' : 'False'));
  const given = [...SIZES.map((size) => row[size] ?? ''), ...choices];
  const features = featuresOf({
    file: 'decoder.py',
    expression: `Decoder(${given.join(', ')})`,
    input: [1, Number(row['context'])],
    dtype: 'int64',
  });
  if (features === null) throw new Error(`${name} is not known as a whole`);
  const off = features.params / Number(row['params']) - 1;
  console.log(name, features.level, features.params, `${(100 * off).toFixed(2)} %`);
  if (Math.abs(off) > TOLERANCE) throw new Error(`${name} has ${features.params} parameters`);
  models[name] = features;
}
writeFeatures('decoders', 'scripts/features/decoder.py, analysed by Wattlens', models);
