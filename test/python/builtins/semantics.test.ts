import { readFileSync } from 'node:fs';
import { expect } from 'chai';
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

/** Name of the exception that a statement of the module was left by; null when none was. */
function raisedBy(code: string): string | null {
  const { trace } = run(code);
  const reasons = trace.events.flatMap((event) => (event.type === 'incomplete' ? [event.unknown.reason] : []));
  const raised = /^running this raised (\w+)/.exec([...reasons].join('\n'));
  return raised?.[1] ?? null;
}

describe("Python's semantics, as CPython has them", () => {
  for (const { id, code, repr, raises } of truth.cases) {
    it(id, () => {
      if (raises !== undefined) expect(raisedBy(code)).to.equal(raises);
      else expect(evaluate(code)).to.equal(repr);
    });
  }
});
