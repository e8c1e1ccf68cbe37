/** Scripts that raise what nothing catches are read on behind that. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function resultOf(text: string): DiscoverResult {
  return discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
}

const HEAD = `import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.randn(640, 4), torch.randn(640, 1)), batch_size=64)
`;
const LOOP = `optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        loss = nn.functional.mse_loss(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
`;
const epochsIn = ({ models }: DiscoverResult): (number | null)[] =>
  models.flatMap(({ trainings }) => trainings.map(({ epochs }) => (epochs.known ? epochs.value : null)));

describe('a script that raises what nothing catches', () => {
  it('is read on, and says that it raised', () => {
    const found = resultOf(`${HEAD}def main():
    config = {}
    width = config["width"]
    net = nn.Linear(4, 1)
    ${LOOP.trimEnd().replaceAll('\n', '\n    ')}
main()
`);
    expect(epochsIn(found)).to.deep.equal([5]);
    const texts = found.notes.map(({ text }) => text);
    expect(texts.some((text) => text.includes("KeyError: 'width'"))).to.equal(true);
  });

  it('has no exact model where a line that raised may have been part of it', () => {
    const [model] = resultOf(`${HEAD}layers = [nn.Linear(4, 8)]
layers.append(nn.Linear(8, {}["width"]))
layers.append(nn.Linear(8, 1))
net = nn.Sequential(*layers)
${LOOP}`).models;
    expect(model?.completeness.level).to.equal('partial');
  });

  it('keeps to the handlers that it has', () => {
    const found = resultOf(`${HEAD}def read(config):
    return config["epochs"]
try:
    epochs = read({})
except KeyError:
    epochs = 3
epochs_again = read({})
net = nn.Linear(4, 1)
${LOOP.replace('range(5)', 'range(epochs)')}`);
    expect(epochsIn(found)).to.deep.equal([3]);
  });

  it('is not run again for what comes behind its training', () => {
    const found = resultOf(`${HEAD}net = nn.Linear(4, 1)
${LOOP}def report():
    {}["accuracy"]
    again = nn.Linear(4, 7)
report()
`);
    expect(found.models.map(({ params }) => params)).to.deep.equal([5]);
  });

  it('goes on behind a condition that raises, on the side that trains', () => {
    const found = resultOf(`${HEAD}net = nn.Linear(4, 1)
def main():
    if {}["resume"]:
        print("resumed")
    else:
        ${LOOP.trimEnd().replaceAll('\n', '\n        ')}
main()
`);
    expect(epochsIn(found)).to.deep.equal([5]);
  });

  it('has no training behind an exit', () => {
    expect(epochsIn(resultOf(`${HEAD}net = nn.Linear(4, 1)\nraise SystemExit\n${LOOP}`))).to.deep.equal([]);
  });
});
