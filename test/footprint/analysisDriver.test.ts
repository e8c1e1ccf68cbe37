import { expect } from 'chai';
import { given } from '../../src/units/found.ts';
import { fakeAnalyser, MAIN, MemoryFiles, request } from './driver.ts';

describe('the analyser', () => {
  it('fetches what is imported, side by side, before it runs', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const files = new MemoryFiles({ 'b.py': 'import c\n', 'c.py': '', 'd.py': '' });
    const result = await analyser.analyse(
      request('import b\nimport d\nimport logging\nclass A: pass\n'),
      files,
    );
    expect(result.footprints.map(({ name }) => name)).to.deep.equal(['A']);
    expect(result.dependencies).to.have.members(['b', 'c', 'd'].map((name) => `file:///w/a/${name}.py`));
    // Only the inert library was not looked for in advance.
    expect(requests).to.have.length(2);
    expect(Math.max(...files.reads.values())).to.equal(1);
  });

  it('runs again for files that it could not foresee', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const chain = new MemoryFiles({ 'logging.py': 'import x\n', 'x.py': 'import y\n', 'y.py': '' });
    const { footprints, dependencies } = await analyser.analyse(
      request('import logging\nclass A: pass\n'),
      chain,
    );
    expect(footprints).to.have.length(1);
    expect(dependencies).to.have.length(3);
    expect(requests).to.have.length(4);
  });

  it('reads as it goes where files can be read at once', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const memory = new MemoryFiles({ 'logging.py': 'import x\n', 'x.py': '' });
    const files = {
      read: (uri: string) => memory.read(uri),
      readSync: (uri: string) => memory.texts.get(uri) ?? null,
    };
    const { dependencies } = await analyser.analyse(request('import logging\nclass A: pass\n'), files);
    expect(dependencies).to.have.length(2);
    expect(requests).to.have.length(1);
  });

  it('gives the same object for the same text, files and overrides', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const files = new MemoryFiles({ 'b.py': '' });
    const text = 'import b\nclass A: pass\n';
    const first = await analyser.analyse(request(text), files);
    expect(await analyser.analyse(request(text), files)).to.equal(first);
    expect(requests).to.have.length(1);
    const other = await analyser.analyse(
      request(text, { overrides: { pue: given(2, 'flag', '--pue') } }),
      files,
    );
    expect(other).not.to.equal(first);
    expect(await analyser.analyse(request(`${text}\n`), files)).not.to.equal(first);
    expect(await analyser.analyse(request(text), files)).to.equal(first);
  });

  it('looks again at a file that has changed, and only then', async () => {
    const { analyser } = await fakeAnalyser();
    const files = new MemoryFiles({ 'b.py': '' });
    const text = 'import b\nclass A: pass\n';
    const first = await analyser.analyse(request(text), files);
    files.set('b.py', 'import c\n');
    files.set('c.py', '');
    expect(await analyser.analyse(request(text), files)).to.equal(first);
    analyser.invalidate('file:///w/a/b.py');
    const second = await analyser.analyse(request(text), files);
    expect(second.dependencies).to.include('file:///w/a/c.py');
    analyser.invalidate('file:///w/a/b.py');
    expect(await analyser.analyse(request(text), files)).to.equal(second);
  });

  it('sees a file that was missing once it is said to be there', async () => {
    const { analyser } = await fakeAnalyser();
    const files = new MemoryFiles({});
    const text = 'import b\nclass A: pass\n';
    expect((await analyser.analyse(request(text), files)).dependencies).to.deep.equal([]);
    files.set('b.py', '');
    analyser.invalidate('file:///w/a/b.py');
    expect((await analyser.analyse(request(text), files)).dependencies).to.have.length(1);
  });

  it('forgets a document when it closes', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const files = new MemoryFiles({});
    await analyser.analyse(request('class A: pass\n'), files);
    analyser.close(MAIN);
    await analyser.analyse(request('class A: pass\n'), files);
    expect(requests).to.have.length(2);
  });

  it('forgets a document when it is released, and keeps the files that it read', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const files = new MemoryFiles({ 'b.py': 'class B: pass\n' });
    const text = 'import b\nclass A: pass\n';
    await analyser.analyse(request(text), files);
    analyser.release(MAIN);
    await analyser.analyse(request(text), files);
    expect(requests).to.have.length.at.least(2);
    expect(files.reads.get('file:///w/a/b.py')).to.equal(1);
  });

  it('makes a problem of what goes wrong, and throws nothing', async () => {
    const { analyser } = await fakeAnalyser();
    const files = new MemoryFiles({});
    const codes = async (text: string) =>
      (await analyser.analyse(request(text), files)).problems.map(({ code }) => code);
    expect(await codes('raise\n')).to.deep.equal(['internal']);
    expect(await codes('cancel\n')).to.deep.equal(['cancelled']);
    const broken = { read: () => Promise.reject(new Error('the disk is gone')) };
    const { problems } = await analyser.analyse({ uri: MAIN, searchPath: [], overrides: {} }, broken);
    expect(problems.map(({ code }) => code)).to.deep.equal(['internal']);
  });

  it('says that a file is not there', async () => {
    const { analyser } = await fakeAnalyser();
    const { problems } = await analyser.analyse(
      { uri: MAIN, searchPath: [], overrides: {} },
      new MemoryFiles({}),
    );
    expect(problems.map(({ code }) => code)).to.deep.equal(['file-not-found']);
  });

  it('does not keep what was cancelled', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const files = new MemoryFiles({});
    const cancelled = await analyser.analyse(request('class A: pass\n', { isCancelled: () => true }), files);
    expect(cancelled.footprints).to.deep.equal([]);
    expect((await analyser.analyse(request('class A: pass\n'), files)).footprints).to.have.length(1);
    expect(requests).to.have.length(1);
  });
});

