/** How far measurements themselves are apart: what no model of a configuration can be closer than. */
import { Matrix, solve } from 'ml-matrix';
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

export function noises(): Noise[] {
  return [...betweenRepeats(), ...givenTime()];
}
