/** Writes the fitted coefficients into the catalogue; what no set measures stays as it stands there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import type { EfficiencyFile } from '../../src/catalog/efficiencySchema.ts';
import { bandsOf, otherDevices } from './bands.ts';
import { gpuCoefficients, plainCoefficients } from './gpuCoefficients.ts';
import { issuesOf } from './hostFits.ts';
import { SOURCES } from './sources.ts';
import { withCpuTimes, withEager } from './cpuFits.ts';
import type { Fits } from './fits.ts';
import type { SplitFit } from './split.ts';
import { GRADIENT_PARAMETERS, withGradients } from './timeModel.ts';

const PATH = fileURLToPath(new URL('../../src/catalog/efficiency.json', import.meta.url));

type ClassRow = EfficiencyFile['classes']['gpu'];
type Residuals = EfficiencyFile['residuals']['sets'][number];

/** @param residuals of the sets that they were checked on */
export function writeCoefficients(fits: Fits, residuals: readonly Residuals[]): void {
  const file = JSON.parse(readFileSync(PATH, 'utf8')) as EfficiencyFile;
  const bands = bandsOf(fits);
  const gpu = { ...gpuCoefficients(fits), band: bands.gpu };
  const host = hostOf(fits);
  const plain = { ...withoutFormats(plainCoefficients(fits)), band: bands.gpu };
  const cpu = { ...cpuCoefficients(fits), band: bands.cpu };
  const compiled = { ...compiledCpu(fits), band: bands.cpu };
  const next: EfficiencyFile = {
    ...file,
    classes: {
      gpu: { ...rowOf(file.classes.gpu, gpu), host },
      tpu: likeGpu(file.classes.tpu, gpu),
      cpu: rowOf(file.classes.cpu, cpu),
      edge: likeGpu(file.classes.edge, gpu),
    },
    withoutMatrixUnits: { gpu: { ...rowOf(withoutFormats(file.classes.gpu), plain), host } },
    compiled: { cpu: rowOf(file.compiled.cpu, compiled) },
    frameworks: frameworksOf(fits),
    machines: [
      { device: 'RTX-3090', clock: valueOf(fits.times, 'clock'), source: SOURCES.timm },
      { device: 'Quadro-RTX-6000', clock: valueOf(fits.plain, 'clock'), source: SOURCES.ecnas },
      { device: 'Quadro-RTX-5000', clock: valueOf(fits.plain, 'clock'), source: SOURCES.ecnas },
      { device: 'Intel-Core-i9-10940X', clock: valueOf(fits.cpuTimes, 'clock'), source: SOURCES.cpu },
      {
        device: 'Intel-Xeon-W-2155',
        clock: valueOf(fits.cpuEager, 'clock'),
        source: SOURCES.evaluations,
      },
    ],
    residuals: {
      source:
        'npm run calibrate: fits that had not seen the rows, of sets that data/calibration/README.md names',
      sets: [...residuals],
    },
  };
  writeFileSync(PATH, `${JSON.stringify(next, null, 2)}\n`);
}

/** How each issues operations, and its bands on GPUs that were not measured beside those of the class. */
function frameworksOf(fits: Fits): EfficiencyFile['frameworks'] {
  const issues = issuesOf(fits.host.all);
  const bands = otherDevices(fits);
  const of = (framework: 'pytorch' | 'keras'): EfficiencyFile['frameworks']['keras'] => ({
    ...issues[framework],
    otherDevice: bands({ framework, mode: 'eager', waits: false }),
    otherDeviceWaiting: bands({ framework, mode: 'eager', waits: true }),
    otherDeviceCompiled: bands({ framework, mode: 'compiled', waits: false }),
    source: SOURCES[framework],
  });
  return { pytorch: of('pytorch'), keras: of('keras') };
}

/** The processor beside the GPU of Fischer et al.; lower shared by eight GPUs, higher as two sockets beside one. */
function hostOf({ session }: Fits): ClassRow['host'] {
  return {
    cpuWatts: Number(valueOf(session, 'watts of the processor of evaluations').toPrecision(3)),
    cpuLow: 20,
    cpuHigh: 120,
    memoryGB: 32,
    memoryLow: 16,
    memoryHigh: 128,
    source: SOURCES.host,
  };
}

/** Times and power of networks in eager mode; gradients of dense and of convolutional layers. */
function cpuCoefficients(fits: Fits): Coefficients {
  const eager = withEager(coefficientsFor('cpu'), fits.cpuEager.all, SOURCES.evaluations);
  return { ...withGradients(eager, layerGradients(fits)), threads: threadsOf(fits) };
}

function threadsOf({ cpuDense }: Fits): Coefficients['threads'] {
  const of = (name: string): number => valueOf(cpuDense, `threads.${name}`);
  return { wide: of('wide'), batch: of('batch'), rows: of('rows'), source: SOURCES.layers };
}

/** Times of compiled networks; power and gradients as in eager mode. */
function compiledCpu(fits: Fits): Coefficients {
  const base = coefficientsFor('cpu', 'matrix', 'compiled');
  const forward = withCpuTimes(base, fits.cpuTimes.all, SOURCES.cpu);
  const { threads, power, idle } = cpuCoefficients(fits);
  return { ...withGradients(forward, layerGradients(fits)), threads, power, idle };
}

function layerGradients({ cpuDense, cpuConv }: Fits): number[] {
  return GRADIENT_PARAMETERS.map(({ name }) => valueOf(name.endsWith('.conv') ? cpuConv : cpuDense, name));
}

function valueOf({ parameters, all }: SplitFit, name: string): number {
  return all[parameters.indexOf(name)] ?? NaN;
}

/** Without matrix units nothing is known of channels-last. */
function withoutFormats<Row extends { readonly channelsLast?: unknown }>(
  row: Row,
): Omit<Row, 'channelsLast'> {
  const { channelsLast: _, ...rest } = row;
  return rest;
}

/** The clock is that of the machine that was measured: others are taken at their stated one. */
function rowOf(row: ClassRow, fitted: Coefficients): ClassRow {
  const { kinds, tiles, memory, overlap, overhead, convolution, threads, power, idle, band } = fitted;
  const { channelsLast } = fitted;
  return {
    ...row,
    kinds,
    tiles,
    memory,
    convolution,
    ...(channelsLast === undefined ? {} : { channelsLast }),
    threads,
    overlap,
    overhead: {
      ...row.overhead,
      launch: overhead.launch.eager,
      launchCompiled: overhead.launch.compiled,
    },
    power,
    idle,
    band,
  };
}

/** Nothing was measured of these: how kinds of layers differ is taken from GPUs, the machine is as assumed. */
function likeGpu(row: ClassRow, gpu: Coefficients): ClassRow {
  const source = 'assumed: as fitted for GPUs; no measured set has such a device';
  const kinds = Object.fromEntries(
    Object.entries(gpu.kinds).map(([kind, efficiency]) => [kind, { ...efficiency, source }]),
  ) as ClassRow['kinds'];
  return {
    ...row,
    kinds,
    tiles: { ...gpu.tiles, source },
    memory: { ...gpu.memory, source },
    overlap: { ...gpu.overlap, source },
    power: { ...gpu.power, source },
  };
}
