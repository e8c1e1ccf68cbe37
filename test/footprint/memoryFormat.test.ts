/** In which memory format a model computes: what the code says of it, what a person says, and what follows for the figures. */
import { expect } from 'chai';
import type { Overrides } from '../../src/config/configuration.ts';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Footprint } from '../../src/footprint/schema.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { given } from '../../src/units/found.ts';
import { parser } from '../python/evaluate.ts';

const NET = `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 64, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.Conv2d(64, 512, 3))
        self.head = nn.Linear(512, 10)
    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))

model = Net()
`;
const LINES = NET.split('\n').length - 1;

function discovered(text: string): ReturnType<typeof discover> {
  return discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], batch: 64, parser },
    { frameworks, libraries: createRegistry() },
  );
}

function analysed(text: string): ModelAnalysis {
  const { models } = discovered(text);
  const [model] = models;
  if (model === undefined || models.length > 1) throw new Error(`${models.length} models`);
  return model;
}

const HALF: Overrides = {
  device: given('A100-SXM-80', 'flag', 'the test'),
  precision: given('fp16', 'flag', 'the test'),
};

function footprint(text: string, overrides: Overrides = HALF): Footprint {
  return buildFootprint(analysed(text), overrides).footprint;
}

function formatOf({ factors }: Footprint) {
  const factor = factors.find(({ name }) => name === 'memory-format');
  return { value: factor?.value, origin: factor?.origin, line: factor?.range?.start.line ?? null };
}

const energyOf = ({ inference: { energy } }: Footprint): number => energy.value ?? NaN;
const call = 'model(torch.randn(64, 3, 64, 64))\n';
const plain = footprint(NET + call);

