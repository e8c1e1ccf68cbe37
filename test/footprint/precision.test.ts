/** In which numbers an inference and a training are computed: what the code says of it, and what follows for the figures. */
import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import type { Overrides } from '../../src/config/configuration.ts';
import { forwardKernels } from '../../src/cost/kernel.ts';
import { matrixPeak, platformOf } from '../../src/cost/platform.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Footprint } from '../../src/footprint/schema.ts';
import { given } from '../../src/units/found.ts';

const NET = `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(2048, 4096)
        self.down = nn.Linear(4096, 10)
    def forward(self, x):
        return self.down(torch.relu(self.up(x)))

model = Net()
`;
import { analysed } from '../support/analysed.ts';

const A100: Overrides = { device: given('A100-SXM-80', 'flag', 'the test') };

function footprint(text: string, overrides: Overrides = A100): Footprint {
  return buildFootprint(analysed(text), overrides).footprint;
}

/** Joules of one inference, and what its precision is said to be, with the line that says so. */
function inference(text: string, overrides: Overrides = A100) {
  const { inference: found, factors } = footprint(text, overrides);
  const factor = factors.find(({ name }) => name === 'precision');
  return {
    energy: found.energy.value ?? NaN,
    precision: found.precision.value,
    origin: factor?.origin,
    line: factor?.range?.start.line ?? null,
  };
}

const single = inference(`${NET}model(torch.randn(8, 2048))\n`);

describe('the precision of an inference', () => {
  it('that the code sets for a part of the model is told, whether all or none of it is computed so', () => {
    const around = (layer: 'up' | 'down'): string =>
      NET.replace(
        '        return self.down(torch.relu(self.up(x)))\n',
        ['up', 'down']
          .map((name) =>
            name === layer
              ? `        with torch.autocast("cuda"):\n            x = self.${name}(x)\n`
              : `        x = self.${name}(x)\n`,
          )
          .join('') + '        return x\n',
      ).replace('nn.Linear(4096, 10)', 'nn.Linear(4096, 512)');
    const told = (text: string) =>
      footprint(`${text}model(torch.randn(8, 2048))\n`).assumptions.find(
        ({ name }) => name === 'inference.precisionOfPart',
      );
    expect(told(around('up'))?.source).to.match(/^the code sets fp16 for 80 % of the multiplications/);
    expect(told(around('down'))?.source).to.match(/^the code sets fp16 for 20 % of the multiplications/);
    expect(told(around('down'))?.range?.start.line).to.be.a('number');
    expect(told(NET)).to.equal(undefined);
  });

  it('is the framework’s default where the code says nothing', () => {
    expect(single).to.include({ precision: 'fp32', origin: 'default' });
  });

  for (const [how, precision] of [
    ['model = model.half()', 'fp16'],
    ['model = model.to(torch.bfloat16)', 'bf16'],
    ['model.to("cuda", dtype=torch.bfloat16)', 'bf16'],
    ['model.double()', 'fp64'],
  ] as const) {
    it(`is that of the weights after ${how}, whether it is called or not`, () => {
      const stored = inference(`${NET}${how}\n`);
      expect(stored).to.include({ precision, origin: 'code', line: 13 });
      expect(stored.energy < single.energy).to.equal(precision !== 'fp64');
    });
  }

  it('leaves parameters and multiplications as they are', () => {
    const [wide, narrow] = [footprint(NET), footprint(`${NET}model.half()\n`)];
    expect(narrow.params).to.equal(wide.params);
    expect(narrow.macs).to.equal(wide.macs);
  });

  it('is that of autocast where the model is called in it, and nothing is trained', () => {
    const mixed = inference(
      `${NET}model.eval()\nwith torch.no_grad(), torch.autocast("cuda", dtype=torch.bfloat16):\n    model(torch.randn(8, 2048))\n`,
    );
    expect(mixed).to.include({ precision: 'bf16', origin: 'code', line: 14 });
  });

  it('is so as well where a script that trains nothing leaves it in training mode', () => {
    const mixed = inference(`${NET}with torch.autocast("cuda"):\n    model(torch.randn(8, 2048))\n`);
    expect(mixed).to.include({ precision: 'fp16', origin: 'code', line: 13 });
  });

  it('is not that of a training in mixed precision', () => {
    const { inference: found, training } = footprint(`${NET}
data = torch.utils.data.TensorDataset(torch.randn(64, 2048), torch.zeros(64, dtype=torch.long))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    for x, y in torch.utils.data.DataLoader(data, batch_size=8):
        with torch.autocast("cuda", dtype=torch.float16):
            loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
`);
    expect(training?.precision.value).to.equal('fp16');
    expect(found.precision.value).to.equal('fp32');
  });

  it('is offered beside that of a training where they differ, with its line', () => {
    const { factors, training } = footprint(`${NET}
data = torch.utils.data.TensorDataset(torch.randn(64, 2048), torch.zeros(64, dtype=torch.long))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in torch.utils.data.DataLoader(data, batch_size=8):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
model.half()
`);
    expect(training?.precision.value).to.equal('fp32');
    const factor = factors.find(({ name }) => name === 'precision');
    expect(factor?.alternatives.map(({ value, origin }) => [value, origin])).to.deep.equal([
      ['fp16', 'code'],
    ]);
    expect(factor?.alternatives[0]?.range?.start.line).to.equal(21);
  });

  it('yields to what a person says', () => {
    const said: Overrides = { ...A100, precision: given('fp32', 'flag', 'the test') };
    const stored = inference(`${NET}model.half()\n`, said);
    expect(stored).to.include({ precision: 'fp32', origin: 'flag' });
    expect(stored.energy).to.be.greaterThan(inference(`${NET}model.half()\n`).energy);
  });
});

