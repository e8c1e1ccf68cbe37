/** The tables of docs/cost-model.md that the commands write. */
import {
  coefficientsFor,
  issueOf,
  type ChannelsLast,
  type Coefficients,
  type FormatFactors,
  type Issue,
} from '../../src/catalog/efficiency.ts';
import { LAYER_KINDS, type LayerKind } from '../../src/units/layerKind.ts';
import type { Noise } from './noise.ts';
import { percent, type Summary } from './summary.ts';

const BASELINES = ['FLOPs', 'parameters', 'TDP × time', 'best constant'] as const;

/** How far predictions are off, set by set. */
export function validationTable(summaries: readonly Summary[]): string {
  const head = [
    'set',
    'of',
    'kept apart',
    'rows (of)',
    'median error',
    'bias',
    'log-sigma',
    'rank correlation',
    'in the 90 % band (rows)',
    ...BASELINES,
    'bar',
  ];
  const lines = summaries.map((one) => [
    one.set,
    one.quantity,
    one.split,
    `${one.rows} (${one.listed})`,
    percent(one.medianError),
    one.bias.toFixed(2),
    one.logSigma.toFixed(3),
    one.rankCorrelation.toFixed(3),
    `${percent(one.inside / one.rows)} (${one.inside})`,
    ...BASELINES.map((name) => {
      const error = one.baselines[name];
      return error === undefined ? '–' : percent(error);
    }),
    one.verdict,
  ]);
  return tableOf(head, lines);
}

/** The coefficients by kind of layer: where layers of one kind cost more than those of another. */
export function kindsTable(): string {
  const columns: readonly (readonly [string, Coefficients])[] = [
    ['GPU, matrix units', coefficientsFor('gpu')],
    ['GPU, FP32 without them', coefficientsFor('gpu', 'plain')],
    ['CPU', coefficientsFor('cpu')],
  ];
  const head = [
    'kind',
    ...columns.flatMap(([name, { channelsLast }]) => [
      ...[`${name}: η_max`, 'c', 'gradient: work', 'gradient: traffic'],
      ...(channelsLast === undefined ? [] : ['channels-last: work', 'channels-last: traffic']),
    ]),
  ];
  const lines = LAYER_KINDS.map((kind) => [
    kind,
    ...columns.flatMap(([, { kinds, channelsLast }]) => {
      const { etaMax, traffic, backward } = kinds[kind];
      const fitted = [etaMax, traffic, backward.work, backward.traffic].map((value) => value.toPrecision(2));
      return channelsLast === undefined ? fitted : [...fitted, ...formatCells(kind, channelsLast)];
    }),
  ]);
  return tableOf(head, lines);
}

/** Arithmetic and traffic in channels-last over those in plain order; a dash where nothing changes. */
function formatCells(kind: LayerKind, { kinds }: ChannelsLast): string[] {
  const table: Readonly<Partial<Record<LayerKind, FormatFactors>>> = kinds;
  const factors = table[kind];
  return factors === undefined
    ? ['–', '–']
    : [factors.work, factors.traffic].map((one) => one.toPrecision(2));
}

/** What holds for all kinds of a class of devices. */
export function classesTable(): string {
  const micro = (seconds: number): string => (seconds * 1e6).toFixed(1);
  const rows: readonly (readonly [string, (c: Coefficients) => string])[] = [
    ['K₀', ({ tiles }) => tiles.reduction.toPrecision(3)],
    ['N₀', ({ tiles }) => tiles.columns.toPrecision(3)],
    ['σ of dense layers', ({ kinds }) => kinds.dense.tiles.toPrecision(2)],
    ['σ of products of activations', ({ kinds }) => kinds.matmul.tiles.toPrecision(2)],
    ['β', ({ memory }) => memory.value.toPrecision(3)],
    ['q', ({ overlap }) => overlap.value.toPrecision(3)],
    ['t_launch, eager, µs', ({ overhead }) => micro(overhead.launch.eager)],
    ['w_c', ({ power }) => power.compute.toPrecision(2)],
    ['w_m', ({ power }) => power.memory.toPrecision(2)],
    ['w_l', ({ power }) => power.launch.toPrecision(2)],
    ['band, time', ({ band }) => band.time.toPrecision(3)],
    ['band, energy', ({ band }) => band.energy.toPrecision(3)],
  ];
  const classes = [coefficientsFor('gpu'), coefficientsFor('gpu', 'plain'), coefficientsFor('cpu')];
  const lines = rows.map(([name, of]) => [name, ...classes.map(of)]);
  return tableOf(['', 'GPU, matrix units', 'GPU, FP32 without them', 'CPU'], lines);
}

/** How frameworks issue operations to GPUs. */
export function frameworksTable(): string {
  const micro = (seconds: number): string => (seconds * 1e6).toFixed(1);
  const rows: readonly (readonly [string, (issue: Issue) => string])[] = [
    ['dispatch by the host, µs', ({ dispatch }) => micro(dispatch)],
    ['the same in mixed precision, times', ({ mixed }) => mixed.toPrecision(3)],
    ['dispatch of compiled code, µs', ({ dispatchCompiled }) => micro(dispatchCompiled)],
    ['t_launch of compiled code, µs', ({ launchCompiled }) => micro(launchCompiled)],
    ['f, compiled', ({ fused }) => fused.toPrecision(2)],
    ['band, GPU never measured', ({ otherDevice }) => otherDevice.toPrecision(3)],
    ['the same, where it waits for its host', ({ otherDeviceWaiting }) => otherDeviceWaiting.toPrecision(3)],
    ['the same, compiled', ({ otherDeviceCompiled }) => otherDeviceCompiled.toPrecision(3)],
  ];
  const issues = [issueOf('pytorch'), issueOf('keras')].filter((issue) => issue !== undefined);
  const lines = rows.map(([name, of]) => [name, ...issues.map(of)]);
  return tableOf(['', 'PyTorch', 'TensorFlow'], lines);
}

/** How far measurements themselves are apart. */
export function noiseTable(noises: readonly Noise[]): string {
  const lines = noises.map(({ set, given, rows, medianError }) => [
    ...[set, given, String(rows), percent(medianError)],
  ]);
  return tableOf(['set', 'given', 'rows', 'median error'], lines);
}

function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}
