/** From what was found out about a model to its footprint. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { catalogVersion } from '../catalog/version.ts';
import type { Overrides } from '../config/configuration.ts';
import type { MeasuredRun } from '../config/measuredFile.ts';
import type { IdleTraining } from '../discover/idleTrainings.ts';
import { inputsOf, type ModelAnalysis } from '../discover/modelAnalysis.ts';
import { storedIn } from '../model/inferencePrecision.ts';
import { memoryFormatIn, memoryFormatOf } from '../model/memoryFormat.ts';
import type { Training } from '../model/recipe.ts';
import { given, type Found } from '../units/found.ts';
import { flopsOfMacs, macs } from '../units/quantity.ts';
import { describeSpan } from '../units/span.ts';
import { buildInference } from './buildInference.ts';
import { buildSearch, buildTraining } from './buildTraining.ts';
import { acrossCandidates, candidateAssumptions } from './candidateRange.ts';
import { embodiedAssumptions } from './embodiedCarbon.ts';
import { completenessOf, countOf } from './figures.ts';
import type { SearchEnds } from './searchEnds.ts';
import { SCHEMA_VERSION, type Assumption, type Count, type Footprint, type HardwareHint } from './schema.ts';
import { located, NOTHING_IN_CODE, provenance, resolveStage, type UnknownName } from './settings.ts';
import { statedFactors } from './statedFactors.ts';
import { staleAssumptions } from './measured.ts';
import { platformAssumptions, stageOf } from './stage.ts';
import { totals } from './totals.ts';
import { trainingModelOf } from './trainingModel.ts';
import { inBatchesOf, plansOf } from './trainingPlan.ts';

export interface BuiltFootprint {
  readonly footprint: Footprint;
  /** Names in the overrides that the catalogue does not have. */
  readonly unknownNames: readonly UnknownName[];
}

/** What is known around the model. */
export interface FootprintContext {
  /** Runs that figures are corrected by. */
  readonly runs?: readonly MeasuredRun[];
  /** What was said in each place; `overrides` is what holds of it. */
  readonly said?: readonly Overrides[];
  /** Of all models of the file, to choose from. */
  readonly trainings?: readonly Training[];
  /** Machines that the script may be meant for. */
  readonly hardware?: readonly HardwareHint[];
  /** Functions of the file that would train a model if anything called them. */
  readonly idle?: readonly IdleTraining[];
  /** As the candidates at both ends of its search have it; null: they are not known to differ. */
  readonly ends?: SearchEnds | null;
}

/** Programs of XLA, as of any other framework. */
const BY_JAX = given('compiled', 'code', 'Keras on JAX compiles what it runs');

