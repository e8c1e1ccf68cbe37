import { expect } from 'chai';
import { staysSingle } from '../../src/cost/autocast.ts';
import { bytesOf } from '../../src/tensor/ops/operand.ts';
import { opsOf, runTorch } from './evaluate.ts';

function kernels(code: string): ReturnType<typeof opsOf> {
  return opsOf(runTorch(code).trace.events).filter(({ op }) => /softmax|loss|entropy/.test(op));
}

describe('torch/losses', () => {
  it('pass over all classes before a cross entropy reads the one that is right', () => {
    const [logs, loss, ...further] = kernels(`
F.cross_entropy(torch.zeros(8, 30522), torch.zeros(8, dtype=torch.long))
`);
    const logits = bytesOf({ shape: [8, 30522], dtype: 'float32' });
    expect(logs?.op).to.equal('_log_softmax');
    expect(logs?.work).to.include({ bytesRead: logits, bytesWritten: logits });
    expect(loss?.op).to.equal('nll_loss');
    // A value and its index of each sample; the mean.
    expect(loss?.work).to.include({ elementwise: 8, bytesRead: 8 * (4 + 8), bytesWritten: 4 });
    expect(further).to.have.length(0);
  });

  it('read all classes where the target gives each its probability', () => {
    const [, loss] = kernels('F.cross_entropy(torch.zeros(8, 10), torch.zeros(8, 10))\n');
    expect(loss?.work).to.include({ elementwise: 2 * 80, bytesRead: 2 * 4 * 80 });
  });

  it('have a softmax of classes on the second axis, or of one sample', () => {
    const shapes = kernels(`
F.cross_entropy(torch.zeros(2, 21, 16, 16), torch.zeros(2, 16, 16, dtype=torch.long), reduction='none')
F.cross_entropy(torch.zeros(5), torch.tensor(3))
`).map(({ outputs }) => outputs[0]?.shape);
    expect(shapes).to.deep.equal([[2, 21, 16, 16], [2, 16, 16], [5], []]);
  });

  it('keep their elements wide in mixed precision', () => {
    const ops = kernels(`
F.cross_entropy(torch.zeros(8, 10), torch.zeros(8, dtype=torch.long))
F.nll_loss(torch.zeros(8, 10), torch.zeros(8, dtype=torch.long))
F.mse_loss(torch.zeros(8, 10), torch.zeros(8, 10))
F.binary_cross_entropy_with_logits(torch.zeros(8), torch.zeros(8))
`).map(({ op }) => op);
    expect(ops).to.have.length(5);
    expect(ops.filter((op) => !staysSingle(op))).to.deep.equal([]);
  });
});