describe('where settings come from', () => {
  const device = async (text: string, texts: Readonly<Record<string, string>>, flag?: string) => {
    const { analyser } = await fakeAnalyser();
    const overrides = flag === undefined ? {} : { device: given(flag, 'flag', '--device') };
    const result = await analyser.analyse(request(text, { overrides }), new MemoryFiles(texts));
    return result.footprints.map(({ name, inference }) => `${name} ${inference.device.id}`);
  };
  const model = 'class A: pass\n';

  it('is the flag, then the pragma, then the file, then the default', async () => {
    const pragma = `# wattlens: device=V100-SXM2-16\n\n${model}`;
    const toml = { 'wattlens.toml': 'device = "A100-SXM-80"\n' };
    expect(await device(pragma, toml, 'L4')).to.deep.equal(['A L4']);
    expect(await device(pragma, toml)).to.deep.equal(['A V100-SXM2-16']);
    expect(await device(model, toml)).to.deep.equal(['A A100-SXM-80']);
    expect(await device(model, {})).to.deep.equal(['A T4']);
  });

  it('is the nearest file: wattlens.toml before pyproject.toml, a folder before the one above', async () => {
    const project = '[tool.wattlens]\ndevice = "V100-SXM2-16"\n';
    const own = 'device = "A100-SXM-80"\n';
    expect(await device(model, { 'wattlens.toml': own, 'pyproject.toml': project })).to.deep.equal([
      'A A100-SXM-80',
    ]);
    expect(await device(model, { 'pyproject.toml': project, '../wattlens.toml': own })).to.deep.equal([
      'A V100-SXM2-16',
    ]);
    expect(await device(model, { 'pyproject.toml': '[project]\n' })).to.deep.equal(['A T4']);
  });

  it('is one model’s, where the pragma stands right above its definition or beside it', async () => {
    const text = [
      '# wattlens: device=V100-SXM2-16',
      'class A: pass',
      'class B: pass  # wattlens: device=L4',
      'class C: pass',
    ].join('\n');
    expect(await device(text, {})).to.deep.equal(['A V100-SXM2-16', 'B L4', 'C T4']);
  });

  it('runs a model again with the input that its own pragma gives', async () => {
    const { analyser, requests } = await fakeAnalyser();
    const text = 'class A: pass\n# wattlens: batch=8\nclass B: pass\n';
    const { footprints } = await analyser.analyse(request(text), new MemoryFiles({}));
    expect(footprints.map(({ inference }) => inference.batch.value)).to.deep.equal([1, 8]);
    expect(requests.map(({ batch }) => batch)).to.deep.equal([undefined, 8]);
  });

  it('is told where it is wrong, with its line', async () => {
    const { analyser } = await fakeAnalyser();
    const files = new MemoryFiles({ 'wattlens.toml': '\npue = 0\n' });
    const { problems, dependencies } = await analyser.analyse(
      request('# wattlens: epochs=x device=Z80\n\nclass A: pass\n'),
      files,
    );
    expect(problems.map(({ code, range }) => [code, range?.start.line])).to.deep.equal([
      ['configuration', 1],
      ['pragma', 0],
      ['unknown-device', 0],
    ]);
    expect(dependencies).to.deep.equal(['file:///w/a/wattlens.toml']);
  });
});
