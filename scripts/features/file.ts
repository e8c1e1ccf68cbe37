/** Tables of features: one compressed JSON file for each source of models. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { dataFile, ownFile } from '../calibrate/dataFiles.ts';
import { COLUMNS, type KernelRow } from './kernelRows.ts';

export interface ModelFeatures {
  /** How much of the model the analyser knows: counts are exact, or rest on an assumption. */
  readonly level: 'exact' | 'estimated';
  readonly params: number;
  /** Multiply-accumulates of one sample. */
  readonly macs: number;
  /** Parameters as the optimiser has them, where that was asked for. */
  readonly tensors?: number;
  readonly rows: readonly KernelRow[];
}

export interface FeatureFile {
  /** Package and version the models are from, its licence; the counts are facts of our own analyser. */
  readonly source: string;
  readonly columns: readonly string[];
  /** By what the source calls them, e.g. `resnet50@224`: name and image size. */
  readonly models: Readonly<Record<string, ModelFeatures>>;
}

export function writeFeatures(name: string, source: string, models: FeatureFile['models']): void {
  const sorted = Object.fromEntries(Object.entries(models).sort(([a], [b]) => (a < b ? -1 : 1)));
  const file: FeatureFile = { source, columns: [...COLUMNS], models: sorted };
  const path = ownFile(`features/${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(JSON.stringify(file), { level: 9 }));
}

export function readFeatures(name: string): FeatureFile {
  const path = dataFile(`features/${name}.json`);
  const content = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
  const file = JSON.parse(text) as FeatureFile;
  if (file.columns.join() !== COLUMNS.join()) {
    throw new Error(`the features of ${name} have the columns ${file.columns.join()}: write them anew`);
  }
  return file;
}
