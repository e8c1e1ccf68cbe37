/** The worked example of CONTRIBUTING.md: it has to be true, and to stand there word for word. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { layer, type LayerSpec } from '../../src/torch/nn/layer.ts';
import { registerLayers } from '../../src/torch/nn/registry.ts';
import { localResponseNorm } from '../../src/torch/ops/normalisation.ts';
import { evaluateTorch, opsOf, runTorch } from './evaluate.ts';

const LAYERS: readonly LayerSpec[] = [
  // example: begin
  layer('CrossMapLRN2d(size, alpha=0.0001, beta=0.75, k=1)', {
    init(self, call) {
      self.keep(call, 'size', 'alpha', 'beta', 'k');
    },
    forward: (self, call) => localResponseNorm(self.rt, call.tensor('input'), self.int('size')),
  }),
  // example: end
];

describe('the example of how to add a layer', () => {
  before(() => {
    registerLayers(LAYERS);
  });

  it('works', () => {
    const code = 'layer = nn.CrossMapLRN2d(5, k=2)\nresult = layer(torch.randn(2, 3, 8, 8)).shape, layer.k';
    expect(evaluateTorch(code)).to.equal('(torch.Size([2, 3, 8, 8]), 2)');
    const [op] = opsOf(runTorch(code).trace.events).filter(({ kind }) => kind === 'normalisation');
    expect(op?.work.macs).to.equal(0);
    expect(op?.work.bytesWritten).to.equal(2 * 3 * 8 * 8 * 4);
  });

  it('stands in CONTRIBUTING.md', () => {
    const [self = '', guide = ''] = ['./addingALayer.test.ts', '../../CONTRIBUTING.md'].map((file) =>
      readFileSync(new URL(file, import.meta.url), 'utf8'),
    );
    const [, example = ''] = /example: begin\n(.*?) *\/\/ example: end/s.exec(self) ?? [];
    expect(example).to.include('layer(');
    expect(guide).to.include(example);
  });
});
