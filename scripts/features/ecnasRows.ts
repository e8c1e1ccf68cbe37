/**
 * Writes data/calibration/features/ecnas.json.gz: the networks of EC-NAS-Bench, built from their cells as
 * `cellNetwork.py` says.
 *
 *   node --import tsx scripts/features/ecnasRows.ts
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../../test/python/evaluate.ts';
import { readTable } from '../calibrate/tables.ts';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { rowsOf } from './kernelRows.ts';

const text = readFileSync(fileURLToPath(new URL('cellNetwork.py', import.meta.url)), 'utf8');
const libraries = createRegistry();

/** Null where the analyser does not know all of the network. */
function featuresOf(matrix: string, kinds: string): ModelFeatures | null {
  const { models } = discover(
    {
      uri: 'file:///cellNetwork.py',
      text,
      expr: `CellNetwork(${matrix}, ${kinds})`,
      inputs: [{ name: null, spec: { kind: 'tensor', shape: [1, 3, 32, 32], dtype: 'float32' } }],
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
  return { level, params: graph.params, macs: graph.work.macs, rows: rowsOf(graph) };
}

const models: Record<string, ModelFeatures> = {};
const unknown = new Set<string>();
let different = 0;
for (const row of readTable('ecnas.csv')) {
  const { hash = '', matrix = '', ops = '', params_calc: params } = row;
  if (models[hash] !== undefined || unknown.has(hash)) continue;
  const features = featuresOf(matrix, ops);
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
