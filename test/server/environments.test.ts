import { expect } from 'chai';
import {
  ENVIRONMENT,
  ENVIRONMENT_CHANGED,
  LIST_FOLDER,
  READ_FILE,
  SETTINGS,
} from '../../src/protocol/server.ts';
import { FULL, Harness, MODEL, namesIn, URI } from './harness.ts';

const DISK = {
  'file:///w/.venv/pyvenv.cfg': 'home = /usr/bin\n',
  'file:///w/.venv/lib/python3.11/site-packages/timm/__init__.py': '',
  'file:///envs/a/lib/python3.12/site-packages/timm/__init__.py': '',
  'file:///envs/b/lib/python3.10/site-packages/timm/__init__.py': '',
};
const OWN = 'file:///w/.venv/lib/python3.11/site-packages';
const A = 'file:///envs/a/lib/python3.12/site-packages';
const B = 'file:///envs/b/lib/python3.10/site-packages';

describe('the environment that the server reads packages of', () => {
  let harness: Harness;
  afterEach(() => harness.end());

  const searched = () => harness.analyser.requests.at(-1)?.searchPath;

  it('is the one in the folder, for a client that tells nothing', async () => {
    harness = new Harness({ disk: DISK });
    await harness.start();
    await harness.open(MODEL);
    await harness.footprints();
    expect(searched()).to.deep.equal(['file:///w', OWN]);
  });

  it('is the one that the editor has selected, live', async () => {
    let selected: string | null = 'file:///envs/a/bin/python';
    harness = new Harness({ ...FULL, options: { ...FULL.options, tellsEnvironment: true }, disk: DISK });
    harness.client.onRequest(SETTINGS.method, () => ({}));
    harness.client.onRequest(ENVIRONMENT.method, () => ({ uri: selected }));
    await harness.start();
    await harness.open(MODEL);
    await harness.footprints();
    expect(searched()).to.deep.equal(['file:///w', A]);
    for (const [next, packages] of [
      ['file:///envs/b', B],
      ['file:///envs/gone/bin/python', OWN],
      [null, OWN],
    ] as const) {
      const before = harness.analyser.requests.length;
      selected = next;
      await harness.client.sendNotification(ENVIRONMENT_CHANGED.method, {});
      await harness.until('another analysis', () => harness.analyser.requests.length > before);
      expect(searched(), next ?? 'none').to.deep.equal(['file:///w', packages]);
    }
  });

  it('is the one that is set, whatever is selected', async () => {
    harness = new Harness({ ...FULL, options: { ...FULL.options, tellsEnvironment: true }, disk: DISK });
    harness.client.onRequest(SETTINGS.method, () => ({
      python: { value: '../envs/b', origin: 'workspace-setting' },
    }));
    harness.client.onRequest(ENVIRONMENT.method, () => ({ uri: 'file:///envs/a' }));
    await harness.start();
    await harness.open(MODEL);
    await harness.footprints();
    expect(searched()).to.deep.equal(['file:///w', B]);
  });

  it('is looked for through the editor where there is no disk', async () => {
    harness = new Harness({ ...FULL, options: { ...FULL.options, listsFolders: true } });
    harness.client.onRequest(SETTINGS.method, () => ({}));
    harness.client.onRequest(READ_FILE.method, () => null);
    const listed: string[] = [];
    harness.client.onRequest(LIST_FOLDER.method, ({ uri }: { uri: string }) => {
      listed.push(uri);
      const names = namesIn(DISK, uri);
      return names === null ? null : { names };
    });
    await harness.start();
    await harness.open(MODEL);
    await harness.footprints();
    expect(searched()).to.deep.equal(['file:///w', OWN]);
    expect(listed[0]).to.equal('file:///w');
  });

  it('is none in a virtual workspace without one, and of an editor that fails to tell', async () => {
    harness = new Harness({
      ...FULL,
      options: { ...FULL.options, listsFolders: true, tellsEnvironment: true },
    });
    harness.client.onRequest(SETTINGS.method, () => ({}));
    harness.client.onRequest(LIST_FOLDER.method, () => null);
    harness.client.onRequest(ENVIRONMENT.method, () => {
      throw new Error('no such extension');
    });
    await harness.start();
    await harness.open(MODEL, URI);
    expect((await harness.footprints())?.footprints).to.have.length(2);
    expect(searched()).to.deep.equal(['file:///w']);
  });
});
