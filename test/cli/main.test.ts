import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../../', import.meta.url));

function wattlens(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/main.ts', ...argv],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

describe('the command', function () {
  this.timeout(120_000);

  it('reads a file from the disk and prints its figures', () => {
    const { status, stdout, stderr } = wattlens('estimate', 'examples/pytorch_mnist.py');
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^Net +pytorch_mnist\.py:16 /m);
    expect(status).to.equal(0);
  });

  it('tells its version, and those of what its figures rest on', () => {
    const { status, stdout } = wattlens('--version');
    expect(stdout).to.match(/^wattlens \d+\.\d+\.\d+\ncatalogue \S+\nfootprint schema \d+\n$/);
    expect(status).to.equal(0);
  });

  it('ends with 2 on wrong usage', () => {
    const { status, stdout, stderr } = wattlens('estimate', 'gone.py');
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^wattlens: gone\.py: there is no such file or folder/);
  });
});
