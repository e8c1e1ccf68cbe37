/** Trainings that a file defines and does not run. */
import { expect } from 'chai';
import { idleTrainings, type IdleTraining } from '../../src/discover/idleTrainings.ts';
import { AnalysisDriver } from '../../src/footprint/analysisDriver.ts';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { MAIN, MemoryFiles, request } from '../footprint/driver.ts';
import { parser } from '../python/evaluate.ts';

const idle = (text: string): readonly IdleTraining[] => idleTrainings(parser.parse(MAIN, text));
const names = (text: string): string[] => idle(text).map(({ name }) => name);

const LOOP = `
def train(model, loader, epochs=10):
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
`;

describe('discover/idleTrainings', () => {
  it('finds a loop that nothing calls, with the default of its epochs', () => {
    const [train, ...others] = idle(LOOP);
    expect(others).to.deep.equal([]);
    expect(train?.name).to.equal('train');
    expect(train?.span.start).to.deep.equal({ line: 1, character: 4 });
    expect(train?.epochs).to.deep.equal([
      {
        value: 10,
        detail: 'the default of train',
        span: { uri: MAIN, start: { line: 1, character: 32 }, end: { line: 1, character: 34 } },
      },
    ]);
  });

  it('leaves what runs alone, directly or through others', () => {
    expect(names(`${LOOP}\ntrain(Net(), data)\n`)).to.deep.equal([]);
    expect(names(`${LOOP}\ndef main():\n    train(Net(), data)\n\nif __name__ == '__main__':\n    main()\n`))
      .to.be.empty;
    expect(names(`${LOOP}\nfire.Fire(train)\n`)).to.deep.equal([]);
    expect(names(`${LOOP}\nmodel.train()\n`)).to.deep.equal(['train']);
    expect(names(`@app.command()${LOOP}`)).to.deep.equal([]);
    expect(names(`@torch.enable_grad()${LOOP}`)).to.deep.equal(['train']);
  });

  it('follows calls among functions that nothing calls', () => {
    const text = `${LOOP}\ndef main():\n    train(Net(), data, epochs=3)\n\ndef helper(x):\n    return x + 1\n`;
    expect(names(text)).to.deep.equal(['train', 'main']);
    expect(
      idle(text)
        .at(-1)
        ?.epochs.map(({ value, detail }) => [value, detail]),
    ).to.deep.equal([[3, 'given to train in main']]);
  });

  it('knows loops of numbers, fits and trainers', () => {
    const loop = LOOP.replace(', epochs=10', '').replace('range(epochs)', 'tqdm(range(1, 21))');
    expect(idle(loop)[0]?.epochs.map(({ value }) => value)).to.deep.equal([20]);
    const [fit] = idle('def run(model):\n    model.fit(x, y, epochs=5, batch_size=32)\n');
    expect(fit?.epochs.map(({ value }) => value)).to.deep.equal([5]);
    expect(fit?.batches.map(({ value }) => value)).to.deep.equal([32]);
    expect(names('def run(model):\n    pl.Trainer(max_epochs=4).fit(model)\n')).to.deep.equal(['run']);
  });

  it('takes neither a scaler, nor a gradient alone, nor a hook for a training', () => {
    expect(names('def scale(x):\n    return StandardScaler().fit(x)\n')).to.deep.equal([]);
    expect(names('def check(x):\n    f(x).sum().backward()\n')).to.deep.equal([]);
    expect(
      names(
        'class Net(Model):\n    def train_step(self, data):\n        self.optimizer.apply_gradients(g)\n',
      ),
    ).to.deep.equal([]);
  });

  it('names methods by their class, and looks whether anyone makes one', () => {
    const text = `class Trainer:\n    def __init__(self, n_epochs=7):\n        self.n = n_epochs\n    def run(self, loss):\n        loss.backward()\n        self.optimizer.step()\n`;
    expect(names(text)).to.deep.equal(['Trainer.run']);
    expect(names(`${text}\nTrainer().run(loss)\n`)).to.deep.equal([]);
    const forward = 'class Net(Module):\n    def forward(self, x):\n        return self.main(x)\n';
    expect(names(`${forward}${LOOP}\ndef main():\n    train(Net(), data)\n\nmain()\n`)).to.deep.equal([]);
  });
});

describe('a training that nothing calls', () => {
  const text = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc(x)
${LOOP}`;

  it('has no figure; its numbers are offered', async () => {
    const analyser = new AnalysisDriver({
      parser,
      prefetch: () => Promise.resolve(),
      discover: (asked) => discover({ ...asked, parser }, { frameworks, libraries: createRegistry() }),
    });
    const { footprints } = await analyser.analyse(request(text), new MemoryFiles({}));
    const [footprint] = footprints;
    expect(footprint?.training).to.equal(null);
    const epochs = footprint?.factors.find(({ name }) => name === 'epochs');
    expect(epochs?.value).to.equal(null);
    expect(epochs?.source).to.match(/train would, and nothing in this file calls it/);
    expect(epochs?.alternatives.map(({ value, source }) => [value, source])).to.deep.equal([
      [10, 'the default of train, which nothing calls'],
    ]);
    const said = footprint?.assumptions.find(({ name }) => name === 'training');
    expect(said?.source).to.match(/train trains what it is given.*nothing in this file calls it/);
    expect(said?.range?.start.line).to.equal(11);
    const { footprints: trained } = await analyser.analyse(
      request(`${text}\ntrain(Net(), [(torch.randn(4, 20), None)] * 5)\n`),
      new MemoryFiles({}),
    );
    expect(trained[0]?.assumptions.some(({ source }) => source.includes('calls it'))).to.equal(false);
  });
});
