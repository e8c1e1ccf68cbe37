import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { kerasLibraries } from '../../src/keras/libraries.ts';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { readRecipe, type Recipe } from '../../src/model/recipe.ts';
import type { Found } from '../../src/units/found.ts';
import { run } from '../python/evaluate.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../examples/${file}`, import.meta.url), 'utf8');

interface Expected {
  readonly D: number;
  readonly E: number;
  readonly B: number;
  readonly H: number;
  readonly fits: number;
  readonly validation: { readonly D: number; readonly B: number; readonly passes: number };
  readonly search?: {
    readonly D: number;
    readonly E: number;
    readonly B: number;
    readonly includesFinalTraining: string;
  };
}

function value(found: Found<number> | null | undefined): number | string | null {
  if (found === null || found === undefined) return null;
  return found.known ? found.value : found.reason;
}

function recipeOf(text: string): Recipe {
  const { trace } = run(text, { libraries: [...kerasLibraries, ...libraryModules], name: '__main__' });
  return readRecipe(trace.events);
}

describe('recipes of the Keras examples', () => {
  for (const name of [
    'keras_mnist',
    'keras_functional_resnet',
    'keras_subclassed',
    'keras_lstm_text',
    'keras_tuner_search',
  ]) {
    it(name, () => {
      const expected = JSON.parse(read(`${name}.expected.json`)) as Expected;
      const { trainings, searches } = recipeOf(read(`${name}.py`));
      const own = trainings.filter(({ search }) => search === null);
      expect(own.length).to.equal(1);
      const [training] = own;
      expect({
        D: value(training?.samples),
        E: value(training?.epochs),
        B: value(training?.batch),
      }).to.deep.equal({
        D: expected.D,
        E: expected.E,
        B: expected.B,
      });
      expect(value(training?.validationSamples)).to.equal(expected.validation.D * expected.validation.passes);
      expect(searches.length).to.equal(expected.search === undefined ? 0 : 1);
      if (expected.search === undefined) return;
      const [search] = searches;
      expect(value(search?.trials)).to.equal(expected.H);
      expect(Number(value(search?.trials)) * Number(value(search?.fitsPerTrial))).to.equal(expected.fits);
      expect(search?.includesFinalTraining).to.equal(expected.search.includesFinalTraining.split(':')[0]);
      const fit = trainings.find((one) => one.search === search);
      expect({ D: value(fit?.samples), E: value(fit?.epochs), B: value(fit?.batch) }).to.deep.equal({
        D: expected.search.D,
        E: expected.search.E,
        B: expected.search.B,
      });
    });
  }
});
