import { DEFAULTS } from '../catalog/defaults.ts';
import { bytes, macs } from '../units/quantity.ts';
import type { Kernel } from './kernel.ts';

/** Bytes of a parameter and its gradient, and of a value of the state. */
export interface UpdateWidths {
  readonly parameter: number;
  readonly state: number;
}

const SINGLE: UpdateWidths = { parameter: DEFAULTS.stateBytes.value, state: DEFAULTS.stateBytes.value };

/**
 * The optimiser's update of all trained parameters, in fused launches over all of them: it reads parameter, gradient
 * and state, and writes parameter and state. Two operations a parameter and three more for each state value (decay,
 * accumulate, apply); a division and a root where there are two (Adam).
 * @param trained elements that are updated
 * @param statePerParameter SGD 0, with momentum 1, Adam 2
 */
export function updateKernels(
  trained: number,
  statePerParameter: number,
  { parameter, state }: UpdateWidths = SINGLE,
): Kernel[] {
  if (trained === 0) return [];
  const launches = 1 + statePerParameter;
  const perLaunch = 1 / launches;
  return [
    {
      layer: null,
      pass: 'update',
      kind: 'elementwise',
      macs: macs(0),
      elementwise: trained * (2 + 3 * statePerParameter) * perLaunch,
      transcendental: statePerParameter >= 2 ? 2 * trained * perLaunch : 0,
      weightBytes: bytes(trained * (3 * parameter + 2 * statePerParameter * state) * perLaunch),
      // Each launch passes over parameters or state that no other does.
      weightSets: launches,
      activationBytes: bytes(0),
      reduction: 0,
      columns: 0,
      channels: 0,
      inputShare: 0,
      count: launches,
    },
  ];
}

/**
 * The same update on a CPU, where optimisers go from tensor to tensor: as much work in as many launches as each takes.
 * @param tensors that are updated
 * @param launchesPerTensor of the framework's optimiser
 */
export function updateByTensor(
  trained: number,
  statePerParameter: number,
  tensors: number,
  launchesPerTensor: number,
  widths: UpdateWidths = SINGLE,
): Kernel[] {
  const launches = tensors * launchesPerTensor;
  return updateKernels(trained, statePerParameter, widths).map((kernel) => ({
    ...kernel,
    elementwise: (kernel.elementwise * kernel.count) / launches,
    transcendental: (kernel.transcendental * kernel.count) / launches,
    weightBytes: bytes((kernel.weightBytes * kernel.count) / launches),
    weightSets: launches,
    count: launches,
  }));
}
