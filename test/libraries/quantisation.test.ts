/** Weights in formats of their own: what libraries are asked for, and what is read, multiplied and counted then. */
import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import { backwardKernels } from '../../src/cost/backward.ts';
import { forwardKernels } from '../../src/cost/kernel.ts';
import { matrixPeak, platformOf } from '../../src/cost/platform.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { PackedWeight } from '../../src/trace/events.ts';
import { given } from '../../src/units/found.ts';

function graphOf(analysis: ModelAnalysis) {
  if (analysis.inference === null) throw new Error('it runs');
  return analysis.inference.graph;
}

/** How the weights of an inference are packed, the vectors left out. */
function packedIn(text: string): readonly (PackedWeight | undefined)[] {
  return graphOf(analysed(text)).layers.flatMap(({ ops }) =>
    ops.flatMap(({ event }) =>
      event.work.macs === 0 ? [] : (event.weights[0] ?? { packed: undefined }).packed,
    ),
  );
}

const NET = `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(1024, 4096)
        self.down = nn.Linear(4096, 10)
    def forward(self, x):
        return self.down(torch.relu(self.up(x)))

model = Net().to(torch.bfloat16)
`;
import { analysed } from '../support/analysed.ts';
const UP = 1024 * 4096;
const AO = `${NET}from torchao.quantization import *\nfrom torchao.sparsity import *\n`;

describe('quantize_ of torchao', () => {
  for (const [config, bits, products] of [
    ['int8_weight_only()', 8 + 16 / 1024, undefined],
    ['Int8WeightOnlyConfig()', 8 + 16 / 1024, undefined],
    ['int4_weight_only()', 4 + 32 / 128, undefined],
    ['Int4WeightOnlyConfig(group_size=64)', 4 + 32 / 64, undefined],
    ['int8_dynamic_activation_int8_weight()', 8 + 32 / 1024, 'int8'],
    ['int8_dynamic_activation_int4_weight(group_size=32)', 4 + 32 / 32, 'int8'],
    ['float8_weight_only()', 8 + 32 / 1024, undefined],
    ['Float8DynamicActivationFloat8WeightConfig()', 8 + 32 / 1024, 'fp8'],
    ['fpx_weight_only(3, 2)', 6 + 32 / 1024, undefined],
  ] as const) {
    it(config, () => {
      const [up] = packedIn(`${AO}quantize_(model, ${config})\n`);
      expect(up?.bytes).to.equal(bits / 8);
      expect(up?.products).to.equal(products);
      expect(up?.span?.start.line).to.equal(15);
    });
  }

  it('of a copy is what an inference of the model runs', () => {
    const [up] = packedIn(
      `${AO}import copy\nquantised = copy.deepcopy(model)\nquantize_(quantised, int8_weight_only())\n`,
    );
    expect(up?.format).to.equal('int8 weights');
  });

  it('asks the program’s filter', () => {
    const filtered = packedIn(
      `${AO}quantize_(model, int8_weight_only(), filter_fn=lambda module, name: name != 'down')\n`,
    );
    expect(filtered.map((packed) => packed !== undefined)).to.deep.equal([true, false]);
  });

  it('leaves every parameter and multiplication counted', () => {
    const [whole, packed] = [analysed(NET), analysed(`${AO}quantize_(model, int4_weight_only())\n`)];
    expect(graphOf(packed).params).to.equal(graphOf(whole).params);
    expect(graphOf(packed).work.macs).to.equal(graphOf(whole).work.macs);
    expect(packed.completeness.level).to.equal('exact');
  });

  it('reads the packed bytes, in the numbers of the activations', () => {
    const [up] = forwardKernels(graphOf(analysed(`${AO}quantize_(model, int4_weight_only())\n`)), null);
    // the bias stays in BF16
    expect(up?.weightBytes).to.be.closeTo((UP * 4.25) / 8 + 2 * 4096, 1);
    expect(up?.numbers).to.equal('bf16');
  });

  it('reads as much whatever is said of the precision', () => {
    const { layers } = graphOf(analysed(`${AO}quantize_(model, int8_dynamic_activation_int8_weight())\n`));
    const graph = { ...graphOf(analysed(NET)), layers };
    const [[asked], [traced]] = [forwardKernels(graph, 2), forwardKernels(graph, null)];
    expect(asked?.weightBytes).to.equal(traced?.weightBytes);
    expect([asked?.numbers, traced?.numbers]).to.deep.equal(['int8', 'int8']);
  });

  it('says what is not modelled', () => {
    const { completeness } = analysed(`${AO}model = autoquant(model)\n`);
    expect(completeness.level).to.equal('estimated');
    expect(completeness.reasons.map(({ text }) => text).join()).to.contain('autoquant');
  });

  it('sparsify_ leaves two of every four weights out', () => {
    const { layers } = graphOf(analysed(`${AO}sparsify_(model, semi_sparse_weight())\n`));
    const [weight] = layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights));
    expect(weight?.sparsity).to.equal('semi-structured');
  });

  it('float8 training leaves the weights and multiplies at another rate, gradients too', () => {
    const graph = graphOf(
      analysed(`${NET}from torchao.float8 import convert_to_float8_training
convert_to_float8_training(model, module_filter_fn=lambda m, fqn: fqn == 'up')
`),
    );
    const plain = graphOf(analysed(NET));
    expect(graph.trainableParams).to.equal(plain.trainableParams);
    const [up, down] = forwardKernels(graph, null).filter(({ macs }) => macs > 0);
    expect([up?.numbers, down?.numbers]).to.deep.equal(['fp8', 'bf16']);
    expect(up?.weightBytes).to.equal(forwardKernels(plain, null)[0]?.weightBytes);
    expect(backwardKernels(graph, null).map(({ numbers }) => numbers)).to.include('fp8');
  });
});

