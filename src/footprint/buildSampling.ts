/** What one execution of a sampling loop uses: denoising steps, or tokens one by one without a cache. */
import { known, missingPart, unknown, type Amount } from '../cost/amount.ts';
import { withBand, type Band } from '../cost/band.ts';
import { forwardKernels, merged } from '../cost/kernel.ts';
import { carbon, facilityEnergy } from '../cost/lifeCycle.ts';
import { passCost } from '../cost/passCost.ts';
import type { SamplingAnalysis } from '../discover/modelAnalysis.ts';
import { joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { costModelOn, factorOf, figureOf, placeOf } from './figures.ts';
import type { SamplingFootprint } from './schema.ts';
import { measuredFactor, perPlatform, stageBand, timeLabel, type Stage } from './stage.ts';

export function buildSampling(loops: readonly SamplingAnalysis[], stage: Stage): SamplingFootprint[] {
  return loops.map((loop) => {
    const { energy: itEnergy, time } = amountsOf(loop, stage);
    const energy = facilityEnergy(itEnergy, stage.site);
    const { region, pue } = stage.settings;
    const by = stage.correction?.label ?? null;
    const model = costModelOn(stage.platform);
    const source = `${model}; PUE ${pue.value.value}`;
    return {
      passes: factorOf(loop.passes),
      samples:
        loop.batch === null
          ? { value: null, reason: 'the input of the passes is not known', source: 'read from the code' }
          : { value: loop.batch, source: 'first axis of the input of a pass' },
      energy: figureOf(energy, source, by),
      time: figureOf(time, model, timeLabel(stage)),
      carbon: figureOf(carbon(energy, stage.site), `${source}; ${region.value.source}`, by),
      range: loop.span === null ? null : placeOf(loop.span),
    };
  });
}

interface Amounts {
  readonly energy: Amount<Joules>;
  readonly time: Amount<Seconds>;
}

function amountsOf({ passes, graphs }: SamplingAnalysis, stage: Stage): Amounts {
  if (!passes.known) return { energy: unknown(passes.reason), time: unknown(passes.reason) };
  const { elementBytes } = stage.platform.arithmetic;
  const kinds = graphs.map(({ graph, count }) => ({
    kernels: merged(forwardKernels(graph, elementBytes)),
    count,
  }));
  const costOn = perPlatform((platform) => {
    let [energy, time, waits] = [0, 0, false];
    for (const { kernels, count } of kinds) {
      const cost = passCost(kernels, platform);
      energy += count * cost.energy;
      time += count * cost.time;
      waits ||= cost.waits;
    }
    return {
      waits,
      energy: energy * measuredFactor(stage, platform, 'energy'),
      time: time * measuredFactor(stage, platform, 'time'),
    };
  });
  const { energy, time, waits } = costOn(stage.platform);
  const within = (quantity: 'energy' | 'time'): Band =>
    stageBand(stage, quantity, waits, (platform) => costOn(platform)[quantity], []);
  const partial = graphs.find(({ graph }) => graph.completeness.level === 'partial');
  const reason = partial?.graph.completeness.reasons[0]?.text ?? 'part of the model is not known';
  const whole = <Q extends Joules | Seconds>(amount: Amount<Q>): Amount<Q> =>
    partial === undefined ? amount : missingPart(amount, reason);
  return {
    energy: whole(known(withBand(joules(energy), within('energy')))),
    time: whole(known(withBand(seconds(time), within('time')))),
  };
}
