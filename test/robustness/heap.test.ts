import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const MB = 1_000_000;

describe('memory', function () {
  this.timeout(300_000);

  it('is given back when a hostile file is closed', () => {
    const child = fileURLToPath(new URL('./heapChild.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', child], {
      encoding: 'utf8',
    });
    const { growth, externalGrowthOfSecondRound } = JSON.parse(output) as {
      growth: Record<string, number>;
      externalGrowthOfSecondRound: number;
    };
    expect(Object.keys(growth)).to.have.length(7);
    for (const [name, bytes] of Object.entries(growth)) expect(bytes, name).to.be.below(20 * MB);
    expect(externalGrowthOfSecondRound).to.be.below(20 * MB);
  });
});
