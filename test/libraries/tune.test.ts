import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { readRecipe } from '../../src/model/recipe.ts';
import type { SearchBeginEvent } from '../../src/trace/events.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { run, type Run } from '../python/evaluate.ts';

const script = (text: string): Run => run(text, { libraries: [...torchLibraries, ...libraryModules] });

function searchOf({ trace }: Run): SearchBeginEvent | undefined {
  return trace.events.find((event) => event.type === 'search-begin');
}

function shown(done: Run, name: string): string {
  const repr = done.it.repr(done.get(name));
  return typeof repr === 'string' ? repr : repr.reason;
}

describe('scipy.stats', () => {
  it('has what no search draws from as well', () => {
    const done = script(
      'from scipy.stats import entropy, loguniform\nx = entropy([1, 2])\ny = loguniform(1, 4)',
    );
    expect(shown(done, 'x')).to.equal('what scipy.stats.entropy() gives');
  });
});

describe('Ray Tune', () => {
  const TRAIN = 'from ray import tune\nseen = []\ndef train(config):\n    seen.append(config)\n';

  it('multiplies samples by the points of the grids', () => {
    const done = script(`${TRAIN}
tune.run(train, num_samples=4, config={
    'lr': tune.loguniform(1e-4, 1e-2), 'width': tune.grid_search([32, 64, 128]),
    'batch': tune.choice([16, 32]), 'layers': {'depth': tune.randint(1, 4)}, 'epochs': 10,
})`);
    const search = searchOf(done);
    expect(search).to.include({ tool: 'ray', includesFinalTraining: 'no' });
    expect(search?.trials).to.include({ value: 12 });
    expect(shown(done, 'seen')).to.equal(
      "[{'lr': 0.001, 'width': 64, 'batch': 16, 'layers': {'depth': 2}, 'epochs': 10}]",
    );
  });

  const reports = (stop: string, loop = 'while True'): string => {
    const { trace } = script(`
import random
import torch
from ray import tune, train
unknown = random.randint(1, 9)
net = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(64, 4)), batch_size=8)
def trial(config):
    ${loop}:
        for x, in loader:
            net(x).sum().backward()
            optimizer.step()
        try:
            train.report({'loss': 0.5})
        except Exception:
            pass
tune.Tuner(trial, run_config=train.RunConfig(stop=${stop}), tune_config=tune.TuneConfig(num_samples=4)).fit()
`);
    const epochs = readRecipe(trace.events).trainings.map((one) => one.epochs);
    return epochs.map((one) => (one.known ? `${one.value}, ${one.detail}` : one.reason)).join('; ');
  };

  it('tells a trial that is a class of itself', () => {
    const done = script(`
from ray import tune
class Trial(tune.Trainable):
    def step(self):
        global seen
        seen = self._iteration
        return {'epoch': self.iteration}
tune.run(Trial, stop={'training_iteration': 3})
`);
    expect(shown(done, 'seen')).to.equal('_iteration of a trial');
  });

  it('ends a trial with the report that the run stops at', () => {
    expect(reports("{'training_iteration': 30}")).to.equal('30, iterations of the loop around the data');
    expect(reports("{'training_iteration': 30}", 'for i in range(10)')).to.match(/^10, /);
    expect(reports("{'training_iteration': 30}", 'for i in range(100)')).to.match(/^30, /);
    expect(reports("{'training_iteration': 30, 'accuracy': 0.9}")).to.match(/^30, .* at most: .*accuracy/);
  });

  it('does not know when a trial ends that nothing or nobody knows what stops', () => {
    expect(reports('None')).to.include('no end that could be determined');
    expect(reports("{'accuracy': 0.9}")).to.include('no end that could be determined');
    expect(reports("{'training_iteration': unknown}")).to.include('no end that could be determined');
  });

  it('reads a Tuner', () => {
    const done = script(`${TRAIN}
from ray.tune.schedulers import ASHAScheduler
tuner = tune.Tuner(
    tune.with_resources(tune.with_parameters(train), {'gpu': 1}),
    param_space={'lr': tune.uniform(0.0, 1.0)},
    tune_config=tune.TuneConfig(num_samples=20, scheduler=ASHAScheduler(metric='loss', mode='min')),
)
best = tuner.fit().get_best_result('loss', 'min').config`);
    expect(searchOf(done)?.trials).to.include({ value: 20 });
    expect(shown(done, 'best')).to.equal("{'lr': 0.5}");
    const assumed = done.trace.events.flatMap((event) => (event.type === 'assume' ? [event.text] : []));
    expect(assumed.join()).to.include('upper bound');
  });

  it('says why there is no number of trials', () => {
    const done = script(`${TRAIN}tune.run(train, config={}, num_samples=-1)`);
    expect(searchOf(done)?.trials).to.have.property('reason').that.includes('until it is stopped');
  });
});

describe('Hyperopt', () => {
  it('evaluates one point of the space', () => {
    const done = script(`
from hyperopt import fmin, tpe, hp, Trials, STATUS_OK, space_eval
import numpy as np
seen = []
def objective(params):
    seen.append(params)
    return {'loss': 0.0, 'status': STATUS_OK}
space = {'lr': hp.loguniform('lr', np.log(1e-4), np.log(1e-2)), 'units': hp.quniform('units', 16, 64, 16), 'act': hp.choice('act', ['relu', 'tanh'])}
best = fmin(fn=objective, space=space, algo=tpe.suggest, max_evals=30, trials=Trials())`);
    expect(searchOf(done)?.trials).to.include({ value: 30 });
    expect(shown(done, 'seen')).to.match(/^\[\{'lr': 0\.00(1|0999)\d*, 'units': 32\.0, 'act': 'relu'\}\]$/);
  });
});
