import { expect } from 'chai';
import fc from 'fast-check';
import * as v from 'valibot';
import type { Overrides } from '../../src/config/configuration.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import {
  footprintSchema,
  type Figure,
  type Footprint,
  type SearchFootprint,
  type TrainingFootprint,
} from '../../src/footprint/schema.ts';
import { given, missing, type Given } from '../../src/units/found.ts';
import { analysis, convnet, mlp, passOf, search, training, URI } from '../cost/graphs.ts';

const flag = <T>(value: T): Given<T> => given(value, 'flag', '--flag');

function build(model: ModelAnalysis, overrides: Overrides = {}): Footprint {
  const { footprint } = buildFootprint(model, overrides);
  v.parse(footprintSchema, footprint);
  return footprint;
}

function value(figure: Figure): number {
  if (figure.value === null) throw new Error(figure.reason);
  return figure.value;
}

function trained(footprint: Footprint): TrainingFootprint {
  if (footprint.training === null) throw new Error('nothing is trained');
  return footprint.training;
}

function searched(footprint: Footprint): SearchFootprint {
  if (footprint.search === null) throw new Error('nothing is searched for');
  return footprint.search;
}

/** Every figure that the PUE is part of. */
function atTheMeter({ inference, training, search, lifecycle, carbon, cost }: Footprint): Figure[] {
  const stages = [inference, training, search].filter((stage) => stage !== null);
  return [...stages.flatMap((stage) => [stage.energy, stage.carbon]), lifecycle.energy, carbon, cost];
}

/** Equal up to 1e-9 of their size. */
function same(a: number, b: number): void {
  expect(Math.abs(a - b)).to.be.at.most(1e-9 * Math.max(Math.abs(a), Math.abs(b)));
}

/** The factors of T, multiplied out. */
function product({ factors }: TrainingFootprint): number {
  const { samples, epochs, steps, batch, overhead, validation, inferenceEnergyAtTrainingBatch } = factors;
  const drawn =
    samples.value !== null && epochs.value !== null
      ? samples.value * epochs.value
      : (steps?.value ?? NaN) * (batch.value ?? NaN);
  return value(inferenceEnergyAtTrainingBatch) * drawn * (overhead.value ?? NaN) + value(validation.energy);
}

const ofSearch = search();
const within = training({ search: ofSearch, epochs: given(2, 'code', 'range(2)') });
const withSearch = analysis({ trainings: [within, training()], searches: [ofSearch] });
const onlySearch = analysis({ trainings: [within], searches: [ofSearch] });
const byStep = analysis({
  trainings: [
    training({
      samples: missing('batches are drawn at random'),
      epochs: missing('the code counts steps, not epochs'),
      steps: given(5000, 'code', 'for step in range(5000)'),
    }),
  ],
});
const lost = { text: 'kernels.make(*args) is not known', span: null };
const partial = analysis({ completeness: { level: 'partial', reasons: [lost] } });
const unbuilt = analysis({
  isBuilt: false,
  inference: null,
  training: null,
  trainings: [],
  params: 0,
  trainableParams: 0,
  completeness: { level: 'partial', reasons: [{ text: 'Net() raised TypeError', span: null }] },
});
const KINDS: Readonly<Record<string, ModelAnalysis>> = {
  'a trained model': analysis(),
  'a searched model': withSearch,
  'a model that only a search trains': onlySearch,
  'a model trained by steps': byStep,
  'a partial model': partial,
  'a model that could not be built': unbuilt,
  'a model that nothing trains': analysis({ training: null, trainings: [] }),
  'a model trained twice': analysis({
    trainings: [training(), training({ batch: given(32, 'code', 'batch_size=32') })],
  }),
};

