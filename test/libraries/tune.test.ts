import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
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
