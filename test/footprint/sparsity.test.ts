/** Zeros in weights and gradients: what they change, by closed forms, and what they do not. */
import { expect } from 'chai';
import type { Precision } from '../../src/catalog/device.ts';
import { findDevice } from '../../src/catalog/devices.ts';
import type { Overrides } from '../../src/config/configuration.ts';
import { backwardKernels } from '../../src/cost/backward.ts';
import { forwardKernels, type Kernel } from '../../src/cost/kernel.ts';
import { platformOf, type Platform } from '../../src/cost/platform.ts';
import { launchTimeOf } from '../../src/cost/roofline.ts';
import { sparseSpeedup, untouchedElements } from '../../src/cost/sparsity.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Footprint } from '../../src/footprint/schema.ts';
import { given } from '../../src/units/found.ts';
import { bytes } from '../../src/units/quantity.ts';

const [FROM, TO] = [1024, 4096];
const ELEMENTS = FROM * TO;

const NET = `
import torch
import torch.nn as nn
import torch.nn.utils.prune as prune
from torch.sparse import to_sparse_semi_structured
from torch.ao.pruning import WeightNormSparsifier

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(${FROM}, ${TO}, bias=False)
        self.down = nn.Linear(${TO}, 10, bias=False)
    def forward(self, x):
        return self.down(torch.relu(self.up(x)))

model = Net()
`;
import { analysed } from '../support/analysed.ts';
const RUN = `
model(torch.randn(64, ${FROM}))
`;
const PACKED = `${NET}
sparsifier = WeightNormSparsifier(sparsity_level=1.0, sparse_block_shape=(1, 4), zeros_per_block=2)
sparsifier.prepare(model, [{'tensor_fqn': 'up.weight'}])
sparsifier.step()
sparsifier.squash_mask()
model.up.weight = nn.Parameter(to_sparse_semi_structured(model.up.weight))
${RUN}`;

function graphOf(text: string) {
  const { inference, completeness } = analysed(text);
  if (inference === null) throw new Error('it runs');
  expect(completeness.level).to.equal('exact');
  return inference.graph;
}

function on(name: string, precision: Precision | null): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  return platformOf({ device: lookup.value, framework: 'pytorch', mode: 'eager', precision });
}

const launches = (text: string, elementBytes: number | null): readonly Kernel[] =>
  forwardKernels(graphOf(text), elementBytes);

function footprint(text: string, overrides: Overrides = {}): Footprint {
  return buildFootprint(analysed(text), overrides).footprint;
}

const flag = <T>(value: T) => given(value, 'flag', '--flag');
const assumed = ({ assumptions }: Footprint, name: string) =>
  assumptions.find((assumption) => assumption.name === name);

describe('weights of which two of every four are zero', () => {
  it('keep their parameters and multiplications, and move half their bytes and an index of two bits', () => {
    for (const width of [4, 2, 1]) {
      const [dense] = launches(NET + RUN, width);
      const [packed] = launches(PACKED, width);
      expect(dense?.weightBytes).to.equal(ELEMENTS * width);
      expect(packed?.weightBytes).to.equal(ELEMENTS * (width / 2 + 1 / 8));
      expect(packed?.macs).to.equal(dense?.macs);
      expect(packed?.activationBytes).to.equal(dense?.activationBytes);
    }
    expect(graphOf(PACKED).params).to.equal(graphOf(NET + RUN).params);
  });

  it('double the peak where the datasheet has that, for matrix units alone', () => {
    const [packed, , other] = launches(PACKED, 2);
    if (packed === undefined || other === undefined) throw new Error('there are three launches');
    for (const [device, precision, factor] of [
      ['A100', 'fp16', 2],
      ['RTX 3090', 'bf16', 2],
      ['H100', 'int8', 2],
      ['A100', 'tf32', 2],
      ['A100', 'fp32', 1],
      ['V100', 'fp16', 1],
      ['T4', 'int8', 1],
      ['TPU v4', 'bf16', 1],
      ['Xeon', 'fp32', 1],
    ] as const) {
      const platform = on(device, precision);
      expect(sparseSpeedup(packed, platform), `${device} ${precision}`).to.equal(factor);
      expect(sparseSpeedup(other, platform)).to.equal(1);
    }
  });

  it('take half the time of their arithmetic there, and as much as before elsewhere', () => {
    const [dense] = launches(NET + RUN, 2);
    const [packed] = launches(PACKED, 2);
    if (dense === undefined || packed === undefined) throw new Error('there are launches');
    const compute = (kernel: Kernel, platform: Platform): number =>
      launchTimeOf(kernel, platform, bytes(kernel.weightBytes)).compute;
    const [ampere, volta] = [on('A100', 'fp16'), on('V100', 'fp16')];
    expect(compute(packed, ampere)).to.be.closeTo(compute(dense, ampere) / 2, 1e-12);
    expect(compute(packed, volta)).to.equal(compute(dense, volta));
  });

  it('say which peak was taken', () => {
    const half = { precision: flag('fp16' as const) };
    const ampere = footprint(PACKED, { device: flag('A100'), ...half });
    const volta = footprint(PACKED, { device: flag('V100'), ...half });
    expect(assumed(ampere, 'inference.sparsePeak')?.value).to.equal(2);
    expect(assumed(volta, 'inference.sparsePeak')?.value).to.equal(1);
    expect(assumed(volta, 'inference.sparsePeak')?.source).to.match(/no units/);
    const single = footprint(PACKED, { device: flag('A100') });
    expect(assumed(single, 'inference.sparsePeak')?.source).to.match(/fp32 have no units/);
  });

  it('change nothing in the backward pass', () => {
    const platform = on('A100', 'fp16');
    for (const kernel of backwardKernels(graphOf(PACKED), 2)) {
      expect(sparseSpeedup(kernel, platform)).to.equal(1);
    }
  });
});

