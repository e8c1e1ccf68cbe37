/** The IT energy and time of trainings, with the factors that they are made of. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { known, missingPart, sum, unknown, type Amount } from '../cost/amount.ts';
import { SHARP, spanning, withBand, type Band } from '../cost/band.ts';
import { inParallel, type ParallelRun, type ParallelStepCost } from '../cost/parallel.ts';
import { unsupported, type Platform } from '../cost/platform.ts';
import {
  stepKernels,
  trainingStepCost,
  updates,
  type StepKernels,
  type TrainingStep,
  type TrainingStepCost,
} from '../cost/trainingCost.ts';
import { untouchedElements } from '../cost/sparsity.ts';
import { withUnpacking } from '../cost/unpacking.ts';
import type { AnalysedPass, ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import { significant } from '../units/format.ts';
import { given, missing, type Found } from '../units/found.ts';
import { joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { inputBand } from './buildInference.ts';
import { packingAssumptions } from './packing.ts';
import { partlyPreciseAssumptions } from './partlyPrecise.ts';
import type { Assumption } from './schema.ts';
import { shardingAssumptions, shardingBand } from './sharding.ts';
import { rowAssumptions, sparsityAssumptions } from './sparsity.ts';
import { measuredFactor, perPlatform, stageBand, type Stage } from './stage.ts';
import { parallelAssumptions, parallelRun, type TrainingModel } from './trainingModel.ts';
import { samplesDrawn, type Plan } from './trainingPlan.ts';
import { trainedWidth, updateAssumptions, updateWidths } from './updateWidths.ts';

/** One training in figures. Per sample means: at the training batch, in train mode. */
export interface PlanEnergy {
  readonly plan: Plan;
  /** Forward pass, IT energy per sample. */
  readonly forward: Amount<Joules>;
  /** The multiplier 1 + o. */
  readonly overhead: Found<number>;
  /** Throughput of all devices over that of as many single ones. */
  readonly efficiency: Found<number>;
  /** I · D · E · overhead, without validation. */
  readonly trained: Amount<Joules>;
  readonly validation: Amount<Joules>;
  /** Both together. */
  readonly itEnergy: Amount<Joules>;
  readonly time: Amount<Seconds>;
  readonly assumptions: readonly Assumption[];
}

/** The pass that a training step is costed from. */
interface StepPass extends Pick<AnalysedPass, 'graph' | 'partly'> {
  readonly batch: number;
  /** Why it is another pass than the step's own; null: it is that. */
  readonly instead: string | null;
  readonly lacking: string | null;
}

