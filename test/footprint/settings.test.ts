import { expect } from 'chai';
import * as v from 'valibot';
import type { Overrides } from '../../src/config/configuration.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { footprintSchema, type Figure, type Footprint } from '../../src/footprint/schema.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { given, type Given } from '../../src/units/found.ts';
import { analysis, search, training } from '../cost/graphs.ts';

const ONE = search();
const flag = <T>(value: T): Given<T> => given(value, 'flag', '--flag');

function build(overrides: Overrides = {}, parts: Partial<ModelAnalysis> = {}): Footprint {
  const { footprint } = buildFootprint(analysis(parts), overrides);
  v.parse(footprintSchema, footprint);
  return footprint;
}

function value(figure: Figure | undefined): number {
  if (figure === undefined || figure.value === null) throw new Error('it is known');
  return figure.value;
}

function trained(footprint: Footprint) {
  if (footprint.training === null) throw new Error('nothing is trained');
  return footprint.training;
}

describe('stages of a life', () => {
  it('have each their own device, region and PUE', () => {
    const both = build({
      device: flag('V100'),
      region: flag('FR'),
      pue: flag(1.2),
      inferenceDevice: flag('Jetson-AGX-Orin'),
      inferenceRegion: flag('PL'),
      inferencePue: flag(1),
      inferences: flag(1e6),
    });
    const { inference } = both;
    const training = trained(both);
    expect([training.device.id, training.region.code, training.pue.value]).to.deep.equal([
      'V100-SXM2-16',
      'FR',
      1.2,
    ]);
    expect([inference.device.id, inference.region.code, inference.pue.value]).to.deep.equal([
      'Jetson-AGX-Orin',
      'PL',
      1,
    ]);
    const grams = (figure: Figure, intensity: number): number => (value(figure) / 3.6e6) * intensity;
    expect(value(both.carbon)).to.be.closeTo(
      grams(training.energy, training.region.carbonIntensity) +
        1e6 * grams(inference.energy, inference.region.carbonIntensity),
      1e-6 * value(both.carbon),
    );
  });

  it('search on a machine of their own where one is said', () => {
    const overrides = {
      device: flag('V100'),
      region: flag('FR'),
      searchDevice: flag('T4'),
      searchRegion: flag('PL'),
    };
    const found = { trainings: [training(), training({ search: ONE })], searches: [ONE] };
    const own = build(overrides, found);
    const shared = build({ device: flag('V100'), region: flag('FR') }, found);
    expect([own.search?.device.id, own.search?.region.code]).to.deep.equal(['T4', 'PL']);
    expect([shared.search?.device.id, shared.search?.region.code]).to.deep.equal(['V100-SXM2-16', 'FR']);
    expect(trained(own).energy).to.deep.equal(trained(shared).energy);
    const intensity = own.search?.region.carbonIntensity ?? NaN;
    expect(value(own.search?.carbon)).to.be.closeTo((value(own.search?.energy) / 3.6e6) * intensity, 1e-6);
    expect(value(own.carbon)).to.be.closeTo(value(own.search?.carbon) + value(trained(own).carbon), 1e-6);
  });

  it('break even where the inferences have used as much as search and training', () => {
    const footprint = build();
    const { breakEven } = footprint.lifecycle;
    expect(value(breakEven)).to.be.closeTo(
      value(footprint.training?.energy) / value(footprint.inference.energy),
      1e-6 * value(breakEven),
    );
    const untrained = build({}, { trainings: [] }).lifecycle.breakEven;
    expect(untrained.value).to.equal(null);
  });

  it('count a final training once that the search includes', () => {
    const including = search({ includesFinalTraining: 'yes' });
    const apart = search();
    const ec = (one: typeof apart): number => {
      const footprint = build(
        { inferences: flag(10) },
        { trainings: [training(), training({ search: one })], searches: [one] },
      );
      const parts = value(footprint.search?.energy) + 10 * value(footprint.inference.energy);
      return value(footprint.lifecycle.energy) - parts;
    };
    expect(ec(including)).to.be.closeTo(0, 1e-6);
    expect(ec(apart)).to.be.closeTo(value(build().training?.energy), 1e-3);
  });
});