/** Never throws for what a person wrote: an unknown name becomes the default, said as such. */
export function buildFootprint(
  analysis: ModelAnalysis,
  overrides: Overrides,
  context: FootprintContext = {},
): BuiltFootprint {
  const {
    runs = [],
    said = [],
    trainings = analysis.trainings,
    hardware = [],
    idle = [],
    ends = null,
  } = context;
  const plans = plansOf(analysis, overrides);
  const isTrained = plans.training.length > 0 || plans.searches.length > 0;
  const { backend } = analysis;
  const runsOn = backend === 'torch' ? 'pytorch' : analysis.framework;
  const byBackend = backend === 'jax' ? BY_JAX : null;
  const inferenceStage = resolveStage('inference', overrides, {
    ...NOTHING_IN_CODE,
    mode: analysis.inferenceMode ?? byBackend,
    ...analysis.inferencePrecision,
    memoryFormat: analysis.inferenceFormat ?? null,
  });
  const { mode, ...found } = plans.training[0] ?? NOTHING_IN_CODE;
  const inTraining = {
    ...found,
    mode: mode ?? byBackend,
    isStored: trainsStored(analysis),
    memoryFormat: trainingFormat(analysis),
  };
  const trainingStage = resolveStage('training', overrides, inTraining);
  const onInference = stageOf(inferenceStage.settings, runsOn, runs);
  const onTraining = stageOf(trainingStage.settings, runsOn, runs);
  const searchStage = hasOwnSearch(overrides) ? resolveStage('search', overrides, inTraining) : trainingStage;
  const onSearch = searchStage === trainingStage ? onTraining : stageOf(searchStage.settings, runsOn, runs);
  const lacking = lackingOf(analysis);
  const inferencePart = buildInference(analysis, onInference, overrides, lacking);
  const model = trainingModelOf(overrides, onTraining);
  const trainingPart = buildTraining(analysis, plans.training, onTraining, model);
  const searchModel = trainingModelOf(overrides, onSearch);
  const middle = buildSearch(analysis, plans, onSearch, searchModel);
  const searchPart =
    middle === null || ends === null
      ? middle
      : acrossCandidates(middle, {
          suggestions: analysis.suggestions ?? [],
          ends,
          stage: onSearch,
          build: (end) => buildSearch(end, plansOf(end, overrides), onSearch, searchModel),
          inBatchesOf: (end, other) => {
            const crossed = inBatchesOf(plansOf(end, overrides), plansOf(other, overrides));
            return crossed === null ? null : buildSearch(end, crossed, onSearch, searchModel);
          },
        });
  const { inference: pass } = analysis;
  const footprint: Footprint = {
    schemaVersion: SCHEMA_VERSION,
    catalogVersion,
    id: analysis.id,
    uri: analysis.uri,
    name: analysis.name,
    range: plainRange(analysis.range),
    framework: analysis.framework,
    completeness: completenessOf(analysis.completeness),
    inputs: inputsOf(analysis).map(({ name, shape, dtype, batch, evidence }) => ({
      name,
      shape: [...shape],
      dtype,
      batch,
      evidence,
    })),
    outputs: (pass?.outputs ?? []).map((shape) => ({ shape: shape === null ? null : [...shape] })),
    ...countsOf(analysis, lacking),
    layers: [...inferencePart.layers],
    inference: inferencePart.inference,
    training: trainingPart?.training ?? null,
    search: searchPart?.search ?? null,
    ...totals(
      { inferencePart, trainingPart, searchPart, devices: model.devices.value },
      { inference: onInference, training: onTraining, search: onSearch },
      overrides,
    ),
    assumptions: unique([
      ...argumentsOf(analysis),
      ...inferenceStage.assumptions,
      ...(isTrained ? trainingStage.assumptions : []),
      ...(searchPart === null
        ? []
        : [...searchStage.assumptions, ...candidateAssumptions(searchPart.search)]),
      ...inferencePart.assumptions,
      ...(trainingPart?.assumptions ?? []),
      ...platformAssumptions(onInference, 'inference'),
      ...(isTrained ? platformAssumptions(onTraining, 'training') : []),
      ...(searchStage === trainingStage || searchPart === null
        ? []
        : platformAssumptions(onSearch, 'search')),
      ...staleAssumptions(runs, onInference.platform),
      ...(isTrained ? staleAssumptions(runs, onTraining.platform) : []),
      ...(isTrained ? [] : nothingTrained(idle)),
      ...embodiedAssumptions(
        [
          ...(isTrained ? [onSearch, onTraining] : []),
          ...(overrides.inferences === undefined ? [] : [onInference]),
        ].map(({ platform }) => platform.device),
        overrides,
      ),
      ...(overrides.inferences === undefined ? [INFERENCES_UNKNOWN] : []),
      {
        name: 'electricityPrice',
        value: DEFAULTS.electricityPrice.value,
        unit: 'USD/kWh',
        source: provenance(DEFAULTS.electricityPrice),
      },
    ]),
    ...(isTrained && hardware.length > 0 ? { hardwareHints: [...hardware] } : {}),
    factors: statedFactors({
      analysis,
      hardware: isTrained ? hardware : [],
      idle: isTrained ? [] : idle,
      overrides,
      said,
      trainings,
      plans,
      model,
      inference: inferenceStage.settings,
      training: isTrained ? trainingStage.settings : null,
      search: searchPart === null ? null : searchStage.settings,
      memoryFormat: (isTrained ? onTraining : onInference).platform.memoryFormat,
      batch: inferencePart.inference.batch,
    }),
  };
  const names = [
    ...inferenceStage.unknownNames,
    ...(isTrained ? trainingStage.unknownNames : []),
    ...(searchPart === null || searchStage === trainingStage ? [] : searchStage.unknownNames),
  ];
  return { footprint, unknownNames: names };
}

