import { expect } from 'chai';
import { optunaModules } from '../../src/libraries/optuna/modules.ts';
import type { SearchBeginEvent } from '../../src/trace/events.ts';
import { evaluate, run } from '../python/evaluate.ts';

const optuna = (text: string): string => evaluate(`import optuna\n${text}`, { libraries: optunaModules });

function searchesOf(text: string): SearchBeginEvent[] {
  const { trace } = run(`import optuna\n${text}`, { libraries: optunaModules });
  return trace.events.filter((event) => event.type === 'search-begin');
}

const OBJECTIVE = `
def objective(trial):
    x = trial.suggest_float('x', 0, 10)
    return x
`;

describe('optuna', () => {
  it('suggests the middle of each range', () => {
    const seen = optuna(`
seen = []
def objective(trial):
    seen.append(trial.suggest_int('layers', 1, 3))
    seen.append(trial.suggest_int('units', 64, 512, step=64))
    seen.append(trial.suggest_float('dropout', 0.1, 0.5))
    seen.append(trial.suggest_float('lr', 1e-4, 1e-2, log=True))
    seen.append(trial.suggest_categorical('optimizer', ['Adam', 'SGD']))
    seen.append(trial.suggest_int('layers', 5, 9))
    return 0.0
optuna.create_study().optimize(objective, n_trials=3)
result = seen`);
    expect(seen).to.equal("[2, 256, 0.3, 0.001, 'Adam', 2]");
  });

  it('records one candidate under the number of trials', () => {
    const text = `${OBJECTIVE}
study = optuna.create_study(direction='minimize', sampler=optuna.samplers.TPESampler(seed=0))
study.optimize(objective, n_trials=40, timeout=600)`;
    const [search, ...others] = searchesOf(text);
    expect(others).to.have.length(0);
    expect(search).to.include({ tool: 'optuna', includesFinalTraining: 'no' });
    expect(search?.trials).to.include({ known: true, value: 40 });
    expect(search?.trials).to.have.property('detail').that.includes('timeout');
    expect(search?.fitsPerTrial).to.include({ value: 1 });
    expect(search?.span?.start.line).to.equal(7);
  });

  it('says why a number of trials is missing', () => {
    const byTime = searchesOf(`${OBJECTIVE}\noptuna.create_study().optimize(objective, timeout=60)`);
    expect(byTime[0]?.trials).to.deep.include({
      known: false,
      reason: 'the search is limited by time, not by a number of trials',
    });
    const endless = searchesOf(`${OBJECTIVE}\noptuna.create_study().optimize(objective)`);
    expect(endless[0]?.trials).to.have.property('reason').that.includes('until it is stopped');
  });

  it('takes the points of a grid for the number of trials', () => {
    const search = searchesOf(`${OBJECTIVE}
space = {'x': [1, 2, 3], 'y': [0.1, 0.2]}
study = optuna.create_study(sampler=optuna.samplers.GridSampler(space))
study.optimize(objective, n_trials=100)`);
    expect(search[0]?.trials).to.include({ value: 6 });
  });

  it('lets an objective prune', () => {
    const { trace } = run(
      `import optuna
def objective(trial):
    trial.report(0.5, 1)
    if trial.should_prune():
        raise optuna.TrialPruned()
    raise optuna.exceptions.TrialPruned('gave up')
optuna.create_study().optimize(objective, n_trials=2)`,
      { libraries: optunaModules },
    );
    const assumed = trace.events.flatMap((event) => (event.type === 'assume' ? [event.text] : []));
    expect(assumed).to.deep.equal(['no trial is pruned, so the search is an upper bound']);
    expect(trace.events.at(-1)?.type).to.equal('search-end');
  });

  it('gives the representative candidate as the best one, and no outcome', () => {
    const after = `${OBJECTIVE}
study = optuna.create_study()
study.optimize(objective, n_trials=7)
`;
    expect(
      optuna(`${after}result = (len(study.trials), study.best_params, study.best_trial.params['x'])`),
    ).to.equal("(7, {'x': 5.0}, 5.0)");
    expect(optuna(`${after}result = study.best_value`)).to.include('known after it has run');
    expect(optuna(`${after}result = study.best_trial.value`)).to.include('known after it has run');
  });

  it('knows nothing of the best candidate of a study that another script ran', () => {
    expect(optuna("result = optuna.load_study(study_name='s').best_params")).to.include(
      'not part of the script',
    );
  });
});
