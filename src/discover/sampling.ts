/** The passes of a sampling loop, as layer graphs. */
import { buildLayerGraph } from '../model/layerGraph.ts';
import { samplingLoops, type RepeatedCall, type SamplingLoop } from '../model/sampling.ts';
import type { Timeline } from '../model/timeline.ts';
import type { ModelInventory } from '../trace/framework.ts';
import type { SampledPass, SamplingAnalysis } from './modelAnalysis.ts';

/** Passes that differ, as those over a growing text do, are known by so many of them. */
const MOST_GRAPHS = 9;

/** @param model its serial */
export function samplingOf(timeline: Timeline, model: number, inventory: ModelInventory): SamplingAnalysis[] {
  return samplingLoops(timeline, model).map((loop) => ({
    span: loop.span,
    passes: loop.passes,
    batch: loop.batch,
    graphs: graphsOf(loop, timeline, inventory),
  }));
}

/** Evenly spread ones, each counting for those around it. */
function graphsOf({ calls }: SamplingLoop, { events }: Timeline, inventory: ModelInventory): SampledPass[] {
  const picked = Math.min(MOST_GRAPHS, calls.length);
  const counts = new Map<RepeatedCall, number>();
  for (const [i, { count }] of calls.entries()) {
    const nearest = calls.length === 1 ? 0 : Math.round((i / (calls.length - 1)) * (picked - 1));
    const call = calls[picked === 1 ? 0 : Math.round((nearest * (calls.length - 1)) / (picked - 1))];
    if (call !== undefined) counts.set(call, (counts.get(call) ?? 0) + count);
  }
  return [...counts].map(([{ begin, end }, count]) => ({
    graph: buildLayerGraph(inventory, events.slice(begin, end + 1)),
    count,
  }));
}
