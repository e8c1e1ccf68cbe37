/**
 * The coefficients of a class of devices that times depend on, as parameters of a fit. Kinds of which no set has
 * enough share those of the kind that they run like.
 */
import type { Coefficients, KindEfficiency } from '../../src/catalog/efficiency.ts';
import { LAYER_KINDS, type LayerKind } from '../../src/units/layerKind.ts';
import { seconds, type Seconds } from '../../src/units/quantity.ts';
import type { Parameter } from './leastSquares.ts';

/** Kinds whose efficiency is fitted, and where the fit begins. */
const ETA: Readonly<Partial<Record<LayerKind, number>>> = {
  dense: 0.8,
  conv: 0.8,
  depthwise: 0.05,
  'grouped-conv': 0.6,
  matmul: 0.6,
  attention: 0.6,
};

/** Kinds without products run at one share of the vector peak. */
const VECTOR = 'vector';

/**
 * Efficiency of a kind over that of the kind that it runs like: a step of a recurrent layer has no more rows than its batch.
 * Input gates of an LSTM with the sums that follow reach 0.41 of an A100's peak where query, key and value projections reach
 * 0.69 (MansMayaki/MLEnergyConsumption@609d971, MIT).
 */
const SHARE_OF_LIKE: Readonly<Partial<Record<LayerKind, number>>> = { recurrent: 0.41 / 0.69 };

/**
 * Products of activations reach what dense layers do, in tiles that are fitted: one product for each head is a small one.
 * Networks of one width of heads cannot tell the two apart, so that the share of the peak is not fitted besides.
 */
const TILES_OF_MATMUL: Parameter = { name: 'tiles.matmul', initial: 2, spread: 0.5 };

/** A processor has no such tiles: the share of the peak is fitted there. */
export const ETA_OF_MATMUL: Parameter = { name: 'eta.matmul', initial: 0.6, spread: 0.5, max: 1 };

const RUNS_LIKE: Readonly<Partial<Record<LayerKind, LayerKind>>> = {
  'transposed-conv': 'conv',
  recurrent: 'dense',
  activation: 'elementwise',
  softmax: 'normalisation',
  embedding: 'copy',
  other: 'elementwise',
};

/** Kinds of whose activation traffic a share is fitted, with the spread of the prior around 1. */
const TRAFFIC: Readonly<Partial<Record<LayerKind, number>>> = {
  dense: 0.2,
  conv: 0.3,
  depthwise: 0.3,
  'grouped-conv': 0.3,
  matmul: 0.3,
  attention: 0.3,
  elementwise: 0.1,
  normalisation: 0.1,
  pooling: 0.3,
  reduction: 0.2,
  copy: 0.2,
};

/**
 * Kernels of next to no work follow one another on a GPU every 3 to 4 µs (Gray, Getting started with CUDA Graphs, NVIDIA
 * 2019). Networks at large batches tell it from other small things badly: the prior is a narrow one.
 */
const LAUNCH = 4e-6;

/** At most the peak: boosted clocks above the rated ones are the reason why it may come near. */
export const TIME_PARAMETERS: readonly Parameter[] = [
  ...Object.entries(ETA).map(([kind, initial]): Parameter =>
    kind === 'matmul' ? TILES_OF_MATMUL : { name: `eta.${kind}`, initial, spread: 0.5, max: 1 },
  ),
  { name: `eta.${VECTOR}`, initial: 0.3, spread: 0.5, max: 1 },
  ...Object.entries(TRAFFIC).map(([kind, spread]): Parameter => ({
    name: `traffic.${kind}`,
    initial: 1,
    spread,
  })),
  { name: 'tiles.reduction', initial: 50, spread: 0.5 },
  { name: 'tiles.columns', initial: 30, spread: 0.5 },
  { name: 'memory', initial: 0.8, spread: 0.05, max: 1 },
  { name: 'overlap', initial: 1.5, spread: 0.3, min: 1 },
  { name: 'launch', initial: LAUNCH, spread: 0.1 },
  // Boards for gamers and workstations boost above their rated clock.
  { name: 'clock', initial: 1.1, spread: 0.05 },
];

const NEUTRAL = { work: 1, traffic: 1 };

