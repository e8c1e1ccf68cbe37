/** `torchvision.ops`, read from its installed source, against torchvision itself. */
import { expect } from 'chai';
import { torchvisionModules } from '../../src/libraries/torchvision/modules.ts';
import { readCases, runCase, type CaseOptions, type Outcome, type TruthCase } from '../torch/truthCases.ts';
import { fetchCorpus } from './corpora.ts';
import { diskSnapshot } from './judge.ts';

describe('operations of torchvision', function () {
  this.timeout(120_000);
  let options: CaseOptions;

  before(() => {
    options = {
      imports: 'import torchvision.ops as ops\nimport torchvision.ops.feature_pyramid_network',
      run: {
        elsewhere: diskSnapshot(),
        searchPath: [fetchCorpus('torchvision')],
        libraries: torchvisionModules,
      },
    };
  });

  for (const each of readCases('torchvision-ops')) {
    it(`${each.expr} of ${JSON.stringify(each.inputs)}`, () => {
      const { outcome, assumptions } = runCase(each, options);
      if (each.data_dependent === true) {
        expect(assumptions.join()).to.match(/keep/);
        return;
      }
      const macs = each.macs ?? deformedMacs(each, outcome);
      expect(outcome).to.deep.equal({ output: each.output, params: each.params, macs });
    });
  }
});

/** Of a deformable convolution, as of a plain one: outputs · in_channels / groups · kernel. */
function deformedMacs({ expr, inputs }: TruthCase, { output }: Outcome): number {
  const { shape } = output as { readonly shape: readonly number[] };
  const groups = expr.includes('groups=2') ? 2 : 1;
  const channels = inputs[0]?.[1] ?? NaN;
  return (shape.reduce((product, size) => product * size, 1) * channels * 9) / groups;
}
