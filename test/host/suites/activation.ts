import { expect } from 'chai';
import * as vscode from 'vscode';
import { expectedHostKind } from '../expected-host.ts';

describe('activation', () => {
  it('activates in the expected extension host when a Python file is opened', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (!folder) throw new Error('no folder is open');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'model.py'));
    await vscode.window.showTextDocument(document);
    const extension = vscode.extensions.getExtension<{ hostKind: string }>('wattlens.wattlens');
    if (!extension) throw new Error('Wattlens is not installed');
    const api = await extension.activate();
    expect(api.hostKind).to.equal(expectedHostKind);
    expect(extension.isActive).to.equal(true);
  });
});