describe('the memory format of a model', () => {
  it('is plain order where the code says nothing, which is no assumption', () => {
    expect(formatOf(plain)).to.deep.equal({ value: 'contiguous', origin: 'default', line: null });
    expect(plain.assumptions.map(({ name }) => name)).not.to.include('memoryFormat');
  });

  for (const how of [
    'model = model.to(memory_format=torch.channels_last)',
    'model = model.to("cuda", memory_format=torch.channels_last)',
    'model = model.to(torch.device("cuda"), memory_format=torch.channels_last)',
    'torch.nn.utils.convert_conv2d_weight_memory_format(model, torch.channels_last)',
    'for p in model.parameters(): p.data = p.data.contiguous(memory_format=torch.channels_last)',
    'model = torch.compile(model.to(memory_format=torch.channels_last))',
  ]) {
    it(`is that of its weights after ${how}`, () => {
      const found = footprint(`${NET}${how}\n${call.replace('randn(64', 'randn(32')}`, {
        ...HALF,
        mode: given('eager', 'flag', 'the test'),
      });
      expect(formatOf(found)).to.deep.equal({ value: 'channels-last', origin: 'code', line: LINES });
      expect(energyOf(found)).to.be.below(energyOf(plain));
      expect(found.macs).to.deep.equal(plain.macs);
      expect(found.params).to.deep.equal(plain.params);
    });
  }

  for (const how of [
    'model = model.to(memory_format=torch.contiguous_format)',
    'model = model.to(memory_format=torch.channels_last_3d)',
    'model.to(memory_format=torch.channels_last).to(memory_format=torch.contiguous_format)',
    'model.head.to(memory_format=torch.channels_last)',
    'other = Net.__new__(Net)',
  ]) {
    it(`stays plain order after ${how}`, () => {
      expect(formatOf(footprint(`${NET}${how}\n${call}`)).value).to.equal('contiguous');
    });
  }

  for (const how of ['to', 'contiguous', 'clone', 'cuda', 'float']) {
    it(`is that of the input that the code gives it, by ${how}`, () => {
      const input = `x = torch.randn(64, 3, 64, 64).${how}(memory_format=torch.channels_last)`;
      const found = footprint(`${NET}model.eval()\n${input}\nmodel(x)\n`);
      expect(formatOf(found)).to.deep.equal({ value: 'channels-last', origin: 'code', line: LINES + 1 });
      expect(found.macs).to.deep.equal(plain.macs);
    });
  }

  it('is unknown where what is asked for is, and says why', () => {
    const found = footprint(
      `import os\n${NET}fmt = getattr(torch, os.environ["FORMAT"])\nmodel.to(memory_format=fmt)\n${call}`,
    );
    expect(formatOf(found)).to.include({ value: 'contiguous', origin: 'default' });
    const [assumed] = found.assumptions.filter(({ name }) => name === 'memoryFormat');
    expect(assumed?.source).to.match(/^the memory format is not known/);
  });

  const unknown = 'import yaml\ncfg = yaml.safe_load(open("x.yaml"))\n';
  const convert = 'model.to(memory_format=torch.channels_last)';
  for (const how of [
    `if cfg["channels_last"]:\n    ${convert}\n`,
    `fmt = torch.channels_last if cfg["channels_last"] else torch.contiguous_format\nmodel.to(memory_format=fmt)\n`,
    `if cfg["channels_last"]:\n    fmt = torch.channels_last\nelse:\n    fmt = torch.contiguous_format\nmodel.to(memory_format=fmt)\n`,
    `def prepare(model, cfg):\n    if cfg.channels_last:\n        model = ${convert}\n    return model\nmodel = prepare(model, cfg)\n`,
    `${convert}\nif cfg["plain"]:\n    model.to(memory_format=torch.contiguous_format)\n`,
  ]) {
    it(`is unknown where it depends on what is: ${how.split('\n', 2).join(' ')}`, () => {
      const found = footprint(`${NET}${unknown}${how}${call}`);
      expect(formatOf(found)).to.include({ value: 'contiguous', origin: 'default' });
      const [assumed] = found.assumptions.filter(({ name }) => name === 'memoryFormat');
      expect(assumed?.source).to.match(/condition that is unknown: the content of x\.yaml/);
    });
  }

  for (const how of [
    `if torch.cuda.is_available():\n    ${convert}\n`,
    `${convert}\nif cfg["other"]:\n    model.eval()\n`,
  ]) {
    it(`is known where the unknown concerns something else: ${how.split('\n', 2).join(' ')}`, () => {
      const found = footprint(`${NET}${unknown}${how}${call}`);
      expect(formatOf(found)).to.include({ value: 'channels-last', origin: 'code' });
    });
  }

  it('is known of a model that is made under the same unknown condition', () => {
    const made = `${unknown}if cfg["train"]:\n    model = Net().cuda()\n    ${convert}\n    ${call}`;
    const found = footprint(NET.replace('model = Net()', made));
    expect(formatOf(found)).to.include({ value: 'channels-last', origin: 'code' });
  });

  it('follows an argument of the script', () => {
    const script = (fallback: string): string => `import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--memory-format", default="${fallback}", choices=["nchw", "nhwc"])
parser.add_argument("--channels-last", action="store_true")
args = parser.parse_args()
${NET}
memory_format = torch.channels_last if args.memory_format == "nhwc" else torch.contiguous_format
model = model.cuda().to(memory_format=memory_format)
if args.channels_last:
    model = model.to(memory_format=torch.channels_last)
${call}`;
    expect(formatOf(footprint(script('nhwc'))).value).to.equal('channels-last');
    expect(formatOf(footprint(script('nchw'))).value).to.equal('contiguous');
  });

  const training = (lines: string): string => `${NET}${lines}
data = torch.utils.data.TensorDataset(torch.randn(640, 3, 64, 64), torch.zeros(640, dtype=torch.long))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    for x, y in torch.utils.data.DataLoader(data, batch_size=64):
        x = x.to("cuda", memory_format=torch.channels_last) if CHANNELS_LAST else x
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
`;

  it('holds for a training, whose gradients take it as well', () => {
    const before = footprint(training('CHANNELS_LAST = False'));
    const weights = footprint(
      training('CHANNELS_LAST = False\nmodel = model.to(memory_format=torch.channels_last)'),
    );
    const inputs = footprint(training('CHANNELS_LAST = True'));
    expect(formatOf(weights)).to.include({ value: 'channels-last', origin: 'code', line: LINES + 1 });
    expect(formatOf(inputs)).to.include({ value: 'channels-last', origin: 'code' });
    expect(formatOf(before)).to.include({ value: 'contiguous', origin: 'default' });
    for (const { training: found } of [weights, inputs]) {
      expect(found?.energy.value).to.be.below(before.training?.energy.value ?? NaN);
    }
  });

  it('costs conversions where a group norm takes plain order, and is plain order behind it where weights are as well', () => {
    const net = (norm: string, weights: string): string => `
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 64, 3)
        self.norm = ${norm}
        self.second = nn.Conv2d(64, 512, 3)
    def forward(self, x):
        return self.second(self.norm(self.first(x)))
model = Net()
model.eval()
${weights}
x = torch.randn(64, 3, 64, 64).to(memory_format=torch.channels_last)
model(x)
`;
    const convert = 'model = model.to(memory_format=torch.channels_last)';
    const plainOrder: Overrides = { ...HALF, memoryFormat: given('contiguous', 'flag', 'the test') };
    const ratio = (norm: string): number =>
      energyOf(footprint(net(norm, convert))) / energyOf(footprint(net(norm, convert), plainOrder));
    expect(ratio('nn.BatchNorm2d(64)')).to.be.below(1);
    expect(ratio('nn.GroupNorm(8, 64)')).to.be.above(1);
    expect(formatOf(footprint(net('nn.BatchNorm2d(64)', ''))).value).to.equal('channels-last');
    expect(formatOf(footprint(net('nn.GroupNorm(8, 64)', ''))).value).to.equal('contiguous');
  });

  it('yields to what a person says', () => {
    const text = `${NET}model.to(memory_format=torch.channels_last)\n${call}`;
    const said = footprint(text, { ...HALF, memoryFormat: given('contiguous', 'flag', 'the test') });
    expect(formatOf(said)).to.include({ value: 'contiguous', origin: 'flag' });
    expect(energyOf(said)).to.equal(energyOf(plain));
  });

  it('can be set where the code says nothing', () => {
    const said = footprint(NET + call, { ...HALF, memoryFormat: given('channels-last', 'flag', 'the test') });
    expect(formatOf(said)).to.include({ value: 'channels-last', origin: 'flag' });
    expect(energyOf(said)).to.be.below(energyOf(plain));
  });

  for (const device of ['Intel Core i7-10700', 'TPU-v3', 'P100-PCIe', 'MI250X']) {
    it(`changes nothing on a ${device}, which is told`, () => {
      const on: Overrides = { ...HALF, device: given(device, 'flag', 'the test') };
      const format = given('channels-last' as const, 'flag', 'the test');
      const [without, said] = [
        footprint(NET + call, on),
        footprint(NET + call, { ...on, memoryFormat: format }),
      ];
      expect(energyOf(said)).to.equal(energyOf(without));
      const [told] = said.assumptions.filter(({ name }) => name === 'inference.memoryFormat');
      expect(told?.source).to.match(/in channels-last: the figures are those of plain order$/);
    });
  }
});

