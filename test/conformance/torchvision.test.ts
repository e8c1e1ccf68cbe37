import { expect } from 'chai';
import type { FileSnapshot } from '../../src/python/ports.ts';
import { skip } from '../support/skip.ts';
import { fetchCorpus } from './corpora.ts';
import { diskSnapshot, judge, readTruth } from './judge.ts';

describe('torchvision 0.14.1, unmodified, against PyTorch', function () {
  this.timeout(120_000);
  let searchPath: string[] = [];
  let files: FileSnapshot;
  before(function () {
    try {
      searchPath = [fetchCorpus('torchvision')];
    } catch (error) {
      skip(this, `the torchvision package could not be fetched: ${String(error)}`);
    }
    files = diskSnapshot();
  });
  for (const truth of readTruth('torchvision-foundation')) {
    it(`${truth.builder}: parameters, MACs and every layer's shape are exact`, () => {
      const verdict = judge(truth, { searchPath, files, module: 'torchvision.models' });
      expect(verdict).to.deep.equal({ id: truth.id, grade: 'exact', differences: [] });
    });
  }
});
