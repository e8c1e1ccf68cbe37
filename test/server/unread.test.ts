/** What an editor is told of a training whose model could not be read. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { FileChangeType, type Hover } from 'vscode-languageserver-protocol/node';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { EDIT_FACTOR, FACTORS } from '../../src/protocol/factors.ts';
import type { EditedFactor, FactorSheet } from '../../src/protocol/factors.ts';
import { FULL, Harness, URI } from './harness.ts';
import { newAnalyser } from '../robustness/analyse.ts';

const TEXT = readFileSync(new URL('../host/workspace/unread.py', import.meta.url), 'utf8');
const STEP = TEXT.split('\n').findIndex((line) => line.includes('optimizer.step()'));
const REASON = "the model could not be read: the module 'zoo' was not found";

const hoverText = (hover: Hover | null): string =>
  hover !== null && typeof hover.contents === 'object' && 'value' in hover.contents
    ? hover.contents.value
    : '';

describe('server and a model that could not be read', () => {
  let analyser: Analyser;
  let harness: Harness;
  let disk: Record<string, string>;

  before(async () => {
    analyser = await newAnalyser();
  });
  beforeEach(async () => {
    disk = {};
    harness = new Harness({
      capabilities: FULL.capabilities ?? {},
      options: { drawsIcons: true },
      analyser,
      disk,
    });
    await harness.start();
    await harness.open(TEXT);
  });
  afterEach(() => harness.end());

  it('has its lenses over the line that trains it', async () => {
    expect(await harness.seen()).to.deep.equal([
      `${STEP}: $(zap) I unknown: ${REASON}`,
      `${STEP}: T unknown = I(B 64) × D 60,000 × E 5 × overhead ?`,
      `${STEP}: CT: none found, set trials…`,
    ]);
  });

  it('has its hover there, with the factors, the reason and what helps', async () => {
    const text = hoverText(await harness.hover(STEP, 14));
    expect(text).to.contain('parameters and FLOPs unknown');
    expect(text).to.match(/Training samples \(D\).*60,000.*net\.py:10/);
    expect(text).to.match(/could not be read.*: \*select the environment that has it/);
  });

  it('takes what is said of its factors', async () => {
    const [footprint] = (await harness.footprints())?.footprints ?? [];
    const id = footprint?.id ?? null;
    const sheet = await harness.client.sendRequest<FactorSheet>(FACTORS.method, { uri: URI, id });
    expect(sheet.factors.find(({ name }) => name === 'epochs')).to.include({ value: 5, origin: 'code' });
    const edited = await harness.client.sendRequest<EditedFactor>(EDIT_FACTOR.method, {
      ...{ uri: URI, id, name: 'epochs', value: 9, target: 'pragma' },
    });
    const [change] = 'changes' in edited ? edited.changes : [];
    if (change === undefined) throw new Error('no edit');
    await harness.change(2, [{ range: change.range, text: change.text }]);
    await harness.footprints();
    const titles = await harness.seen();
    expect(titles[1]).to.contain('× D 60,000 × E 9 ×');
  });

  it('is a model like any other once its module is there', async () => {
    disk['file:///w/zoo.py'] =
      'from torch import nn\ndef make_net():\n    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n';
    await harness.footprints();
    await harness.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///w/zoo.py', type: FileChangeType.Created }],
    });
    await harness.until('figures', () => harness.changed.filter((uri) => uri === URI).length > 1);
    const [footprint] = (await harness.footprints())?.footprints ?? [];
    expect(footprint?.params).to.equal(7850);
    expect(footprint?.training?.energy.value).to.be.above(0);
  });
});