describe('the overhead', () => {
  it('is computed unless told, and Gitzel’s constant where that is asked for', () => {
    const computed = trained(build());
    const gitzel = trained(build({ overhead: flag('gitzel') }));
    expect(computed.factors.overhead.value).to.not.equal(5);
    expect(gitzel.factors.overhead.value).to.equal(5);
    const { samples, epochs, inferenceEnergyAtTrainingBatch, validation } = gitzel.factors;
    const product =
      value(inferenceEnergyAtTrainingBatch) * (samples.value ?? NaN) * (epochs.value ?? NaN) * 5 +
      value(validation.energy);
    expect(value(gitzel.itEnergy)).to.be.closeTo(product, 1e-9 * product);
  });

  it('gives way to hours times watts where Strubell’s formula is asked for', () => {
    const footprint = build({
      overhead: flag('strubell'),
      device: flag('P100'),
      devices: flag(8),
      trainingHours: flag(12),
      gpuWatts: flag(150),
      cpuWatts: flag(200),
      dramWatts: flag(15.78),
      pue: flag(1.58),
    });
    const { itEnergy, energy, factors, time } = trained(footprint);
    expect(value(itEnergy)).to.be.closeTo(1415.78 * 12 * 3600, 1e-3);
    expect(value(energy) / 3.6e6).to.be.closeTo(26.84, 0.01);
    expect(value(time)).to.equal(12 * 3600);
    expect(factors.timeBased?.watts.value).to.be.closeTo(1415.78, 1e-9);
    expect(factors.overhead.value).to.equal(null);
    expect(value(footprint.cloudCost)).to.be.closeTo(8 * 12 * 1.46, 1e-9);
  });

  it('spans what each power that nobody said may be', () => {
    const powers: Overrides = { gpuWatts: flag(150), cpuWatts: flag(200), dramWatts: flag(16) };
    const bandOf = (left: Overrides): Record<'low' | 'value' | 'high', number> => {
      const timed: Overrides = { overhead: flag('strubell'), trainingHours: flag(1), device: flag('P100') };
      const { itEnergy } = trained(build({ ...timed, ...left }));
      if (itEnergy.value === null) throw new Error('it is known');
      return itEnergy;
    };
    const sharp = bandOf(powers);
    expect(sharp.low).to.equal(sharp.high);
    for (const name of ['gpuWatts', 'cpuWatts', 'dramWatts'] as const) {
      const { [name]: _, ...left } = powers;
      const { low, value: between, high } = bandOf(left);
      expect(low, name).to.be.below(between);
      // No board draws more than its TDP.
      if (name !== 'gpuWatts') expect(high, name).to.be.above(between);
    }
  });

  it('is no number without the hours, and lists the powers that it assumes', () => {
    const footprint = build({ overhead: flag('strubell') });
    expect(trained(footprint).energy).to.deep.include({ value: null });
    const names = footprint.assumptions.map(({ name }) => name);
    expect(names).to.include.members(['gpuWatts', 'cpuWatts', 'dramWatts']);
  });

  it('holds the hours for a training that no code shows', () => {
    const footprint = build({ overhead: flag('strubell'), trainingHours: flag(2) }, { trainings: [] });
    expect(value(trained(footprint).time)).to.equal(7200);
  });
});

describe('several devices', () => {
  it('share the batch: less time, no less energy, and the exchange in the band', () => {
    const one = trained(build({ device: flag('V100') }));
    const eight = trained(build({ device: flag('V100'), devices: flag(8) }));
    expect(value(eight.time)).to.be.lessThan(value(one.time));
    expect(value(eight.energy)).to.be.at.least(value(one.energy));
    expect(eight.factors.devices.value).to.equal(8);
    expect(eight.factors.scalingEfficiency.value).to.be.within(0, 1);
  });

  it('scale as well as they are said to', () => {
    const { factors } = trained(build({ devices: flag(8), scalingEfficiency: flag(0.7) }));
    expect(factors.scalingEfficiency).to.deep.equal({ value: 0.7, source: '--flag' });
  });

  it('cannot share less than a sample each', () => {
    const { energy } = trained(build({ devices: flag(128) }));
    expect(energy.value).to.equal(null);
  });
});

describe('what besides energy is told', () => {
  it('has no rent without a published price', () => {
    expect(build({ device: flag('A100-SXM-80') }).cloudCost.value).to.equal(null);
    expect(value(build({ device: flag('V100') }).cloudCost)).to.be.greaterThan(0);
  });

  it('leaves the making of devices out unless it is switched on', () => {
    const off = build({ device: flag('A100-SXM-80') });
    const on = build({ device: flag('A100-SXM-80'), embodied: flag(true) });
    expect(off.embodied).to.equal(null);
    if (on.embodied === null) throw new Error('it was asked for');
    expect(value(on.carbon)).to.be.closeTo(value(off.carbon) + value(on.embodied), 1e-9 * value(on.carbon));
    expect(build({ device: flag('A40'), embodied: flag(true) }).embodied?.value).to.equal(null);
  });

  it('lists what the making of devices is written off over, and takes another word for it', () => {
    const device = flag('A100-SXM-80');
    const names = (footprint: Footprint): string[] =>
      footprint.assumptions.flatMap(({ name }) => (name.startsWith('embodied') ? [name] : []));
    const assumed = build({ device, embodied: flag(true) });
    expect(names(assumed)).to.deep.equal(['embodiedKilograms', 'embodiedYears', 'embodiedUtilisation']);
    expect(names(build({ device }))).to.deep.equal([]);
    const said = build({
      device,
      embodied: flag(true),
      embodiedKilograms: flag(300),
      embodiedYears: flag(3),
      embodiedUtilisation: flag(0.425),
    });
    expect(names(said)).to.deep.equal([]);
    if (assumed.embodied === null || said.embodied === null) throw new Error('it was asked for');
    expect(value(said.embodied)).to.be.closeTo(8 * value(assumed.embodied), 1e-9 * value(said.embodied));
    expect(said.embodied.source).to.match(/3 years, 42.5 % in use/);
    const unlisted = { device: flag('V100'), embodied: flag(true), embodiedKilograms: flag(100) };
    const one = build(unlisted).embodied;
    if (one === null) throw new Error('it was asked for');
    expect(value(one)).to.be.above(0);
  });
});
