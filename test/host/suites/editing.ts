import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, fileUri, find, joulesOf, lenses, open, wattlens } from './editor.ts';

describe('editing', () => {
  let editor: vscode.TextEditor;
  const titles = async () => (await lenses(editor.document.uri)).map(({ title }) => title);
  const insert = (at: vscode.Position, text: string) => editor.edit((edit) => edit.insert(at, text));
  const settled = async () => (await wattlens()).footprints(editor.document.uri.toString());

  beforeEach(async () => {
    editor = await open('model.py');
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  it('follows a layer being typed, key by key', async () => {
    const before = joulesOf((await titles())[0] ?? '');
    const line = '        self.more = nn.Linear(16 * 28 * 28, 3000)\n';
    let at = find(editor.document, '        self.fc =');
    for (const character of line) {
      await insert(at, character);
      at = editor.document.positionAt(editor.document.offsetAt(at) + 1);
      expect(await lenses(editor.document.uri)).to.have.length(3);
    }
    const use = find(editor.document, '        return self.fc');
    await insert(use, '        self.more(torch.flatten(x, 1))\n');
    await eventually(
      'more energy',
      async () => {
        // What was half typed a moment ago may still be shown as unknown.
        const [title = ''] = await titles();
        return !title.includes('unknown') && joulesOf(title) > before;
      },
      () => before,
    );
  });

  it('keeps the lenses of code that does not parse, moved with it', async () => {
    const before = await titles();
    const { line } = find(editor.document, 'class TinyNet');
    await insert(new vscode.Position(0, 0), 'x = (((\n\n');
    await settled();
    const kept = await lenses(editor.document.uri);
    expect(kept.map(({ title }) => title)).to.deep.equal(before);
    expect(kept.map((lens) => lens.line)).to.deep.equal([line + 2, line + 2, line + 2]);
  });

  it('keeps the lenses of a class whose own line is half typed', async () => {
    const before = await titles();
    const at = find(editor.document, '(nn.Module):');
    await editor.edit((edit) => edit.delete(new vscode.Range(at, at.translate(0, '(nn.Module):'.length))));
    await insert(at, '(');
    await settled();
    expect(await titles()).to.deep.equal(before);
  });

  it('keeps the lenses of code that an open string swallows', async () => {
    const before = await titles();
    await insert(new vscode.Position(2, 0), 'x = """\n');
    await settled();
    expect(await titles()).to.deep.equal(before);
  });

  it('takes the lenses away with the class', async () => {
    const { document } = editor;
    const all = new vscode.Range(
      new vscode.Position(0, 0),
      document.lineAt(document.lineCount - 1).range.end,
    );
    await editor.edit((edit) => edit.replace(all, 'x = 1\n'));
    await eventually('no lenses', async () => (await titles()).length === 0);
    const { badge } = await wattlens();
    await eventually('no badge', () => badge() === null);
  });

  it('follows an edit in an imported file that is not saved', async () => {
    const uses = await open('uses.py');
    const energy = async () => {
      const title = (await lenses(uses.document.uri))[0]?.title;
      return title === undefined ? undefined : joulesOf(title);
    };
    const before = await eventually('the lens', energy);
    editor = await open('blocks.py');
    await editor.edit((edit) => edit.replace(wordAt(editor.document, '64'), '4096'));
    await eventually(
      'more energy',
      async () => ((await energy()) ?? 0) > before,
      () => before,
    );
  });

  it('follows a file of settings that the script reads, as it comes, changes and goes', async () => {
    const { document } = await open('configured.py');
    const settings = fileUri('configured.yaml');
    const write = (text: string) => vscode.workspace.fs.writeFile(settings, new TextEncoder().encode(text));
    const shows = (text: string) =>
      eventually(text, async () => (await lenses(document.uri))[1]?.title.includes(text) === true);
    await shows('? steps');
    await write('steps: 700\n');
    await shows('700 steps');
    await write('steps: 900\n');
    await shows('900 steps');
    await vscode.workspace.fs.delete(settings);
    await shows('? steps');
  });
});

function wordAt(document: vscode.TextDocument, word: string): vscode.Range {
  const start = find(document, word);
  return new vscode.Range(start, start.translate(0, word.length));
}
