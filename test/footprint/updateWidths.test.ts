/** How wide what an update reads and writes is: weights as they are stored, state as the optimiser keeps it. */
import { expect } from 'chai';
import { gradientsOf } from '../../src/cost/parallel.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { trainedWidth, updateWidths } from '../../src/footprint/updateWidths.ts';
import { analysed } from '../support/analysed.ts';

/** A training of a dense layer by an optimiser. */
function trained(optimizer: string, cast = '', imports = ''): string {
  return `
import torch
import torch.nn as nn
${imports}
model = nn.Linear(512, 512, bias=False)${cast}
optimizer = ${optimizer}
data = torch.utils.data.TensorDataset(torch.randn(64, 512), torch.randn(64, 512))
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(data, batch_size=8):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x${cast}), y${cast}).backward()
        optimizer.step()
`;
}

function widthsOf(text: string) {
  const { training, trainings } = analysed(text);
  const optimizer = trainings[0]?.optimizer ?? null;
  if (training === null || optimizer === null) throw new Error('it trains');
  return { ...updateWidths(training.graph, optimizer), values: optimizer.statePerParameter };
}

const BNB = 'import bitsandbytes as bnb';
const AO = 'from torchao.optim import AdamW4bit, AdamW8bit, AdamWFp8';

describe('the width of an update', () => {
  it('is that of single precision by default', () => {
    expect(widthsOf(trained('torch.optim.AdamW(model.parameters())'))).to.deep.equal({
      parameter: 4,
      state: 4,
      values: 2,
    });
  });

  it('is that of the weights where they are stored in half precision', () => {
    expect(widthsOf(trained('torch.optim.AdamW(model.parameters())', '.bfloat16()'))).to.deep.equal({
      parameter: 2,
      state: 2,
      values: 2,
    });
  });

  for (const [optimizer, imports, bits, values] of [
    ['bnb.optim.Adam8bit(model.parameters(), lr=1e-3)', BNB, 8 + 32 / 256, 2],
    ['bnb.optim.PagedAdamW8bit(model.parameters())', BNB, 8 + 32 / 256, 2],
    ['bnb.optim.AdamW(model.parameters(), optim_bits=8)', BNB, 8 + 32 / 256, 2],
    ['bnb.optim.AdamW(model.parameters())', BNB, 32, 2],
    ['bnb.optim.Lion8bit(model.parameters())', BNB, 8 + 32 / 256, 1],
    ['AdamW8bit(model.parameters())', AO, 8 + 32 / 256, 2],
    ['AdamW4bit(model.parameters())', AO, 4 + 32 / 128, 2],
    ['AdamWFp8(model.parameters())', AO, 8 + 32 / 256, 2],
  ] as const) {
    it(`${optimizer} keeps ${values} of ${bits} bits`, () => {
      expect(widthsOf(trained(optimizer, '', imports))).to.deep.equal({
        parameter: 4,
        state: bits / 8,
        values,
      });
    });
  }

  it('the factors of Adafactor are next to nothing', () => {
    expect(widthsOf(trained('torch.optim.Adafactor(model.parameters())')).values).to.equal(0);
  });

  it('an optimiser with a copy in single precision updates that', () => {
    const { training, trainings } = analysed(trained('torch.optim.AdamW(model.parameters())', '.bfloat16()'));
    const optimizer = trainings[0]?.optimizer ?? null;
    if (training === null || optimizer === null) throw new Error('it trains');
    expect(updateWidths(training.graph, { ...optimizer, keepsSingle: true })).to.deep.equal({
      parameter: 4,
      state: 4,
    });
  });

  it('parameter and gradient are read and the parameter written, state read and written', () => {
    const moved = updateKernels(1000, 2, { parameter: 2, state: 1 }).reduce(
      (sum, { weightBytes, count }) => sum + weightBytes * count,
      0,
    );
    expect(moved).to.be.closeTo(1000 * (3 * 2 + 2 * 2 * 1), 1e-6);
  });

  it('is listed with the line of the update where it is none of single precision', () => {
    const listed = (text: string) =>
      buildFootprint(analysed(text), {}).footprint.assumptions.filter(({ unit }) => unit === 'bytes');
    expect(listed(trained('torch.optim.AdamW(model.parameters())'))).to.deep.equal([]);
    const [state, ...others] = listed(trained('bnb.optim.Adam8bit(model.parameters())', '', BNB));
    expect(others).to.deep.equal([]);
    expect(state).to.include({ name: 'optimizerStateBytes', value: 1.015625 });
    expect(state?.range?.start.line).to.equal(11);
    expect(
      listed(trained('torch.optim.AdamW(model.parameters())', '.half()')).map(({ name, value }) => [
        name,
        value,
      ]),
    ).to.deep.equal([
      ['parameterBytes', 2],
      ['optimizerStateBytes', 2],
    ]);
  });

  it('gradients that several devices exchange are as wide as the weights', () => {
    const widthOf = (cast: string): number => {
      const { training } = analysed(trained('torch.optim.SGD(model.parameters())', cast));
      if (training === null) throw new Error('it trains');
      return trainedWidth(training.graph);
    };
    expect([widthOf(''), widthOf('.half()'), widthOf('.double()')]).to.deep.equal([4, 2, 8]);
    expect(gradientsOf(1000, 2)).to.equal(gradientsOf(1000) / 2);
  });

  it('fewer bits of state cost less energy', () => {
    const energy = (optimizer: string, imports: string): number => {
      const { training } = buildFootprint(analysed(trained(optimizer, '', imports)), {}).footprint;
      return training?.energy.value ?? NaN;
    };
    expect(energy('bnb.optim.Adam8bit(model.parameters())', BNB)).to.be.at.most(
      energy('torch.optim.Adam(model.parameters())', ''),
    );
  });
});

describe('dense layers of bitsandbytes', () => {
  it('have their weights packed as they are made', () => {
    const { inference, completeness } = analysed(`
import torch
import torch.nn as nn
import bitsandbytes as bnb
model = nn.Sequential(
    bnb.nn.Linear8bitLt(64, 64, has_fp16_weights=False),
    bnb.nn.Linear8bitLt(64, 64),
    bnb.nn.LinearNF4(64, 64, compute_dtype=torch.bfloat16),
).half()
model(torch.randn(1, 64).half())
`);
    expect(completeness.level).to.equal('exact');
    const packed = inference?.graph.layers.flatMap(({ ops }) =>
      ops.map(({ event: { weights } }) => [weights[0]?.packed?.format, weights[0]?.packed?.products]),
    );
    expect(packed).to.deep.equal([
      ['LLM.int8()', 'int8'],
      [undefined, undefined],
      ['4 bits of bitsandbytes, scales quantised', 'bf16'],
    ]);
  });
});