describe('weights that are pruned in place', () => {
  const ways = {
    magnitude: "prune.l1_unstructured(model.up, 'weight', amount=0.5)",
    random: "prune.random_unstructured(model.up, name='weight', amount=0.5)",
    channels: "prune.ln_structured(model.up, 'weight', amount=0.5, n=2, dim=0)",
    everywhere:
      "prune.global_unstructured([(model.up, 'weight')], pruning_method=prune.L1Unstructured, amount=0.5)",
    forGood: "prune.l1_unstructured(model.up, 'weight', amount=0.5)\nprune.remove(model.up, 'weight')",
  };

  it('cost what they cost before, and say so', () => {
    const [dense] = launches(NET + RUN, null);
    const before = footprint(NET + RUN);
    for (const [way, code] of Object.entries(ways)) {
      const text = `${NET}\n${code}\n${RUN}`;
      const [pruned] = launches(text, null);
      expect(pruned, way).to.deep.equal(dense);
      const after = footprint(text);
      expect(after.params, way).to.equal(before.params);
      expect(after.inference.energy).to.deep.equal(before.inference.energy);
      expect(assumed(after, 'inference.prunedParameters')?.value, way).to.equal(ELEMENTS);
    }
    expect(assumed(before, 'inference.prunedParameters')).to.equal(undefined);
  });
});

describe('embeddings with sparse gradients', () => {
  const [ROWS, WIDTH, LENGTH, BATCH] = [50_000, 64, 20, 32];
  const text = (sparse: string, optimizer = 'SGD'): string => `
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(${ROWS}, ${WIDTH}${sparse})
        self.head = nn.Linear(${WIDTH}, 2)
    def forward(self, ids):
        return self.head(self.words(ids).mean(1))
model = Net()
optimizer = torch.optim.${optimizer}(model.parameters(), lr=0.1)
for step in range(10):
    loss = model(torch.randint(0, ${ROWS}, (${BATCH}, ${LENGTH}))).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
`;

  it('leave the rows alone that no batch looks up: V · d − B · L · d elements', () => {
    const { training } = analysed(text(', sparse=True'));
    if (training === null) throw new Error('it is trained');
    expect(untouchedElements(training.graph, 1)).to.equal((ROWS - BATCH * LENGTH) * WIDTH);
    expect(untouchedElements(training.graph, 2)).to.equal((ROWS - 2 * BATCH * LENGTH) * WIDTH);
    expect(untouchedElements(training.graph, 1000)).to.equal(0);
  });

  it('touch all of them where the gradient is dense', () => {
    const { training } = analysed(text(''));
    if (training === null) throw new Error('it is trained');
    expect(untouchedElements(training.graph, 1)).to.equal(0);
  });

  it('make a step of a large table cheaper, and say how many parameters it leaves alone', () => {
    const dense = footprint(text(''));
    const sparse = footprint(text(', sparse=True'));
    expect(sparse.params).to.equal(dense.params);
    expect(sparse.training?.energy.value).to.be.below(dense.training?.energy.value ?? NaN);
    expect(assumed(sparse, 'untouchedParameters')?.value).to.equal((ROWS - BATCH * LENGTH) * WIDTH);
    expect(assumed(dense, 'untouchedParameters')).to.equal(undefined);
    expect(sparse.inference.energy).to.deep.equal(dense.inference.energy);
  });
});
