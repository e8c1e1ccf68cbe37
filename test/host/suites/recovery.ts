import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, lenses, open, wattlens } from './editor.ts';

describe('recovery', () => {
  it('starts a server again that was ended, and shows the lenses again', async function () {
    this.timeout(60_000);
    const { document } = await open('model.py');
    const api = await wattlens();
    const before = api.restarts();
    api.killServer();
    await eventually('a new start', () => api.restarts() === before + 1);
    await eventually('the lenses', async () => (await lenses(document.uri)).length === 3);
  });

  it('restarts on command, which is no crash', async function () {
    this.timeout(60_000);
    const { document } = await open('model.py');
    const api = await wattlens();
    const before = api.restarts();
    await vscode.commands.executeCommand('wattlens.restartServer');
    await eventually('the lenses', async () => (await lenses(document.uri)).length === 3);
    await eventually('health', () => api.health().state === 'ready');
    expect(api.restarts()).to.equal(before);
  });
});
