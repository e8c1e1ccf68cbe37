import { expect } from 'chai';
import { evaluateTorch } from './evaluate.ts';

describe('the bases of normalisation layers', () => {
  it('declare what a layer of the program leaves to them', () => {
    const code = `
from torch.nn.modules.batchnorm import _BatchNorm

class Synchronised(_BatchNorm):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super(Synchronised, self).__init__(num_features, eps=eps, momentum=momentum, affine=affine)

    def forward(self, input):
        return F.batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, self.training)

layer = Synchronised(4, affine=False)
norm = Synchronised(6)
result = (norm(torch.zeros(2, 6, 5)).shape, sum(p.numel() for p in norm.parameters()), layer.weight,
          len(list(norm.buffers())), norm.eps)
`;
    // What PyTorch 2.5.1 prints for the same.
    expect(evaluateTorch(code)).to.equal('(torch.Size([2, 6, 5]), 12, None, 3, 1e-05)');
  });

  it('are converted to those that all processes share, with their parameters', () => {
    const code = `
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
shared = nn.SyncBatchNorm.convert_sync_batchnorm(net)
result = (shared(torch.zeros(2, 3, 5, 5)).shape, sum(p.numel() for p in shared.parameters()), len(shared))
`;
    // What PyTorch 2.5.1 prints for the same.
    expect(evaluateTorch(code)).to.equal('(torch.Size([2, 4, 3, 3]), 120, 2)');
  });
});
