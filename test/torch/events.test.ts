import { expect } from 'chai';
import { Unknown } from '../../src/python/runtime/values.ts';
import type { OpEvent, TraceEvent } from '../../src/trace/events.ts';
import { opsOf, runTorch } from './evaluate.ts';

function events(code: string): readonly TraceEvent[] {
  return runTorch(code).trace.events;
}

/** The operations that are no views. */
function kernels(code: string): OpEvent[] {
  return opsOf(events(code)).filter(({ isView }) => !isView);
}

function named(code: string, op: string): OpEvent {
  const found = kernels(code).find((event) => event.op === op);
  if (found === undefined) throw new Error(`no ${op} was recorded`);
  return found;
}

describe('events', () => {
  it('mark construction, and where forward begins and ends', () => {
    const all = events('net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())\nnet(torch.zeros(4, 2))\n');
    const built = all.flatMap((event) => (event.type === 'construct' ? [event.object.cls.name] : []));
    expect(built).to.deep.equal(['Linear', 'ReLU', 'Sequential']);
    const calls = all.flatMap((event) =>
      event.type === 'enter' ? [event.className] : event.type === 'exit' ? ['end'] : [],
    );
    expect(calls).to.deep.equal(['Sequential', 'Linear', 'end', 'ReLU', 'end', 'end']);
    const last = all.findLast((event) => event.type === 'exit');
    expect(last?.outputs).to.have.length(1);
    expect(last?.outputs[0]).to.deep.include({ shape: [4, 3], dtype: 'float32' });
  });

  it('place a layer where its class is called', () => {
    const span = events('x = 1\nm = nn.Linear(2, 3)\n').find((event) => event.type === 'construct')?.span;
    // after the five lines of imports
    expect(span?.start.line).to.equal(6);
  });

  it('tell weights from inputs, by identity where they are tied', () => {
    const shared = `
a = nn.Linear(4, 4, bias=False)
b = nn.Linear(4, 4, bias=False)
b.weight = a.weight
b(a(torch.zeros(2, 4)))
`;
    const [first, second] = kernels(shared).filter(({ kind }) => kind === 'dense');
    expect(first?.inputs).to.deep.equal([{ shape: [2, 4], dtype: 'float32' }]);
    expect(first?.weights).to.have.length(1);
    expect(first?.weights[0]).to.include({ elements: 16, trainable: true });
    expect(second?.weights[0]?.serial).to.equal(first?.weights[0]?.serial);
  });

  it('keep a weight a weight through views, and name its layer dense', () => {
    const product = named('w = nn.Parameter(torch.zeros(5, 4))\ntorch.zeros(2, 4) @ w.t()\n', 'matmul');
    expect(product.kind).to.equal('dense');
    expect(product.weights).to.have.length(1);
    expect(named('torch.zeros(2, 4) @ torch.zeros(4, 5)\n', 'matmul').kind).to.equal('matmul');
  });

  it('know whether a gradient flows: not into the first layer, not below a frozen one', () => {
    const code = `
net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 4), nn.Linear(4, 5))
net[0].requires_grad_(False)
net(torch.zeros(1, 2))
`;
    const layers = kernels(code).filter(({ kind }) => kind === 'dense');
    expect(layers.map(({ gradEnabled }) => gradEnabled)).to.deep.equal([false, true, true]);
    expect(layers.map(({ inputNeedsGrad }) => inputNeedsGrad)).to.deep.equal([false, false, true]);
    expect(layers.map(({ weights }) => weights.every(({ trainable }) => trainable))).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it('record no graph without gradients', () => {
    const product = named('m = nn.Linear(2, 3)\nwith torch.no_grad():\n    m(torch.zeros(1, 2))\n', 'addmm');
    expect(product.gradEnabled).to.equal(false);
    expect(product.inputNeedsGrad).to.equal(false);
  });

  it('views move nothing; copies move what they copy', () => {
    const all = opsOf(events('x = torch.empty(2, 3)\ny = x.t()\nz = y.contiguous()\n'));
    const view = all.find(({ isView }) => isView);
    expect(view?.work.bytesRead).to.equal(0);
    expect(all.find(({ op }) => op === 'clone')?.work).to.include({
      bytesRead: 24,
      bytesWritten: 24,
      macs: 0,
    });
  });

  it('training mode changes what a normalisation and a dropout do', () => {
    const model = 'm = nn.Sequential(nn.BatchNorm1d(4), nn.Dropout())\n';
    const ops = (code: string) => kernels(code).map(({ op }) => op);
    expect(ops(`${model}m(torch.zeros(8, 4))`)).to.include.members(['native_batch_norm', 'dropout']);
    expect(ops(`${model}m.eval()\nm(torch.zeros(8, 4))`)).to.not.include('dropout');
    const cost = (code: string) => named(code, 'native_batch_norm').work.elementwise;
    expect(cost(`${model}m(torch.zeros(8, 4))`)).to.be.above(cost(`${model}m.eval()\nm(torch.zeros(8, 4))`));
  });

  it('say when a tensor is unknown, and keep it unknown', () => {
    const run = runTorch('import nowhere\nx = nowhere.load()\ny = F.relu(x)\n');
    expect(run.get('y')).to.be.instanceOf(Unknown);
    const lost = run.trace.events.filter((event) => event.type === 'incomplete');
    expect(lost).to.have.length(1);
    expect(lost[0]).to.have.nested.property('unknown.reason').that.contains('nowhere');
  });

  it('a layer of an unknown size exists, and says why it is unknown', () => {
    const run = runTorch(
      'import nowhere\nm = nn.Linear(4, nowhere.classes)\nw = m.weight\ny = m(torch.zeros(1, 4))\n',
    );
    expect(run.get('w')).to.be.instanceOf(Unknown);
    expect(run.get('y')).to.be.instanceOf(Unknown);
    expect(run.trace.events.some((event) => event.type === 'incomplete')).to.equal(true);
  });

  it('a subclass of such a layer is unknown as well', () => {
    const run = runTorch(`
import nowhere
class Head(nn.Linear):
    def __init__(self, n):
        super().__init__(n, nowhere.classes)
        self.scale = 2
h = Head(3)
w = h.weight
s = h.scale
`);
    expect(run.get('w')).to.be.instanceOf(Unknown);
    expect(run.get('s')).to.equal(2);
  });

  it('numbers that depend on data are unknown, but still numbers', () => {
    const run = runTorch('x = torch.randn(2, 3)\nm = x.abs().max().item()\ny = x / m\n');
    expect(run.get('m')).to.be.instanceOf(Unknown);
    expect(run.get('y')).to.have.deep.property('shape', [2, 3]);
    expect(run.trace.events.some((event) => event.type === 'incomplete')).to.equal(false);
  });

  it('record backward passes, steps and the optimiser', () => {
    const all = events(`
m = nn.Linear(2, 1)
opt = torch.optim.AdamW(m.parameters(), lr=1e-3)
loss = m(torch.zeros(4, 2)).mean()
opt.zero_grad()
loss.backward()
opt.step()
`);
    expect(all.filter(({ type }) => type === 'backward')).to.have.length(1);
    const step = all.find((event) => event.type === 'step');
    expect(step?.optimizer).to.deep.include({ name: 'AdamW', statePerParameter: 2 });
    expect(step?.optimizer.parameters).to.have.length(2);
  });

  it('backward of what needs no gradient is an error', () => {
    expect(() =>
      events(
        'try:\n    torch.zeros(1).sum().backward()\n    ok = True\nexcept RuntimeError:\n    ok = False\nassert not ok\n',
      ),
    ).to.not.throw();
  });

  it('record precision and compilation as settings', () => {
    const all = events(`
m = nn.Linear(2, 2)
with torch.autocast("cuda", dtype=torch.bfloat16):
    m(torch.zeros(1, 2))
torch.set_float32_matmul_precision("high")
m = torch.compile(m)
`);
    const settings = all.flatMap((event) =>
      event.type === 'setting'
        ? [`${event.name} ${typeof event.value === 'string' ? event.value : event.value.reason}`]
        : [],
    );
    expect(settings).to.deep.equal(['precision bf16', 'precision fp32', 'precision tf32', 'mode compiled']);
  });

  it('flatten inputs and outputs of containers', () => {
    const all = events(`
class Net(nn.Module):
    def forward(self, batch):
        return {"a": batch["x"], "b": [batch["y"], None]}
Net()({"x": torch.zeros(1), "y": torch.zeros(2)})
`);
    const [enter] = all.flatMap((event) => (event.type === 'enter' ? [event.inputs.length] : []));
    const [exit] = all.flatMap((event) => (event.type === 'exit' ? [event.outputs.length] : []));
    expect([enter, exit]).to.deep.equal([2, 2]);
  });
});
