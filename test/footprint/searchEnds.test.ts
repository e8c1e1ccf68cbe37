import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { AnalysisDriver } from '../../src/footprint/analysisDriver.ts';
import type { Footprint, SearchFootprint } from '../../src/footprint/schema.ts';
import { endRuns, MOST_STEPS } from '../../src/footprint/searchEnds.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { createParser } from '../../src/python/syntax/parser.ts';
import { searchCandidates, searchFactors } from '../../src/report/lens.ts';
import { analysis } from '../cost/graphs.ts';

const grammar = (name: string): Uint8Array =>
  readFileSync(new URL(`../../grammars/${name}`, import.meta.url));

const SCRIPT = `
import optuna
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(60000, 784), torch.zeros(60000).long()), batch_size=256)

class Mlp(nn.Module):
    def __init__(self, layers, hidden):
        super().__init__()
        sizes = [784] + [hidden] * layers
        self.body = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(hidden, 10)

    def forward(self, x):
        return self.head(self.body(x))

def objective(trial):
    lr = trial.suggest_float('lr', 1e-4, 1e-1, log=True)
    model = Mlp(trial.suggest_int('layers', 1, 3), trial.suggest_categorical('hidden', [1024, 4096, 2048]))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(5):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return 0.0

optuna.create_study().optimize(objective, n_trials=20)
`;

