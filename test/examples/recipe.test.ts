/** What is found in each example, against what a careful reader finds in it. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { readRecipe, type Recipe, type Training } from '../../src/model/recipe.ts';
import { createRegistry } from '../../src/libraries/registry.ts';
import { Interpreter } from '../../src/python/runtime/interpreter.ts';
import { Trace } from '../../src/trace/trace.ts';
import type { Found } from '../../src/units/found.ts';
import { parser } from '../python/evaluate.ts';

interface Pass {
  readonly D: number;
  readonly B: number;
  readonly passes: number;
}

interface Expected {
  readonly D: number | null;
  readonly E: number | null;
  readonly B: number;
  readonly H: number;
  readonly fits: number;
  readonly CT_over_T: number | null;
  readonly steps?: number;
  readonly validation: Pass;
  readonly search?: {
    readonly D: number;
    readonly E: number;
    readonly B: number;
    readonly validation?: Pass;
    readonly includesFinalTraining: string;
  };
}

const FOLDER = new URL('../../examples/', import.meta.url);

function recipeOf(name: string): Recipe {
  const trace = new Trace();
  const it = new Interpreter({
    recorder: trace,
    files: { get: () => null },
    libraries: createRegistry(),
    parse: (uri, source) => parser.parse(uri, source),
    searchPath: [],
  });
  const text = readFileSync(new URL(`${name}.py`, FOLDER), 'utf8');
  it.importer.runMain(`file:///w/${name}.py`, text, '__main__');
  return readRecipe(trace.events);
}

const value = (found: Found<number> | null | undefined): number | null =>
  found?.known === true ? found.value : null;

/** Samples trained on in one training. */
const drawn = ({ samples, epochs }: Training): number => (value(samples) ?? NaN) * (value(epochs) ?? NaN);

const examples = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -'.py'.length));

describe('examples', () => {
  for (const name of examples) {
    describe(name, () => {
      const expected = JSON.parse(
        readFileSync(new URL(`${name}.expected.json`, FOLDER), 'utf8'),
      ) as Expected;
      let recipe: Recipe;
      /** The training that T stands for: the one outside of the search, if there is one. */
      let training: Training | undefined;
      let fit: Training | undefined;

      before(() => {
        recipe = recipeOf(name);
        const outside = recipe.trainings.filter(({ search }) => search === null);
        expect(outside.length).to.be.at.most(1);
        fit = recipe.trainings.find(({ search }) => search !== null);
        training = outside[0] ?? fit;
      });

      it(`trains on ${expected.D ?? 'an unknown number of'} samples`, () => {
        expect(value(training?.samples)).to.equal(expected.D);
        if (expected.D === null) expect(training?.samples).to.have.property('reason').that.is.not.empty;
      });

      it(`for ${expected.E ?? 'an unknown number of'} epochs`, () => {
        expect(value(training?.epochs)).to.equal(expected.E);
        if (expected.E === null) expect(training?.epochs).to.have.property('reason').that.is.not.empty;
      });

      it(`in batches of ${expected.B}`, () => {
        expect(value(training?.batch)).to.equal(expected.B);
      });

      it(expected.steps === undefined ? 'counts no steps' : `in ${expected.steps} steps`, () => {
        expect(value(training?.steps)).to.equal(expected.steps ?? null);
      });

      it(`with ${expected.validation.passes} evaluations`, () => {
        const { D, passes } = expected.validation;
        expect(value(training?.validationSamples)).to.equal(D * passes);
      });

      it(`over ${expected.H} candidates in ${expected.fits} fits`, () => {
        const { search } = expected;
        expect(recipe.searches).to.have.length(search === undefined ? 0 : 1);
        const [found] = recipe.searches;
        expect(value(found?.trials) ?? 1).to.equal(expected.H);
        expect((value(found?.trials) ?? 1) * (value(found?.fitsPerTrial) ?? 1)).to.equal(expected.fits);
        if (search === undefined) return;
        expect(found?.includesFinalTraining).to.equal('no');
        expect(value(fit?.samples)).to.equal(search.D);
        expect(value(fit?.epochs)).to.equal(search.E);
        expect(value(fit?.batch)).to.equal(search.B);
        if (search.validation !== undefined) {
          const { D, passes } = search.validation;
          expect(value(fit?.validationSamples)).to.equal(D * passes);
        }
        if (fit === undefined || training === undefined) throw new Error('nothing is trained');
        expect((expected.fits * drawn(fit)) / drawn(training)).to.be.closeTo(expected.CT_over_T ?? NaN, 1e-9);
      });
    });
  }
});
