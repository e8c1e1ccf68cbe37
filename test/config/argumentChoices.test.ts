import { expect } from 'chai';
import { argumentChoices } from '../../src/config/argumentChoices.ts';

const SCRIPT = `
parser.add_argument("-b", "--batch-size", type=int, default=64, choices=[16, 32, 64],
                    help="mini-batch (per device)")
parser.add_argument('--num_epochs', default=90, type=int)
parser.add_argument('--lr', default=0.1)
parser.add_argument('--max-steps', type=int, default=None)
parser.add_argument('--precision', choices=('fp32', 'bf16', 'auto'), default='fp32')

@click.option("--n-trials", type=click.Choice(["10", "100"]), default="100")
def main(): ...
parser.add_argument('--epochs', default=
`;

describe('values that the arguments of a script offer', () => {
  const values = (name: string): string[] =>
    argumentChoices(name, SCRIPT).map(
      ({ value, argument, line, isDefault }) => `${value} ${argument}:${line}${isDefault ? ' default' : ''}`,
    );

  it('are its choices and defaults, by the names of the arguments', () => {
    expect(values('training-batch')).to.deep.equal([
      '64 --batch-size:1 default',
      '16 --batch-size:1',
      '32 --batch-size:1',
    ]);
    expect(values('epochs')).to.deep.equal(['90 --num_epochs:3 default']);
    expect(values('trials')).to.deep.equal(['100 --n-trials:8 default', '10 --n-trials:8']);
  });

  it('are values of the factor, and nothing else', () => {
    expect(values('precision')).to.deep.equal(['fp32 --precision:6 default', 'bf16 --precision:6']);
    expect(values('steps')).to.deep.equal([]);
    expect(values('pue')).to.deep.equal([]);
  });
});
