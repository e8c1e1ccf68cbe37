/** Factors over the wire: what is offered, how a text is understood, and which edits come of it. */
import { expect } from 'chai';
import type { CompletionItem, Diagnostic } from 'vscode-languageserver-protocol/node';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { CHECK_FACTOR, EDIT_FACTOR, FACTORS } from '../../src/protocol/factors.ts';
import type {
  EditedFactor,
  FactorInfo,
  FactorSheet,
  FactorTarget,
  FactorValue,
} from '../../src/protocol/factors.ts';
import { SETTINGS } from '../../src/protocol/server.ts';
import type { SettingValues } from '../../src/protocol/settings.ts';
import { FULL, Harness, URI } from './harness.ts';
import { newAnalyser } from '../robustness/analyse.ts';

const CODE = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc(x)

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(5):
    optimizer.zero_grad()
    model(torch.randn(64, 20)).sum().backward()
    optimizer.step()
`;
const TOML = 'file:///w/wattlens.toml';

const textOf = (message: Diagnostic['message']): string =>
  typeof message === 'string' ? message : message.value;

describe('server/factors', () => {
  let analyser: Analyser;
  let harness: Harness;
  let settings: SettingValues;
  let disk: Record<string, string>;
  const diagnostics = new Map<string, Diagnostic[]>();

  before(async () => {
    analyser = await newAnalyser();
  });

  beforeEach(async () => {
    settings = {};
    disk = {};
    diagnostics.clear();
    harness = new Harness({ ...FULL, disk, analyser });
    harness.client.onRequest(SETTINGS.method, () => settings);
    harness.client.onNotification(
      'textDocument/publishDiagnostics',
      (params: { uri: string; diagnostics: Diagnostic[] }) => {
        diagnostics.set(params.uri, params.diagnostics);
      },
    );
    await harness.start();
  });
  afterEach(async () => {
    analyser.close(URI);
    for (const uri of [TOML, 'file:///w/pyproject.toml']) analyser.invalidate(uri);
    await harness.end();
  });

  const sheet = (uri: string | null = URI, id: string | null = null): Promise<FactorSheet> =>
    harness.client.sendRequest<FactorSheet>(FACTORS.method, { uri, id });

  async function factor(name: string): Promise<FactorInfo> {
    const found = (await sheet()).factors.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  }

  const edit = (
    name: string,
    value: FactorValue | null,
    target: FactorTarget['kind'],
    uri = URI,
  ): Promise<EditedFactor> =>
    harness.client.sendRequest<EditedFactor>(EDIT_FACTOR.method, { uri, id: null, name, value, target });

  it('tells value, origin and place of each, and where it can be written', async () => {
    await harness.open(CODE);
    const epochs = await factor('epochs');
    expect(epochs).to.include({ value: null, origin: null });
    const steps = await factor('steps');
    expect(steps).to.include({ value: 5, origin: 'code', setting: 'wattlens.training.steps' });
    expect(steps.range?.start.line).to.equal(13);
    expect(steps.targets.map(({ kind, label, says }) => [kind, label, says])).to.deep.equal([
      ['pragma', 'Comment in the code, over Net', false],
      ['file', 'wattlens.toml (new)', false],
      ['workspace', 'Workspace settings', false],
    ]);
    expect((await factor('device')).targets.map(({ kind }) => kind)).to.deep.equal([
      'pragma',
      'file',
      'workspace',
      'user',
    ]);
    expect((await factor('precision')).choices.map(({ value }) => value)).to.include('bf16');
    expect((await factor('device')).catalogue).to.equal('device');
  });

  it('offers what the script’s own arguments do', async () => {
    await harness.open(`${CODE}\nparser.add_argument('--epochs', type=int, default=90, choices=[30, 90])\n`);
    expect((await factor('epochs')).choices).to.deep.equal([
      { value: '90', detail: 'default of --epochs, net.py:19' },
      { value: '30', detail: 'choice of --epochs, net.py:19' },
    ]);
  });

  it('says what outweighs a place, and which one says it now', async () => {
    disk[TOML] = 'epochs = 7\n';
    await harness.open(`# wattlens: epochs=9\n\n${CODE}`);
    const { value, origin, targets, alternatives } = await factor('epochs');
    expect([value, origin]).to.deep.equal([9, 'pragma']);
    expect(alternatives.map((one) => `${one.value} ${one.origin}`)).to.deep.equal(['7 config-file']);
    expect(targets.map(({ kind, says, outweighedBy }) => [kind, says, outweighedBy])).to.deep.equal([
      ['pragma', true, null],
      ['file', true, 'pragma at net.py:1 says 9'],
      ['workspace', false, 'pragma at net.py:1 says 9'],
    ]);
  });

  it('says of one stage what holds of all, and lets it be said apart', async () => {
    disk[TOML] = 'region = "NO"\n';
    await harness.open(CODE);
    const region = await factor('inference-region');
    expect([region.value, region.sameAs]).to.deep.equal(['NO', 'region']);
    expect(region.targets.map(({ says, outweighedBy }) => [says, outweighedBy])).to.deep.equal([
      [false, null],
      [false, null],
      [false, null],
      [false, null],
    ]);
  });

  it('understands what is typed', async () => {
    const check = (name: string, typed: string): Promise<unknown> =>
      harness.client.sendRequest(CHECK_FACTOR.method, { name, typed });
    expect(await check('samples', '1.28M')).to.deep.equal({ value: 1_280_000, text: '1,280,000' });
    expect(await check('input', '2x3x224x224')).to.deep.equal({ value: '2x3x224x224', text: '2x3x224x224' });
    expect(await check('input', '1x8:int64 mask=1x8:bool')).to.have.deep.property('value', [
      '1x8:int64',
      'mask=1x8:bool',
    ]);
    expect(await check('device', 'rtx 3090')).to.have.property('value', 'RTX-3090');
    expect(await check('device', 'A9000'))
      .to.have.property('error')
      .that.contains('catalogue knows no device');
    expect(await check('epochs', '90 images'))
      .to.have.property('error')
      .that.contains('no unit');
  });

  it('edits the code over the model', async () => {
    await harness.open(CODE);
    expect(await edit('epochs', 90, 'pragma')).to.deep.equal({
      changes: [
        {
          uri: URI,
          range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
          text: '# wattlens: epochs=90\n',
          isNew: false,
        },
      ],
    });
    await harness.insert(2, 3, '# wattlens: epochs=90\n');
    expect(await factor('epochs')).to.include({ value: 90, origin: 'pragma' });
    expect(await edit('epochs', 100, 'pragma')).to.have.nested.property('changes[0].text', 'epochs=100');
    expect(await edit('epochs', null, 'pragma')).to.deep.equal({
      changes: [
        {
          uri: URI,
          range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } },
          text: '',
          isNew: false,
        },
      ],
    });
  });

  it('edits the nearest file, or makes one where the project begins', async () => {
    const deep = 'file:///w/a/b/net.py';
    await harness.open(CODE, deep);
    const made = await edit('epochs', 90, 'file', deep);
    expect(made).to.have.nested.include({ 'changes[0].uri': TOML, 'changes[0].isNew': true });
    disk['file:///w/a/pyproject.toml'] = '[tool.wattlens]\npue = 1.1 # hall\n';
    analyser.invalidate('file:///w/a/pyproject.toml');
    const nearer = await edit('epochs', 90, 'file', deep);
    expect(nearer).to.have.nested.include({
      'changes[0].uri': 'file:///w/a/pyproject.toml',
      'changes[0].isNew': false,
      'changes[0].range.start.line': 1,
      'changes[0].range.start.character': 16,
      'changes[0].text': '\nepochs = 90',
    });
  });

  it('names the setting, and why something cannot be written', async () => {
    await harness.open(CODE);
    expect(await edit('epochs', 90, 'workspace')).to.deep.equal({
      setting: { key: 'training.epochs', value: 90 },
    });
    expect(await edit('input', '1x20', 'workspace')).to.have.property('error');
    expect(await edit('epochs', null, 'pragma')).to.have.property('error');
    expect(await edit('nonsense', 1, 'pragma')).to.have.property('error');
    disk[TOML] = 'epochs = \npue = 1\n';
    expect(await edit('epochs', 3, 'file'))
      .to.have.property('error')
      .that.contains('correct it first');
  });

  it('works in a file that was never saved, and where nothing is open', async () => {
    const untitled = 'untitled:Untitled-1';
    await harness.open(CODE, untitled);
    const { factors } = await sheet(untitled);
    const kinds = factors.find(({ name }) => name === 'epochs')?.targets.map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['pragma', 'workspace']);
    expect(await edit('epochs', 90, 'pragma', untitled)).to.have.nested.property('changes[0].uri', untitled);
    const nothing = await sheet(null);
    expect(nothing).to.include({ model: null, id: null });
    expect(
      nothing.factors.find(({ name }) => name === 'device')?.targets.map(({ kind }) => kind),
    ).to.deep.equal(['workspace', 'user']);
  });

  it('takes a configuration file as it is in the editor, and says what is wrong in it', async () => {
    await harness.open(CODE);
    expect((await factor('epochs')).value).to.equal(null);
    disk[TOML] = '';
    await harness.open('epochs = 7\ndevice = "A9000"\nepoch = 3\n', TOML);
    await harness.until('the diagnostics', () => diagnostics.has(TOML));
    const messages =
      diagnostics.get(TOML)?.map(({ message, range }) => `${range.start.line}: ${textOf(message)}`) ?? [];
    expect(messages.map((message) => message.split(/[;,]/)[0])).to.have.members([
      '2: "epoch" is no setting',
      '1: the catalogue knows no device "A9000"',
    ]);
    await harness.until('the figures', () => harness.changed.length > 1);
    expect(await factor('epochs')).to.include({ value: 7, origin: 'config-file' });
    await harness.close(TOML);
    await harness.until('no diagnostics', () => diagnostics.get(TOML)?.length === 0);
  });

  it('forgets a configuration file that is deleted, also while the editor still has its text', async () => {
    disk[TOML] = 'epochs = 7\n';
    await harness.open(CODE);
    await harness.open('epochs = 7\n', TOML);
    expect((await factor('epochs')).value).to.equal(7);
    // The test's disk is read anew each time.
    Reflect.deleteProperty(disk, TOML);
    const changes = [{ uri: TOML, type: 3 }];
    await harness.client.sendNotification('workspace/didChangeWatchedFiles', { changes });
    expect((await factor('epochs')).value).to.equal(null);
  });

  it('takes a configuration file for what it is when its end is told late', async () => {
    disk[TOML] = 'epochs = 7\n';
    await harness.open(CODE);
    await harness.open('epochs = 7\n', TOML);
    expect((await factor('epochs')).value).to.equal(7);
    const told = (type: number) =>
      harness.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: TOML, type }] });
    // deleted and made again, of which only the end is told
    await told(3);
    let value: unknown = null;
    for (let tries = 0; tries < 100 && value !== 7; tries++) ({ value } = await factor('epochs'));
    expect(value).to.equal(7);
    // gone, and made again
    Reflect.deleteProperty(disk, TOML);
    await told(3);
    expect((await factor('epochs')).value).to.equal(null);
    disk[TOML] = 'epochs = 7\n';
    await told(1);
    expect((await factor('epochs')).value).to.equal(7);
  });

  it('knows that a file is gone whose text an editor opens again', async () => {
    await harness.open(CODE);
    await harness.open('epochs = 7\n', TOML);
    await harness.until('both looks', () => harness.changed.length > 0);
    let value: unknown = 7;
    for (let tries = 0; tries < 100 && value !== null; tries++) ({ value } = await factor('epochs'));
    expect(value).to.equal(null);
  });

  it('says what is wrong in a comment of the code', async () => {
    await harness.open(`# wattlens: epochs=many device=A9000\n\n${CODE}`);
    await harness.footprints();
    await harness.until('the diagnostics', () => (diagnostics.get(URI) ?? []).length > 0);
    const found = diagnostics.get(URI) ?? [];
    expect(found.map(({ message }) => message)).to.include(
      'pragma: epochs: must be a number: write 90 or 90 epochs',
    );
    expect(found[0]?.range).to.deep.equal({
      start: { line: 0, character: 0 },
      end: { line: 0, character: 36 },
    });
  });

  it('completes keys and values in comments and files', async () => {
    const complete = async (text: string, uri: string): Promise<CompletionItem[]> => {
      await harness.open(text, uri);
      const lines = text.split('\n');
      const position = { line: lines.length - 1, character: (lines.at(-1) ?? '').length };
      const items = await harness.client.sendRequest<CompletionItem[]>('textDocument/completion', {
        textDocument: { uri },
        position,
      });
      await harness.close(uri);
      return items;
    };
    const labels = async (text: string, uri = URI): Promise<string[]> =>
      (await complete(text, uri)).map(({ label }) => label);
    expect(await labels('x = 1\n# wattlens: epochs=3 sam'))
      .to.include('samples')
      .and.not.to.include('epochs');
    expect(await labels('# wattlens: precision=')).to.include.members(['fp32', 'bf16']);
    expect(await labels('# wattlens: device=A100')).to.include('A100-SXM-80');
    expect(await labels('# wattlens: region="aws:')).to.include('aws:us-east-1');
    expect(await labels('# other: ')).to.deep.equal([]);
    expect(await labels('x = "epochs')).to.deep.equal([]);
    expect(await labels('pue = 1.1\n', TOML)).to.include.members(['epochs', 'device']);
    expect(await labels('[training]\nb', TOML))
      .to.include('batch')
      .and.not.to.include('device');
    expect(await labels('[search]\n', TOML)).to.have.members(['device', 'region', 'pue']);
    expect(await labels('[tool.black]\n', 'file:///w/pyproject.toml')).to.deep.equal([]);
    const [item] = (await complete('mode = ', TOML)).filter(({ label }) => label === 'compiled');
    expect(item?.textEdit).to.have.property('newText', '"compiled"');
    const project = await complete('[tool.wattlens]\ndevice = "', 'file:///w/pyproject.toml');
    expect(project.find(({ label }) => label === 'T4')?.textEdit).to.have.property('newText', 'T4');
  });
});
