/** The product's 90 % bands, from the errors of rows that no fit had seen. */
import type { ClassBand } from '../../src/catalog/efficiency.ts';
import { crossDevice } from './crossDevice.ts';
import type { Fits } from './fits.ts';
import { median, quantile } from './statistics.ts';
import { readTable } from './tables.ts';
import { validationSets, type CheckedSet } from './validationRows.ts';

/**
 * What carries over to a device by its datasheet alone: a two-constant roofline of the RTX 3090 predicted two newer GPUs
 * within 16 % (median). Of a log-normal error 90 % lie within 1.645 / 0.6745 times the median.
 */
const OTHER_DEVICE_MEDIAN = 0.16;
const MEDIAN_TO_BAND = 1.645 / 0.6745;

/**
 * Half-width in log space that holds 90 % of what families of published language models reached of their accelerators'
 * peaks, around the median: how far the same kind of work is apart between people's programs and machines.
 */
function betweenPrograms(): number {
  const families = new Map<string, number[]>();
  for (const { family = '', implied_mfu: share } of readTable('llm-training-hours.csv')) {
    families.set(family, [...(families.get(family) ?? []), Number(share)]);
  }
  const reached = [...families.values()].map((shares) => Math.log(median(shares)));
  const middle = median(reached);
  return quantile(
    reached.map((log) => Math.abs(log - middle)),
    0.9,
  );
}

/** Half-width in log space that holds 90 % of the errors of all of these sets, each counting alike. */
function halfWidth(sets: readonly CheckedSet[]): number {
  const widths = sets.map(({ rows }) =>
    quantile(
      rows.map(({ predicted, measured }) => Math.abs(Math.log(predicted / measured))),
      0.9,
    ),
  );
  return widths.reduce((sum, width) => sum + width, 0) / widths.length;
}

/** Factors of the band on a GPU that was not measured, beside those of the class: by framework and mode. */
export function otherDevices(
  fits: Fits,
): (execution: Parameters<ReturnType<typeof crossDevice>>[0]) => number {
  const widths = crossDevice(fits);
  const own = gpuTimeWidth(fits);
  return (execution) => {
    const { width } = widths(execution);
    return rounded(Math.exp(Math.sqrt(Math.max(0, width ** 2 - own ** 2))));
  };
}

function gpuTimeWidth(fits: Fits): number {
  const sets = ['timm nchw', 'timm nhwc', 'Fischer GPU'];
  return halfWidth(
    sets.flatMap((set) => validationSets(fits, set).filter(({ quantity }) => quantity === 'time')),
  );
}

export function bandsOf(fits: Fits): { readonly gpu: ClassBand; readonly cpu: ClassBand } {
  const of = (only: string, quantity: CheckedSet['quantity']): CheckedSet[] =>
    validationSets(fits, only).filter((one) => one.quantity === quantity);
  const bandOf = (time: number, energy: number, source: string): ClassBand => ({
    time: rounded(Math.exp(time)),
    energy: rounded(Math.exp(energy)),
    otherDevice: rounded(Math.exp(Math.hypot(MEDIAN_TO_BAND * OTHER_DEVICE_MEDIAN, betweenPrograms()))),
    source,
  });
  const gpuTime = gpuTimeWidth(fits);
  // The errors of a session's energy hold those of its time: for other networks, times are as far off as timm's.
  const [sessionTime, sessionEnergy] = [halfWidth(of('EC-NAS', 'time')), halfWidth(of('EC-NAS', 'energy'))];
  const power = Math.sqrt(Math.max(0, sessionEnergy ** 2 - sessionTime ** 2));
  const cpuTime = halfWidth(['CPU networks', 'Fischer CPU'].flatMap((set) => of(set, 'time')));
  const cpuEnergy = halfWidth(of('Fischer CPU', 'energy'));
  return {
    gpu: bandOf(
      gpuTime,
      Math.hypot(gpuTime, power),
      'errors of families that no fit had seen, timm on the RTX 3090 in both memory formats, Fischer et al. on the Quadro RTX 5000; power by the sessions of EC-NAS',
    ),
    cpu: bandOf(
      cpuTime,
      // An energy is no surer than the time that it is drawn for.
      Math.max(cpuTime, cpuEnergy),
      'errors of families that no fit had seen, timm on the Core i9-10940X, Fischer et al. on the Xeon W-2155; energy by the latter',
    ),
  };
}

function rounded(factor: number): number {
  return Number(factor.toPrecision(3));
}
