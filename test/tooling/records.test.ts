import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRecord } from '../../scripts/records.mjs';

describe('the judgement of a step of npm test', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wattlens-records-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function judge(record: unknown, failure?: string): ReturnType<typeof readRecord> {
    const file = path.join(folder, 'record.json');
    writeFileSync(file, JSON.stringify(record));
    return readRecord('unit', file, failure);
  }

  it('counts what the record says', () => {
    const skipped = [{ name: 'c', reason: 'no browser' }];
    expect(judge({ total: 3, passed: ['a', 'b'], failed: [], skipped })).to.deep.equal({
      passed: 2,
      failed: [],
      skipped,
    });
  });

  it('fails a suite that left no record, though its command ended well', () => {
    const { passed, failed } = readRecord('unit', path.join(folder, 'absent.json'), undefined);
    expect(passed).to.equal(0);
    expect(failed).to.deep.equal([{ name: 'unit', message: 'it left no record of its tests' }]);
  });

  it('fails a suite whose command failed although every test passed', () => {
    const { failed } = judge({ total: 1, passed: ['a'], failed: [], skipped: [] }, 'ended with 7');
    expect(failed).to.deep.equal([{ name: 'unit', message: 'ended with 7' }]);
  });

  it('fails a suite that has no tests, and one that did not end', () => {
    expect(judge({ total: 0, passed: [], failed: [], skipped: [] }).failed).to.have.length(1);
    expect(judge({ total: 2, passed: ['a'], failed: [], skipped: [] }).failed).to.have.length(1);
  });

  it('counts a test skipped without a reason as failed', () => {
    const { failed, skipped } = judge({
      total: 1,
      passed: [],
      failed: [],
      skipped: [{ name: 'c', reason: '' }],
    });
    expect(skipped).to.deep.equal([]);
    expect(failed).to.deep.equal([{ name: 'c', message: 'it was skipped without a reason' }]);
  });

  it('counts each failing test once', () => {
    const failing = [{ name: 'b', message: 'no' }];
    const { failed } = judge({ total: 2, passed: ['a'], failed: failing, skipped: [] }, 'ended with 1');
    expect(failed).to.deep.equal(failing);
  });
});