describe('a footprint', () => {
  for (const [what, model] of Object.entries(KINDS)) {
    describe(`of ${what}`, () => {
      it('has a source at every figure and factor', () => {
        const footprint = build(model);
        let leaves = 0;
        const look = (part: unknown, path: string): void => {
          if (typeof part !== 'object' || part === null) return;
          const isFigure = 'value' in part && !('unit' in part);
          // Counts have no source of their own: they are read off the layers' shapes.
          const isCount = /\.(params|trainableParams|macs|flops|bytesRead|bytesWritten)$/.test(path);
          if (isFigure && !isCount) {
            leaves += 1;
            expect('source' in part && typeof part.source === 'string' && part.source.length > 3, path).to.be
              .true;
          }
          for (const [key, inner] of Object.entries(part)) look(inner, `${path}.${key}`);
        };
        look(footprint, '');
        expect(leaves).to.be.greaterThan(8);
      });

      it('doubles every energy exactly at PUE 2', () => {
        const once = build(model, { pue: flag(1), inferences: flag(1e6) });
        const twice = build(model, { pue: flag(2), inferences: flag(1e6) });
        const energies = (footprint: Footprint): (number | null)[] =>
          atTheMeter(footprint).flatMap((figure) => {
            if (figure.value !== null) return [figure.value, figure.low, figure.high];
            return 'low' in figure ? [figure.low] : [null];
          });
        expect(energies(twice)).to.deep.equal(energies(once).map((one) => (one === null ? null : 2 * one)));
        expect(twice.inference.itEnergy).to.deep.equal(once.inference.itEnergy);
        expect(twice.training?.itEnergy).to.deep.equal(once.training?.itEnergy);
        expect(twice.layers).to.deep.equal(once.layers);
      });

      it('has layers that sum to the whole', () => {
        const { layers, inference, macs, flops } = build(model);
        const { itEnergy } = inference;
        const total = (of: (figure: Figure) => number): number =>
          layers.reduce((sum, { energy }) => sum + of(energy), 0);
        if (itEnergy.value !== null) {
          same(total(value), itEnergy.value);
          same(
            total((figure) => (figure.value === null ? NaN : figure.high)),
            itEnergy.high,
          );
        }
        if ('low' in itEnergy) {
          same(
            total((figure) => ('low' in figure ? figure.low : NaN)),
            itEnergy.low,
          );
        }
        const counted = typeof macs === 'number' ? macs : 'low' in macs ? macs.low : 0;
        expect(
          layers.reduce((sum, layer) => sum + (typeof layer.macs === 'number' ? layer.macs : 0), 0),
        ).to.equal(counted);
        if (typeof macs === 'number') expect(flops).to.equal(2 * macs);
      });

      it('has no life-cycle energy while the inferences are unknown', () => {
        const { lifecycle } = build(model);
        expect(lifecycle.inferences.value).to.equal(null);
        expect(lifecycle.energy.value).to.equal(null);
        expect('low' in lifecycle.energy).to.be.false;
      });

      it('never says 0 for what is not known', () => {
        const { inference, training, search, params, macs } = build(model);
        for (const figure of [inference.itEnergy, training?.itEnergy, search?.energy]) {
          if (figure !== undefined) expect(figure.value).not.to.equal(0);
        }
        if (model === unbuilt) {
          expect(params).to.deep.equal({ value: null, reason: 'Net() raised TypeError' });
          expect(macs).to.deep.equal({ value: null, reason: 'Net() raised TypeError' });
        }
      });
    });
  }
});

