import { expect } from 'chai';
import * as vscode from 'vscode';
import { skip } from '../../support/skip.ts';
import truth from '../../truth/torchvision-foundation.json' with { type: 'json' };
import { eventually, fileUri, find, hoverText, lenses, open, wattlens } from './editor.ts';

const RESNETS = truth.models.filter(({ file }) => file === 'torchvision/models/resnet.py');

async function missing(): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri('torchvision-missing.txt')));
  } catch {
    // the note is not there: the source is
    return null;
  }
}

describe('the unmodified resnet.py of torchvision', function () {
  this.timeout(120_000);
  let document: vscode.TextDocument;

  before(async function () {
    const reason = await missing();
    if (reason !== null) skip(this, `the torchvision package could not be fetched: ${reason}`);
    ({ document } = await open('torchvision/models/resnet.py'));
  });

  it('has the parameters and MACs that PyTorch counts', async () => {
    const { footprints } = await wattlens();
    const known = await footprints(document.uri.toString());
    const counted = (known?.footprints ?? []).map(({ name, params, macs }) => ({ name, params, macs }));
    const expected = RESNETS.map(({ builder, params, macs }) => ({ name: builder, params, macs }));
    expect(expected).to.have.length(10);
    expect(counted).to.have.deep.members(expected);
  });

  it('has three lenses over each builder, and one over the class that they make', async () => {
    const seen = await eventually('the lenses', async () => {
      const found = await lenses(document.uri);
      return found.length === 31 && found;
    });
    for (const { builder } of RESNETS) {
      const { line } = find(document, `def ${builder}(`);
      const titles = seen.filter((lens) => lens.line === line).map(({ title }) => title);
      expect(titles, builder).to.have.length(3);
      expect(titles[0], builder).to.match(/I [\d.]+ [nµm]?J\/inference \(/);
    }
    const { line } = find(document, 'class ResNet(');
    const titles = seen.filter((lens) => lens.line === line).map(({ title }) => title);
    expect(titles).to.have.length(1);
    expect(titles[0]).to.match(/10 models, 11\.7–127 M parameters, .*: resnet18 … wide_resnet101_2/);
  });

  it('has the hover with the layers, also where one line makes those of all', async () => {
    const { line, character } = find(document, 'resnet50(');
    const text = await hoverText(document.uri, line, character + 1);
    expect(text).to.contain('25,557,032').and.to.contain('| conv |').and.to.contain('vs dense');
    const conv = find(document, 'nn.Conv2d(');
    expect(await hoverText(document.uri, conv.line, conv.character)).to.contain('Also in `resnet34`');
  });
});
