/** From the line that stopped it to the layer, the model and what a person reads. */
import { expect } from 'chai';
import type { Footprint } from '../../src/footprint/schema.ts';
import { reportHtml } from '../../src/report/html.ts';
import { hoverMarkdown } from '../../src/report/markdown.ts';
import { analyse, newAnalyser } from '../robustness/analyse.ts';

const PROGRAM = `import torch
from torch import nn
import mylib

class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3, padding=1)
    def forward(self, x):
        return torch.pinverse(self.conv(x)) + x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3)
        self.block = Block(16)
        self.head = nn.Linear(16, 10)
    def forward(self, x):
        return self.head(self.block(self.stem(x)).mean((2, 3)))

Net()(torch.rand(1, 3, 32, 32))
`;

describe('what is missing', () => {
  let footprint: Footprint;
  before(async () => {
    const { footprints } = await analyse(await newAnalyser(), PROGRAM);
    const net = footprints.find(({ name }) => name === 'Net');
    if (net === undefined) throw new Error('no model');
    footprint = net;
  });
  const layer = (path: string) => footprint.layers.find((one) => one.path === path);

  it('leaves the layers before it exact', () => {
    expect(layer('stem')).to.deep.include({ macs: 388_800, params: 448 });
    expect(layer('block.conv')?.macs).to.equal(2_073_600);
    expect(layer('stem')).not.to.have.property('completeness');
  });

  it('makes the module that it happens in partial, with its line', () => {
    const block = layer('block');
    expect(block?.role).to.equal('functional');
    expect(block?.macs).to.deep.include({ value: null, low: 0 });
    expect(block?.completeness?.level).to.equal('partial');
    expect(block?.completeness?.reasons[0]).to.deep.include({ text: 'torch.pinverse is not modelled' });
    expect(block?.completeness?.reasons[0]?.range?.start.line).to.equal(9);
  });

  it('makes the layers that it feeds unknown, never free', () => {
    const head = layer('head');
    expect(head?.params).to.equal(170);
    for (const count of [head?.macs, head?.flops, head?.bytesRead]) {
      expect(count).to.deep.include({ value: null, low: 0, high: null });
    }
    expect(head?.energy.value).to.equal(null);
    expect(head?.completeness?.reasons[0]?.text).to.contain('torch.pinverse is not modelled');
  });

  it('makes the model partial: its counts are lower bounds', () => {
    expect(footprint.completeness.level).to.equal('partial');
    expect(footprint.params).to.deep.include({ value: null, low: 2938 });
    expect(footprint.macs).to.deep.include({ low: 2_462_400 });
  });

  it('is said with line and remedy in the hover and in the report, where the line is a link', () => {
    const hover = hoverMarkdown(footprint);
    expect(hover).to.match(/torch\.pinverse is not modelled.*main\.py:10.*wattlens unsupported/);
    const page = reportHtml([footprint], null, null);
    expect(page).to.match(
      /torch\.pinverse is not modelled\s*<button class="link" data-place="[^"]*">main\.py:10</,
    );
    expect(page).to.contain('Remedy: ');
  });
});
