import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { BudgetExceeded } from '../../../src/python/runtime/signals.ts';
import { Unknown } from '../../../src/python/runtime/values.ts';
import { evaluate, run } from '../evaluate.ts';

interface Case {
  readonly id: string;
  readonly code: string;
  readonly repr?: string;
  readonly raises?: string;
}

const truth = JSON.parse(
  readFileSync(new URL('../../truth/python-semantics.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

function incompleteReasons(code: string): string[] {
  return run(code).trace.events.flatMap((event) =>
    event.type === 'incomplete' ? [event.unknown.reason] : [],
  );
}

/** Name of the exception that a statement of the module was left by; null when none was. */
function raisedBy(code: string): string | null {
  return /^running this raised (\w+)/.exec(incompleteReasons(code).join('\n'))?.[1] ?? null;
}

/** A program that exits is over: what follows is not run. */
function expectExit(code: string): void {
  expect(run(`${code}\nafter = 1`).module.vars.has('after')).to.equal(false);
}

/** Where the analysis means to differ from a run of the program, and what it does instead. */
const DIFFERENT: ReadonlyMap<string, (code: string) => void> = new Map([
  [
    'exceptions/011',
    // A package may be missing where the analysis runs, but not where the program does.
    (code: string) => expect(run(code).get('nonexistent_module_for_test')).to.be.instanceOf(Unknown),
  ],
  ['exceptions/012', (code: string) => expect(run(code).get('nothing_here')).to.be.instanceOf(Unknown)],
  [
    'exceptions/032',
    // Keywords that a native does not know are listed as assumptions.
    (code: string) => {
      const assumed = run(code).trace.events.flatMap((event) =>
        event.type === 'assume' ? [event.text] : [],
      );
      expect(assumed.join()).to.include('argument foo of');
    },
  ],
  // Exception groups are not modelled, and that shows.
  ['exceptions/036', (code: string) => expect(evaluate(code)).to.match(/^<unknown/)],
  // The budget of depth cannot be caught by Python code.
  ['functions/021', (code: string) => expect(() => run(code)).to.throw(BudgetExceeded)],
]);

describe("Python's semantics, as CPython has them", () => {
  for (const { id, code, repr, raises } of truth.cases) {
    it(id, () => {
      const different = DIFFERENT.get(id);
      if (different !== undefined) different(code);
      else if (raises === 'SystemExit') expectExit(code);
      else if (raises !== undefined) expect(raisedBy(code)).to.equal(raises);
      else expect(evaluate(code)).to.equal(repr);
    });
  }
});
