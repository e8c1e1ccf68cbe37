/** Models of which only published totals are traced: their launches are those that the catalogue has of them. */
import { launchesOf } from '../catalog/launches.ts';
import type { GraphOp } from '../model/layerGraph.ts';
import { bytes, macs } from '../units/quantity.ts';
import type { Kernel } from './kernel.ts';
import { FLOATING_BYTES, numbersOf } from './packing.ts';

/** Bytes of an element in single precision. */
const SINGLE = 4;

export interface PublishedKernel {
  readonly kernel: Kernel;
  /** Of the launch where the whole model is trained. */
  readonly gradients: number;
}

/**
 * The launches of a published model, scaled to the multiplications and the parameters that were traced of it: another
 * batch, another size of its input, or no head. Null: the operation is none, or the catalogue has no launches of it.
 * @param elementBytes width of a floating-point element in the precision in force; null: as traced
 * @param pass the one that the launches are made for: gradients may be computed in other numbers
 */
export function publishedKernels(
  { event, count }: GraphOp,
  layer: number,
  elementBytes: number | null,
  pass: 'forward' | 'backward' = 'forward',
): PublishedKernel[] | null {
  const published = event.published === undefined ? undefined : launchesOf(event.published);
  if (published === undefined) return null;
  const { params, launches } = published;
  const work = event.work.macs / launches.reduce((sum, launch) => sum + launch.macs * launch.count, 0);
  const held = event.weights.reduce((most, { elements }) => Math.max(most, elements), 0);
  const weights = held / params;
  const [parameters] = event.weights;
  const narrowed = (elementBytes ?? FLOATING_BYTES[parameters?.dtype ?? ''] ?? SINGLE) / SINGLE;
  const packed = parameters?.packed?.bytes ?? null;
  const stored = packed === null ? null : packed / SINGLE;
  const numbers = numbersOf(event, elementBytes, pass);
  return launches.map(({ gradients, keepsWidth, ...launch }) => {
    const width = keepsWidth && narrowed < 1 ? 1 : narrowed;
    return {
      gradients,
      kernel: {
        ...launch,
        ...{ layer, pass: 'forward' },
        ...(numbers === undefined || launch.macs === 0 ? {} : { numbers }),
        macs: macs(launch.macs * work),
        elementwise: launch.elementwise * work,
        transcendental: launch.transcendental * work,
        weightBytes: bytes(launch.weightBytes * weights * (launch.macs > 0 ? (stored ?? width) : width)),
        activationBytes: bytes(launch.activationBytes * work * width),
        count: launch.count * count,
        weightSets: launch.count,
      },
    };
  });
}
