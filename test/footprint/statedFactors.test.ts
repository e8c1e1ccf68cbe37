/** Who says what of each factor, and who of them is believed: from the code and files to the footprint. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { Overrides } from '../../src/config/configuration.ts';
import { createAnalyser } from '../../src/footprint/create.ts';
import type { Analyser, AnalysisResult } from '../../src/footprint/analyser.ts';
import type { Footprint, SaidValue, StatedFactor } from '../../src/footprint/schema.ts';
import { given, type Origin } from '../../src/units/found.ts';
import { MAIN, MemoryFiles, request } from './driver.ts';

const grammar = (name: string): Uint8Array =>
  readFileSync(new URL(`../../grammars/${name}`, import.meta.url));

/** Trained with every factor in the code: D 640, E 5, B 64. */
const CODE = `
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc(x)

model = Net()
data = TensorDataset(torch.randn(640, 20), torch.randint(0, 3, (640,)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`;

describe('the factors that a person can set', () => {
  let analyser: Analyser;

  before(async () => {
    analyser = await createAnalyser({
      parserRuntime: grammar('web-tree-sitter.wasm'),
      pythonGrammar: grammar('tree-sitter-python.wasm'),
    });
  });

  interface Said {
    readonly pragma?: string;
    readonly toml?: string;
    readonly overrides?: Overrides;
  }

  async function analyse({ pragma = '', toml = '', overrides = {} }: Said): Promise<AnalysisResult> {
    const files = new MemoryFiles(toml === '' ? {} : { 'wattlens.toml': toml });
    analyser.close(MAIN);
    return analyser.analyse(
      request(`${pragma === '' ? '' : `# wattlens: ${pragma}\n`}${CODE}`, { overrides }),
      files,
    );
  }

  async function footprint(said: Said): Promise<Footprint> {
    const [first] = (await analyse(said)).footprints;
    if (first === undefined) throw new Error('no model was found');
    return first;
  }

  async function factor(name: string, said: Said): Promise<StatedFactor> {
    const found = (await footprint(said)).factors.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no factor ${name}`);
    return found;
  }

  const short = ({ value, origin }: Pick<SaidValue, 'value' | 'origin'> | StatedFactor): string =>
    `${value ?? '?'} ${origin ?? 'unknown'}`;

  const said = (key: keyof Overrides, value: string | number, origin: Origin): Overrides => ({
    [key]: given(value, origin, `${key} by ${origin}`),
  });

  /** Each name with two values, and where its other value may come from. */
  const FACTORS: readonly (readonly [
    name: string,
    key: keyof Overrides,
    a: number | string,
    b: number | string,
  ])[] = [
    ['epochs', 'epochs', 7, 9],
    ['samples', 'samples', 7000, 9000],
    ['training-batch', 'trainingBatch', 16, 32],
    ['trials', 'trials', 7, 9],
    ['precision', 'precision', 'bf16', 'fp16'],
    ['mode', 'mode', 'compiled', 'eager'],
    ['device', 'device', 'T4', 'A100-SXM-80'],
    ['inference-device', 'inferenceDevice', 'T4', 'A100-SXM-80'],
    ['region', 'region', 'DE', 'FR'],
    ['pue', 'pue', 1.1, 1.3],
    ['inferences', 'inferences', 7, 9],
    ['devices', 'devices', 2, 4],
    ['overhead', 'overhead', 'gitzel', 'computed'],
    ['batch', 'batch', 2, 4],
  ];

  for (const [name, key, a, b] of FACTORS) {
    it(`${name}: flag over pragma over file over workspace, each pair of neighbours`, async () => {
      const pairs: readonly (readonly [Said, string, string])[] = [
        [{ pragma: `${name}=${b}`, overrides: said(key, a, 'flag') }, `${a} flag`, `${b} pragma`],
        [
          { pragma: `${name}=${a}`, toml: `${name} = ${JSON.stringify(b)}` },
          `${a} pragma`,
          `${b} config-file`,
        ],
        [
          { toml: `${name} = ${JSON.stringify(a)}`, overrides: said(key, b, 'workspace-setting') },
          `${a} config-file`,
          `${b} workspace-setting`,
        ],
      ];
      for (const [where, first, second] of pairs) {
        const found = await factor(name, where);
        expect(short(found)).to.equal(first);
        expect(found.alternatives.map(short)).to.include(second);
      }
    });
  }

  for (const [name, key, value, inCode] of [
    ['epochs', 'epochs', 7, 5],
    ['samples', 'samples', 7000, 640],
    ['training-batch', 'trainingBatch', 16, 64],
  ] as const) {
    it(`${name}: workspace over code over user`, async () => {
      const workspace = await factor(name, { overrides: said(key, value, 'workspace-setting') });
      expect(short(workspace)).to.equal(`${value} workspace-setting`);
      expect(workspace.alternatives.map(short)).to.deep.equal([`${inCode} code`]);
      const user = await factor(name, { overrides: said(key, value, 'user-setting') });
      expect(short(user)).to.equal(`${inCode} code`);
      expect(user.alternatives.map(short)).to.deep.equal([`${value} user-setting`]);
    });
  }

  for (const [name, key, value] of [
    ['device', 'device', 'T4'],
    ['region', 'region', 'SE'],
    ['pue', 'pue', 1.2],
  ] as const) {
    it(`${name}: user over default`, async () => {
      expect(await factor(name, {})).to.include({ origin: 'default' });
      expect(short(await factor(name, { overrides: said(key, value, 'user-setting') }))).to.equal(
        `${value} user-setting`,
      );
    });
  }

  it('say where each was written: line of the pragma, line of the file, name of the setting', async () => {
    const both = await factor('epochs', { pragma: 'epochs=9', toml: '# mine\n\nepochs = 7\n' });
    expect(both.range).to.deep.include({ uri: MAIN, start: { line: 0, character: 0 } });
    const [file, code] = both.alternatives;
    expect(file?.range).to.deep.include({
      uri: 'file:///w/a/wattlens.toml',
      start: { line: 2, character: 0 },
    });
    expect(file?.range?.end).to.deep.equal({ line: 2, character: 10 });
    expect(code?.range?.start.line).to.be.above(10);
    expect(both.setting).to.equal('wattlens.training.epochs');
  });

  it('tell which of one stage are those of all of them', async () => {
    const shared = await factor('inference-region', { pragma: 'region=NO' });
    expect([short(shared), shared.sameAs]).to.deep.equal(['NO pragma', 'region']);
    const own = await factor('inference-region', { pragma: 'region=NO', toml: 'inference-region = "SE"' });
    expect([short(own), own.sameAs]).to.deep.equal(['SE config-file', undefined]);
    expect((await factor('inference-region', {})).sameAs).to.equal(undefined);
  });

  it('show what is not known as such, with the reason', async () => {
    const inferences = await factor('inferences', {});
    expect([inferences.value, inferences.origin]).to.deep.equal([null, null]);
    expect(inferences.source).to.contain('nobody says');
    expect(await factor('trials', {})).to.include({ value: null, origin: null });
  });

  it('take steps instead of epochs, and epochs over weaker steps', async () => {
    const steps = await footprint({ pragma: 'steps=1k' });
    const training = steps.training?.factors;
    expect([training?.steps?.value, training?.epochs.value, training?.samples.value]).to.deep.equal([
      1000,
      null,
      640,
    ]);
    const byEpochs = await footprint({ pragma: 'epochs=100' });
    const energy = (of: Footprint): number => of.training?.itEnergy.value ?? NaN;
    // 1000 steps of 64 are 100 epochs of 640
    expect(energy(steps) / energy(byEpochs)).to.be.closeTo(1, 1e-9);
    const both = await footprint({ pragma: 'epochs=3', toml: 'steps = 9' });
    expect([both.training?.factors.steps, both.training?.factors.epochs.value]).to.deep.equal([null, 3]);
  });

  it('are those of one model where a pragma stands over its assignment or class, else of the file', async () => {
    const text = CODE.replace('model = Net()', '# wattlens: epochs=9\nmodel = Net()');
    const files = new MemoryFiles({});
    const { footprints } = await analyser.analyse(request(text), files);
    const epochs = footprints.flatMap((one) => one.factors.filter(({ name }) => name === 'epochs'));
    expect(epochs.map(short)).to.deep.equal(['9 pragma']);
  });

  it('leave out a wrong value with its place, and keep the next', async () => {
    const { problems, footprints } = await analyse({ pragma: 'epochs=90 images', toml: 'epochs = 7' });
    expect(problems.map(({ code }) => code)).to.include('pragma');
    const epochs = footprints[0]?.factors.find(({ name }) => name === 'epochs');
    expect(epochs === undefined ? '' : short(epochs)).to.equal('90 pragma');
  });
});
