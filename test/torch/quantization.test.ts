/** `torch.ao.quantization`: what is converted, in which format, and what its inference and its training are then. */
import { expect } from 'chai';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { given } from '../../src/units/found.ts';

const NET = `
import torch
import torch.nn as nn
import torch.ao.quantization as tq

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(100, 64)
        self.lstm = nn.LSTM(64, 64)
        self.up = nn.Linear(64, 256)
        self.down = nn.Linear(256, 10)
    def forward(self, x):
        x, _ = self.lstm(self.table(x))
        return self.down(torch.relu(self.up(x)))

model = Net().eval()
`;

const DENSE = `
import torch
import torch.nn as nn
import torch.ao.quantization as tq

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant, self.dequant = tq.QuantStub(), tq.DeQuantStub()
        self.up = nn.Linear(512, 2048)
        self.down = nn.Linear(2048, 512)
    def forward(self, x):
        return self.dequant(self.down(torch.relu(self.up(self.quant(x)))))

model = Net()
`;
import { analysed } from '../support/analysed.ts';

/** The format of the weights of each layer, by its path; those of floating point are left out. */
function formats(text: string): Readonly<Record<string, string>> {
  const { inference } = analysed(text);
  if (inference === null) throw new Error('it runs');
  return Object.fromEntries(
    inference.graph.layers.flatMap(({ path, ops }) =>
      ops.flatMap(({ event }) =>
        event.weights.flatMap(({ packed }) =>
          packed === undefined
            ? []
            : [
                [
                  path,
                  `${8 * (packed.bytes ?? NaN) > 9 ? 'float16' : 'int8'} ${packed.products ?? ''}`.trim(),
                ],
              ],
        ),
      ),
    ),
  );
}

describe('quantize_dynamic', () => {
  it('packs dense and recurrent layers', () => {
    expect(formats(`${NET}q = tq.quantize_dynamic(model)\n`)).to.deep.equal({
      lstm: 'int8 int8',
      up: 'int8 int8',
      down: 'int8 int8',
    });
  });

  it('packs the classes and modules that are named', () => {
    expect(
      formats(`${NET}q = tq.quantize_dynamic(model, {nn.LSTM, 'down'}, dtype=torch.qint8)\n`),
    ).to.deep.equal({
      lstm: 'int8 int8',
      down: 'int8 int8',
    });
  });

  it('packs each class as it is told', () => {
    const spec =
      '{nn.Linear: tq.default_dynamic_qconfig, nn.Embedding: tq.float_qparams_weight_only_qconfig}';
    expect(formats(`${NET}q = tq.quantize_dynamic(model, ${spec})\n`)).to.deep.equal({
      table: 'int8',
      up: 'int8 int8',
      down: 'int8 int8',
    });
  });

  it('keeps float16 weights where it is told', () => {
    expect(formats(`${NET}q = tq.quantize_dynamic(model, {nn.Linear}, dtype=torch.float16)\n`)).to.deep.equal(
      {
        up: 'float16',
        down: 'float16',
      },
    );
  });

  it('leaves parameters, multiplications and what is trained as they were', () => {
    const [before, after] = [analysed(NET), analysed(`${NET}q = tq.quantize_dynamic(model)\n`)];
    expect(after.inference?.graph.params).to.equal(before.inference?.graph.params);
    expect(after.inference?.graph.trainableParams).to.equal(before.inference?.graph.trainableParams);
    expect(after.inference?.graph.work.macs).to.equal(before.inference?.graph.work.macs);
  });

  it('takes the input of the call of the copy', () => {
    const { completeness, inference } = analysed(
      `${NET}q = tq.quantize_dynamic(model)\nq(torch.zeros(1, 33, dtype=torch.long))\n`,
    );
    expect(inference?.inputs[0]?.shape).to.deep.equal([1, 33]);
    expect(completeness.level).to.equal('exact');
  });
});

