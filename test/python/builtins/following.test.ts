import { expect } from 'chai';
import { run } from '../evaluate.ts';
import { fakeTraining, totals } from '../runtime/fakeTraining.ts';

/** How often `work` and `step` happen in a loop over 100 epochs with this body. */
function counted(...body: string[]): Record<string, number> {
  const code = [
    'import math',
    'from fake import *',
    'for epoch in range(100):',
    '    step()',
    ...body.map((line) => `    ${line}`),
  ];
  return totals(run(code.join('\n'), { libraries: [fakeTraining] }).trace);
}

describe('numeric builtins on the number of an iteration', () => {
  for (const condition of [
    'int(epoch / 10) == 5',
    'int(float(epoch) / 10) == 5',
    'round(epoch / 10 - 0.45) == 5',
    'abs(epoch - 54.5) < 5',
    'max(epoch, 50) == min(epoch, 59)',
    'divmod(epoch, 10)[0] == 5',
    'pow(epoch // 10, 2) == 25',
    'math.floor(epoch / 10) == 5',
    'math.ceil((epoch + 1) / 10) == 6',
    'math.sqrt(epoch) >= math.sqrt(50) and math.sqrt(epoch) < math.sqrt(60)',
    'sum([epoch, 1]) in range(51, 61)',
  ]) {
    it(`are followed: if ${condition}`, () => {
      expect(counted(`if ${condition}:`, '    work()')).to.deep.equal({ step: 100, work: 10 });
    });
  }
});
