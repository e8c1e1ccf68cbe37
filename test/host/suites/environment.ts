import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, fileUri, open, wattlens, withSetting } from './editor.ts';

/** What the stand-in for the Python extension has besides the part that Wattlens uses. */
interface FakePython {
  readonly select: (path: string) => void;
}

describe('installed packages', () => {
  const params = async (uri: vscode.Uri) =>
    (await (await wattlens()).footprints(uri.toString()))?.footprints[0]?.params;

  it('are those of the environment selected in the Python extension, live', async () => {
    const python = vscode.extensions.getExtension<FakePython>('ms-python.python');
    if (!python) throw new Error('the stand-in is not installed');
    const { select } = await python.activate();
    const { document } = await open('installed.py');
    expect(await params(document.uri)).to.not.be.a('number');
    select(fileUri('envs/one/bin/python').path);
    await eventually('the package of the first', async () => (await params(document.uri)) === 32);
    select(fileUri('envs/two').path);
    await eventually('the package of the second', async () => (await params(document.uri)) === 64);
    await withSetting('python', 'envs/one', async () => {
      await eventually('the package of the one that is set', async () => (await params(document.uri)) === 32);
    });
    select('python');
    await eventually('no package', async () => typeof (await params(document.uri)) !== 'number');
  });
});
