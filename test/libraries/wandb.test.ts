import { expect } from 'chai';
import { wandbModules } from '../../src/libraries/wandb/modules.ts';
import { evaluate } from '../python/evaluate.ts';

function result(...lines: string[]): string {
  return evaluate(lines.join('\n'), { libraries: wandbModules });
}

describe('wandb', () => {
  it('reads the configuration back that it was given', () => {
    expect(
      result(
        'import wandb',
        'run = wandb.init(project="p", config={"lr": 0.1, "width": 8})',
        'wandb.config.update({"depth": 2})',
        'wandb.log({"loss": 1}); wandb.watch([1]); wandb.finish()',
        'c = wandb.config',
        'result = c.lr, c["width"], run.config.depth, c.get("x", 5), dict(c)',
      ),
    ).to.equal("(0.1, 8, 2, 5, {'lr': 0.1, 'width': 8, 'depth': 2})");
  });

  it('takes a namespace as configuration', () => {
    expect(
      result(
        'import argparse, wandb',
        'args = argparse.Namespace(lr=0.5)',
        'wandb.init(config=args)',
        'result = wandb.config.lr',
      ),
    ).to.equal('0.5');
  });

  it('does not know what only a sweep sets', () => {
    expect(result('import wandb', 'wandb.init()', 'result = wandb.config.width')).to.match(
      /^<unknown: a hyper/,
    );
  });
});