describe('the training', () => {
  it('is the product of its factors', () => {
    for (const model of [analysis(), withSearch, onlySearch, byStep]) {
      const part = trained(build(model));
      same(value(part.itEnergy), product(part));
      same(value(part.energy), (part.pue.value ?? NaN) * value(part.itEnergy));
    }
  });

  it('shows Gitzel’s overhead beside its own', () => {
    const { overhead, overheadByGitzel } = trained(build(analysis())).factors;
    expect(overheadByGitzel.value).to.equal(5);
    expect(overhead.value).to.be.greaterThan(1);
  });

  it('takes the step of the code to be over the batch of the code, whichever axis that is', () => {
    const sequenceFirst = passOf(convnet(64), [35, 64, 10]);
    same(
      value(trained(build(analysis({ training: sequenceFirst }))).energy),
      value(trained(build(analysis())).energy),
    );
  });

  it('accumulates gradients over passes of the smaller batch, and updates once for all of them', () => {
    const quiet = training({ validationSamples: given(0, 'code', 'none') });
    const often = { ...quiet, batch: given(256, 'code', '64, accumulated 4 times'), passesPerUpdate: 4 };
    const one = trained(build(analysis({ trainings: [quiet] })));
    const four = trained(build(analysis({ trainings: [often] })));
    same(
      value(four.factors.inferenceEnergyAtTrainingBatch),
      value(one.factors.inferenceEnergyAtTrainingBatch),
    );
    expect(value(four.energy)).to.be.lessThan(value(one.energy));
    expect(value(four.energy)).to.be.greaterThan(0.7 * value(one.energy));
    same(value(four.itEnergy), product(four));
  });

  it('costs each of several trainings at its own batch', () => {
    const small = training({ batch: given(32, 'code', 'batch_size=32') });
    const both = trained(build(analysis({ trainings: [training(), small] })));
    const first = value(trained(build(analysis())).energy);
    // Twice as many steps for the same samples: more than twice the energy in all, less than four times.
    expect(value(both.energy)).to.be.within(2 * first, 4 * first);
    same(value(both.itEnergy), product(both));
  });

  it('sums several trainings, lists them, and still is a product', () => {
    const one = training({ validationSamples: given(0, 'code', 'none') });
    const model = analysis({ trainings: [one, { ...one, epochs: given(5, 'code', 'range(5)') }] });
    const footprint = build(model);
    const part = trained(footprint);
    same(value(part.itEnergy), product(part));
    same(value(part.itEnergy), 1.5 * value(trained(build(analysis({ trainings: [one] }))).itEnergy));
    expect(footprint.assumptions.map(({ name }) => name)).to.include.members(['training.1', 'training.2']);
  });

  it('leaves trainings over empty data out of the factors of several', () => {
    const one = training({ validationSamples: given(0, 'code', 'none') });
    const empty = { ...one, samples: given(0, 'code', 'len([])') };
    const alone = trained(build(analysis({ trainings: [one] })));
    for (const trainings of [
      [empty, one],
      [one, empty],
    ]) {
      const part = trained(build(analysis({ trainings })));
      expect(part.factors.samples.value).to.equal(alone.factors.samples.value);
      expect(part.factors.epochs.value).to.equal(alone.factors.epochs.value);
      same(value(part.itEnergy), value(alone.itEnergy));
    }
    const nothing = build(analysis({ trainings: [empty, empty] }));
    expect(v.parse(footprintSchema, nothing).training?.factors.samples.value).to.equal(0);
  });

  it('is linear in D and in E', () => {
    const without = training({ validationSamples: given(0, 'code', 'none') });
    const energy = (samples: number, epochs: number): number =>
      value(
        trained(build(analysis({ trainings: [without] }), { samples: flag(samples), epochs: flag(epochs) }))
          .energy,
      );
    const count = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 2, max: 50 }), (samples, epochs, times) => {
        same(energy(samples * times, epochs), times * energy(samples, epochs));
        same(energy(samples, epochs * times), times * energy(samples, epochs));
      }),
      { numRuns: 25 },
    );
  });

  it('is unknown, with its other factors, where one is', () => {
    const changes = [
      { samples: missing('ImageFolder(args.data)') },
      { epochs: missing('while not converged') },
      { batch: missing('args.batch') },
    ];
    for (const change of changes) {
      const part = trained(build(analysis({ trainings: [training(change)] })));
      expect(part.energy).to.include({ value: null });
      expect('low' in part.energy).to.be.false;
      const { samples, epochs, batch } = part.factors;
      expect([samples, epochs, batch].filter((factor) => factor.value === null)).to.have.length(1);
    }
  });

  it('is a lower bound where only the validation is unknown', () => {
    const model = analysis({ trainings: [training({ validationSamples: missing('val.csv') })] });
    const { energy } = trained(build(model));
    expect(energy).to.include({ value: null, high: null });
    expect('low' in energy && energy.low).to.be.greaterThan(0);
  });

  it('is costed from the inference pass where the step could not be followed', () => {
    const direct = trained(build(analysis()));
    const model = analysis({ training: null });
    const footprint = build(model);
    expect(footprint.assumptions.map(({ name }) => name)).to.include('trainingPass');
    const ratio = value(trained(footprint).itEnergy) / value(direct.itEnergy);
    expect(ratio).to.be.closeTo(1, 0.05);
  });

  it('can be said by a person where the code trains nothing', () => {
    const model = analysis({ training: null, trainings: [] });
    expect(build(model).training).to.equal(null);
    const some = trained(build(model, { samples: flag(1000) }));
    expect(some.factors.samples.value).to.equal(1000);
    expect(some.factors.epochs.value).to.equal(null);
    const all = { samples: flag(1000), epochs: flag(3), trainingBatch: flag(10) };
    expect(value(trained(build(model, all)).energy)).to.be.greaterThan(0);
  });

  it('takes the person’s word before the code’s, but the code’s before a user’s own setting', () => {
    const samples = (origin: 'flag' | 'pragma' | 'workspace-setting' | 'user-setting') =>
      trained(build(analysis(), { samples: given(7, origin, origin) })).factors.samples.value;
    expect([samples('flag'), samples('pragma'), samples('workspace-setting')]).to.deep.equal([7, 7, 7]);
    expect(samples('user-setting')).to.equal(50_000);
  });

  it('runs in the precision that the code sets, and on the device that is given', () => {
    const model = analysis({ trainings: [training({ precision: given('bfloat16', 'code', 'autocast') })] });
    const part = trained(build(model, { device: flag('V100') }));
    expect(part.precision).to.deep.equal({ value: 'bf16', source: 'autocast' });
    expect(part.device.name).to.contain('V100');
  });
});

