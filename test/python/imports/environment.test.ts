import { expect } from 'chai';
import { environmentIn, sitePackagesOf, type FolderReader } from '../../../src/python/imports/environment.ts';

/** A file system of the given files; a folder is what lies on the way to one. */
function files(all: Readonly<Record<string, string>>): FolderReader {
  return {
    read: (uri) => Promise.resolve(all[uri] ?? null),
    list: (uri) => {
      const inside = Object.keys(all).filter((file) => file.startsWith(`${uri}/`));
      const names = inside.map((file) => file.slice(uri.length + 1).split('/')[0] ?? '');
      return Promise.resolve(inside.length === 0 ? null : [...new Set(names)]);
    },
  };
}

const VENV = 'file:///p/.venv';
const PACKAGES = `${VENV}/lib/python3.11/site-packages`;

describe('the packages of an environment', () => {
  it('are found from its folder and from its interpreter', async () => {
    const reader = files({ [`${VENV}/pyvenv.cfg`]: '', [`${PACKAGES}/timm/__init__.py`]: '' });
    for (const written of [VENV, `${VENV}/`, `${VENV}/bin/python`, `${VENV}/bin/python3.11`]) {
      expect(await sitePackagesOf(written, reader), written).to.deep.equal([PACKAGES]);
    }
  });

  it('are found where Windows and conda keep them', async () => {
    const root = 'file:///c%3A/conda';
    const reader = files({ [`${root}/Lib/site-packages/timm.py`]: '' });
    for (const written of [root, `${root}/python.exe`, `${root}/Scripts/python.exe`]) {
      expect(await sitePackagesOf(written, reader), written).to.deep.equal([`${root}/Lib/site-packages`]);
    }
  });

  it('of a system are in all of its folders, the newest Python first', async () => {
    const reader = files({
      'file:///usr/lib/python3/dist-packages/a.py': '',
      'file:///usr/lib/python3.9/site-packages/a.py': '',
      'file:///usr/local/lib/python3.11/dist-packages/a.py': '',
    });
    expect(await sitePackagesOf('file:///usr/bin/python3', reader)).to.deep.equal([
      'file:///usr/lib/python3.9/site-packages',
      'file:///usr/lib/python3/dist-packages',
      'file:///usr/local/lib/python3.11/dist-packages',
    ]);
  });

  it('include editable installs, whose code is not run', async () => {
    const reader = files({
      [`${PACKAGES}/__editable__.mine.pth`]:
        '# mine\n/work/mine/src\nimport os; os.system("x")\n\n../../x y\n',
    });
    expect(await sitePackagesOf(VENV, reader)).to.deep.equal([
      PACKAGES,
      'file:///work/mine/src',
      `${VENV}/lib/x%20y`,
    ]);
  });

  it('include those of the interpreter it was made with, where it says so', async () => {
    const system = { 'file:///usr/lib/python3/dist-packages/torch/__init__.py': '' };
    const config = (flag: string) => ({
      [`${VENV}/pyvenv.cfg`]: `home = /usr/bin\ninclude-system-site-packages = ${flag}\n`,
      [`${PACKAGES}/timm.py`]: '',
      ...system,
    });
    expect(await sitePackagesOf(VENV, files(config('true')))).to.deep.equal([
      PACKAGES,
      'file:///usr/lib/python3/dist-packages',
    ]);
    expect(await sitePackagesOf(VENV, files(config('false')))).to.deep.equal([PACKAGES]);
  });

  it('are none where there is no environment', async () => {
    expect(await sitePackagesOf('vscode-vfs://github/o/r/.venv', files({}))).to.deep.equal([]);
  });
});

describe('the environment of a project', () => {
  it('has a usual name, or the marks of one', async () => {
    const at = (name: string) =>
      environmentIn('file:///p', files({ [`file:///p/${name}`]: '', 'file:///p/a.py': '' }));
    expect(await at('.venv/pyvenv.cfg')).to.equal('file:///p/.venv');
    expect(await at('myenv/conda-meta/history')).to.equal('file:///p/myenv');
    expect(await at('conda-meta/history')).to.equal('file:///p');
    expect(await at('env/model.py')).to.equal(null);
    expect(await environmentIn('file:///none', files({}))).to.equal(null);
  });
});
