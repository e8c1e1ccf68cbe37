import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskFiles, uriOf } from '../../src/cli/files.ts';

describe('files of the disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wattlens-files-'));
    mkdirSync(path.join(folder, 'train'));
    writeFileSync(path.join(folder, 'a b.txt'), 'text');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read, and folders are listed under a URI with a slash at its end', async () => {
    const uri = uriOf(folder);
    expect(await diskFiles.read(`${uri}/a%20b.txt`)).to.equal('text');
    expect(await diskFiles.read(`${uri}/`)).to.equal('a b.txt\ntrain/');
    expect(await diskFiles.read(`${uri}/train/`)).to.equal('');
  });

  it('are null where there are none, or where a file is asked for as a folder', async () => {
    const uri = uriOf(folder);
    expect(await diskFiles.read(`${uri}/none`)).to.equal(null);
    expect(await diskFiles.read(`${uri}/none/`)).to.equal(null);
    expect(await diskFiles.read(`${uri}/train`)).to.equal(null);
    expect(await diskFiles.read(`${uri}/a%20b.txt/`)).to.equal(null);
  });
});
