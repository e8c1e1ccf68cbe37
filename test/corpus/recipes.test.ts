/** What is found of each training script, against what a careful reader of it finds. */
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { differences, RecipeReader, recipeCases } from './recipeCorpus.ts';

const cases = recipeCases(fileURLToPath(new URL('recipes/', import.meta.url)));

describe('training scripts', () => {
  let reader: RecipeReader;

  before(async () => {
    reader = await RecipeReader.create();
  });

  for (const { name, script, expected } of cases) {
    it(name, async () => {
      const wrong = differences(expected, await reader.read(script));
      expect(wrong, `\n    ${wrong.join('\n    ')}\n`).to.be.empty;
    });
  }

  it('has scripts of every topic', () => {
    const topics = new Set(cases.map(({ name }) => name.split('/')[0]));
    expect([...topics]).to.include.members(['loops', 'search']);
  });
});
