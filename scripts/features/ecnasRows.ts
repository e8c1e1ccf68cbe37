/**
 * Writes data/calibration/features/ecnas.json.gz: the networks of EC-NAS-Bench, built from their cells as
 * `cellNetwork.py` says.
 *
 *   node --import tsx scripts/features/ecnasRows.ts [--data FOLDER]
 *
 * Of an ecnas.csv in FOLDER the features go to FOLDER/features, where `npm run validate -- --data FOLDER` finds them.
 */
import process from 'node:process';
import { takeFolder } from '../calibrate/dataFiles.ts';
import { readTable } from '../calibrate/tables.ts';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { featuresOf } from './ownSource.ts';

takeFolder(process.argv.slice(2));
const models: Record<string, ModelFeatures> = {};
const unknown = new Set<string>();
let different = 0;
for (const row of readTable('ecnas.csv')) {
  const { hash = '', matrix = '', ops = '', params_calc: params } = row;
  if (models[hash] !== undefined || unknown.has(hash)) continue;
  const features = featuresOf({
    file: 'cellNetwork.py',
    expression: `CellNetwork(${matrix}, ${ops})`,
    input: [1, 3, 32, 32],
    dtype: 'float32',
  });
  if (features === null) unknown.add(hash);
  else models[hash] = features;
  if (features !== null && features.params !== Number(params)) different++;
}
const source =
  'NAS-Bench-101 cells as in saintslab/EC-NAS-Bench@1a82fdd (MIT), built by scripts/features/cellNetwork.py, analysed by Wattlens';
writeFeatures('ecnas', source, models);
console.log(
  `${Object.keys(models).length} networks, ${unknown.size} unknown; parameters differ from the table's in ${different}`,
);
