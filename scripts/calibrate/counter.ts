/** How far a processor's energy counter scatters calls that are shorter than a few of its ticks. */

/** Seconds between two updates of the energy counter of a processor (Intel SDM, RAPL: about a millisecond). */
const TICK = 1e-3;
/** Readings that each figure of the set is the mean of: the least number of which all are whole microjoules. */
const READINGS = 100;

/** Standard deviation, over its mean, of the mean of readings of an interval that begins at any time. */
export function deviationOfCounter(time: number): number {
  const ticks = time / TICK;
  const more = ticks - Math.floor(ticks);
  return Math.sqrt((more * (1 - more)) / READINGS) / ticks;
}
