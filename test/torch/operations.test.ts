import { expect } from 'chai';
import { evaluateCase, readCases, type TruthCase } from './truthCases.ts';

const IMPORTS = 'import numpy as np\nimport einops\nimport einops.layers.torch as el';

const cases = readCases('torch-ops');

/** Names that PyTorch does not have are unknown here: another version may have them. */
const UNKNOWN_INSTEAD_OF_RAISING = new Set(['torch.no_such_function(x)']);

const families = new Map<string, TruthCase[]>();
for (const each of cases) {
  const family = each.id.slice(0, each.id.indexOf('/'));
  families.set(family, [...(families.get(family) ?? []), each]);
}

describe('operations against PyTorch', () => {
  for (const [family, members] of families) {
    describe(`${family} (${members.length} cases)`, () => {
      for (const each of members) {
        it(`${each.expr} of ${JSON.stringify(each.inputs)}`, () => {
          const outcome = evaluateCase(each, { imports: IMPORTS });
          if (each.data_dependent === true || UNKNOWN_INSTEAD_OF_RAISING.has(each.expr)) {
            expect(outcome).to.have.property('unknown');
          } else if (each.raises === true) {
            expect(outcome).to.deep.equal({ raises: each.error });
          } else {
            expect(outcome).to.deep.equal({ output: each.output, params: each.params, macs: each.macs });
          }
        });
      }
    });
  }
});
