import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import * as v from 'valibot';
import { reportSchema } from '../../src/footprint/schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function wattlens(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/main.ts', ...argv],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

describe('the command', function () {
  this.timeout(120_000);

  it('reads a file from the disk and prints its figures', () => {
    const { status, stdout, stderr } = wattlens('estimate', 'examples/pytorch_mnist.py');
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^Net +examples\/pytorch_mnist\.py:16 /m);
    expect(status).to.equal(0);
  });

  it('tells of a training whose model could not be read, with what is known of it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-unread-'));
    const file = path.join(folder, 'train.py');
    writeFileSync(
      file,
      `import torch
from models_of_ours import build
from torch.utils.data import DataLoader
from torchvision import datasets
model = build("large")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(datasets.CIFAR10("data", train=True), batch_size=128)
for epoch in range(30):
    for images, labels in loader:
        optimizer.zero_grad()
        model(images).sum().backward()
        optimizer.step()
`,
    );
    try {
      const { stdout, status } = wattlens('estimate', file, '--format', 'json');
      const [model, ...others] = v.parse(reportSchema, JSON.parse(stdout)).models;
      expect(others).to.deep.equal([]);
      expect(model?.completeness.level).to.equal('partial');
      expect(model?.training?.energy).to.have.property('value', null);
      const { samples, epochs, batch } = model?.training?.factors ?? {};
      expect([samples?.value, epochs?.value, batch?.value]).to.deep.equal([50_000, 30, 128]);
      expect(wattlens('estimate', file).stdout).to.match(
        /the module 'models_of_ours' was not found \(\S+train\.py:2\)/,
      );
      expect(status).to.equal(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells its version, and those of what its figures rest on', () => {
    const { status, stdout } = wattlens('--version');
    expect(stdout).to.match(/^wattlens \d+\.\d+\.\d+\ncatalogue \S+\nfootprint schema \d+\n$/);
    expect(status).to.equal(0);
  });

  it('ends with 2 on wrong usage', () => {
    const { status, stdout, stderr } = wattlens('estimate', 'gone.py');
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^wattlens: gone\.py: there is no such file or folder/);
  });
});
