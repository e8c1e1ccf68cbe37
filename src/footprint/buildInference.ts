/** The inference part of a footprint: per-sample figures and the rows of its layers. */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { Overrides } from '../config/configuration.ts';
import { known, missingPart, unknown, type Amount } from '../cost/amount.ts';
import { SHARP, spanning, withBand, type Band } from '../cost/band.ts';
import { inferenceCost, inferenceTotal, type InferenceCost, type LayerCost } from '../cost/inferenceCost.ts';
import { forwardKernels, merged } from '../cost/kernel.ts';
import { carbon, facilityEnergy } from '../cost/lifeCycle.ts';
import { unsupported } from '../cost/platform.ts';
import { withUnpacking } from '../cost/unpacking.ts';
import type { AnalysedPass, ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { Layer } from '../model/layerGraph.ts';
import { flopsOfMacs, joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { buildDecoding } from './buildDecoding.ts';
import { buildSampling } from './buildSampling.ts';
import { completenessOf, costModelOn, countOf, figureOf, placeOf, sourceOf } from './figures.ts';
import { packingAssumptions } from './packing.ts';
import { partlyPreciseAssumptions } from './partlyPrecise.ts';
import type { Assumption, Factor, InferenceFootprint, LayerFootprint } from './schema.ts';
import { provenance } from './settings.ts';
import { sparsityAssumptions } from './sparsity.ts';
import { measuredFactor, perPlatform, stageBand, timeLabel, type Stage } from './stage.ts';

export interface InferencePart {
  readonly inference: InferenceFootprint;
  readonly layers: readonly LayerFootprint[];
  /** PUE included, per sample. */
  readonly energy: Amount<Joules>;
  /** Per sample. */
  readonly time: Amount<Seconds>;
  readonly assumptions: readonly Assumption[];
}

/** @param lacking what is missing in the graph, so that totals are lower bounds; null: nothing */
export function buildInference(
  analysis: ModelAnalysis,
  stage: Stage,
  overrides: Overrides,
  lacking: string | null,
): InferencePart {
  const { inference: pass } = analysis;
  const { factor, samples, assumptions } = batchOf(pass, overrides);
  if (pass === null) {
    return withoutFigures(lacking ?? 'the model could not be run forward', stage, factor, assumptions);
  }
  const cannot = unsupported(stage.platform, 'inference');
  if (cannot !== null) {
    return {
      ...withoutFigures(cannot, stage, factor, assumptions),
      layers: pass.graph.layers.map((layer) => layerRow(layer, unknownCost(cannot), stage)),
    };
  }
  const cost = corrected(inferenceCost(pass.graph, samples, stage.platform), stage);
  const kernels = merged(forwardKernels(pass.graph, stage.platform.arithmetic.elementBytes));
  const costOn = perPlatform((platform) => {
    const { energy, time, waits } = inferenceTotal(kernels, samples, platform);
    return {
      waits,
      energy: energy * measuredFactor(stage, platform, 'energy'),
      time: time * measuredFactor(stage, platform, 'time'),
    };
  });
  const inputs = inputBand(analysis);
  const { waits } = costOn(stage.platform);
  const apart = withUnpacking(pass.graph);
  const unpackingBand = (pick: 'energy' | 'time'): Band => {
    const { platform } = stage;
    if (apart === null) return SHARP;
    const other = inferenceTotal(forwardKernels(apart, platform.arithmetic.elementBytes), samples, platform);
    return spanning(inferenceTotal(kernels, samples, platform)[pick], [other[pick]]);
  };
  const bandIn = (pick: 'energy' | 'time'): Band =>
    stageBand(stage, pick, waits, (platform) => costOn(platform)[pick], [inputs, unpackingBand(pick)]);
  const band = bandIn('energy');
  const timeBand = bandIn('time');
  const part = <Q extends Joules | Seconds>(value: Q, within: Band): Amount<Q> => {
    const amount = known(withBand(value, within));
    return lacking === null ? amount : missingPart(amount, lacking);
  };
  const itEnergy = part(cost.energy, band);
  const energy = facilityEnergy(itEnergy, stage.site);
  const time = part(cost.time, timeBand);
  const { decoder = null, sampling = [] } = analysis;
  const decoded =
    decoder === null || lacking !== null ? null : buildDecoding(decoder, samples, stage, overrides);
  return {
    inference: {
      ...place(stage, factor),
      ...figures(itEnergy, energy, time, stage),
      ...(decoded === null ? {} : { decoding: decoded.decoding }),
      ...(sampling.length === 0 ? {} : { sampling: buildSampling(sampling, stage) }),
    },
    layers: pass.graph.layers.map((layer, i) =>
      layerRow(layer, knownCost(layer, cost.layers[i], band, stage), stage),
    ),
    energy,
    time,
    assumptions: [
      ...assumptions,
      ...inputAssumptions(analysis, pass),
      ...sparsityAssumptions(pass.graph, stage.platform, 'inference'),
      ...packingAssumptions(pass.graph, stage.platform, 'inference'),
      ...partlyPreciseAssumptions(pass, 'inference'),
      ...(decoded === null ? [] : decoded.assumptions),
    ],
  };
}

/** What runs on the device have shown holds for every layer alike. */
function corrected(cost: InferenceCost, stage: Stage): InferenceCost {
  const energy = measuredFactor(stage, stage.platform, 'energy');
  const time = measuredFactor(stage, stage.platform, 'time');
  const scaled = <Part extends { readonly energy: Joules; readonly time: Seconds }>(part: Part): Part => ({
    ...part,
    energy: joules(part.energy * energy),
    time: seconds(part.time * time),
  });
  return stage.correction === null ? cost : { ...scaled(cost), layers: cost.layers.map(scaled) };
}

/** The band that other inputs span which fit the model as well. */
export function inputBand({ inference, alternativeMacs }: ModelAnalysis): Band {
  return spanning(inference?.graph.work.macs ?? 0, alternativeMacs);
}

function figures(
  itEnergy: Amount<Joules>,
  energy: Amount<Joules>,
  time: Amount<Seconds>,
  stage: Stage,
): Pick<InferenceFootprint, 'itEnergy' | 'energy' | 'time' | 'carbon'> {
  const { region, pue } = stage.settings;
  const by = stage.correction?.label ?? null;
  const model = costModelOn(stage.platform);
  return {
    itEnergy: figureOf(itEnergy, model, by),
    energy: figureOf(energy, `${model}; PUE ${pue.value.value}`, by),
    time: figureOf(time, model, timeLabel(stage)),
    carbon: figureOf(carbon(energy, stage.site), `${model}; ${region.value.source}`, by),
  };
}

/** Machine and place of a stage as the schema has them. */
export function machine(
  stage: Stage,
): Pick<InferenceFootprint, 'device' | 'region' | 'pue' | 'precision' | 'mode'> {
  const { device, region, pue, precision, mode } = stage.settings;
  const range = pue.span === null ? {} : { range: placeOf(pue.span) };
  const { id, name, kind, source } = device.value;
  const { arithmetic } = stage.platform;
  return {
    device: { id, name, kind, source: `${source}; chosen: ${device.source}` },
    region: {
      code: region.value.code,
      name: region.value.name,
      carbonIntensity: region.value.intensity,
      source: `${region.value.source}; chosen: ${region.source}`,
    },
    pue: { value: pue.value.value, source: pue.source, ...range },
    precision: {
      value: precision.value ?? 'fp32',
      source:
        precision.value === null
          ? `${precision.source}: convolutions in ${arithmetic.conv}, products in ${arithmetic.matmul}; ${arithmetic.source}`
          : precision.source,
    },
    mode: { value: mode.value, source: mode.source },
  };
}

function place(
  stage: Stage,
  batch: Factor,
): Omit<InferenceFootprint, 'itEnergy' | 'energy' | 'time' | 'carbon'> {
  return { batch, ...machine(stage) };
}

interface Batch {
  readonly factor: Factor;
  readonly samples: number;
  readonly assumptions: readonly Assumption[];
}

/** The batch of the pass that was run; per-sample figures are for it. */
function batchOf(pass: AnalysedPass | null, { batch }: Overrides): Batch {
  const [input] = pass?.inputs ?? [];
  const ran = input?.batch ?? null;
  if (batch !== undefined && (ran === null || ran === batch.value)) {
    return { factor: { value: batch.value, source: sourceOf(batch) }, samples: batch.value, assumptions: [] };
  }
  const { value, ...rest } = DEFAULTS.inferenceBatch;
  if (ran === null || ran === value || ran === 0) {
    const source = provenance({ value, ...rest });
    return {
      factor: { value, source },
      samples: value,
      assumptions: [{ name: 'batch', value, unit: 'samples', source }],
    };
  }
  return {
    factor: { value: ran, source: `first axis of the input: ${input?.evidence ?? 'given'}` },
    samples: ran,
    assumptions: [],
  };
}

/** Inputs that other shapes could stand in for, shown with what was taken. */
function inputAssumptions({ alternativeMacs, inference }: ModelAnalysis, pass: AnalysedPass): Assumption[] {
  const macs = inference?.graph.work.macs ?? 0;
  if (!alternativeMacs.some((other) => other !== macs)) return [];
  return pass.inputs.map(({ shape, evidence, span }) => ({
    name: 'input',
    value: shape.length === 0 ? 'scalar' : shape.join('x'),
    unit: null,
    source: evidence,
    ...(span === null ? {} : { range: placeOf(span) }),
  }));
}

/** What a layer costs, as its row has it. */
type LayerFigures = Pick<LayerFootprint, 'efficiency' | 'boundBy' | 'penalty'> & {
  readonly energy: Amount<Joules>;
};

function knownCost(layer: Layer, cost: LayerCost | undefined, band: Band, stage: Stage): LayerFigures {
  const source = efficiencySource(layer, stage);
  return {
    energy: known(withBand(cost?.energy ?? joules(0), band)),
    efficiency: ofWork(cost?.efficiency ?? null, source),
    boundBy: cost?.boundBy ?? 'nothing',
    penalty: ofWork(
      cost?.penalty ?? null,
      `energy per FLOP over that of an ideal dense layer of equal FLOPs; ${source}`,
    ),
  };
}

function unknownCost(reason: string): LayerFigures {
  const factor: Factor = { value: null, reason, source: 'the device’s peaks in the catalogue' };
  return { energy: unknown(reason), efficiency: factor, boundBy: 'nothing', penalty: factor };
}

/** All figures unknown, for one reason. */
function withoutFigures(
  reason: string,
  stage: Stage,
  batch: Factor,
  assumptions: readonly Assumption[],
): InferencePart {
  const none = unknown<Joules>(reason);
  return {
    inference: { ...place(stage, batch), ...figures(none, none, unknown(reason), stage) },
    layers: [],
    energy: none,
    time: unknown(reason),
    assumptions,
  };
}

function layerRow(layer: Layer, { energy, ...ofCost }: LayerFigures, stage: Stage): LayerFootprint {
  const { macs, bytesRead, bytesWritten } = layer.work;
  const { level, reasons } = layer.completeness;
  const lacking = level === 'partial' ? reasons.map(({ text }) => text).join('; ') : null;
  return {
    path: layer.path,
    type: layer.type,
    role: layer.role,
    kind: layer.kind,
    calls: layer.calls,
    outputShape: layer.outputShape === null ? null : [...layer.outputShape],
    params: layer.params,
    macs: countOf(macs, lacking),
    flops: countOf(flopsOfMacs(macs), lacking),
    bytesRead: countOf(bytesRead, lacking),
    bytesWritten: countOf(bytesWritten, lacking),
    energy: figureOf(
      lacking === null ? energy : missingPart(energy, lacking),
      costModelOn(stage.platform),
      stage.correction?.label ?? null,
    ),
    ...ofCost,
    ...(level === 'exact' ? {} : { completeness: completenessOf(layer.completeness) }),
    range: layer.span === null ? null : placeOf(layer.span),
  };
}

function ofWork(value: number | null, source: string): Factor {
  return value === null
    ? { value: null, reason: 'it computes no multiply-accumulates', source }
    : { value, source };
}

function efficiencySource({ kind }: Layer, { platform: { coefficients } }: Stage): string {
  return `efficiency of ${kind} on a ${coefficients.deviceKind}: ${coefficients.kinds[kind].source}`;
}