describe('static quantisation', () => {
  const EAGER = `
model.eval()
model.qconfig = tq.get_default_qconfig('x86')
prepared = tq.prepare(model)
prepared(torch.randn(8, 512))
`;

  it('computes in eight bits from end to end', () => {
    const { inferencePrecision } = analysed(
      `${DENSE}${EAGER}q = tq.convert(prepared)\nq(torch.randn(1, 512))\n`,
    );
    expect(inferencePrecision?.precision).to.include({ known: true, value: 'int8', origin: 'code' });
    expect(inferencePrecision?.precision?.span?.start.line).to.equal(20);
  });

  it('does not where a part has no qconfig', () => {
    const { inferencePrecision } = analysed(
      `${DENSE}model.down.qconfig = None${EAGER}q = tq.convert(prepared)\nq(torch.randn(1, 512))\n`,
    );
    expect(inferencePrecision?.precision).to.equal(null);
    expect(formats(`${DENSE}model.down.qconfig = None${EAGER}q = tq.convert(prepared)\n`)).to.deep.equal({
      up: 'int8 int8',
    });
  });

  it('is nothing yet while the model is only prepared', () => {
    expect(formats(`${DENSE}${EAGER}`)).to.deep.equal({});
  });

  for (const [name, lines] of [
    [
      'graphs of torch.fx',
      `
from torch.ao.quantization.quantize_fx import prepare_fx, convert_fx
prepared = prepare_fx(model.eval(), tq.get_default_qconfig_mapping('x86'), (torch.randn(1, 512),))
q = convert_fx(prepared)
`,
    ],
    [
      'a mapping that is made by hand',
      `
from torch.ao.quantization.quantize_fx import prepare_fx, convert_fx
mapping = tq.QConfigMapping().set_global(tq.default_qconfig)
q = convert_fx(prepare_fx(model.eval(), mapping, (torch.randn(1, 512),)))
`,
    ],
    [
      'exported programs',
      `
from torch.ao.quantization.quantize_pt2e import prepare_pt2e, convert_pt2e
from torch.ao.quantization.quantizer.xnnpack_quantizer import XNNPACKQuantizer, get_symmetric_quantization_config
exported = torch.export.export_for_training(model.eval(), (torch.randn(1, 512),)).module()
quantizer = XNNPACKQuantizer().set_global(get_symmetric_quantization_config())
q = convert_pt2e(prepare_pt2e(exported, quantizer))
`,
    ],
  ] as const) {
    it(`of ${name}`, () => {
      const { inferencePrecision, completeness } = analysed(`${DENSE}${lines}`);
      expect(inferencePrecision?.precision).to.include({ known: true, value: 'int8' });
      expect(completeness.level).to.equal('exact');
    });
  }

  it('of exported programs may be dynamic', () => {
    expect(
      formats(`${DENSE}
from torch.ao.quantization.quantize_pt2e import prepare_pt2e, convert_pt2e
from torch.ao.quantization.quantizer.x86_inductor_quantizer import X86InductorQuantizer, get_default_x86_inductor_quantization_config
quantizer = X86InductorQuantizer()
quantizer.set_global(get_default_x86_inductor_quantization_config(is_dynamic=True))
q = convert_pt2e(prepare_pt2e(torch.export.export(model, (torch.randn(1, 512),)).module(), quantizer))
`),
    ).to.deep.equal({ up: 'int8 int8', down: 'int8 int8' });
    expect(analysed(DENSE).inferencePrecision?.precision).to.equal(null);
  });

  it('of a network that was trained for it leaves the training in single precision', () => {
    const { footprint } = buildFootprint(
      analysed(`${DENSE}
model.qconfig = tq.get_default_qat_qconfig('x86')
prepared = tq.prepare_qat(model.train())
optimizer = torch.optim.SGD(prepared.parameters(), lr=0.1)
data = torch.utils.data.TensorDataset(torch.randn(64, 512), torch.randn(64, 512))
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(data, batch_size=8):
        optimizer.zero_grad()
        nn.functional.mse_loss(prepared(x), y).backward()
        optimizer.step()
q = tq.convert(prepared.eval())
`),
      { device: given('A100-SXM-80', 'flag', 'the test') },
    );
    expect(footprint.inference.precision.value).to.equal('int8');
    expect(footprint.training?.precision.value).to.equal('fp32');
    expect(footprint.assumptions.map(({ name }) => name)).to.include('inference.packedParameters');
    const inTraining = footprint.assumptions.find(({ name }) => name === 'training.packedParameters');
    expect(inTraining?.source).to.contain('what fake quantisation computes is not counted');
  });
});

describe('arithmetic that is to be quantised', () => {
  it('is what it says in the model as written', () => {
    const { completeness, inference } = analysed(`
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(64, 64)
        self.skip = nn.quantized.FloatFunctional()
        self.join = torch.ao.nn.quantized.FloatFunctional()
    def forward(self, x):
        return self.join.cat([self.skip.add_relu(x, self.up(x)), self.skip.mul_scalar(x, 2.0)], dim=1)
model = Net()
model(torch.randn(1, 64))
`);
    expect(completeness.level).to.equal('exact');
    expect(inference?.outputs).to.deep.equal([[1, 128]]);
    const ops = inference?.graph.layers.flatMap((layer) => layer.ops.map(({ event }) => event.op));
    expect(ops).to.include.members(['add', 'relu', 'mul', 'cat']);
  });
});
