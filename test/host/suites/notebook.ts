import { expect } from 'chai';
import * as vscode from 'vscode';
import { eventually, fileUri, hoverText, wattlens } from './editor.ts';

describe('a notebook', () => {
  let notebook: vscode.NotebookDocument;
  before(async () => {
    notebook = await vscode.workspace.openNotebookDocument(fileUri('notebook.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
  });

  const figures = async (uri: vscode.Uri) => (await wattlens()).footprints(uri.toString());
  const netCell = () => notebook.cellAt(2);

  it('has the figures of its cells as one program', async () => {
    const known = await eventually('figures', async () => (await figures(notebook.uri)) ?? undefined);
    expect(known.footprints.map(({ name, params }) => [name, params])).to.deep.equal([['Net', 7850]]);
    expect(known.footprints[0]?.uri).to.match(/notebook\.ipynb#cell2$/);
    expect(known.problems).to.deep.equal([]);
  });

  it('hovers in the cell that has the class', async () => {
    const { uri } = netCell().document;
    expect(await hoverText(uri, 0, 7)).to.contain('**Net**');
  });

  it('follows an edit of a cell', async () => {
    const { document } = netCell();
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('784, 10'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(line).range, '        self.fc = nn.Linear(784, 20)');
    await vscode.workspace.applyEdit(edit);
    await eventually('the figures of the edited cell', async () => {
      const known = await figures(notebook.uri);
      return known?.footprints[0]?.params === 15_700;
    });
  });
});
