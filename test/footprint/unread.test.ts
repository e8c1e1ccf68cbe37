/** What people see of a training whose model could not be read: its factors, and why there is no energy. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as v from 'valibot';
import { createAnalyser } from '../../src/footprint/create.ts';
import { footprintSchema, type Footprint } from '../../src/footprint/schema.ts';
import { badgeOf } from '../../src/report/badge.ts';
import { lensTitle } from '../../src/report/lens.ts';
import { hoverMarkdown } from '../../src/report/markdown.ts';
import { request } from './driver.ts';

const TEXT = `import torch
from torch.utils.data import DataLoader, TensorDataset
from zoo import make_model
net = make_model()
loader = DataLoader(TensorDataset(torch.randn(640, 4), torch.randn(640, 1)), batch_size=64)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        torch.nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
`;
const REASON = "the model could not be read: the module 'zoo' was not found";

describe('the footprint of a model that could not be read', () => {
  let footprint: Footprint;

  before(async () => {
    const grammar = (name: string): Uint8Array =>
      readFileSync(new URL(`../../grammars/${name}`, import.meta.url));
    const analyser = await createAnalyser({
      parserRuntime: grammar('web-tree-sitter.wasm'),
      pythonGrammar: grammar('tree-sitter-python.wasm'),
    });
    const { footprints } = await analyser.analyse(request(TEXT), { read: () => Promise.resolve(null) });
    const [only, ...others] = footprints;
    if (only === undefined) throw new Error('no footprint');
    expect(others).to.deep.equal([]);
    footprint = v.parse(footprintSchema, only);
  });

  it('has the factors of its training, with their places', () => {
    const { samples, epochs, batch, validation } = footprint.training?.factors ?? {};
    expect(samples).to.include({ value: 640 });
    expect(epochs).to.include({ value: 5 });
    expect(epochs?.range?.start.line).to.equal(6);
    expect(batch).to.include({ value: 64 });
    expect(validation?.samples.value).to.equal(null);
    const stated = footprint.factors.filter(({ name }) =>
      ['samples', 'epochs', 'training-batch'].includes(name),
    );
    expect(stated.map(({ value, origin }) => [value, origin])).to.deep.equal([
      [640, 'code'],
      [5, 'code'],
      [64, 'code'],
    ]);
  });

  it('has no count and no energy, and says why', () => {
    const { training, inference, params, macs, carbon, cost, lifecycle } = footprint;
    const energies = [training?.energy, training?.itEnergy, training?.time, inference.energy, carbon, cost];
    for (const figure of [...energies, lifecycle.energy, params, macs]) {
      expect(figure).to.have.property('value', null);
      expect(figure).not.to.have.property('low');
    }
    expect(training?.energy).to.have.property('reason', REASON);
    expect(params).to.have.property('reason', REASON);
    const [reason] = footprint.completeness.reasons;
    expect(reason?.range?.start.line).to.equal(2);
  });

  it('has a lens over the line that trains it', () => {
    expect(footprint.range.start.line).to.equal(9);
    expect(lensTitle(footprint, 'inference').text).to.match(/^I unknown: the model could not be read/);
    expect(lensTitle(footprint, 'training')).to.deep.equal({
      text: 'T unknown = I(B 64) × D 640 × E 5 × overhead ?',
      ask: null,
    });
    expect(badgeOf([footprint])?.text).not.to.match(/\d/);
  });

  it('tells its reason in the hover', () => {
    expect(hoverMarkdown(footprint)).to.contain(REASON);
  });
});