describe('switches of TF32', () => {
  const CONV = `
import torch
import torch.nn as nn
model = nn.Sequential(nn.Conv2d(64, 64, 3), nn.Flatten(), nn.Linear(64 * 14 * 14, 10))
`;
  const call = 'model(torch.randn(1, 64, 16, 16))\n';
  const precisionOf = (lines: string): unknown => inference(`${lines}${CONV}${call}`).precision;

  for (const [lines, precision] of [
    ['import torch\ntorch.set_float32_matmul_precision("high")', 'tf32'],
    ['import torch\ntorch.backends.cuda.matmul.allow_tf32 = True', 'tf32'],
    ['import torch\ntorch.backends.cuda.matmul.fp32_precision = "tf32"', 'tf32'],
    ['import torch\ntorch.backends.cudnn.allow_tf32 = False', 'fp32'],
    ['import torch\ntorch.backends.cudnn.conv.fp32_precision = "ieee"', 'fp32'],
  ] as const) {
    it(`${lines.split('\n')[1] ?? ''} holds for the inference`, () => {
      expect(precisionOf(lines)).to.equal(precision);
      expect(inference(`${lines}${CONV}${call}`)).to.include({ origin: 'code', line: 1 });
    });
  }

  it('without TF32 convolutions take longer', () => {
    const off = inference(`import torch\ntorch.backends.cudnn.allow_tf32 = False${CONV}${call}`);
    expect(off.energy).to.be.greaterThan(inference(CONV + call).energy);
  });

  it('one that is set as it is by default changes nothing', () => {
    const again = inference(`import torch\ntorch.backends.cudnn.allow_tf32 = True${CONV}${call}`);
    expect(again).to.include({ precision: 'fp32', origin: 'default' });
  });

  it('TensorFlow has one as well', () => {
    const off = inference(`
import keras
import tensorflow as tf
tf.config.experimental.enable_tensor_float_32_execution(False)
model = keras.Sequential([keras.Input((512,)), keras.layers.Dense(512)])
`);
    expect(off).to.include({ precision: 'fp32', origin: 'code', line: 3 });
  });
});

describe('layers in numbers of their own', () => {
  it('a policy of Keras is that of all layers after it', () => {
    const mixed = inference(`
import keras
keras.config.set_dtype_policy("mixed_bfloat16")
model = keras.Sequential([keras.Input((512,)), keras.layers.Dense(512), keras.layers.Dense(10)])
`);
    expect(mixed).to.include({ precision: 'bf16', origin: 'code', line: 2 });
  });

  it('of one layer alone is in that layer’s launch', () => {
    const { inference: pass, inferencePrecision } = analysed(`
import keras
model = keras.Sequential([
    keras.Input((512,)), keras.layers.Dense(512, dtype="mixed_bfloat16"), keras.layers.Dense(512)])
`);
    if (pass === null) throw new Error('it runs');
    expect(inferencePrecision?.precision).to.equal(null);
    const products = forwardKernels(pass.graph, null).filter(({ macs }) => macs > 0);
    expect(products.map(({ numbers }) => numbers)).to.deep.equal(['bf16', undefined]);
    const lookup = findDevice('A100-SXM-80');
    if (!lookup.found) throw new Error('the catalogue has it');
    const platform = platformOf({
      device: lookup.value,
      framework: 'keras',
      mode: 'eager',
      precision: null,
    });
    const peaks = products.map(({ kind, numbers }) => matrixPeak(platform, kind, numbers));
    const { clock } = platform.coefficients;
    expect(peaks).to.deep.equal(
      [lookup.value.peak.bf16, lookup.value.peak.tf32].map((peak) => clock.value * (peak ?? NaN)),
    );
  });
});
