/**
 * Runs TensorFlow.js itself and writes what it finds to test/truth:
 *
 *   WATTLENS_TFJS=FOLDER node scripts/truth/tfjs/main.mjs [layers] [ops] [models]
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { layerCases } from './layers.mjs';
import { modelTruths } from './models.mjs';
import { opCases } from './ops.mjs';
import { VERSION } from './tensorflow.mjs';

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

/** One line per case. */
function write(name, key, rows) {
  const versions = JSON.stringify({ node: process.versions.node, '@tensorflow/tfjs': VERSION });
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  const path = new URL(`../../../test/truth/${name}.json`, import.meta.url);
  writeFileSync(path, `{"versions": ${versions},\n"${key}": [\n${lines}\n]}\n`);
  console.log(`${name}: ${rows.length}`);
}

if (isWanted('layers')) write('tfjs-layers', 'cases', await layerCases());
if (isWanted('ops')) write('tfjs-ops', 'cases', opCases());
if (isWanted('models')) write('tfjs-models', 'programs', await modelTruths());