describe('quantisation-aware training by torchao', () => {
  const TRAIN = `
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
data = torch.utils.data.TensorDataset(torch.randn(64, 1024).bfloat16(), torch.randn(64, 10).bfloat16())
for x, y in torch.utils.data.DataLoader(data, batch_size=8):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
`;
  for (const [name, prepare, convert] of [
    [
      'a quantizer',
      `from torchao.quantization.qat import Int8DynActInt4WeightQATQuantizer
quantizer = Int8DynActInt4WeightQATQuantizer(groupsize=32)
model = quantizer.prepare(model)
`,
      'model = quantizer.convert(model)\n',
    ],
    [
      'a configuration',
      `from torchao.quantization import quantize_, Int8DynamicActivationInt4WeightConfig
from torchao.quantization.qat import QATConfig
base = Int8DynamicActivationInt4WeightConfig(group_size=32)
quantize_(model, QATConfig(base, step='prepare'))
`,
      "quantize_(model, QATConfig(base, step='convert'))\n",
    ],
  ] as const) {
    it(`by ${name} trains plain weights and packs them after it`, () => {
      const analysis = analysed(`${NET}${prepare}${TRAIN}${convert}`);
      expect(analysis.completeness.level).to.equal('exact');
      expect(analysis.trainings).to.have.length(1);
      const trained = analysis.training?.graph.layers.flatMap(({ ops }) =>
        ops.flatMap(({ event: { weights } }) => weights.flatMap(({ packed }) => packed?.bytes ?? [])),
      );
      expect(trained).to.deep.equal([]);
      const [up] = graphOf(analysis).layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights));
      expect(up?.packed).to.include({ bytes: (4 + 32 / 32) / 8, products: 'int8' });
    });
  }
});

describe('quantize of optimum-quanto', () => {
  const QUANTO = `${NET}from optimum.quanto import Calibration, freeze, qfloat8, qint4, qint8, quantize\n`;
  for (const [call, up, down] of [
    ['quantize(model, weights=qint8)', 8, 8],
    ['quantize(model, weights=qint4)', 4.25, 4.25],
    ["quantize(model, weights=qint8, exclude='down')", 8, null],
    ["quantize(model, weights=qint8, include=['d*'])", null, 8],
    ['quantize(model, weights=qint8, activations=qint8)', 8, 8],
  ] as const) {
    it(call, () => {
      const bits = packedIn(`${QUANTO}${call}\nfreeze(model)\n`).map((packed) =>
        packed?.bytes === undefined || packed.bytes === null ? null : Math.round(32 * packed.bytes) / 4,
      );
      expect(bits).to.deep.equal([up, down]);
    });
  }

  it('with activations multiplies integers', () => {
    const [up] = packedIn(`${QUANTO}quantize(model, weights=qint8, activations=qint8)\n`);
    expect(up?.products).to.equal('int8');
  });
});

