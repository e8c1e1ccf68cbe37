import { expect } from 'chai';
import * as vscode from 'vscode';
import { expectedHostKind } from '../expected-host.ts';

describe('a run in which all is well', () => {
  it('runs in the expected host', async () => {
    const extension = vscode.extensions.getExtension<{ hostKind: string }>('wattlens.wattlens-proof');
    const api = await extension?.activate();
    expect(api?.hostKind).to.equal(expectedHostKind);
  });
});
