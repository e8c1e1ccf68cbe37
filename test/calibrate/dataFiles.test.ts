import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { dataFile, ownFile, takeFolder } from '../../scripts/calibrate/dataFiles.ts';
import { readTable } from '../../scripts/calibrate/tables.ts';

describe('files of measured sets', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'measured-'));
  const own = path.join('data', 'calibration', 'willowec', 'broadwell-ep_pool.csv.gz');

  before(() => {
    mkdirSync(path.join(folder, 'zeus'));
    writeFileSync(path.join(folder, 'plain.csv'), 'a,b\n1,2\n');
    writeFileSync(path.join(folder, 'zeus', 'packed.csv.gz'), gzipSync('a\n3\n'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
    takeFolder(['--data', path.join('data', 'calibration')]);
  });

  it('are those of the repository', () => {
    expect(dataFile('willowec/broadwell-ep_pool.csv').endsWith(own)).to.equal(true);
  });

  it('are first looked for in a folder that is given, compressed or not', () => {
    expect(takeFolder(['times', '--data', folder, 'host'])).to.deep.equal(['times', 'host']);
    expect(readTable('plain.csv')).to.deep.equal([{ a: '1', b: '2' }]);
    expect(readTable('zeus/packed.csv')).to.deep.equal([{ a: '3' }]);
    expect(dataFile('willowec/broadwell-ep_pool.csv').endsWith(own)).to.equal(true);
    expect(ownFile('features/new.json')).to.equal(path.join(folder, 'features', 'new.json.gz'));
  });

  it('need a folder that is there', () => {
    expect(() => takeFolder(['--data'])).to.throw('--data needs a folder of tables');
    expect(() => takeFolder(['--data', path.join(folder, 'none')])).to.throw(/none is none/);
    expect(() => takeFolder(['--data', path.join(folder, 'plain.csv')])).to.throw(/is none/);
  });
});
