import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { macsOf, runTorch } from './evaluate.ts';

interface Program {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly repr: string;
  readonly macs: number;
}

const path = new URL('../truth/torch-programs.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Program[] };

describe('small programs against PyTorch', () => {
  for (const { id, title, code, repr, macs } of cases) {
    it(`${id}: ${title}`, () => {
      const run = runTorch(code);
      const ours = run.it.repr(run.get('result'));
      expect(typeof ours === 'string' ? ours : `<unknown: ${ours.reason}>`).to.equal(repr);
      expect(macsOf(run.trace.events)).to.equal(macs);
    });
  }
});