describe('the search', () => {
  it('is the sum of its fits', () => {
    const part = searched(build(withSearch));
    same(
      value(part.energy),
      part.groups.reduce((sum, { fits, energyPerFit }) => sum + fits * value(energyPerFit), 0),
    );
    expect([part.trials.value, part.fits.value]).to.deep.equal([40, 40]);
  });

  it('counts trials times fits of each', () => {
    const folds = search({ fitsPerTrial: given(5, 'code', 'cv=5') });
    const part = searched(build(analysis({ trainings: [training({ search: folds })], searches: [folds] })));
    expect([part.trials.value, part.fits.value]).to.deep.equal([40, 200]);
  });

  it('has the final training among its fits where nothing is trained besides', () => {
    const footprint = build(onlySearch, { inferences: flag(1000) });
    expect(searched(footprint).includesFinalTraining).to.equal('yes');
    same(value(searched(footprint).energy), 40 * value(trained(footprint).energy));
    same(
      value(footprint.lifecycle.energy),
      value(searched(footprint).energy) + 1000 * value(footprint.inference.energy),
    );
  });

  it('stands beside the final training where there is one', () => {
    const footprint = build(withSearch, { inferences: flag(1000) });
    expect(searched(footprint).includesFinalTraining).to.equal('no');
    same(
      value(footprint.lifecycle.energy),
      value(searched(footprint).energy) +
        value(trained(footprint).energy) +
        1000 * value(footprint.inference.energy),
    );
    expect(footprint.lifecycle.label).to.equal('with search');
  });

  it('is H · T where a person says how many trials there are', () => {
    const footprint = build(analysis(), { trials: flag(12) });
    same(value(searched(footprint).energy), 12 * value(trained(footprint).energy));
  });

  it('is unknown where its trials are', () => {
    const open = search({ trials: missing('n_trials=None') });
    const footprint = build(analysis({ trainings: [training({ search: open })], searches: [open] }));
    expect(searched(footprint).energy.value).to.equal(null);
    expect(searched(footprint).groups).to.deep.equal([]);
  });
});

