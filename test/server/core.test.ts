import { expect } from 'chai';
import { CHOICES, FOOTPRINTS, PING, READ_FILE, SETTINGS } from '../../src/protocol/server.ts';
import type { SettingValues } from '../../src/protocol/settings.ts';
import { FULL, Harness, MODEL, URI } from './harness.ts';

const inference = (titles: readonly string[]) => titles.filter((title) => title.includes('/inference'));

describe('server/core', () => {
  let harness: Harness;
  let settings: SettingValues;

  beforeEach(async () => {
    settings = {};
    harness = new Harness();
    harness.client.onRequest(SETTINGS.method, () => settings);
    await harness.start();
  });
  afterEach(() => harness.end());

  it('puts three lenses over each model, titles on resolve', async () => {
    await harness.open(MODEL);
    const lenses = await harness.lenses();
    expect(lenses.map(({ command }) => command)).to.deep.equal(Array(6).fill(undefined));
    expect(await harness.seen()).to.deep.equal([
      '1: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)',
      '1: T unknown = I(B 64) × D ? × E 14 × overhead 3: set samples…',
      '1: CT 0.17 kWh (0.11–0.25 kWh) = H 100 × T',
      '5: $(zap) I 1.0 mJ/inference (500 µJ–2.0 mJ)',
      '5: T unknown = I(B 64) × D ? × E 14 × overhead 3: set samples…',
      '5: CT 0.17 kWh (0.11–0.25 kWh) = H 100 × T',
    ]);
  });

  it('names the models that share a line', async () => {
    await harness.open('class A: # 2 layers class B: # 1 layer class B: # 3 layers\n');
    const titles = (await harness.seen()).filter((title) => title.includes('/inference'));
    expect(titles.map((title) => title.replace(/ \(.*/, ''))).to.deep.equal([
      '0: $(zap) A: I 2.0 mJ/inference',
      '0: $(zap) B 1: I 1.0 mJ/inference',
      '0: $(zap) B 2: I 3.0 mJ/inference',
    ]);
  });

  it('gives each lens what a click does', async () => {
    await harness.open(MODEL);
    const [first, second] = await Promise.all((await harness.lenses()).map((lens) => harness.resolve(lens)));
    expect(first?.command?.command).to.equal('wattlens.showReport');
    expect(first?.command?.arguments).to.deep.equal([URI, `${URI}#A`]);
    expect(second?.command?.command).to.equal('wattlens.setTrainingFactors');
    expect(second?.command?.arguments).to.deep.equal([URI, `${URI}#A`, 'samples']);
  });

  it('has one lens over a class whose models stand elsewhere, and its models as hover', async () => {
    const inference = (all: string[]) => all.filter((one) => one.includes('C ') || one.includes('models'));
    await harness.open(`class C: # made\n${MODEL}`);
    const of = inference(await harness.seen());
    expect(of).to.have.length(1);
    expect(of[0]).to.match(/^0: \$\(zap\) 2 models, .*: A … B$/);
    expect((await harness.hover(0, 6))?.contents)
      .to.have.property('value')
      .that.contains('| A |');
    expect((await harness.footprints())?.classes.map(({ name }) => name)).to.deep.equal(['C']);
    await harness.insert(2, 0, '\n\n');
    expect((await harness.footprints())?.classes[0]?.range.start.line).to.equal(2);
  });

  it('resolves a lens whose model is gone to an empty one', async () => {
    await harness.open(MODEL);
    const [lens] = await harness.lenses();
    if (!lens) throw new Error('no lens');
    await harness.close();
    await harness.open('x = 1\n');
    await harness.footprints();
    expect((await harness.resolve(lens)).command).to.deep.equal({ title: '…', command: '' });
  });

  it('hovers over the name and over the lines of layers, nowhere else', async () => {
    await harness.open(MODEL);
    const value = async (line: number, character: number) => {
      const hover = await harness.hover(line, character);
      return hover === null ? null : JSON.stringify(hover.contents);
    };
    expect(await value(1, 6))
      .to.contain('**A**')
      .and.to.contain('| l0 | dense |');
    expect(await value(3, 5))
      .to.contain('layer made here')
      .and.to.contain('| l1 | dense |');
    expect(await value(1, 0)).to.equal(null);
    expect(await value(4, 0)).to.equal(null);
  });

  it('hovers over the call that makes a model', async () => {
    await harness.open(`${MODEL}\nA()\n`);
    expect(JSON.stringify((await harness.hover(8, 1))?.contents)).to.contain('Inference, per sample');
  });

  it('answers with the last figures at once while a new analysis runs', async () => {
    await harness.open(MODEL);
    await harness.seen();
    let open = () => {};
    harness.analyser.gate = new Promise((resolve) => {
      open = resolve;
    });
    await harness.insert(2, 0, 'class C: # 9 layers\n');
    await harness.until('the analysis runs', () => harness.analyser.requests.length === 2);
    expect(inference(await harness.seen())).to.deep.equal([
      '2: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)',
      '6: $(zap) I 1.0 mJ/inference (500 µJ–2.0 mJ)',
    ]);
    expect((await harness.hover(3, 5))?.range?.start).to.deep.equal({ line: 3, character: 4 });
    open();
    await harness.footprints();
    expect(inference(await harness.seen())).to.have.length(3);
  });

  it('gives a first lens before it knows all models, and then the others', async () => {
    let open = () => {};
    harness.analyser.gate = new Promise((resolve) => {
      open = resolve;
    });
    await harness.open(`${MODEL}# slow\n`);
    expect(inference(await harness.seen())).to.deep.equal(['1: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)']);
    const { refreshes } = harness;
    open();
    await harness.until('the lenses are asked for again', () => harness.refreshes > refreshes);
    expect(inference(await harness.seen())).to.have.length(2);
  });

  it('gives the figures of the models on the screen while the others are being analysed', async () => {
    await harness.open(MODEL);
    const [first] = await harness.lenses();
    if (first === undefined) throw new Error('no lens');
    await harness.resolve(first);
    const { refreshes } = harness;
    let open = () => {};
    harness.analyser.gate = new Promise((resolve) => {
      open = resolve;
    });
    const digitAt = (line: number) => ({ start: { line, character: 11 }, end: { line, character: 12 } });
    await harness.change(2, [
      { range: digitAt(1), text: '5' },
      { range: digitAt(5), text: '5' },
    ]);
    await harness.until('the lenses are asked for again', () => harness.refreshes > refreshes);
    expect(inference(await harness.seen())).to.deep.equal([
      '1: $(zap) I 5.0 mJ/inference (2.5–10 mJ)',
      '5: $(zap) I 1.0 mJ/inference (500 µJ–2.0 mJ)',
    ]);
    open();
    await harness.footprints();
    expect(inference(await harness.seen())).to.have.length(2);
    expect(inference(await harness.seen())[1]).to.contain('5.0 mJ');
  });

  it('keeps the lenses of a text that no longer parses, moved with it', async () => {
    await harness.open(MODEL);
    const before = await harness.seen();
    await harness.insert(2, 0, 'x = (((\n');
    const kept = await harness.footprints();
    expect(kept?.kept).to.equal(true);
    expect(await harness.seen()).to.deep.equal(
      before.map((title) => title.replace(/^\d/, (line) => String(Number(line) + 1))),
    );
    await harness.change(3, [
      { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text: '' },
    ]);
    expect((await harness.footprints())?.kept).to.equal(false);
    expect(await harness.seen()).to.deep.equal(before);
  });

  it('keeps the better of two figures while the text does not parse, and takes news from elsewhere in it', async () => {
    await harness.open(MODEL);
    await harness.seen();
    const replace = (line: number, from: number, to: number, text: string) => ({
      range: { start: { line, character: from }, end: { line, character: to } },
      text,
    });
    await harness.change(2, [
      replace(1, 11, 19, '7 layers, partial'),
      replace(5, 11, 12, '3'),
      replace(6, 0, 4, '((('),
    ]);
    expect((await harness.footprints())?.kept).to.equal(true);
    expect(inference(await harness.seen())).to.deep.equal([
      '1: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)',
      '5: $(zap) I 3.0 mJ/inference (1.5–6.0 mJ)',
    ]);
  });

  it('drops a kept model whose name was deleted', async () => {
    await harness.open(MODEL);
    await harness.seen();
    await harness.change(2, [
      { range: { start: { line: 5, character: 0 }, end: { line: 7, character: 0 } }, text: '(((' },
    ]);
    await harness.footprints();
    expect(inference(await harness.seen())).to.deep.equal(['1: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)']);
  });

  it('tells of a model that an edit took away', async () => {
    await harness.open(MODEL);
    await harness.footprints();
    await harness.until('the first figures', () => harness.changed.length === 1);
    await harness.change(2, [
      { range: { start: { line: 0, character: 0 }, end: { line: 7, character: 0 } }, text: 'x = 1\n' },
    ]);
    await harness.until('it is told', () => harness.changed.length === 2 && harness.refreshes === 2);
    expect((await harness.footprints())?.footprints).to.deep.equal([]);
  });

  it('keeps nothing when the whole text is replaced', async () => {
    await harness.open(MODEL);
    await harness.seen();
    await harness.change(2, [{ text: 'x = (((' }]);
    expect(await harness.seen()).to.deep.equal([]);
  });

  it('asks the editor to refresh only when lenses changed', async () => {
    await harness.open(MODEL);
    await harness.footprints();
    await harness.until('the first refresh', () => harness.refreshes === 1);
    await harness.insert(2, 7, 'x = 1\n');
    await harness.footprints();
    await harness.client.sendRequest(PING.method, {});
    expect(harness.analyser.requests).to.have.length(2);
    expect(harness.refreshes).to.equal(1);
    await harness.insert(3, 0, 'class C: # 1 layer\n');
    await harness.footprints();
    await harness.until('the second refresh', () => harness.refreshes === 2);
    expect(harness.changed).to.deep.equal([URI, URI]);
  });

  it('analyses once for a burst of edits, and cancels what an edit overtook', async () => {
    await harness.open(MODEL);
    await harness.footprints();
    let open = () => {};
    harness.analyser.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (let version = 2; version < 12; version++) await harness.insert(version, 0, '\n');
    await harness.until('an analysis runs', () => harness.analyser.requests.length === 2);
    await harness.insert(12, 0, '\n');
    await harness.client.sendRequest(PING.method, {});
    open();
    await harness.footprints();
    expect(harness.analyser.cancelled).to.equal(1);
    expect(harness.analyser.requests).to.have.length(3);
    expect(inference(await harness.seen()).map((title) => title.slice(0, 3))).to.deep.equal(['12:', '16:']);
  });

  it('cancels a request that nobody waits for any more', async () => {
    let open = () => {};
    harness.analyser.gate = new Promise((resolve) => {
      open = resolve;
    });
    await harness.open(MODEL);
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node');
    const source = new CancellationTokenSource();
    const lenses = harness.client.sendRequest(
      'textDocument/codeLens',
      { textDocument: { uri: URI } },
      source.token,
    );
    await harness.until('the analysis runs', () => harness.analyser.requests.length === 1);
    source.cancel();
    await harness.client.sendRequest(PING.method, {});
    open();
    const answer = await lenses.catch((error: unknown) => error);
    expect(answer).to.satisfy(
      (value: unknown) => value instanceof Error || (Array.isArray(value) && value.length === 0),
    );
  });

  for (const [word, reason] of [
    ['raise', 'raised by the text'],
    ['internal', 'the analysis failed'],
  ] as const) {
    it(`says that the analysis failed instead of showing nothing: ${word}`, async () => {
      await harness.open(MODEL);
      const before = await harness.seen();
      await harness.insert(2, 7, `${word}\n`);
      await harness.footprints();
      expect(harness.statuses.at(-1)).to.deep.equal({
        state: 'failed',
        uri: URI,
        message: `Wattlens could not analyse ${URI}: ${reason}`,
      });
      expect(harness.logs.join('\n')).to.contain(reason);
      expect(await harness.seen()).to.deep.equal(before);
    });
  }

  it('applies changed settings to open documents', async () => {
    await harness.open(MODEL);
    await harness.footprints();
    settings = {
      pue: { value: 2, origin: 'workspace-setting' },
      'training.samples': { value: 500, origin: 'workspace-setting' },
    };
    await harness.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await harness.footprints();
    expect((await harness.seen()).slice(0, 2)).to.deep.equal([
      '1: $(zap) I 4.0 mJ/inference (2.0–8.0 mJ)',
      '1: T 4.0 mJ (2.0–8.0 mJ) = I(B 64) × D 500 × E 14 × overhead 3',
    ]);
    expect(harness.analyser.requests.at(-1)?.overrides).to.deep.equal({
      pue: {
        known: true,
        value: 2,
        origin: 'workspace-setting',
        detail: 'wattlens.pue in the workspace settings',
        span: null,
      },
      samples: {
        known: true,
        value: 500,
        origin: 'workspace-setting',
        detail: 'wattlens.training.samples in the workspace settings',
        span: null,
      },
    });
  });

  it('leaves out a wrong setting and says so', async () => {
    settings = {
      pue: { value: 0.5, origin: 'user-setting' },
      device: { value: 'T4', origin: 'user-setting' },
    };
    await harness.open(MODEL);
    const { problems } = (await harness.footprints()) ?? { problems: [] };
    expect(problems.map(({ message }) => message)).to.deep.equal([
      'wattlens.pue in the user settings: pue: must be at least 1',
    ]);
    expect(Object.keys(harness.analyser.requests[0]?.overrides ?? {})).to.deep.equal(['device']);
  });

  it('switches lenses and hovers off, and on again', async () => {
    settings = {
      'lenses.enabled': { value: false, origin: 'user-setting' },
      'hover.enabled': { value: false, origin: 'user-setting' },
    };
    await harness.open(MODEL);
    expect(await harness.lenses()).to.deep.equal([]);
    expect(await harness.hover(1, 6)).to.equal(null);
    settings = {};
    await harness.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await harness.until('a refresh', () => harness.refreshes >= 2);
    expect(await harness.lenses()).to.have.length(6);
    expect(await harness.hover(1, 6)).not.to.equal(null);
  });

  it('searches the workspace folder and the search path', async () => {
    settings = {
      searchPath: { value: ['lib', '/opt/site packages', 'memfs:/x'], origin: 'workspace-setting' },
    };
    await harness.open(MODEL);
    await harness.footprints();
    expect(harness.analyser.requests[0]?.searchPath).to.deep.equal([
      'file:///w',
      'file:///w/lib',
      'file:///opt/site%20packages',
      'memfs:/x',
    ]);
  });

  it('reads imports as they are in the editor, and refreshes what depends on them', async () => {
    harness.client.onRequest(READ_FILE.method, () => ({ text: '\n\n\n' }));
    await harness.open(`import b\n${MODEL}`);
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(5);
    const other = 'file:///w/b.py';
    await harness.open('\n', other);
    await harness.footprints(other);
    await harness.insert(2, 0, '\n\n\n\n', other);
    await harness.until(
      'the dependent is refreshed',
      () => harness.changed.filter((uri) => uri === URI).length === 2,
    );
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(7);
    expect(harness.analyser.invalidated).to.contain(other);
  });

  it('refreshes dependents of a file that changed on disk, and no others', async () => {
    let text = '\n';
    harness.client.onRequest(READ_FILE.method, () => ({ text }));
    await harness.open(`import b\n${MODEL}`);
    await harness.open(MODEL, 'file:///w/other.py');
    await harness.footprints();
    await harness.footprints('file:///w/other.py');
    text = '\n\n\n';
    await harness.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///w/b.py', type: 2 }],
    });
    await harness.until('the dependent is refreshed', () => harness.analyser.requests.length === 3);
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(5);
    expect(harness.analyser.requests.map(({ uri }) => uri).at(-1)).to.equal(URI);
  });

  it('knows a file by every spelling of its URI', async () => {
    harness.client.onRequest(READ_FILE.method, () => null);
    await harness.open('\n\n\n', 'file:///w%40x/b.py');
    await harness.open(`import b\n${MODEL}`, 'file:///w@x/model.py');
    expect((await harness.footprints('file:///w@x/model.py'))?.footprints[0]?.layers).to.have.length(5);
  });

  it('leaves the layers out for who does not look at them', async () => {
    await harness.open(MODEL);
    const brief = await harness.client.sendRequest<{ footprints: { layers: unknown[] }[] }>(
      FOOTPRINTS.method,
      {
        uri: URI,
        layers: false,
      },
    );
    expect(brief.footprints.map(({ layers }) => layers)).to.deep.equal([[], []]);
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(2);
  });

  it('forgets a closed document', async () => {
    await harness.open(MODEL);
    await harness.footprints();
    await harness.close();
    expect(await harness.footprints()).to.equal(null);
    expect(await harness.lenses()).to.deep.equal([]);
    expect(harness.analyser.closed).to.deep.equal([URI]);
  });

  it('goes back to the saved text of an import that is closed', async () => {
    harness.client.onRequest(READ_FILE.method, () => ({ text: '\n' }));
    const other = 'file:///w/b.py';
    await harness.open('\n\n\n\n', other);
    await harness.footprints(other);
    await harness.open(`import b\n${MODEL}`);
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(6);
    await harness.close(other);
    await harness.until('the dependent is refreshed', () => harness.analyser.requests.length === 3);
    expect((await harness.footprints())?.footprints[0]?.layers).to.have.length(3);
  });

  it('leaves the old side of a comparison alone', async () => {
    await harness.open(MODEL, 'git:/w/model.py');
    expect(await harness.lenses('git:/w/model.py')).to.deep.equal([]);
    expect(harness.analyser.requests).to.deep.equal([]);
  });

  it('gives a sign of life and the choices', async () => {
    expect(await harness.client.sendRequest(PING.method, {})).to.equal(true);
    const choices = await harness.client.sendRequest<{ devices: unknown[] }>(CHOICES.method, {});
    expect(choices.devices).to.deep.equal([{ id: 'T4', name: 'NVIDIA T4', detail: 'gpu' }]);
  });
});

