import { expect } from 'chai';
import { Unknown } from '../../src/python/runtime/values.ts';
import { TorchTensor } from '../../src/torch/tensor.ts';
import { UNSUPPORTED } from '../../src/torch/unsupported.ts';
import { runTorch } from './evaluate.ts';

describe('names that are not modelled', () => {
  const { it: interpreter } = runTorch('x = 1\n');

  for (const [namespace, names] of UNSUPPORTED) {
    it(`${namespace}: each of ${names.size} gives an Unknown that names it`, () => {
      const owner =
        namespace === 'torch.Tensor'
          ? new TorchTensor([2, 3], 'float32')
          : interpreter.importModule(namespace);
      for (const name of names) {
        const value = interpreter.findAttribute(owner, name);
        expect(value, name).to.be.instanceOf(Unknown);
        if (value instanceof Unknown) expect(value.reason).to.contain(`${name} is not modelled`);
      }
    });
  }

  it('are unknown in modules even if no version has them, and an error on tensors', () => {
    const run = runTorch(`
a = torch.no_such_thing
try:
    torch.zeros(1).no_such_thing
    b = None
except AttributeError:
    b = "AttributeError"
`);
    expect(run.get('a')).to.be.instanceOf(Unknown);
    expect(run.get('b')).to.equal('AttributeError');
  });
});