describe('numbers of a launch', () => {
  function peakOn(name: string, numbers: 'int8' | 'fp8' | 'fp16'): number {
    const lookup = findDevice(name);
    if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
    const { value: device } = lookup;
    const platform = platformOf({ device, framework: 'pytorch', mode: 'eager', precision: null });
    return matrixPeak(platform, 'dense', numbers) / platform.coefficients.clock.value;
  }
  function peakOf(name: string, precision: 'int8' | 'bf16' | 'fp16' | 'fp32'): number {
    const lookup = findDevice(name);
    if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
    return lookup.value.peak[precision] ?? NaN;
  }

  it('integers run at the peak of integers where there is one', () => {
    expect(peakOn('A100-SXM-80', 'int8')).to.equal(peakOf('A100-SXM-80', 'int8'));
    expect(peakOn('P100-PCIe', 'int8')).to.equal(peakOf('P100-PCIe', 'fp32'));
  });

  it('eight-bit floating point is twice as fast as BF16 where there are units for it, and as fast elsewhere', () => {
    expect(peakOn('H100-SXM', 'fp8')).to.equal(2 * peakOf('H100-SXM', 'bf16'));
    expect(peakOn('A100-SXM-80', 'fp8')).to.equal(peakOf('A100-SXM-80', 'bf16'));
  });
});

const LOAD = `
import torch
from transformers import (AutoModel, AwqConfig, BitsAndBytesConfig, GPTQConfig, HqqConfig, QuantoConfig, TorchAoConfig)
`;

describe('quantised models of transformers, where its source is not installed', () => {
  for (const [how, format, bits, products] of [
    ['load_in_8bit=True', 'LLM.int8()', 8, 'int8'],
    ['quantization_config=BitsAndBytesConfig(load_in_8bit=True)', 'LLM.int8()', 8, 'int8'],
    ['load_in_4bit=True', '4 bits of bitsandbytes', 4.5, 'fp32'],
    [
      'quantization_config=BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=torch.bfloat16)',
      '4 bits of bitsandbytes, scales quantised',
      4.127,
      'bf16',
    ],
    [
      'quantization_config=BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype="float16")',
      '4 bits of bitsandbytes',
      4.5,
      'fp16',
    ],
    ['quantization_config=GPTQConfig(bits=3, group_size=64)', 'GPTQ', 3 + 20 / 64, 'fp16'],
    ['quantization_config=AwqConfig()', 'AWQ', 4 + 20 / 128, 'fp16'],
    ['quantization_config=HqqConfig(nbits=2, group_size=16)', 'HQQ', 2 + 32 / 16, undefined],
    ['quantization_config=QuantoConfig(weights="int4")', 'int4 weights', 4.25, undefined],
    ['quantization_config=TorchAoConfig("int4_weight_only", group_size=64)', 'int4 weights', 4.5, undefined],
    ['quantization_config={"quant_method": "bitsandbytes", "load_in_8bit": True}', 'LLM.int8()', 8, 'int8'],
  ] as const) {
    it(how, () => {
      const [packed] = packedIn(`${LOAD}model = AutoModel.from_pretrained('bert-base-uncased', ${how})\n`);
      expect(packed).to.include({ format });
      expect(8 * (packed?.bytes ?? NaN)).to.be.closeTo(bits, 0.001);
      expect(packed?.products).to.equal(products);
    });
  }

  it('what is not quantised is in half precision by default, as the libraries have it', () => {
    const { inferencePrecision } = analysed(
      `${LOAD}model = AutoModel.from_pretrained('bert-base-uncased', load_in_8bit=True)\n`,
    );
    expect(inferencePrecision).to.deep.include({ isStored: true });
    const { inferencePrecision: single } = analysed(
      `${LOAD}model = AutoModel.from_pretrained('bert-base-uncased')\n`,
    );
    expect(single?.isStored).to.equal(false);
  });

  it('“auto” is the type that a well-known model is stored in', () => {
    const load = (name: string) =>
      analysed(`${LOAD}model = AutoModel.from_pretrained('${name}', torch_dtype='auto')\n`);
    expect(load('meta-llama/Llama-2-7b-hf').inferencePrecision?.precision).to.include({ value: 'fp16' });
    expect(load('mistralai/Mistral-7B-v0.1').inferencePrecision?.precision).to.include({ value: 'bf16' });
    const untold = load('bert-base-uncased');
    expect(untold.inferencePrecision?.precision).to.equal(null);
    expect(untold.completeness.reasons.map(({ text }) => text).join()).to.contain('in single precision');
  });

  it('a method that is not modelled is told', () => {
    const { completeness } = analysed(
      `${LOAD}model = AutoModel.from_pretrained('bert-base-uncased', quantization_config={"quant_method": "vptq"})\n`,
    );
    expect(completeness.reasons.map(({ text }) => text).join()).to.contain('quantisation by vptq');
  });
});

