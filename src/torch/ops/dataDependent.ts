/** Counts that the data decides: unknown, except where all that follows is cut to a fixed number anyway. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Unknown } from '../../python/runtime/values.ts';

/**
 * Code in which keeping every candidate is the usual way to count: detectors propose boxes, drop some by
 * score, size and overlap, and go on with the best 1,000 (then 100), which trained models reach.
 */
const KEEPS_ALL: readonly string[] = ['torchvision.models.detection', 'torchvision.ops'];

function isDetector(rt: Runtime): boolean {
  const module = rt.origin()?.moduleName ?? '';
  return KEEPS_ALL.some((prefix) => module === prefix || module.startsWith(`${prefix}.`));
}

/** How many of `most` are kept: all, as a recorded assumption, or null where nothing can be said. */
export function assumedCount(rt: Runtime, most: number): number | null {
  if (!isDetector(rt)) return null;
  rt.recorder.assume('a detector keeps as many candidates as its limits allow', rt.here());
  return most;
}

/** An operation on something unknown: the model is incomplete, but for what detectors paste into boxes. */
export function noteUnknownWork(rt: Runtime, unknown: Unknown): void {
  if (isDetector(rt)) rt.recorder.assume('resizing to boxes of unknown size is not counted', rt.here());
  else rt.recorder.incomplete(unknown);
}