export function planEnergy(
  analysis: ModelAnalysis,
  plan: Plan,
  stage: Stage,
  model: TrainingModel,
): PlanEnergy {
  const cannot = unsupported(stage.platform, 'training');
  if (cannot !== null) return withoutStep(plan, cannot);
  const pass = stepPass(analysis, plan);
  if (pass === null) return withoutStep(plan, whyNoPass(analysis));
  if (!plan.batch.known) return withoutStep(plan, `the training batch is not known: ${plan.batch.reason}`);
  const { devices } = model;
  const batch = plan.batch.value / plan.passesPerUpdate / devices.value;
  if (batch < 1) {
    return withoutStep(
      plan,
      `a pass over ${plan.batch.value / plan.passesPerUpdate} samples is less than one for each of ${devices.value} devices`,
    );
  }
  const { elementBytes } = stage.platform.arithmetic;
  const whatRuns = trainingStep(analysis, plan, pass, batch);
  const { trainedParams } = whatRuns;
  const kernels = stepKernels(whatRuns, elementBytes);
  const width = trainedWidth(pass.graph);
  const costOn = perPlatform((platform) => {
    const step = inParallel(
      trainingStepCost(kernels, platform),
      kernels,
      platform,
      parallelRun(model, trainedParams, width, platform.device.id),
    );
    const energy = measuredFactor(stage, platform, 'energy');
    const time = measuredFactor(stage, platform, 'time');
    return {
      ...step,
      forwardEnergy: joules(step.forwardEnergy * energy),
      energy: joules(step.energy * energy),
      forwardTime: seconds(step.forwardTime * time),
      time: seconds(step.time * time),
    };
  });
  const cost = costOn(stage.platform);
  const more = [
    pass.instead === null ? SHARP : inputBand(analysis),
    optimizerBand(analysis, plan, whatRuns, kernels, stage),
    exchangeBand(kernels, parallelRun(model, trainedParams, width, stage.platform.device.id), stage.platform),
    shardingBand(whatRuns, stage.platform.device),
    unpackingBand(whatRuns, kernels, stage.platform),
  ];
  const band = stageBand(stage, 'energy', cost.waits, (platform) => costOn(platform).energy, more);
  const timeBand = stageBand(stage, 'time', cost.waits, (platform) => costOn(platform).time, more);
  const whole = <Q extends Joules | Seconds>(value: Q, within: Band): Amount<Q> => {
    const amount = known(withBand(value, within));
    return pass.lacking === null ? amount : missingPart(amount, pass.lacking);
  };
  const forward = whole(cost.forwardEnergy, band);
  const overhead = overheadOf(cost, plan, model);
  const drawn = samplesDrawn(plan);
  const { validationSamples } = plan;
  const per = <Q extends Joules | Seconds>(
    samples: Found<number>,
    make: (count: number) => Amount<Q>,
  ): Amount<Q> => (samples.known ? make(samples.value) : unknown(samples.reason));
  const trained = per(drawn, (count) => whole(joules(cost.forwardEnergy * count * overhead.value), band));
  const validation = per(validationSamples, (count) => whole(joules(cost.forwardEnergy * count), band));
  const stepTime =
    model.overhead.value === 'gitzel' ? cost.forwardTime * DEFAULTS.overheadByGitzel.value : cost.time;
  const trainedTime = per(drawn, (count) => whole(seconds((stepTime * count) / devices.value), timeBand));
  const validationTime = per(validationSamples, (count) =>
    whole(seconds((cost.forwardTime * count) / devices.value), timeBand),
  );
  return {
    plan,
    forward,
    overhead,
    efficiency: efficiencyOf(cost, model),
    trained,
    validation,
    itEnergy: together(trained, validation),
    time: together(trainedTime, validationTime),
    assumptions: [
      ...parallelAssumptions(model, stage, plan),
      ...shardingAssumptions(whatRuns, stage.platform.device),
      ...sparsityAssumptions(pass.graph, stage.platform, 'training'),
      ...packingAssumptions(pass.graph, stage.platform, 'training'),
      ...partlyPreciseAssumptions(pass, 'training'),
      ...updateAssumptions(updateWidths(pass.graph, plan.optimizer), plan.optimizer, plan.span),
      ...rowAssumptions(untouchedElements(pass.graph, batch / pass.batch)),
      ...(pass.instead === null
        ? []
        : [
            { name: 'trainingPass', value: 'forward pass of an inference', unit: null, source: pass.instead },
          ]),
      ...(plan.optimizer === null
        ? [
            {
              name: 'optimizer',
              value: DEFAULTS.optimizerState.value,
              unit: 'state values per parameter',
              source:
                'no optimiser was found in the code: that of Adam is assumed, none to Adam’s is in the band',
            },
          ]
        : []),
    ],
  };
}

/** Validation alone says nothing of a training: while the training is unknown, so is the whole. */
function together<Q extends Joules | Seconds>(trained: Amount<Q>, validation: Amount<Q>): Amount<Q> {
  return trained.state === 'unknown' ? trained : sum([trained, validation]);
}

