/**
 * Writes data/calibration/features/applications.json.gz: networks of Keras Applications and of torchvision, by the names
 * that Fischer et al. (2022) measured them under.
 *
 *   node --import tsx scripts/features/applicationRows.ts
 */
import { KERAS, sideOf, TORCHVISION } from './applications.ts';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { kerasFeatures, torchvisionFeatures } from './sourceFeatures.ts';

const models: Record<string, ModelFeatures> = {};
for (const name of KERAS) {
  const side = sideOf(name);
  models[`keras ${name}`] = kerasFeatures(name, [side, side, 3]);
}
for (const [name, builder] of Object.entries(TORCHVISION)) {
  const side = sideOf(name);
  models[`pytorch ${name}`] = torchvisionFeatures(builder, [3, side, side]);
}
writeFeatures(
  'applications',
  'keras 3.12.4 (Apache-2.0) and torchvision 0.14.1 (BSD-3), analysed by Wattlens',
  models,
);
console.log(`${Object.keys(models).length} networks`);