/** @param values of these parameters, in their order */
export function withTimes(
  base: Coefficients,
  values: readonly number[],
  source: string,
  parameters: readonly Parameter[] = TIME_PARAMETERS,
): Coefficients {
  const of = byName(parameters, values);
  const isKnown = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  const etaOf = (kind: LayerKind): number => {
    if (ETA[kind] === undefined) return of(`eta.${VECTOR}`);
    return isKnown(`eta.${kind}`) ? of(`eta.${kind}`) : of('eta.dense');
  };
  const kindOf = (kind: LayerKind): KindEfficiency => {
    const like = RUNS_LIKE[kind] ?? kind;
    return {
      ...base.kinds[kind],
      etaMax: etaOf(like) * (SHARE_OF_LIKE[kind] ?? 1),
      tiles: isKnown(`tiles.${like}`) ? of(`tiles.${like}`) : 1,
      unit: ETA[like] === undefined ? 'vector' : 'matrix',
      traffic: TRAFFIC[like] === undefined ? 1 : of(`traffic.${like}`),
      backward: base.kinds[kind].backward,
      source: sourceOf(kind, like, source),
    };
  };
  return {
    ...base,
    clock: { value: of('clock'), source },
    kinds: everyKind(kindOf),
    tiles: { reduction: of('tiles.reduction'), columns: of('tiles.columns'), source },
    memory: { value: of('memory'), source },
    overlap: { value: of('overlap'), source },
    overhead: { ...base.overhead, launch: launchesOf(base, seconds(of('launch'))) },
  };
}

function sourceOf(kind: LayerKind, like: LayerKind, source: string): string {
  if (SHARE_OF_LIKE[kind] !== undefined) {
    return `${source}, as ${like}, times the ratio of both in MansMayaki/MLEnergyConsumption@609d971 (MIT), A100`;
  }
  return like === kind ? source : `${source}, as ${like}`;
}

/** Networks on GPUs were measured in eager mode; of compiled ones, whose kernels follow one another, none was. */
function launchesOf(
  { deviceKind, overhead }: Coefficients,
  fitted: Seconds,
): Coefficients['overhead']['launch'] {
  return { eager: fitted, compiled: deviceKind === 'cpu' ? fitted : overhead.launch.compiled };
}

/** How gradients differ from the forward launches that they belong to, by groups of kinds. */
const GRADIENT_GROUPS: Readonly<Record<string, readonly LayerKind[]>> = {
  dense: ['dense', 'recurrent'],
  conv: ['conv', 'transposed-conv'],
  depthwise: ['depthwise'],
  'grouped-conv': ['grouped-conv'],
  matmul: ['matmul', 'attention'],
  elementwise: ['elementwise', 'activation', 'other'],
  normalisation: ['normalisation', 'softmax'],
  pooling: ['pooling', 'reduction', 'copy', 'embedding'],
};

export const GRADIENT_PARAMETERS: readonly Parameter[] = Object.keys(GRADIENT_GROUPS).flatMap((group) => [
  { name: `backward.work.${group}`, initial: 1, spread: 0.3 },
  { name: `backward.traffic.${group}`, initial: 1, spread: 0.3 },
]);

/** @param values of `GRADIENT_PARAMETERS`, in their order */
export function withGradients(base: Coefficients, values: readonly number[]): Coefficients {
  const of = byName(GRADIENT_PARAMETERS, values);
  const groups = new Map(
    Object.entries(GRADIENT_GROUPS).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group])),
  );
  return {
    ...base,
    kinds: everyKind((kind) => {
      const group = groups.get(kind);
      const backward =
        group === undefined
          ? NEUTRAL
          : { work: of(`backward.work.${group}`), traffic: of(`backward.traffic.${group}`) };
      return { ...base.kinds[kind], backward };
    }),
  };
}

/** Winograd's algorithm with tiles of 2 × 2 leaves 4 of 9 multiplications, with tiles of 4 × 4 a quarter. */
export const WINOGRAD_PARAMETERS: readonly Parameter[] = [
  { name: 'winograd', initial: 4 / 9, spread: 0.3, min: 0.25, max: 1 },
];

/** Single precision on the units for all arithmetic of a GPU: products on matrix units save no multiplications. */
export function withWinograd(base: Coefficients, winograd: number, source: string): Coefficients {
  return { ...base, convolution: { ...base.convolution, winograd, source } };
}

/**
 * Tiles of dense layers over those of convolutions, without matrix units: the libraries for products have smaller ones. On matrix
 * units networks tell no difference.
 */
export const DENSE_TILES_PARAMETERS: readonly Parameter[] = [{ name: 'tiles.dense', initial: 1, spread: 1 }];

const PRODUCTS: ReadonlySet<LayerKind> = new Set<LayerKind>(['dense', 'recurrent', 'matmul']);

export function withDenseTiles(base: Coefficients, scale: number): Coefficients {
  return {
    ...base,
    kinds: everyKind((kind) => {
      const { tiles } = base.kinds[kind];
      return { ...base.kinds[kind], tiles: PRODUCTS.has(kind) ? scale * tiles : tiles };
    }),
  };
}

function everyKind(make: (kind: LayerKind) => KindEfficiency): Record<LayerKind, KindEfficiency> {
  return Object.fromEntries(LAYER_KINDS.map((kind) => [kind, make(kind)])) as Record<
    LayerKind,
    KindEfficiency
  >;
}

function byName(parameters: readonly Parameter[], values: readonly number[]): (name: string) => number {
  const table = new Map(parameters.map(({ name }, i) => [name, values[i] ?? NaN]));
  return (name) => table.get(name) ?? NaN;
}