/** The multiplier that was asked for. */
function overheadOf(
  cost: ParallelStepCost,
  { span }: Plan,
  { overhead }: TrainingModel,
): Found<number> & { readonly known: true } {
  if (overhead.value === 'gitzel') {
    const computed = `computed from the step it would be ${significant(cost.overhead)}`;
    return {
      ...overhead,
      value: DEFAULTS.overheadByGitzel.value,
      detail: `the constant of Gitzel et al. 2023, as asked for (${overhead.detail}); ${computed}`,
    };
  }
  return { known: true, value: cost.overhead, origin: 'code', detail: overheadSource(cost), span };
}

function efficiencyOf({ efficiency }: ParallelStepCost, model: TrainingModel): Found<number> {
  if (model.devices.value > 1 && model.efficiency !== null) return model.efficiency;
  const detail =
    model.devices.value === 1
      ? 'one device exchanges nothing'
      : 'time of a step on one device over that with the exchange of gradients that the backward pass does not hide';
  return given(efficiency, 'default', detail);
}

/** Of packed weights that a launch of its own may unpack. */
function unpackingBand(step: TrainingStep, kernels: StepKernels, platform: Platform): Band {
  const apart = withUnpacking(step.graph);
  if (apart === null) return SHARP;
  const other = stepKernels({ ...step, graph: apart }, platform.arithmetic.elementBytes);
  return spanning(trainingStepCost(kernels, platform).energy, [trainingStepCost(other, platform).energy]);
}

/** Where nobody said how well the devices scale: from an exchange that is hidden to one that is waited for. */
function exchangeBand(kernels: StepKernels, run: ParallelRun, platform: Platform): Band {
  if (run.devices === 1 || run.efficiency !== null) return SHARP;
  const alone = trainingStepCost(kernels, platform);
  const energyWith = (some: ParallelRun): number => inParallel(alone, kernels, platform, some).energy;
  const nothingHidden: StepKernels = { ...kernels, backward: [] };
  return spanning(energyWith(run), [
    energyWith({ ...run, efficiency: 1 }),
    inParallel(alone, nothingHidden, platform, run).energy,
  ]);
}

function overheadSource({ shares: { loss, backward, update } }: TrainingStepCost): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return (
    'energy of forward, loss, backward and update over that of forward, at the training batch: ' +
    `backward ${percent(backward)}, update ${percent(update)}, loss ${percent(loss)} of the step`
  );
}

function whyNoPass({ isBuilt, completeness }: ModelAnalysis): string {
  const [first] = completeness.reasons;
  return isBuilt || first === undefined ? 'the model could not be run forward' : first.text;
}

function withoutStep(plan: Plan, reason: string): PlanEnergy {
  const none = unknown<Joules>(reason);
  return {
    plan,
    forward: none,
    overhead: missing(reason, plan.span),
    efficiency: missing(reason, plan.span),
    trained: none,
    validation: plan.validationSamples.known && plan.validationSamples.value === 0 ? NOTHING : none,
    itEnergy: none,
    time: unknown(reason),
    assumptions: [],
  };
}

const NOTHING: Amount<Joules> = known(withBand(joules(0), SHARP));

/** The training step's own pass, unless it was lost and that of an inference was not. */
function stepPass({ training, inference, trainings }: ModelAnalysis, plan: Plan): StepPass | null {
  const isWhole = (pass: AnalysedPass | null): boolean =>
    pass !== null && hasModelWork(pass.graph) && pass.graph.completeness.level !== 'partial';
  const pass = isWhole(training) ? training : isWhole(inference) ? inference : (training ?? inference);
  if (pass === null || !hasModelWork(pass.graph)) return null;
  const { graph, inputs } = pass;
  const [ran] = trainings;
  const firstAxis = inputs[0]?.batch ?? 1;
  const { level, reasons } = graph.completeness;
  return {
    graph,
    ...(pass.partly === undefined ? {} : { partly: pass.partly }),
    // The step that the code runs (that of its first training) is over the batch of that training, whichever axis of
    // the input that is.
    batch:
      pass === training && !plan.batchIsSet && ran?.batch.known === true
        ? ran.batch.value / ran.passesPerUpdate
        : firstAxis,
    instead:
      pass === training
        ? null
        : 'the training step in the code could not be followed as a whole: the forward pass of an inference is taken',
    lacking:
      level === 'partial'
        ? reasons.map(({ text }) => text).join('; ') || 'part of the model is not known'
        : null,
  };
}

