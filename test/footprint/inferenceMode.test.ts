/** What the code compiles is compiled for inferences too. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

/** Mode of the inference of each model; null: it is assumed. */
function modesOf(text: string): (string | null)[] {
  const { models } = discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  return models.map((model) => {
    const { inference, assumptions } = buildFootprint(model, {}).footprint;
    return assumptions.some(({ name }) => name === 'mode') ? null : inference.mode.value;
  });
}

const torch = (after: string): string => `import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 16), nn.Linear(16, 4)).eval()
${after}
`;
const CALL = 'model(torch.rand(32, 8))';

const keras = (compile: string): string => `import keras
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
model.compile("sgd", "mse"${compile})
`;

describe('the mode of an inference', () => {
  it('is assumed where the code says nothing', () => {
    expect(modesOf(torch(CALL))).to.deep.equal([null]);
    expect(modesOf(keras(''))).to.deep.equal([null]);
    expect(modesOf(keras(', jit_compile="auto"'))).to.deep.equal([null]);
  });

  it('is compiled where the model is, called or not', () => {
    expect(modesOf(torch(`model = torch.compile(model)\n${CALL}`))).to.deep.equal(['compiled']);
    expect(modesOf(torch('model = torch.compile(model)'))).to.deep.equal(['compiled']);
    expect(modesOf(torch(`model.compile()\n${CALL}`))).to.deep.equal(['compiled']);
    expect(modesOf(torch('model = torch.compile(model, disable=True)'))).to.deep.equal([null]);
    expect(modesOf(keras(', jit_compile=True'))).to.deep.equal(['compiled']);
  });

  it('is that of the function around the call, where that is compiled', () => {
    const step = `@torch.compile\ndef answer(x):\n    return model(x)\nanswer(torch.rand(32, 8))`;
    expect(modesOf(torch(step))).to.deep.equal(['compiled']);
  });

  it('is eager where compilation is switched off', () => {
    expect(modesOf(keras(', jit_compile=False'))).to.deep.equal(['eager']);
  });

  it('is not that of another model', () => {
    const other = `other = torch.compile(nn.Linear(3, 3))\n${CALL}`;
    expect(modesOf(torch(other))).to.include(null);
  });
});
