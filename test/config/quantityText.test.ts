import { expect } from 'chai';
import fc from 'fast-check';
import { applyEntry, findEntry } from '../../src/config/entries.ts';
import type { MutableOverrides } from '../../src/config/configuration.ts';
import { ConfigurationError } from '../../src/config/inputSpec.ts';

const PLACE = { origin: 'flag', detail: 'test', span: null } as const;

/** What an entry makes of a text: its value, or what is wrong with it. */
function read(name: string, text: unknown): unknown {
  const overrides: MutableOverrides = {};
  try {
    applyEntry(overrides, name, text, PLACE);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return `! ${error.message}`;
  }
  const [value] = Object.values(overrides) as { readonly value: unknown }[];
  return value?.value;
}

describe('a number as people write it', () => {
  const cases: readonly (readonly [name: string, text: string, value: number])[] = [
    ['epochs', '90', 90],
    ['epochs', '90 epochs', 90],
    ['epochs', '90epochs', 90],
    ['epochs', '1 Epoch', 1],
    ['samples', '1.28M', 1_280_000],
    ['samples', '1.281167 million images', 1_281_167],
    ['samples', '1281167 images', 1_281_167],
    ['samples', '1,281,167', 1_281_167],
    ['samples', '1_281_167', 1_281_167],
    ['samples', '1 281 167 samples', 1_281_167],
    ['samples', '60k', 60_000],
    ['samples', '1.2e6', 1_200_000],
    ['steps', '100k steps', 100_000],
    ['steps', '1bn', 1_000_000_000],
    ['inferences', '1e6', 1_000_000],
    ['inferences', '2.5 million requests', 2_500_000],
    ['devices', '8 GPUs', 8],
    ['trials', '100 trials', 100],
    ['scaling-efficiency', '90 %', 0.9],
    ['scaling-efficiency', '.9', 0.9],
    ['training-hours', '3.5 days', 84],
    ['training-hours', '90 min', 1.5],
    ['gpu-watts', '0.25 kW', 250],
    ['pue', '1.1', 1.1],
  ];
  for (const [name, text, value] of cases) {
    it(`${name}: ${text}`, () => {
      expect(read(name, text)).to.equal(value);
    });
  }

  const wrong: readonly (readonly [name: string, text: string, says: RegExp])[] = [
    ['epochs', '90 images', /"images" is no unit of it: its units are epoch, epochs.*write 90 or 90 epochs/],
    ['epochs', '', /must be a number/],
    ['epochs', 'many', /must be a number/],
    ['epochs', '0', /must be at least 1/],
    ['epochs', '-3', /must be at least 1/],
    ['epochs', '2.5', /must be a whole number/],
    ['samples', '1,28M', /must be a number: write 1281167/],
    ['samples', '1.281.167', /must be a number: write 1281167/],
    ['samples', '12,34', /must be a number/],
    ['samples', '1.2815k', /must be a whole number/],
    ['samples', 'M', /must be a number/],
    ['samples', '1e400', /must be a number/],
    ['training-hours', '3 m', /"m" is no unit of it/],
    ['pue', '1.2 kW', /it has no unit/],
    ['pue', '0.5', /must be at least 1/],
    ['samples', '3 constructor', /"constructor" is no unit/],
  ];
  for (const [name, text, says] of wrong) {
    it(`${name}: "${text}" is none`, () => {
      expect(read(name, text)).to.match(says);
    });
  }

  it('is the same number in every spelling', () => {
    const spellings = (value: number): string[] => [
      String(value),
      value.toLocaleString('en-US'),
      value.toLocaleString('en-US').replaceAll(',', '_'),
      value.toLocaleString('en-US').replaceAll(',', ' '),
      `${value} samples`,
      `${value / 1000}k`,
      `${value / 1e6} M`,
    ];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2e9 }), (value) => {
        for (const text of spellings(value)) expect(read('samples', text), text).to.equal(value);
      }),
    );
  });

  it('never takes a text for a number that is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = read('samples', text);
        if (typeof value === 'number') expect(text).to.match(/\d/);
        else expect(value).to.match(/^! samples: /);
      }),
    );
  });
});

describe('the table of entries', () => {
  it('knows its names in every spelling', () => {
    for (const written of ['training-batch', 'trainingBatch', 'training_batch']) {
      expect(findEntry(written)?.name).to.equal('training-batch');
    }
    expect(findEntry('inputs')?.name).to.equal('input');
    expect(findEntry('world_size')?.name).to.equal('devices');
    expect(findEntry('constructor')).to.equal(undefined);
  });

  it('lets a person say for all projects only what is not of one project alone', () => {
    for (const name of ['device', 'region', 'pue', 'inference-device', 'search-pue']) {
      expect(findEntry(name)?.inUserSettings, name).to.equal(true);
    }
    for (const name of [
      'samples',
      'epochs',
      'steps',
      'training-batch',
      'trials',
      'inferences',
      'precision',
    ]) {
      expect(findEntry(name)?.inUserSettings, name).to.equal(false);
    }
  });
});