/** Something was computed inside the model, and not in its loss alone. */
function hasModelWork(graph: LayerGraph): boolean {
  const loss = lossLayers(graph);
  return graph.layers.some(({ ops }, index) => !loss.has(index) && ops.some(({ event }) => !event.isView));
}

function trainingStep(
  analysis: ModelAnalysis,
  plan: Plan,
  { graph, batch: graphBatch }: StepPass,
  batch: number,
): TrainingStep {
  return {
    graph,
    graphBatch,
    batch,
    passesPerUpdate: plan.passesPerUpdate,
    trainedParams: Math.max(
      0,
      trainedParams(analysis, plan, graph) - untouchedElements(graph, batch / graphBatch),
    ),
    ...optimizerOf(analysis, plan.optimizer?.statePerParameter ?? DEFAULTS.optimizerState.value),
    widths: updateWidths(graph, plan.optimizer),
    lossLayers: lossLayers(graph),
  };
}

function optimizerOf(
  { framework }: ModelAnalysis,
  statePerParameter: number,
): Pick<TrainingStep, 'statePerParameter' | 'launchesPerTensor'> {
  const launches = DEFAULTS.updateLaunches[framework];
  return { statePerParameter, launchesPerTensor: launches[statePerParameter] ?? launches.at(-1) ?? 1 };
}

/** Without an optimiser in the code its state may be anything from none to Adam's. */
function optimizerBand(
  analysis: ModelAnalysis,
  { optimizer }: Plan,
  step: TrainingStep,
  kernels: StepKernels,
  { platform }: Stage,
): Band {
  if (optimizer !== null) return SHARP;
  const { value, low, high } = DEFAULTS.optimizerState;
  const [assumed = 0, ...others] = [value, low, (low + high) / 2, high].map((state) => {
    const other = updates({ ...step, ...optimizerOf(analysis, state) });
    return trainingStepCost({ ...kernels, ...other }, platform).energy;
  });
  return spanning(assumed, others);
}

/** Elements that the optimiser was given, of those that are trained. */
function trainedParams({ trainableParams }: ModelAnalysis, { optimizer }: Plan, graph: LayerGraph): number {
  const listed = optimizer?.parameters ?? null;
  if (listed === null) return trainableParams;
  const serials = new Set(listed);
  const sizes = new Map<number, number>();
  for (const { ops } of graph.layers) {
    for (const { event } of ops) {
      for (const { serial, elements, trainable } of event.weights) {
        if (trainable && serials.has(serial)) sizes.set(serial, Math.max(sizes.get(serial) ?? 0, elements));
      }
    }
  }
  const total = [...sizes.values()].reduce((all, size) => all + size, 0);
  return total === 0 ? trainableParams : Math.min(total, trainableParams);
}

/** Work of a training step that stands outside of the model: the loss. */
function lossLayers({ layers }: LayerGraph): ReadonlySet<number> {
  return new Set(
    layers.flatMap(({ path, type }, index) =>
      path.startsWith('<') || (path === '' && type === 'forward') ? [index] : [],
    ),
  );
}

/** Several trainings of one model: their sum. A lower bound of 0 says nothing: it is unknown. */
export function sumOfPlans<Q extends Joules | Seconds>(amounts: readonly Amount<Q>[]): Amount<Q> {
  const total = sum(amounts);
  return total.state === 'at-least' && total.low === 0 ? unknown(total.reason) : total;
}
