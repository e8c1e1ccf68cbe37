import { expect } from 'chai';
import { skip } from '../support/skip.ts';
import { judge } from './judge.ts';
import { SUITES, type Suite } from './suites.ts';

/** Of what is estimated only the total may differ: what comes after the proposals depends on the image. */
const COUNTED = /^(?:params|trainable|output|layer \d+): /;

describe('unmodified models against what their frameworks count', function () {
  this.timeout(120_000);
  for (const suite of SUITES) {
    describe(suite.name, () => {
      let opened: ReadonlyMap<string, ReturnType<Suite['open']>[number]>;
      before(function () {
        try {
          opened = new Map(suite.open().map((one) => [one.truth.id, one]));
        } catch (error) {
          skip(
            this,
            `the source could not be had: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      });
      for (const { id, data_dependent: isDataDependent = false } of suite.truths()) {
        const grade = isDataDependent ? 'estimated' : 'exact';
        if (suite.isSurvey === true) {
          it(`${id}: nothing that is called exact is wrong`, () => {
            const one = opened.get(id);
            if (one === undefined) throw new Error(`${id} is not in the corpus`);
            const verdict = judge(one.truth, one.question);
            expect(verdict.grade, verdict.differences.join('; ')).not.to.equal('wrong');
          });
          continue;
        }
        it(`${id}: parameters, MACs and every layer's shape are ${grade}`, () => {
          const one = opened.get(id);
          if (one === undefined) throw new Error(`${id} is not in the corpus`);
          const verdict = judge(one.truth, one.question);
          const differences = isDataDependent
            ? verdict.differences.filter((text) => COUNTED.test(text))
            : verdict.differences;
          expect({ ...verdict, differences }).to.deep.equal({ id, grade, differences: [] });
        });
      }
    });
  }
});
