import { expect } from 'chai';
import { evaluate, run } from '../evaluate.ts';

function parser(lines: string, result: string): string {
  return `import argparse\np = argparse.ArgumentParser()\n${lines}\nargs = p.parse_args()\nresult = ${result}`;
}

describe('the command line, which nobody has typed yet', () => {
  it('gives every argument its default', () => {
    const code = parser(
      'p.add_argument("--epochs", type=int, default=14)\np.add_argument("--dry-run", action="store_true")',
      'args.epochs, args.dry_run, vars(args)',
    );
    expect(evaluate(code)).to.equal("(14, False, {'epochs': 14, 'dry_run': False})");
    expect(run(code).trace.events).to.deep.equal([]);
  });

  it('leaves what is required and has no default unknown, by name', () => {
    const code = parser('p.add_argument("data")\np.add_argument("--out-dir", required=True)', 'args.data');
    expect(evaluate(code)).to.equal('<unknown: command line argument data has no default>');
    expect(evaluate(code.replace('args.data', 'args.out_dir'))).to.equal(
      '<unknown: command line argument --out-dir has no default>',
    );
  });

  it('takes the default of what is required as an assumption', () => {
    const code = parser('p.add_argument("--lr", required=True, default=0.1)', 'args.lr');
    expect(evaluate(code)).to.equal('0.1');
    expect(run(code).trace.events).to.have.length(1);
    expect(run(code).trace.events[0]).to.deep.include({
      type: 'assume',
      text: 'the required command line argument --lr has its default',
    });
  });

  it('treats sys.argv as the empty command line that it is taken to be', () => {
    const code = parser('p.add_argument("path")\np.add_argument("-n", type=int, default=3)', 'args.n');
    const listed = code
      .replace('import argparse', 'import argparse, sys')
      .replace('parse_args()', 'parse_args(sys.argv[1:])');
    expect(evaluate(listed)).to.equal('3');
    expect(evaluate(listed.replace('args.n', 'args.path'))).to.match(/^<unknown: command line argument path/);
  });

  it('takes the sub-command that trains to be given', () => {
    const code = parser(
      's = p.add_subparsers(dest="command")\ns.add_parser("show")\ns.add_parser("train").add_argument("--epochs", default=5)',
      'args.command, args.epochs',
    );
    expect(evaluate(code)).to.equal("('train', 5)");
    expect(run(code).trace.events[0]).to.deep.include({
      type: 'assume',
      text: "the sub-command 'train' is taken to be given",
    });
  });

  it('does not know which sub-command is given otherwise, nor what it would add', () => {
    const code = parser(
      's = p.add_subparsers(dest="command")\ns.add_parser("show").add_argument("--epochs", default=5)',
      'args.command',
    );
    expect(evaluate(code)).to.equal('None');
    expect(evaluate(code.replace('= args.command', '= args.epochs'))).to.equal(
      '<unknown: which sub-command is given on the command line>',
    );
  });

  it('does not know what an option adds whose name is unknown', () => {
    const code = parser('import random\np.add_argument("--" + str(random.random()))', 'args.anything');
    expect(evaluate(code)).to.equal('<unknown: a random value>');
  });

  it('finds groups, parents and defaults that are set later', () => {
    const code = [
      'import argparse',
      'base = argparse.ArgumentParser(add_help=False)',
      'base.add_argument("--seed", type=int, default=1)',
      'p = argparse.ArgumentParser(parents=[base], formatter_class=argparse.ArgumentDefaultsHelpFormatter)',
      'g = p.add_argument_group("model", "about the model")',
      'g.add_argument("--depth", type=int, default="18", help="layers")',
      'p.add_mutually_exclusive_group(required=True).add_argument("--gpu", type=int)',
      'p.set_defaults(seed=7, extra="x")',
      'args, rest = p.parse_known_args()',
      'result = args.seed, args.depth, args.gpu, args.extra, rest, "depth" in args',
    ].join('\n');
    expect(evaluate(code)).to.equal("(7, 18, None, 'x', [], True)");
  });

  it('keeps a parser as it was when a branch that changed it is rolled back', () => {
    const code = [
      'import argparse, random',
      'p = argparse.ArgumentParser()',
      'if random.random() > 0.5:',
      '    p.add_argument("--a", default=1)',
      '    raise ValueError',
      'p.add_argument("--b", default=2)',
      'result = p.parse_args([])',
    ].join('\n');
    expect(evaluate(code)).to.equal('Namespace(b=2)');
  });
});