describe('the memory format of trainers', () => {
  it('is that of the module that Lightning, Accelerate and DistributedDataParallel are given', () => {
    const data = `
data = torch.utils.data.TensorDataset(torch.randn(640, 3, 64, 64), torch.zeros(640, dtype=torch.long))
loader = torch.utils.data.DataLoader(data, batch_size=64)
`;
    const lightning = `
import torch
import torch.nn as nn
import lightning as L
class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
        self.model = self.model.to(memory_format=torch.channels_last)
    def training_step(self, batch, _):
        x, y = batch
        return nn.functional.cross_entropy(self.model(x.to(memory_format=torch.channels_last)), y)
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
${data}
model = Lit()
L.Trainer(max_epochs=1).fit(model, loader)
`;
    const loop = (lines: string): string => `${NET}${data}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
${lines}
for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
`;
    const accelerated = loop(
      'from accelerate import Accelerator\nmodel, optimizer, loader = Accelerator().prepare(model.to(memory_format=torch.channels_last), optimizer, loader)',
    );
    const distributed = loop(
      'model = nn.parallel.DistributedDataParallel(nn.SyncBatchNorm.convert_sync_batchnorm(model.to(memory_format=torch.channels_last)))',
    );
    const copied = loop('import copy\nmodel = copy.deepcopy(model.to(memory_format=torch.channels_last))');
    for (const text of [lightning, accelerated, distributed]) {
      expect(formatOf(footprint(text)), text).to.include({ value: 'channels-last', origin: 'code' });
    }
    const { models } = discovered(copied);
    expect(models.map((model) => formatOf(buildFootprint(model, HALF).footprint).value)).to.include(
      'channels-last',
    );
  });

  it('is channels-last with Composer’s algorithm of that name', () => {
    const text = (algorithms: string): string => `
import torch
import torch.nn as nn
from composer import Trainer, ComposerModel
from composer.algorithms import ChannelsLast, LabelSmoothing

class Net(ComposerModel):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.head = nn.Linear(64, 10)
    def forward(self, batch):
        x, _ = batch
        return self.head(self.conv(x).mean((2, 3)))
    def loss(self, outputs, batch):
        return nn.functional.cross_entropy(outputs, batch[1])

data = torch.utils.data.TensorDataset(torch.randn(640, 3, 64, 64), torch.zeros(640, dtype=torch.long))
model = Net()
trainer = Trainer(model=model, train_dataloader=torch.utils.data.DataLoader(data, batch_size=64),
                  max_duration="2ep", algorithms=[${algorithms}])
trainer.fit()
`;
    expect(formatOf(footprint(text('LabelSmoothing(0.1)'))).value).to.equal('contiguous');
    expect(formatOf(footprint(text('LabelSmoothing(0.1), ChannelsLast()'))).value).to.equal('channels-last');
  });

  it('is channels-last with fastai’s learners of that kind', () => {
    const text = (how: string): string => `
import torch
import torch.nn as nn
from fastai.vision.all import *

data = torch.utils.data.TensorDataset(torch.randn(640, 3, 64, 64), torch.zeros(640, dtype=torch.long))
loader = torch.utils.data.DataLoader(data, batch_size=64)
model = nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
learn = Learner(DataLoaders(loader, loader), model, loss_func=nn.CrossEntropyLoss())${how}
learn.fit(1)
`;
    const device = { device: given('A100-SXM-80', 'flag', 'the test') } as const;
    expect(formatOf(footprint(text(''), device)).value).to.equal('contiguous');
    const last = footprint(text('.to_channelslast()'), device);
    expect(formatOf(last).value).to.equal('channels-last');
    expect(last.training?.precision.value).to.equal('fp16');
  });
});

describe('the memory format of Keras', () => {
  const KERAS = (policy: string): string => `
import keras
${policy}
model = keras.Sequential([keras.Input((64, 64, 3)), keras.layers.Conv2D(64, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)])
`;
  const on = (device: string): Overrides => ({ device: given(device, 'flag', 'the test') });
  const MIXED = 'keras.mixed_precision.set_global_policy("mixed_float16")';

  it('is TensorFlow’s choice: channels-last in FP16 on tensor cores, else plain order', () => {
    expect(formatOf(footprint(KERAS(MIXED), on('V100')))).to.include({
      value: 'channels-last',
      origin: 'default',
    });
    expect(formatOf(footprint(KERAS(MIXED), on('P100'))).value).to.equal('contiguous');
    expect(formatOf(footprint(KERAS(''), on('A100'))).value).to.equal('contiguous');
  });
});
