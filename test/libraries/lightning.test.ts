import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate, parser } from '../python/evaluate.ts';

function lit(code: string): string {
  return evaluate(`import lightning as L\nimport torch\nfrom torch import nn\n${code}`, {
    libraries: [...torchLibraries, ...libraryModules],
  });
}

describe('Lightning', () => {
  it('keeps hyper-parameters: all, those that are named, those of a dictionary', () => {
    const code = (save: string): string =>
      `class Lit(L.LightningModule):\n    def __init__(self, width=8, depth=2, **kwargs):\n        super().__init__()\n        self.save_hyperparameters(${save})\nm = Lit(16, rate=0.5)\nresult = dict(m.hparams), m.hparams.width`;
    expect(lit(code(''))).to.equal("({'width': 16, 'depth': 2, 'rate': 0.5}, 16)");
    expect(lit(code('"width"'))).to.equal("({'width': 16}, 16)");
    expect(lit(code('ignore=["depth"]'))).to.equal("({'width': 16, 'rate': 0.5}, 16)");
    expect(lit(code('{"width": width * 2}'))).to.equal("({'width': 32}, 32)");
  });

  it('makes modules whose counts are exact', () => {
    const text = [
      'import pytorch_lightning as pl, torch.nn as nn, torch.nn.functional as F',
      'class Lit(pl.LightningModule):',
      '    def __init__(self, width=32):',
      '        super().__init__()',
      '        self.save_hyperparameters()',
      '        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, self.hparams.width), nn.ReLU(), nn.Linear(width, 10))',
      '    def forward(self, x):',
      '        return self.net(x)',
      '    def training_step(self, batch, index):',
      '        x, y = batch',
      '        loss = F.cross_entropy(self(x), y)',
      '        self.log("loss", loss)',
      '        return loss',
    ].join('\n');
    const { models } = discover(
      { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
      { frameworks, libraries: createRegistry() },
    );
    expect(
      models.map(({ name, params, completeness, inference }) => [
        name,
        params,
        completeness.level,
        inference?.graph.work.macs,
      ]),
    ).to.deep.equal([['Lit', 25450, 'exact', 784 * 32 + 320]]);
  });

  it('freezes and logs', () => {
    const code = `class Lit(L.LightningModule):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(2, 3)\nm = Lit()\nm.log('a', 1)\nm.freeze()\nresult = [p.requires_grad for p in m.parameters()], str(m.device)`;
    expect(lit(code)).to.equal("([False, False], 'cpu')");
  });
});
