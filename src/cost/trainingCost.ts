/** The cost of one training step, per sample, and the overhead over the forward pass that it has. */
import type { LayerGraph } from '../model/layerGraph.ts';
import { joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { backwardKernels } from './backward.ts';
import { atBatch, forwardKernels, merged, type Kernel } from './kernel.ts';
import { passCost } from './passCost.ts';
import type { Platform } from './platform.ts';
import { updateByTensor, updateKernels, type UpdateWidths } from './update.ts';

export interface TrainingStep {
  /** The forward pass in train mode, its loss in the layers that `isLoss` names. */
  readonly graph: LayerGraph;
  /** Samples in the pass that the graph is of. */
  readonly graphBatch: number;
  /** Samples in one pass of the training. */
  readonly batch: number;
  /** Passes whose gradients are accumulated before the optimiser updates. */
  readonly passesPerUpdate: number;
  /** Elements that the optimiser updates. */
  readonly trainedParams: number;
  /** State values per parameter: SGD 0, with momentum 1, Adam 2. */
  readonly statePerParameter: number;
  /** Left out: all in single precision. */
  readonly widths?: UpdateWidths;
  /** Operations of an update of one tensor, where the optimiser goes from tensor to tensor. */
  readonly launchesPerTensor: number;
  /** Indices of layers that are part of the loss and not of the model. */
  readonly lossLayers: ReadonlySet<number>;
}

export interface TrainingStepCost {
  /** IT energy per sample of the forward pass alone: the I of the training formula. */
  readonly forwardEnergy: Joules;
  readonly forwardTime: Seconds;
  /** Forward, loss, backward and update. */
  readonly energy: Joules;
  readonly time: Seconds;
  /** The multiplier 1 + o: energy of the step over that of its forward pass. */
  readonly overhead: number;
  /** Energy shares of the step beside its forward pass. */
  readonly shares: { readonly loss: number; readonly backward: number; readonly update: number };
  /** The device waits for its host at times. */
  readonly waits: boolean;
}

/** The launches of one pass and of the update, whatever they run on. */
export interface StepKernels {
  readonly batch: number;
  readonly passesPerUpdate: number;
  readonly forward: readonly Kernel[];
  readonly loss: readonly Kernel[];
  readonly backward: readonly Kernel[];
  /** Of all tensors at once, as on accelerators. */
  readonly update: readonly Kernel[];
  /** Tensor by tensor, as on a CPU. */
  readonly updateByTensor: readonly Kernel[];
}

/** @param elementBytes width of a floating-point element in the precision in force; null: as traced */
export function stepKernels(step: TrainingStep, elementBytes: number | null): StepKernels {
  const { graph, graphBatch, batch, lossLayers } = step;
  const isLoss = ({ layer }: Kernel): boolean => layer !== null && lossLayers.has(layer);
  const scaled = (kernels: readonly Kernel[]): readonly Kernel[] =>
    atBatch(merged(kernels), batch / graphBatch);
  const all = forwardKernels(graph, elementBytes);
  return {
    batch,
    passesPerUpdate: step.passesPerUpdate,
    forward: scaled(all.filter((kernel) => !isLoss(kernel))),
    loss: scaled(all.filter(isLoss)),
    backward: scaled(backwardKernels(graph, elementBytes)),
    ...updates(step),
  };
}

/** Both ways to run an optimiser of so much state. */
export function updates({
  graph,
  trainedParams,
  statePerParameter,
  launchesPerTensor,
  widths,
}: TrainingStep): Pick<StepKernels, 'update' | 'updateByTensor'> {
  const tensors = Math.max(1, trainedTensors(graph));
  return {
    update: updateKernels(trainedParams, statePerParameter, widths),
    updateByTensor: updateByTensor(trainedParams, statePerParameter, tensors, launchesPerTensor, widths),
  };
}

/** Parameters that the optimiser updates, each counted once. */
export function trainedTensors({ layers }: LayerGraph): number {
  const events = layers.flatMap(({ ops }) => ops.map(({ event }) => event));
  const trained = events.flatMap(({ weights }) => weights.filter(({ trainable }) => trainable));
  return new Set(trained.map(({ serial }) => serial)).size;
}

/**
 * Per sample, at the training batch. All passes of a step are issued one after the other: while the device works on a long
 * one the host issues those after it.
 */
export function trainingStepCost(step: StepKernels, platform: Platform): TrainingStepCost {
  const { batch, passesPerUpdate } = step;
  const update = platform.device.kind === 'cpu' ? step.updateByTensor : step.update;
  const whole = passCost(
    [
      ...step.forward,
      ...step.loss,
      ...step.backward,
      ...update.map((kernel) => ({ ...kernel, count: kernel.count / passesPerUpdate })),
    ],
    platform,
  );
  const { energy } = whole;
  const from = step.forward.length;
  const energyOf = (begin: number, length: number): number =>
    whole.kernels.slice(begin, begin + length).reduce((sum, one) => sum + one.energy, 0);
  const forward = passCost(step.forward, platform);
  return {
    forwardEnergy: joules(forward.energy / batch),
    forwardTime: seconds(forward.time / batch),
    energy: joules(energy / batch),
    time: seconds(whole.time / batch),
    overhead: forward.energy === 0 ? 1 : energy / forward.energy,
    shares: {
      loss: share(energyOf(from, step.loss.length), energy),
      backward: share(energyOf(from + step.loss.length, step.backward.length), energy),
      update: share(energyOf(from + step.loss.length + step.backward.length, update.length), energy),
    },
    waits: whole.waits,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
