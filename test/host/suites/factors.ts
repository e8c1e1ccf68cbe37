import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, fileUri, hoverText, open, wattlens, withSetting } from './editor.ts';

/** What holds of a factor of the first model, and who says it. */
async function stated(uri: vscode.Uri, name: string): Promise<string> {
  const known = await (await wattlens()).footprints(uri.toString());
  const factor = known?.footprints[0]?.factors.find((one) => one.name === name);
  return `${factor?.value ?? '?'} ${factor?.origin ?? 'unknown'}`;
}

const edit = (uri: vscode.Uri, name: string, value: string, target: string): Thenable<unknown> =>
  vscode.commands.executeCommand('wattlens.editFactor', uri.toString(), undefined, name, value, target);
const reset = (uri: vscode.Uri, name: string, target: string): Thenable<unknown> =>
  vscode.commands.executeCommand('wattlens.resetFactor', uri.toString(), undefined, name, undefined, target);

async function holds(uri: vscode.Uri, name: string, wanted: string): Promise<void> {
  let last = '';
  await eventually(
    `${name}: ${wanted}`,
    async () => {
      last = await stated(uri, name);
      return last === wanted;
    },
    () => last,
  );
}

describe('a factor', () => {
  let document: vscode.TextDocument;
  let before = '';
  const toml = (): vscode.Uri => fileUri('wattlens.toml');

  beforeEach(async () => {
    ({ document } = await open('train.py'));
    before = document.getText();
  });
  afterEach(async () => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is said in a comment over the class, and undone in one step', async () => {
    await edit(document.uri, 'epochs', '90 epochs', 'pragma');
    expect(document.getText()).to.match(/^# wattlens: epochs=90\nclass /m);
    await holds(document.uri, 'epochs', '90 pragma');
    await edit(document.uri, 'samples', '1.28M', 'pragma');
    expect(document.getText()).to.contain('# wattlens: epochs=90 samples=1280000\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    expect(document.getText()).to.equal(before);
    await holds(document.uri, 'epochs', '14 code');
  });

  it('is said in wattlens.toml, which keeps its comments, and is taken back there', async () => {
    await edit(document.uri, 'epochs', '90', 'file');
    await holds(document.uri, 'epochs', '90 config-file');
    const file = await vscode.workspace.openTextDocument(toml());
    expect([file.getText(), file.isDirty]).to.deep.equal(['epochs = 90\n', false]);
    const comment = new vscode.WorkspaceEdit();
    comment.insert(toml(), new vscode.Position(0, 11), ' # as published');
    await vscode.workspace.applyEdit(comment);
    await edit(document.uri, 'epochs', '30', 'file');
    expect(file.getText()).to.equal('epochs = 30 # as published\n');
    await holds(document.uri, 'epochs', '30 config-file');
    await reset(document.uri, 'epochs', 'file');
    await holds(document.uri, 'epochs', '14 code');
    await vscode.workspace.fs.delete(toml());
  });

  it('is said in the workspace settings, below the file and above the code', async () => {
    await edit(document.uri, 'epochs', '5', 'workspace');
    await holds(document.uri, 'epochs', '5 workspace-setting');
    await edit(document.uri, 'epochs', '6', 'file');
    await holds(document.uri, 'epochs', '6 config-file');
    await reset(document.uri, 'epochs', 'file');
    await holds(document.uri, 'epochs', '5 workspace-setting');
    await reset(document.uri, 'epochs', 'workspace');
    await holds(document.uri, 'epochs', '14 code');
    await vscode.workspace.fs.delete(toml());
  });

  it('leaves what is wrong alone', async () => {
    await edit(document.uri, 'epochs', '90 images', 'pragma');
    expect(document.getText()).to.equal(before);
  });

  it('is linked in the hover', async () => {
    const line = before.split('\n').findIndex((text) => text.startsWith('class '));
    await withSetting('region', 'NO', async () => {
      await holds(document.uri, 'region', 'NO workspace-setting');
      const hover = await hoverText(document.uri, line, 8);
      expect(hover).to.contain('command:wattlens.editFactor?').and.to.contain('| Epochs (E) |');
      expect(hover).to.contain('[wattlens.region](command:wattlens.showOrigin?');
    });
  });

  it('works in a file that was never saved', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'python', content: before });
    await vscode.window.showTextDocument(untitled);
    await holds(untitled.uri, 'epochs', '14 code');
    await edit(untitled.uri, 'epochs', '90', 'pragma');
    expect(untitled.getText()).to.contain('# wattlens: epochs=90\nclass ');
    await holds(untitled.uri, 'epochs', '90 pragma');
    await vscode.window.showTextDocument(untitled);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is said in the cell of a notebook', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(fileUri('notebook.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    await eventually('the model', async () =>
      (await stated(notebook.uri, 'precision')) !== '? unknown' ? true : undefined,
    );
    await edit(notebook.uri, 'epochs', '90', 'pragma');
    expect(notebook.cellAt(2).document.getText()).to.match(/^# wattlens: epochs=90\nclass Net/);
    await holds(notebook.uri, 'epochs', '90 pragma');
    await reset(notebook.uri, 'epochs', 'pragma');
    expect(notebook.cellAt(2).document.getText()).to.match(/^class Net/);
  });

  it('has what is wrong in a configuration file marked in it', async () => {
    const write = new TextEncoder().encode('epochs = "many"\n');
    await vscode.workspace.fs.writeFile(toml(), write);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(toml()));
    const marks = await eventually('the mark', () => {
      const found = vscode.languages.getDiagnostics(toml()).filter(({ source }) => source === 'Wattlens');
      return found.length > 0 ? found : undefined;
    });
    expect(marks.map(({ message }) => message)).to.deep.equal([
      'epochs: must be a number: write 90 or 90 epochs',
    ]);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(toml());
  });
});
