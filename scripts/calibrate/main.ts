/**
 * Fits the coefficients of the cost model to the measured sets in data/calibration:
 *
 *   npm run calibrate [-- STAGE…] [--data FOLDER]
 *
 * writes data/calibration/fits.json and src/catalog/efficiency.json. Deterministic: twice gives the same bytes. With
 * stages named (times, formats, gradients, plain, session, cpuTimes, cpuEager, cpuDense, cpuConv, host) only those are fitted anew.
 */
import process from 'node:process';
import { writeCoefficients } from './coefficientsFile.ts';
import { takeFolder } from './dataFiles.ts';
import { fitCpuEager, fitCpuTimes, fitLayers } from './cpuFits.ts';
import { fitFormats } from './formatFits.ts';
import { fitGradients, fitPlain, fitSession, fitTimes, type Fits } from './fits.ts';
import { fitHost } from './hostFits.ts';
import { readFits, writeFits } from './fitsFile.ts';
import { validationTable } from './report.ts';
import type { SplitFit } from './split.ts';
import { residualsOf, standInsOf, summaryOf } from './summary.ts';
import { validationSets } from './validationRows.ts';

const wanted = takeFolder(process.argv.slice(2));
const STAGES: readonly string[] = [
  ...(['times', 'formats', 'gradients', 'plain', 'session'] satisfies (keyof Fits)[]),
  ...(['cpuTimes', 'cpuEager', 'cpuDense', 'cpuConv', 'host'] satisfies (keyof Fits)[]),
];
const strange = wanted.filter((name) => !STAGES.includes(name));
if (strange.length > 0) throw new Error(`no stage ${strange.join(', ')}: there are ${STAGES.join(', ')}`);
const kept = wanted.length === 0 ? null : readFits();

function staged(name: keyof Fits, make: () => SplitFit): SplitFit {
  if (kept !== null && !wanted.includes(name)) return kept[name];
  const began = Date.now();
  const made = make();
  console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return made;
}

const times = staged('times', fitTimes);
const formats = staged('formats', () => fitFormats(times));
const gradients = staged('gradients', () => fitGradients(times));
const plain = staged('plain', () => fitPlain({ times, gradients }));
const session = staged('session', () => fitSession(plain));
const cpuTimes = staged('cpuTimes', fitCpuTimes);
const cpuEager = staged('cpuEager', () => fitCpuEager(cpuTimes));
const cpuDense = staged('cpuDense', () => fitLayers('linear', cpuTimes));
const cpuConv = staged('cpuConv', () => fitLayers('conv', cpuTimes));
const fitted = { times, formats, gradients, plain, session, cpuTimes, cpuEager, cpuDense, cpuConv };
const host = staged('host', () => fitHost(fitted));
const fits: Fits = { ...fitted, host };
writeFits(fits);
const summaries = validationSets(fits).map(summaryOf);
writeCoefficients(fits, summaries.map(residualsOf));
console.log(validationTable(summaries));
console.log(standInsOf(summaries));
