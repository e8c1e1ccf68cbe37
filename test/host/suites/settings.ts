import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, joulesOf, lenses, open, wattlens, withSetting } from './editor.ts';

describe('settings, live', () => {
  let uri: vscode.Uri;
  const inference = async () => joulesOf((await lenses(uri))[0]?.title ?? '');
  before(async () => {
    uri = (await open('model.py')).document.uri;
  });

  it('takes a PUE, which scales the energy', async () => {
    let one = 0;
    await withSetting('inferencePue', 1, async () => {
      const expected = 'the inference PUE of 1 in the figures';
      await eventually(expected, async () => {
        const known = await (await wattlens()).footprints(uri.toString());
        return known?.footprints[0]?.inference.pue.value === 1;
      });
      one = await inference();
    });
    await withSetting('inferencePue', 2, async () => {
      await eventually(
        'twice the energy',
        async () => Math.abs((await inference()) / one - 2) < 0.1,
        () => one,
      );
    });
  });

  it('takes a device', async () => {
    const { footprints } = await wattlens();
    const device = async () => (await footprints(uri.toString()))?.footprints[0]?.inference.device.id;
    const before = await device();
    await withSetting('inferenceDevice', 'V100-SXM2-16', async () => {
      await eventually('the other device', async () => (await device()) === 'V100-SXM2-16');
    });
    await eventually('the first device again', async () => (await device()) === before);
  });

  it('says what is wrong with a wrong one', async () => {
    const { footprints } = await wattlens();
    await withSetting('pue', 0.5, async () => {
      const problems = await eventually('the complaint', async () => {
        const known = await footprints(uri.toString());
        return known?.problems.length ? known.problems : undefined;
      });
      expect(problems.map(({ message }) => message).join()).to.contain('wattlens.pue');
    });
  });

  it('switches the lenses off and on', async () => {
    await withSetting('lenses.enabled', false, async () => {
      await eventually('no lenses', async () => (await lenses(uri)).length === 0);
    });
    await eventually('the lenses again', async () => (await lenses(uri)).length === 3);
    await vscode.commands.executeCommand('wattlens.toggleLenses');
    await eventually('no lenses', async () => (await lenses(uri)).length === 0);
    await vscode.commands.executeCommand('wattlens.toggleLenses');
    await eventually('the lenses again', async () => (await lenses(uri)).length === 3);
  });

  it('switches the badge off and on', async () => {
    const { badge } = await wattlens();
    await withSetting('statusBar.enabled', false, async () => {
      await eventually('no badge', () => badge() === null);
    });
    await eventually('the badge again', () => badge() !== null);
  });
});