describe('server/core with a plain client', () => {
  it('reads from the disk, takes pushed settings, draws no icons, and answers late rather than stale', async () => {
    const harness = new Harness({ disk: { 'file:///w/b.py': '\n\n' } });
    const { capabilities } = await harness.start();
    expect(capabilities.codeLensProvider).to.deep.equal({ resolveProvider: true });
    await harness.client.sendNotification('workspace/didChangeConfiguration', {
      settings: { wattlens: { pue: 3, training: { samples: 10 }, lenses: { enabled: true } } },
    });
    await harness.open(`import b\n${MODEL}`);
    expect((await harness.seen()).slice(0, 2)).to.deep.equal([
      '2: I 12 mJ/inference (6.0–24 mJ)',
      // A plain client cannot say that the samples are those of this project alone.
      '2: T unknown = I(B 64) × D ? × E 14 × overhead 3: set samples…',
    ]);
    expect(harness.analyser.requests[0]?.overrides.pue?.origin).to.equal('user-setting');
    await harness.insert(2, 0, 'class C: # 1 layer\n');
    expect(await harness.lenses()).to.have.length(9);
    await harness.end();
  });

  it('asks for the settings where the client can tell them', async () => {
    const harness = new Harness({ capabilities: { workspace: { configuration: true } } });
    harness.client.onRequest('workspace/configuration', () => [{ pue: 2, precision: null }]);
    await harness.start();
    await harness.open(MODEL);
    expect((await harness.seen())[0]).to.equal('1: I 4.0 mJ/inference (2.0–8.0 mJ)');
    await harness.end();
  });

  it('registers for changes of settings and of files where it can', async () => {
    const dynamicRegistration = true;
    const harness = new Harness({
      capabilities: {
        workspace: {
          didChangeConfiguration: { dynamicRegistration },
          didChangeWatchedFiles: { dynamicRegistration },
        },
      },
    });
    const methods: string[] = [];
    harness.client.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string }[] }) => {
        methods.push(...registrations.map(({ method }) => method));
        return null;
      },
    );
    await harness.start();
    await harness.until('both are registered', () => methods.length === 2);
    expect(methods).to.deep.equal(['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles']);
    await harness.end();
  });

  it('leaves a document alone over which an earlier server died, until it is edited', async () => {
    const harness = new Harness({ ...FULL, options: { suspects: [URI] } });
    await harness.start();
    await harness.open(MODEL);
    expect(await harness.lenses()).to.deep.equal([]);
    await harness.until('it says so', () =>
      harness.statuses.some(({ state, uri }) => state === 'failed' && uri === URI),
    );
    await harness.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await harness.footprints()).to.equal(null);
    expect(harness.analyser.requests).to.deep.equal([]);
    await harness.insert(2, 0, '\n');
    await harness.footprints();
    expect(await harness.lenses()).to.have.length(6);
    await harness.end();
  });

  it('says that it could not start', async () => {
    const harness = new Harness({ ...FULL, startAnalyser: () => Promise.reject(new Error('no grammar')) });
    await harness.start();
    await harness.until('it says so', () => harness.statuses.some(({ state }) => state === 'failed'));
    expect(harness.statuses.at(-1)?.message).to.equal('Wattlens could not start its analyser: no grammar');
    await harness.open(MODEL);
    expect(await harness.lenses()).to.deep.equal([]);
    await harness.end();
  });
});
