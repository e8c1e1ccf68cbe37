import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { staleDependencies } from '../../scripts/setup/dependencies.mjs';

describe('the set-up of the npm packages', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'wattlens-dependencies-'));
    mkdirSync(path.join(root, 'node_modules'));
    const packages = {
      '': { version: '0.1.0' },
      'node_modules/kept': { version: '1.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    };
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function installed(packages: Record<string, { version: string }>): void {
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  }

  it('finds everything stale in a fresh clone', () => {
    expect(staleDependencies(root)).to.deep.equal(['node_modules/kept']);
  });

  it('finds nothing stale when what is locked is installed, whatever is optional', () => {
    installed({ 'node_modules/kept': { version: '1.0.0' } });
    expect(staleDependencies(root)).to.deep.equal([]);
  });

  it('finds a package stale that is installed in another version', () => {
    installed({ 'node_modules/kept': { version: '0.9.0' } });
    expect(staleDependencies(root)).to.deep.equal(['node_modules/kept']);
  });
});