describe('candidates of a search', () => {
  let driver: AnalysisDriver;

  before(async () => {
    const parser = await createParser(grammar('web-tree-sitter.wasm'), grammar('tree-sitter-python.wasm'));
    const libraries = createRegistry();
    driver = new AnalysisDriver({
      parser,
      prefetch: () => Promise.resolve(),
      discover: (request) => discover({ ...request, parser }, { frameworks, libraries }),
    });
  });

  async function footprintOf(text: string): Promise<Footprint> {
    const source = { read: () => Promise.resolve(null) };
    const request = { uri: 'file:///w/search.py', text, searchPath: [], overrides: {} };
    const { footprints, problems } = await driver.analyse(request, source);
    const [footprint] = footprints;
    if (footprint === undefined) throw new Error(problems.map(({ message }) => message).join());
    return footprint;
  }

  async function searchOf(text: string): Promise<SearchFootprint> {
    const { search } = await footprintOf(text);
    if (search === null) throw new Error('no search was found');
    return search;
  }

  const fixedTo = (layers: number, hidden: number): string =>
    SCRIPT.replace("trial.suggest_int('layers', 1, 3)", `${layers}`).replace(
      "trial.suggest_categorical('hidden', [1024, 4096, 2048])",
      `${hidden}`,
    );

  it('costs what the same script costs with the values in the middle and at the ends', async () => {
    const { energy, candidates } = await searchOf(SCRIPT);
    expect(energy.value).to.equal((await searchOf(fixedTo(2, 2048))).energy.value);
    expect(candidates?.least.value).to.equal((await searchOf(fixedTo(1, 1024))).energy.value);
    expect(candidates?.most.value).to.equal((await searchOf(fixedTo(3, 4096))).energy.value);
  });

  it('lists the ranges with their places, and widens the band by them', async () => {
    const { energy, carbon, candidates } = await searchOf(SCRIPT);
    const { energy: alone } = await searchOf(fixedTo(2, 2048));
    expect(candidates?.values.map(({ name, low, high }) => [name, low, high])).to.deep.equal([
      ['lr', 1e-4, 1e-1],
      ['layers', 1, 3],
      ['hidden', 1024, 4096],
    ]);
    expect(candidates?.values[1]?.range?.start.line).to.equal(20);
    if (energy.value === null || alone.value === null || carbon.value === null) throw new Error('unknown');
    expect(energy.low)
      .to.be.below(alone.low)
      .and.below(candidates?.least.value ?? 0);
    expect(energy.high)
      .to.be.above(alone.high)
      .and.above(candidates?.most.value ?? Infinity);
    expect(carbon.high / carbon.value).to.be.closeTo(energy.high / energy.value, 0.5);
  });

  it('tells where the range comes from', async () => {
    const footprint = await footprintOf(SCRIPT);
    const text = 'lr 0.0001–0.1, layers 1–3, hidden 1,024–4,096';
    expect(footprint.assumptions.find(({ name }) => name === 'candidate')?.value).to.equal(text);
    expect(footprint.search === null ? '' : searchCandidates(footprint.search)).to.match(
      new RegExp(`^[\\d.]+.*–[\\d.]+ \\w+ at the ends of its values: ${text}$`),
    );
  });

  it('says that candidates cost the same where they differ in nothing that costs', async () => {
    const search = await searchOf(fixedTo(2, 2048));
    expect(searchCandidates(search)).to.equal('equal at the ends of its values: lr 0.0001–0.1');
    const plain = await searchOf(
      fixedTo(2, 2048).replace("trial.suggest_float('lr', 1e-4, 1e-1, log=True)", '0.1'),
    );
    expect(plain.candidates).to.equal(undefined);
    expect(searchCandidates(plain)).to.equal('');
  });

  it('does not know an end that raises', async () => {
    const { energy, candidates } = await searchOf(
      SCRIPT.replace('    lr = ', "    assert trial.suggest_int('layers', 1, 3) < 3\n    lr = "),
    );
    expect(energy.value).to.be.above(0);
    expect(candidates?.least.value).to.be.above(0);
    expect(candidates?.most).to.include({ value: null });
  });

  it('takes each end in the largest and the smallest batch, since these go the other way', async () => {
    const batched = (text: string, batch: string): string =>
      text.replace('batch_size=256', `batch_size=${batch}`);
    const inObjective = SCRIPT.replace(/loader = DataLoader.*\n/, '').replace(
      '    for epoch in',
      '    loader = DataLoader(TensorDataset(torch.randn(60000, 784), torch.zeros(60000).long()), batch_size=256)\n    for epoch in',
    );
    const { candidates } = await searchOf(
      batched(inObjective, "trial.suggest_categorical('batch', [16, 256, 1024])"),
    );
    const [least, most] = [
      await searchOf(batched(fixedTo(1, 1024), '1024')),
      await searchOf(batched(fixedTo(3, 4096), '16')),
    ];
    expect(candidates?.least.value).to.be.closeTo(
      least.energy.value ?? NaN,
      0.02 * (least.energy.value ?? NaN),
    );
    expect(candidates?.most.value).to.be.closeTo(most.energy.value ?? NaN, 0.02 * (most.energy.value ?? NaN));
  });

  it('finds them in a loop that asks and tells', async () => {
    const { candidates, trials } = await searchOf(
      SCRIPT.replace(
        'optuna.create_study().optimize(objective, n_trials=20)',
        'study = optuna.create_study()\nfor _ in range(20):\n    trial = study.ask()\n    study.tell(trial, objective(trial))',
      ),
    );
    expect(trials.value).to.equal(20);
    expect(candidates?.values).to.have.length(3);
    expect(candidates?.most.value).to.be.above(candidates?.least.value ?? Infinity);
  });

  it('adds up the candidates that loops make', async () => {
    const loop = (pairs: string): string =>
      SCRIPT.replace(
        'optuna.create_study().optimize(objective, n_trials=20)',
        `for layers, hidden in ${pairs}:\n    objective(layers, hidden)`,
      )
        .replace('def objective(trial):', 'def objective(layers, hidden):')
        .replace("trial.suggest_float('lr', 1e-4, 1e-1, log=True)", '0.1')
        .replace(
          "trial.suggest_int('layers', 1, 3), trial.suggest_categorical('hidden', [1024, 4096, 2048])",
          'layers, hidden',
        );
    const alone = async (pair: string): Promise<number> =>
      (await footprintOf(loop(`[${pair}]`))).training?.energy.value ?? NaN;
    const search = await searchOf(loop('[(1, 1024), (3, 4096), (1, 1024), (2, 64)]'));
    const [small, large, least] = [
      await alone('(1, 1024)'),
      await alone('(3, 4096)'),
      await alone('(2, 64)'),
    ];
    expect(search.trials.value).to.equal(4);
    expect(search.energy.value).to.be.closeTo(2 * small + large + least, 1e-6);
    expect(search.groups.map(({ fits }) => fits)).to.deep.equal([2, 1, 1]);
    expect(searchFactors(search)).to.equal('H 4, each its own T');
    expect(searchCandidates(search)).to.match(/ for a candidate$/);
  });

  it('does not follow a long script again', async () => {
    const model = analysis({
      suggestions: [{ type: 'suggestion', name: 'width', low: 1, high: 2, span: null }],
    });
    const found: DiscoverResult = {
      models: [model],
      problems: [],
      notes: [],
      dependencies: [],
      stepsTaken: MOST_STEPS + 1,
      hasSyntaxErrors: false,
      syntax: null,
    };
    const runs = await endRuns(found, () => Promise.reject(new Error('it was run')));
    expect(runs?.of(model)?.low).to.have.property('reason').that.includes('too long');
    expect(await endRuns({ ...found, models: [] }, () => Promise.reject(new Error('it was run')))).to.equal(
      null,
    );
  });
});
