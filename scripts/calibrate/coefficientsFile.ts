/** Writes the fitted coefficients into the catalogue; what no set measures stays as it stands there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import type { EfficiencyFile } from '../../src/catalog/schema.ts';
import { bandsOf } from './bands.ts';
import { withLayers } from './cpuFits.ts';
import { withPlain, type Fits } from './fits.ts';
import { withPower } from './powerModel.ts';
import type { SplitFit } from './split.ts';
import { GRADIENT_PARAMETERS, withGradients, withTimes } from './timeModel.ts';

const PATH = fileURLToPath(new URL('../../src/catalog/efficiency.json', import.meta.url));

const SOURCES = {
  timm: 'fitted: timm benchmarks, RTX 3090, AMP (pytorch-image-models@aa4b585, Apache-2.0)',
  ecnas: 'fitted: EC-NAS-Bench, Quadro RTX 6000 (saintslab/EC-NAS-Bench@1a82fdd, MIT)',
  cpu: 'fitted: timm benchmark, Core i9-10940X, FP32, compiled (pytorch-image-models@aa4b585, Apache-2.0)',
  layers: 'fitted: single layers, Broadwell-EP (willowec/characterizing-pytorch-power@4067417, MIT)',
} as const;

type ClassRow = EfficiencyFile['classes']['gpu'];

export function writeCoefficients(fits: Fits): void {
  const file = JSON.parse(readFileSync(PATH, 'utf8')) as EfficiencyFile;
  const bands = bandsOf(fits);
  const gpu = { ...gpuCoefficients(fits), band: bands.gpu };
  const plain = { ...plainCoefficients(fits), band: bands.gpu };
  const cpu = { ...cpuCoefficients(fits), band: bands.cpu };
  const next: EfficiencyFile = {
    ...file,
    classes: {
      gpu: rowOf(file.classes.gpu, gpu),
      tpu: likeGpu(file.classes.tpu, gpu),
      cpu: rowOf(file.classes.cpu, cpu),
      edge: likeGpu(file.classes.edge, gpu),
    },
    withoutMatrixUnits: { gpu: rowOf(file.classes.gpu, plain) },
    machines: [
      { device: 'RTX-3090', clock: valueOf(fits.times, 'clock'), source: SOURCES.timm },
      { device: 'Quadro-RTX-6000', clock: valueOf(fits.plain, 'clock'), source: SOURCES.ecnas },
      { device: 'Intel-Core-i9-10940X', clock: valueOf(fits.cpuTimes, 'clock'), source: SOURCES.cpu },
    ],
  };
  writeFileSync(PATH, `${JSON.stringify(next, null, 2)}\n`);
}

function gpuCoefficients({ times, gradients, session }: Fits): Coefficients {
  const forward = withTimes(coefficientsFor('gpu'), times.all, SOURCES.timm);
  return powered(withGradients(forward, gradients.all), session);
}

function plainCoefficients({ plain, session }: Fits): Coefficients {
  return powered(withPlain(coefficientsFor('gpu'), plain.all, SOURCES.ecnas), session);
}

/** Watts of what computes are those of the sessions of EC-NAS; a GPU that only launches idles. */
function powered(base: Coefficients, { all }: SplitFit): Coefficients {
  const [compute = NaN, memory = NaN] = all;
  return withPower(base, [compute, memory, 0], SOURCES.ecnas);
}

/** Forward times of networks; power of the dense layers; gradients of dense and of convolutional ones. */
function cpuCoefficients({ cpuTimes, cpuDense, cpuConv }: Fits): Coefficients {
  const base = coefficientsFor('cpu');
  const layers = withLayers(base, cpuDense.all, SOURCES.layers);
  const forward = withTimes(base, cpuTimes.all, SOURCES.cpu);
  const gradients = GRADIENT_PARAMETERS.map(({ name }) =>
    valueOf(name.endsWith('.conv') ? cpuConv : cpuDense, name),
  );
  return { ...withGradients(forward, gradients), power: layers.power, idle: layers.idle };
}

function valueOf({ parameters, all }: SplitFit, name: string): number {
  return all[parameters.indexOf(name)] ?? NaN;
}

/** The clock is that of the machine that was measured: others are taken at their stated one. */
function rowOf(row: ClassRow, fitted: Coefficients): ClassRow {
  const { kinds, tiles, memory, overlap, overhead, power, idle, band } = fitted;
  return {
    ...row,
    kinds,
    tiles,
    memory,
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
