import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, fileUri, find, hoverText, lenses, open, wattlens } from './editor.ts';

describe('scripts of TensorFlow.js', () => {
  it('shows lenses, hovers and the badge in TypeScript', async () => {
    const { document } = await open('digits.ts');
    const seen = await lenses(document.uri);
    const { line, character } = find(document, 'createModel');
    expect(seen.map((lens) => lens.line)).to.deep.equal([line, line, line]);
    expect(seen[0]?.title).to.match(/^\$\(zap\) I [\d.]+ [nµm]?J\/inference \(/);
    expect(seen[1]?.title).to.contain('× D 6,000 × E 5');
    const hover = await hoverText(document.uri, line, character + 1);
    expect(hover).to.contain('createModel').and.to.contain('Counts are');
    const { badge, footprints } = await wattlens();
    expect(badge()).to.match(/^[\d.]+ [nµm]?J\/inference/);
    const [model] = (await footprints(document.uri.toString()))?.footprints ?? [];
    // 3·3·1·8 + 8, and 13·13·8·10 + 10
    expect(model?.params).to.equal(13_610);
    expect(model?.framework).to.equal('tfjs');
  });

  it('shows lenses in a page, and asks for what the page would tell', async () => {
    const { document } = await open('page.html');
    const seen = await lenses(document.uri);
    const { line } = find(document, 'function curve');
    expect(seen.map((lens) => lens.line)).to.deep.equal([line, line, line]);
    expect(seen[1]?.command).to.equal('wattlens.setTrainingFactors');
  });

  it('follows a script that becomes one of TensorFlow.js, and leaves others alone', async () => {
    const uri = fileUri('plain.js');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const { footprints } = await wattlens();
    expect(await footprints(uri.toString())).to.equal(null);
    expect(await lenses(uri)).to.deep.equal([]);
    const made = "\nimport * as tf from '@tensorflow/tfjs';\nconst net = tf.sequential();\n";
    const layer = 'net.add(tf.layers.dense({ units: 2, inputShape: [3] }));\n';
    await editor.edit((change) => {
      change.insert(document.lineAt(document.lineCount - 1).range.end, made + layer);
    });
    const [model] = await eventually('figures of plain.js', async () => {
      const found = (await footprints(uri.toString()))?.footprints ?? [];
      return found.length > 0 && found;
    });
    expect(model?.params).to.equal(8);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
