import { expect } from 'chai';
import { fuzzDocuments } from '../../scripts/fuzz/documents.ts';
import { mutate, randomNumbers } from '../../scripts/fuzz/mutate.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { ask, type Question, type Truth } from '../conformance/judge.ts';
import { SUITES } from '../conformance/suites.ts';

const MUTANTS = 200;

const suite = SUITES.find(({ name }) => name.startsWith('code of our own'));
const subjects = suite?.open() ?? [];

/** Asks for a model of the corpus in a file of another text. */
function analyse(truth: Truth, question: Question, text: string): DiscoverResult {
  const { uri } = question;
  const files = { get: (wanted: string) => (wanted === uri ? text : question.files.get(wanted)) };
  return ask(truth, { ...question, files });
}

describe('mutants of models', function () {
  this.timeout(120_000);

  it(`${MUTANTS} of them: none stops the analyser, and what is not exact has a reason`, () => {
    expect(subjects).to.not.be.empty;
    const random = randomNumbers(7);
    const levels = new Map<string, number>();
    for (let i = 0; i < MUTANTS; i++) {
      const subject = subjects[Math.floor(random() * subjects.length)];
      if (subject === undefined) continue;
      const { truth, question } = subject;
      const { text, mutations } = mutate(question.files.get(question.uri ?? '') ?? '', random);
      const where = `mutant ${i} of ${truth.id}: ${mutations.join(', ')}`;
      const { models, problems } = analyse(truth, question, text);
      expect(
        problems.filter(({ code }) => code === 'internal'),
        where,
      ).to.deep.equal([]);
      for (const { completeness } of models) {
        levels.set(completeness.level, (levels.get(completeness.level) ?? 0) + 1);
        if (completeness.level !== 'exact') expect(completeness.reasons, where).to.not.be.empty;
      }
      if (models.length === 0) expect(problems, where).to.not.be.empty;
    }
    // Most mutations leave the model what it is.
    expect(levels.get('exact')).to.be.greaterThan(MUTANTS / 4);
  });

  it('a line that raises before a class: its models are not exact', () => {
    const subject = subjects.find(({ truth }) => truth.id === 'wgan/generator');
    if (subject === undefined) throw new Error('wgan/generator is not in the corpus');
    const { truth, question } = subject;
    const text = question.files.get(question.uri ?? '') ?? '';
    const [whole, broken] = [text, text.replace('img_shape = (', 'img_shape = missing_name or (')].map(
      (one) => analyse(truth, question, one).models.map(({ completeness }) => completeness.level),
    );
    expect(whole).to.deep.equal(['exact']);
    expect(broken).to.not.include('exact');
  });

  it('a broken line inside of a class: its models are not exact', () => {
    const subject = subjects.find(({ truth }) => truth.id === 'wgan/generator');
    if (subject === undefined) throw new Error('wgan/generator is not in the corpus');
    const { truth, question } = subject;
    const text = question.files.get(question.uri ?? '') ?? '';
    const broken = text.replace('img = self.model(z)', 'img = self.model(z)\n        img = = img');
    const levels = analyse(truth, question, broken).models.map(({ completeness }) => completeness.level);
    expect(levels).to.not.include('exact');
  });
});

describe('mutants of documents', function () {
  this.timeout(120_000);

  it('of training scripts and of programs of TensorFlow.js: none stops the analyser', async () => {
    const mutants = 60;
    const { counts, failures } = await fuzzDocuments({
      mutants,
      random: randomNumbers(11),
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(failures).to.deep.equal([]);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).to.be.at.least(mutants);
  });
});
