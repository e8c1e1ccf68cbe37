import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, find, open, wattlens, withSetting } from './editor.ts';

describe('the report', () => {
  it('is drawn by the page, says what it shows, and follows edits and settings', async function () {
    this.timeout(60_000);
    const editor = await open('model.py');
    const { report } = await wattlens();
    await vscode.commands.executeCommand('wattlens.showReport');
    const first = await eventually('the page', () => report() ?? undefined);
    expect(first.models).to.deep.equal(['TinyNet']);
    expect(first.rows).to.be.at.least(2);
    expect(first.bars).to.be.at.least(2);
    expect(first.text).to.contain('TinyNet').and.to.contain('Penalty vs dense').and.to.contain('Assumptions');
    expect(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label))).to.include(
      'Footprint Report',
    );

    await withSetting('inferencePue', 1.25, async () => {
      await eventually('the PUE on the page', () => report()?.text.includes('PUE 1.25'));
    });

    await editor.edit((edit) =>
      edit.insert(find(editor.document, '        self.fc ='), '        self.extra = nn.Linear(784, 784)\n'),
    );
    const forward = find(editor.document, '        return self.fc');
    await editor.edit((edit) => edit.insert(forward, '        self.extra(torch.zeros(1, 784))\n'));
    await eventually('the new layer on the page', () => report()?.text.includes('extra'));
    await vscode.window.showTextDocument(editor.document, editor.viewColumn ?? vscode.ViewColumn.One);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  });

  it('is copied as JSON that reads back', async () => {
    await open('model.py');
    await vscode.commands.executeCommand('wattlens.copyJson');
    const copied: unknown = JSON.parse(await vscode.env.clipboard.readText());
    expect(copied).to.be.an('array').with.length(1);
    expect((copied as { name: string; schemaVersion: number }[])[0]).to.include({
      name: 'TinyNet',
      schemaVersion: 1,
    });
  });
});
