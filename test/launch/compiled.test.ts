/** A bundle that is started from what an earlier run compiled it to behaves as it does without. */
import { expect } from 'chai';
import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../src/launch/compiled.ts', import.meta.url));
const PROGRAM = `
const path = require('node:path');
const { helper } = require('./helper.cjs');
console.log(helper(path.basename(__filename)), path.basename(__dirname).length > 0, process.argv.length);
`;

describe('a bundle that is kept compiled', function () {
  this.timeout(30_000);
  let folder: string;
  let cache: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wattlens-launch-'));
    buildSync({
      entryPoints: [SOURCE],
      bundle: true,
      platform: 'node',
      outfile: path.join(folder, 'launch.cjs'),
    });
    writeFileSync(path.join(folder, 'helper.cjs'), 'exports.helper = (name) => `ran ${name}`;\n');
    writeFileSync(path.join(folder, 'program.cjs'), PROGRAM);
    const start = `require('./launch.cjs').runCompiled(require('node:path').join(__dirname, 'program.cjs'));`;
    writeFileSync(path.join(folder, 'start.cjs'), start);
  });

  beforeEach(() => {
    cache = mkdtempSync(path.join(folder, 'cache-'));
  });

  after(() => rmSync(folder, { recursive: true }));

  const run = (wanted: string): string =>
    execFileSync(process.execPath, [path.join(folder, 'start.cjs')], {
      env: { ...process.env, WATTLENS_COMPILE_CACHE: wanted },
      encoding: 'utf8',
    });
  const kept = (): string[] => readdirSync(cache).map((name) => path.join(cache, name));

  it('prints the same the first and the second time, and is compiled once', () => {
    expect(run(cache)).to.equal('ran program.cjs true 2\n');
    const [file = ''] = kept();
    const written = statSync(file).mtimeMs;
    expect(run(cache)).to.equal('ran program.cjs true 2\n');
    expect(kept()).to.deep.equal([file]);
    expect(statSync(file).mtimeMs).to.equal(written);
  });

  it('runs over what is no compiled code, and replaces it', () => {
    run(cache);
    const [file = ''] = kept();
    writeFileSync(file, 'not what V8 wrote');
    expect(run(cache)).to.equal('ran program.cjs true 2\n');
    expect(readFileSync(file).length).to.be.greaterThan(100);
  });

  it('is compiled anew after a change', () => {
    run(cache);
    writeFileSync(path.join(folder, 'program.cjs'), `${PROGRAM}\nconsole.log('changed');\n`);
    expect(run(cache)).to.equal('ran program.cjs true 2\nchanged\n');
    writeFileSync(path.join(folder, 'program.cjs'), PROGRAM);
  });

  it('leaves nothing behind where that is not wanted', () => {
    expect(run('')).to.equal('ran program.cjs true 2\n');
    expect(kept()).to.deep.equal([]);
  });

  it('runs where nothing can be kept', () => {
    const file = path.join(cache, 'a file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    expect(run(path.join(file, 'below'))).to.equal('ran program.cjs true 2\n');
  });

  it('keeps the last few only', () => {
    for (let i = 0; i < 12; i++) writeFileSync(path.join(cache, `old-${i}.bin`), '');
    run(cache);
    expect(kept()).to.have.length(8);
    expect(kept().some((file) => path.basename(file).startsWith('program-'))).to.equal(true);
  });
});
