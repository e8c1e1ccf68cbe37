import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PyRaise } from '../../../src/python/runtime/signals.ts';
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

/** Name of the exception that leaves the module; null when none does. */
function raisedBy(code: string): string | null {
  try {
    run(code);
  } catch (error) {
    if (error instanceof PyRaise) return error.exception.cls.name;
    throw error;
  }
  return null;
}

describe("Python's semantics, as CPython has them", () => {
  for (const { id, code, repr, raises } of truth.cases) {
    it(id, () => {
      if (raises !== undefined) expect(raisedBy(code)).to.equal(raises);
      else expect(evaluate(code)).to.equal(repr);
    });
  }
});
