/** How far measurements themselves are apart: what no model of a configuration can be closer than. */
import { Matrix, solve } from 'ml-matrix';
import { deviationOfCounter } from './counter.ts';
import { layerRows } from './cpuLayers.ts';
import { ecnasRepeats } from './ecnas.ts';
import { medianError } from './statistics.ts';

export interface Noise {
  readonly set: string;
  /** What is taken for granted beside the configuration. */
  readonly given: string;
  readonly rows: number;
  readonly medianError: number;
}

/** Of networks that were measured several times: each run beside the mean of the others. */
function betweenRepeats(): Noise[] {
  const logs = ecnasRepeats().flatMap((energies) =>
    energies.map((energy, i) => {
      const others = energies.filter((_, k) => k !== i);
      return Math.log(others.reduce((sum, one) => sum + one, 0) / others.length / energy);
    }),
  );
  return [
    {
      set: 'EC-NAS cells, energy',
      given: 'the other runs of the same network',
      rows: logs.length,
      medianError: medianError(logs),
    },
  ];
}

/** Single layers were measured once each: what is left of their energies when the time that was measured is given. */
function givenTime(): Noise[] {
  const rows = [...layerRows('linear'), ...layerRows('conv')];
  return [...new Set(rows.map(({ set }) => set))].map((set): Noise => {
    const own = rows.flatMap(({ set: of, time, energy }) =>
      of === set && time !== null && energy !== null ? [[Math.log(time), Math.log(energy)] as const] : [],
    );
    const powers = new Matrix(own.map(([time]) => [1, time, time * time]));
    const energies = Matrix.columnVector(own.map(([, energy]) => energy));
    const fitted = powers.mmul(solve(powers, energies));
    return {
      set: `${set}, energy`,
      given: 'the time that was measured',
      rows: own.length,
      medianError: medianError(own.map(([, energy], i) => fitted.get(i, 0) - energy)),
    };
  });
}

/**
 * Layers that run for less than a few ticks of the counter: a reading catches a tick more or less by when it begins. Even who
 * knew the energy itself would be off by this much from means of so many readings.
 */
function fromCounter(): Noise[] {
  const rows = [...layerRows('linear'), ...layerRows('conv')];
  return [...new Set(rows.map(({ set }) => set))].map((set): Noise => {
    const deviations = rows.flatMap(({ set: of, time }) =>
      of === set && time !== null ? [deviationOfCounter(time)] : [],
    );
    return {
      set: `${set}, energy`,
      given: 'the energy itself',
      rows: deviations.length,
      medianError: medianOfNormals(deviations),
    };
  });
}

/** The error that half of draws from normal distributions of these deviations do not exceed. */
function medianOfNormals(deviations: readonly number[]): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    const within = deviations.reduce((sum, sigma) => sum + withinOf(middle / sigma), 0);
    if (within < deviations.length / 2) low = middle;
    else high = middle;
  }
  return low;
}

/** Share of a normal distribution within so many deviations of its mean (Abramowitz and Stegun 7.1.26). */
function withinOf(deviations: number): number {
  const x = deviations / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - series * Math.exp(-x * x);
}

export function noises(): Noise[] {
  return [...betweenRepeats(), ...givenTime(), ...fromCounter()];
}