describe('the band of a quantised model', () => {
  it('reaches to weights that are unpacked apart', () => {
    const up = (text: string): number => {
      const overrides = { device: given('A100-SXM-80', 'flag', 'the test') } as const;
      const { energy } = buildFootprint(analysed(text), overrides).footprint.inference;
      return energy.value === null ? NaN : energy.high / energy.value;
    };
    const plain = up(NET);
    expect(up(`${AO}quantize_(model, int4_weight_only())\n`)).to.be.greaterThan(plain);
  });
});

describe('the assumptions of a footprint', () => {
  const on = (device: string) => {
    const overrides = { device: given(device, 'flag', 'the test') } as const;
    const text = `${AO}quantize_(model, float8_dynamic_activation_float8_weight())\n`;
    const { assumptions } = buildFootprint(analysed(text), overrides).footprint;
    const found = assumptions.find(({ name }) => name === 'inference.packedParameters');
    if (found === undefined) throw new Error('it is listed');
    return found;
  };

  it('have the packed parameters, their width, their products and the line that asks for them', () => {
    const { value, source, range } = on('H100-SXM');
    expect(value).to.equal(UP + 4096 * 10);
    expect(source).to.contain('float8 weights and activations').and.to.contain('8-bit floating point');
    expect(source).not.to.contain('has no fast path');
    expect(range?.start.line).to.equal(15);
  });

  it('say when the device has no units for the products', () => {
    expect(on('A100-SXM-80').source)
      .to.contain('at the rate of bf16')
      .and.to.contain('has no fast path for them');
  });
});

describe('trainings in eight-bit floating point', () => {
  const DATA = `
data = torch.utils.data.TensorDataset(torch.randn(64, 1024), torch.randn(64, 10))
loader = torch.utils.data.DataLoader(data, batch_size=8)
`;
  const SINGLE = NET.replace('.to(torch.bfloat16)', '');
  const numbersIn = (text: string) => {
    const analysis = analysed(text);
    const { training, trainings } = analysis;
    if (training === null) throw new Error('it trains');
    const products = forwardKernels(training.graph, 2).filter(({ macs }) => macs > 0);
    const precision = trainings[0]?.precision ?? null;
    return {
      analysis,
      numbers: products.map(({ numbers }) => numbers),
      bytes: products.reduce((sum, { weightBytes }) => sum + weightBytes, 0),
      precision: precision?.known === true ? precision.value : null,
    };
  };
  const accelerated = (precision: string): string => `${SINGLE}${DATA}
from accelerate import Accelerator
accelerator = Accelerator(mixed_precision='${precision}')
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
for epoch in range(2):
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        accelerator.backward(loss)
        optimizer.step()
`;

  it('by accelerate', () => {
    const [eight, half] = [numbersIn(accelerated('fp8')), numbersIn(accelerated('bf16'))];
    expect(eight).to.deep.include({ numbers: ['fp8', 'fp8'], precision: 'bf16' });
    expect(half.numbers).to.deep.equal([undefined, undefined]);
    expect(eight.bytes).to.equal(half.bytes);
  });

  it('by Lightning’s transformer-engine, whose weights are in BF16', () => {
    const { numbers, precision, analysis } = numbersIn(
      `${SINGLE}${DATA}
import lightning as L
class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()
    def forward(self, x):
        return self.net(x)
    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.mse_loss(self(x), y)
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
lit = Lit()
L.Trainer(max_epochs=2, precision='transformer-engine').fit(lit, loader)
`.replace('model = Net()\n', ''),
    );
    expect({ numbers, precision }).to.deep.equal({ numbers: ['fp8', 'fp8'], precision: 'bf16' });
    const stored = analysis.training?.graph.layers.flatMap(({ ops }) =>
      ops.flatMap(({ event: { weights } }) => weights.map(({ dtype }) => dtype)),
    );
    expect(new Set(stored)).to.deep.equal(new Set(['bfloat16']));
  });
});

describe('a plugin of Lightning that quantises', () => {
  it('is told', () => {
    const { completeness } = analysed(`
import torch
import torch.nn as nn
import lightning as L
from lightning.pytorch.plugins import BitsandbytesPrecision
class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(64, 64)
    def forward(self, x):
        return self.net(x)
    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.mse_loss(self(x), y)
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
data = torch.utils.data.TensorDataset(torch.randn(64, 64), torch.randn(64, 64))
loader = torch.utils.data.DataLoader(data, batch_size=8)
L.Trainer(max_epochs=3, plugins=BitsandbytesPrecision(mode='nf4')).fit(Lit(), loader)
`);
    expect(completeness.reasons.map(({ text }) => text).join()).to.contain('BitsandbytesPrecision');
  });
});
