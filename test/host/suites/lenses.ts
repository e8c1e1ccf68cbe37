import { expect } from 'chai';
import type * as vscode from 'vscode';
import { find, hoverText, lenses, open, wattlens } from './editor.ts';

describe('lenses and hovers', () => {
  let document: vscode.TextDocument;
  before(async () => {
    ({ document } = await open('model.py'));
  });

  it('shows three lenses on the line of the class', async () => {
    const seen = await lenses(document.uri);
    const { line } = find(document, 'class TinyNet');
    expect(seen.map((lens) => lens.line)).to.deep.equal([line, line, line]);
    const [inference, training, search] = seen.map(({ title }) => title);
    expect(inference).to.match(/^\$\(zap\) I [\d.]+ [nµm]?J\/inference \(/);
    expect(training).to.match(/^T\b/);
    expect(search).to.equal('CT: none found, set trials…');
  });

  it('opens the report or asks for a missing factor on a click', async () => {
    expect((await lenses(document.uri)).map(({ command }) => command)).to.deep.equal([
      'wattlens.showReport',
      'wattlens.setTrainingFactors',
      'wattlens.setTrainingFactors',
    ]);
  });

  it('shows totals, completeness and the layers when hovering over the name', async () => {
    const { line, character } = find(document, 'TinyNet');
    const text = await hoverText(document.uri, line, character + 1);
    expect(text).to.contain('TinyNet').and.to.contain('Inference, per sample').and.to.contain('Counts are');
    expect(text).to.match(/\| conv \| .*FLOPs/);
    expect(text).to.match(/\| fc \| .*FLOPs/);
  });

  it('shows a layer when hovering over the line that makes it', async () => {
    const { line, character } = find(document, 'nn.Conv2d');
    expect(await hoverText(document.uri, line, character)).to.match(/\| conv \| .*FLOPs/);
  });

  it('shows nothing over other lines', async () => {
    expect(await hoverText(document.uri, 0, 2)).to.equal('');
  });

  it('shows the badge of the active file', async () => {
    const { badge } = await wattlens();
    expect(badge()).to.match(/^[\d.]+ [nµm]?J\/inference/);
  });

  it('shows what a training script trains: samples, epochs, batch and their product', async () => {
    const { document: script } = await open('train.py');
    const [, training] = (await lenses(script.uri)).map(({ title }) => title);
    expect(training).to.match(/^T [\d.]+ k?(?:J|Wh) \(.*\) = I\(B 64\) × D 60,000 × E 14 × overhead [\d.]+$/);
    const { footprints } = await wattlens();
    const factors = (await footprints(script.uri.toString()))?.footprints[0]?.training?.factors;
    expect(factors?.batch.value).to.equal(64);
  });
});
