/** What a model sets as it is called, and which of its calls tells its input. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function analysed(text: string, files: Readonly<Record<string, string>> = {}): ModelAnalysis {
  const { models } = discover(
    {
      uri: 'file:///w/main.py',
      text,
      files: { get: (uri: string) => files[uri] ?? null },
      searchPath: ['file:///w/site-packages/'],
      parser,
    },
    { frameworks, libraries: createRegistry() },
  );
  const [model] = models;
  if (model === undefined || models.length > 1) throw new Error(`${models.length} models`);
  return model;
}

const net = (forward: string, decorator = ''): string => `
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(256, 1024)
        self.last = nn.Linear(1024, 8)
${decorator}    def forward(self, x):
${forward}
model = Net()
`;

const PLAIN = '        return self.last(self.first(x))\n';
const AUTOCAST = '    @torch.autocast("cuda", dtype=torch.bfloat16)\n';

describe('autocast inside of a model', () => {
  it('around all of its forward is the precision of an inference', () => {
    const { inferencePrecision } = analysed(net(PLAIN, AUTOCAST));
    expect(inferencePrecision).to.deep.include({ isStored: false });
    expect(inferencePrecision?.precision).to.include({ known: true, value: 'bf16', origin: 'code' });
  });

  it('around most of it as well, around little of it not', () => {
    const around = (which: 'first' | 'last'): string =>
      ['first', 'last']
        .map((name) =>
          name === which
            ? `        with torch.autocast("cuda"):\n            x = self.${name}(x)\n`
            : `        x = self.${name}(x)\n`,
        )
        .join('') + '        return x\n';
    expect(analysed(net(around('first'))).inferencePrecision?.precision).to.include({ value: 'amp-fp16' });
    expect(analysed(net(around('last'))).inferencePrecision?.precision).to.equal(null);
  });

  it('is that of a training, too', () => {
    const { trainings } = analysed(`${net(PLAIN, AUTOCAST)}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
data = torch.utils.data.TensorDataset(torch.randn(64, 256), torch.randn(64, 8))
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(data, batch_size=8):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
`);
    expect(trainings[0]?.precision).to.include({ known: true, value: 'bf16' });
  });

  it('switched off in a model that is called in it leaves single precision', () => {
    const off = `        with torch.autocast("cuda", enabled=False):\n            y = self.last(self.first(x))\n        return y\n`;
    const { inferencePrecision } = analysed(
      `${net(off)}model.eval()\nwith torch.autocast("cuda", dtype=torch.bfloat16):\n    model(torch.randn(1, 256))\n`,
    );
    expect(inferencePrecision?.precision).to.include({ value: 'fp32' });
  });
});

describe('the input of a model', () => {
  it('of one value a step may have any number of steps', () => {
    const { inference, completeness } = analysed(`
import torch
import torch.nn as nn
class Series(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(1, 16)
    def forward(self, x):
        h = c = torch.zeros(x.size(0), 16, dtype=torch.double)
        for step in x.split(1, dim=1):
            h, c = self.cell(step, (h, c))
        return h
model = Series().double()
`);
    expect(inference?.inputs[0]).to.deep.include({ shape: [1, 128], dtype: 'float64' });
    expect(completeness.level).to.equal('estimated');
  });

  it('is that of the person’s call rather than of a library’s, which only calibrates', () => {
    const { inference } = analysed(
      `${net('        return self.last(self.first(x)).mean()\n')}
from tool import calibrate
calibrate(model)
model(torch.randn(1, 7, 256))
`,
      {
        'file:///w/site-packages/tool.py':
          'import torch\ndef calibrate(model):\n    model(torch.randn(1, 99, 256))\n',
      },
    );
    expect(inference?.inputs[0]?.shape).to.deep.equal([1, 7, 256]);
  });
});