/** The weights that a training computes with are stored in other numbers than single precision. */
function trainsStored({ training, inference }: ModelAnalysis): boolean {
  const graph = (training ?? inference)?.graph;
  return graph !== undefined && storedIn(graph) !== null;
}

/** As the steps of the code compute, else as the pass that was run for them. */
function trainingFormat({ trainings, training, inference }: ModelAnalysis): Found<string> | null {
  const graph = (training ?? inference)?.graph;
  return (
    memoryFormatIn(trainings.flatMap(({ stepEvents }) => stepEvents)) ??
    (graph === undefined ? null : memoryFormatOf(graph))
  );
}

function hasOwnSearch({ searchDevice, searchRegion, searchPue }: Overrides): boolean {
  return [searchDevice, searchRegion, searchPue].some((said) => said !== undefined);
}

/** Where a model was created that the file itself does not create. */
function argumentsOf({ createdAt }: ModelAnalysis): Assumption[] {
  if (createdAt === null) return [];
  const source = `as ${describeSpan(createdAt)} creates it`;
  return [located({ name: 'arguments', value: null, unit: null, source }, createdAt)];
}

const NOTHING_TRAINED = 'the code trains nothing that could be found';

function nothingTrained(idle: readonly IdleTraining[]): Assumption[] {
  const said = { name: 'training', value: null, unit: null };
  const ask = 'set samples, epochs and the training batch';
  if (idle.length === 0) return [{ ...said, source: `${NOTHING_TRAINED}: ${ask}` }];
  return idle.map(({ name, span }) => {
    const source = `${NOTHING_TRAINED}: ${name} trains what it is given, and nothing in this file calls it; ${ask}`;
    return located({ ...said, source }, span);
  });
}

const INFERENCES_UNKNOWN: Assumption = {
  name: 'inferences',
  value: null,
  unit: null,
  source: provenance(DEFAULTS.inferences),
};

/** What makes totals lower bounds; null: nothing is missing. */
function lackingOf({ completeness, inference, isBuilt }: ModelAnalysis): string | null {
  if (completeness.level !== 'partial' && inference !== null) return null;
  const reasons = completeness.reasons.map(({ text }) => text);
  if (reasons.length > 0) return reasons.join('; ');
  return isBuilt ? 'part of the model is not known' : 'the model could not be constructed';
}

function countsOf(
  { inference, params, trainableParams, isBuilt }: ModelAnalysis,
  lacking: string | null,
): Pick<Footprint, 'params' | 'trainableParams' | 'macs' | 'flops'> {
  const nothing: Count = { value: null, reason: lacking ?? 'the model could not be run forward' };
  const tree = (value: number): Count => (isBuilt ? countOf(value, lacking) : nothing);
  const work = inference?.graph.work.macs ?? null;
  return {
    params: tree(inference?.graph.params ?? params),
    trainableParams: tree(inference?.graph.trainableParams ?? trainableParams),
    macs: work === null ? nothing : countOf(work, lacking),
    flops: work === null ? nothing : countOf(flopsOfMacs(macs(work)), lacking),
  };
}

function unique(assumptions: readonly Assumption[]): Assumption[] {
  const seen = new Set<string>();
  return assumptions.filter((assumption) => {
    const key = JSON.stringify(assumption);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function plainRange({ start, end }: Footprint['range']): Footprint['range'] {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}
