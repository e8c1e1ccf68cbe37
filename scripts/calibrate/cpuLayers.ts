/** Single layers on a processor: energy by RAPL and time, forward and backward apart. */
import type { Kernel } from '../../src/cost/kernel.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { flopsOfMacs, joules, seconds } from '../../src/units/quantity.ts';
import { biasGradient, convLaunch, denseLaunch, lossKernels, type LayerLaunch } from './layerKernels.ts';
import type { Measurement } from './measurement.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';

/** The set names its processor by generation alone: this one of it stands in, and its clock is fitted. */
const PROCESSOR = 'Intel Xeon E5-2620 v4';
/** The set's optimiser: SGD with momentum. */
const MOMENTUM = 1;
/** The set's units, µJ and µs. */
const MICRO = 1e-6;

type Table = 'linear' | 'conv';
export type LayerSet = `CPU ${'dense' | 'conv'} layers, ${'forward' | 'backward'}`;

/** A call of a layer by itself. */
export interface LayerRow extends Measurement {
  readonly pass: 'forward' | 'backward';
  /** Elements that the layer makes. */
  readonly outputs: number;
}

export function layerRows(table: Table): LayerRow[] {
  const platform = platformOf({
    device: deviceNamed(PROCESSOR),
    framework: 'pytorch',
    mode: 'eager',
    precision: 'fp32',
  });
  return readTable(`willowec/broadwell-ep_${table}.csv`).flatMap((row, i): LayerRow[] => {
    const number = (column: string): number => Number(row[column]);
    const launch = table === 'linear' ? denseOf(number) : convOf(number);
    const { kernel, outputs, params } = launch;
    const kind = table === 'linear' ? 'dense' : 'conv';
    // The layer's input is data: only its weights have a gradient.
    const backward: Kernel[] = [
      ...lossKernels(outputs),
      { ...kernel, pass: 'backward' },
      // A convolution's library makes it with that of the filters.
      ...(kind === 'dense' ? [biasGradient(outputs)] : []),
    ];
    const of = (
      pass: 'forward' | 'backward',
      short: 'for' | 'back',
      passes: readonly (readonly Kernel[])[],
    ): LayerRow[] => {
      const energy = number(`${short}_energy`) * MICRO;
      const time = number(`${short}_time`) * MICRO;
      // RAPL's counter wraps: such rows are negative.
      if (!(energy > 0) || !(time > 0)) return [];
      const set: LayerSet = `CPU ${kind} layers, ${pass}`;
      return [
        {
          set,
          pass,
          outputs,
          id: `${kind} ${i}`,
          group: `${kind} ${i}`,
          platform,
          passes,
          batch: 1,
          repeats: 1,
          time: seconds(time),
          energy: joules(energy),
          size: { flops: flopsOfMacs(kernel.macs), params },
        },
      ];
    };
    return [
      ...of('forward', 'for', [[kernel]]),
      ...of('backward', 'back', [backward, updateKernels(params, MOMENTUM)]),
    ];
  });
}

function denseOf(number: (column: string) => number): LayerLaunch {
  return denseLaunch(number('batch_size'), number('in_size'), number('out_size'));
}

function convOf(number: (column: string) => number): LayerLaunch {
  return convLaunch({
    batch: number('batch_size'),
    inChannels: number('in_chan'),
    outChannels: number('out_chan'),
    side: number('side_len'),
    kernel: number('k_size'),
    stride: number('stride'),
  });
}
