/** The measuring harness on this machine's CPU: its own tests, and a run of its smallest plan. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import Papa from 'papaparse';
import { skip } from '../support/skip.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PYTHON = process.env['WATTLENS_BENCH_PYTHON'] ?? 'python3';
const MINUTES = 60_000;

function python(args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const env = { ...process.env, PYTHONPATH: path.join(ROOT, 'scripts'), PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync(PYTHON, args, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    timeout: 5 * MINUTES,
  });
  return { status, text: `${stdout}${stderr}` };
}

describe('the measuring harness', function () {
  this.timeout(6 * MINUTES);

  before(function () {
    if (python(['-c', 'import torch']).status !== 0) {
      skip(this, `${PYTHON} has no PyTorch: name an interpreter that has in WATTLENS_BENCH_PYTHON`);
    }
  });

  it('passes its own tests', function () {
    if (python(['-c', 'import pytest']).status !== 0) skip(this, `${PYTHON} has no pytest`);
    const { status, text } = python(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'scripts/measure']);
    expect(status, text).to.equal(0);
  });

  it('measures layers and models on the CPU, and leaves an energy empty that it cannot read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-measure-'));
    try {
      const quick = ['--warm-up', '0.05', '--window', '0.1', '--idle', '0.5'];
      const run = python(['-m', 'measure', 'run', 'smoke', '--out', folder, ...quick]);
      expect(run.status, run.text).to.equal(0);
      const { data } = Papa.parse<Readonly<Record<string, string>>>(
        readFileSync(path.join(folder, 'smoke.csv'), 'utf8').trim(),
        { header: true },
      );
      expect(data).to.have.length(7);
      expect(new Set(data.map((row) => row['level']))).to.deep.equal(new Set(['layer', 'model']));
      for (const row of data) {
        expect(Number(row['time_s']), row['id']).to.be.greaterThan(0);
        expect(row['energy_j'] === '', row['id']).to.equal(row['power_method'] === 'none');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