describe('what is assumed', () => {
  const names = (footprint: Footprint) => footprint.assumptions.map(({ name }) => name);

  it('is listed with its source', () => {
    expect(names(build(analysis()))).to.include.members([
      'device',
      'inferenceDevice',
      'region',
      'inferenceRegion',
      'pue',
      'precision',
      'mode',
      'batch',
      'inferences',
      'electricityPrice',
    ]);
  });

  it('is not listed once it was said', () => {
    const said: Overrides = {
      device: flag('V100'),
      region: flag('DE'),
      pue: flag(1.2),
      precision: flag('fp32'),
      mode: flag('eager'),
      inferences: flag(1e6),
    };
    const listed = names(build(analysis(), said));
    for (const name of ['device', 'inferenceDevice', 'region', 'pue', 'precision', 'mode', 'inferences']) {
      expect(listed).not.to.include(name);
    }
  });

  it('widens the bands', () => {
    const width = (overrides: Overrides, model = analysis()): number => {
      const { energy } = build(model, overrides).inference;
      return energy.value === null ? NaN : energy.high / energy.low;
    };
    const all: Overrides = { device: flag('T4'), mode: flag('eager'), pue: flag(1.58) };
    const sharp = width(all);
    for (const key of ['device', 'mode', 'pue'] as const) {
      const { [key]: _, ...rest } = all;
      expect(width(rest), key).to.be.greaterThan(sharp);
    }
    const macs = convnet(1).work.macs;
    expect(width(all, analysis({ alternativeMacs: [macs * 49] }))).to.be.greaterThan(sharp);
  });

  it('names the input that was chosen among several', () => {
    const footprint = build(analysis({ alternativeMacs: [1, 2] }));
    const input = footprint.assumptions.find(({ name }) => name === 'input');
    expect(input?.value).to.equal('1x3x32x32');
  });

  it('says when a device is not in the catalogue, and what is taken instead', () => {
    const { footprint, unknownNames } = buildFootprint(analysis(), { device: flag('A100-SMX-80') });
    expect(unknownNames[0]?.message).to.match(/no device "A100-SMX-80".*did you mean .*A100-SXM-80/);
    expect(footprint.assumptions.find(({ name }) => name === 'device')?.source).to.contain('A100-SMX-80');
  });
});

describe('regions', () => {
  it('belong to their stage', () => {
    const footprint = build(analysis(), { region: flag('SE'), inferenceRegion: flag('IN'), pue: flag(1) });
    const { inference } = footprint;
    const per = (figure: Figure, energy: Figure): number => (value(figure) / value(energy)) * 3.6e6;
    same(
      per(trained(footprint).carbon, trained(footprint).energy),
      trained(footprint).region.carbonIntensity,
    );
    same(per(inference.carbon, inference.energy), inference.region.carbonIntensity);
    expect(inference.region.carbonIntensity).to.be.greaterThan(5 * trained(footprint).region.carbonIntensity);
  });

  it('widen the carbon only, where they are assumed', () => {
    const assumed = build(analysis(), { pue: flag(1) });
    const said = build(analysis(), { pue: flag(1), region: flag('world') });
    const width = (figure: Figure): number => (figure.value === null ? NaN : figure.high / figure.low);
    expect(width(assumed.inference.energy)).to.equal(width(said.inference.energy));
    expect(width(assumed.inference.carbon)).to.be.greaterThan(width(said.inference.carbon));
  });
});

describe('figures per sample', () => {
  it('are those of the pass divided by its batch', () => {
    const four = analysis({ inference: passOf(convnet(4), [4, 3, 32, 32]) });
    const footprint = build(four);
    expect(footprint.inference.batch.value).to.equal(4);
    expect(footprint.macs).to.equal(4 * convnet(1).work.macs);
    expect(value(footprint.inference.itEnergy)).to.be.lessThan(value(build(analysis()).inference.itEnergy));
  });

  it('keep the place of the model', () => {
    const { id, uri, range } = build(analysis({ inference: passOf(mlp(1, [4, 4]), [1, 4]) }));
    expect([id, uri, range.start.line]).to.deep.equal([`${URI}#Net`, URI, 3]);
  });
});
