import { expect } from 'chai';
import { SETTINGS } from '../../src/protocol/server.ts';
import { FULL, Harness } from './harness.ts';

const NOTEBOOK = 'file:///w/net.ipynb';
const cell = (name: string) => `vscode-notebook-cell:/w/net.ipynb#${name}`;

/** Of a notebook whose second cell is prose. */
const CELLS = ['%pip install torch\nclass A: # 2 layers\n', null, 'class B: # 1 layer\n'];
const NAMES = ['a', 'md', 'b'];

describe('server/notebooks', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = new Harness(FULL);
    harness.client.onRequest(SETTINGS.method, () => ({}));
    await harness.start();
    await harness.client.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri: NOTEBOOK,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: CELLS.map((text, index) => ({
          kind: text === null ? 1 : 2,
          document: cell(NAMES[index] ?? ''),
        })),
      },
      cellTextDocuments: CELLS.flatMap((text, index) =>
        text === null ? [] : [{ uri: cell(NAMES[index] ?? ''), languageId: 'python', version: 1, text }],
      ),
    });
  });
  afterEach(() => harness.end());

  const inference = async (name: string) =>
    (await harness.seen(cell(name))).filter((line) => line.includes('/inference'));

  it('tells a client which notebooks it follows', async () => {
    const other = new Harness(FULL);
    const { capabilities } = await other.start();
    expect(JSON.stringify(capabilities.notebookDocumentSync)).to.contain('jupyter-notebook');
    await other.end();
  });

  it('analyses the cells as one program, and shows in each cell what is its own', async () => {
    expect(await inference('a')).to.deep.equal(['1: $(zap) I 2.0 mJ/inference (1.0–4.0 mJ)']);
    expect(await inference('b')).to.deep.equal(['0: $(zap) I 1.0 mJ/inference (500 µJ–2.0 mJ)']);
    const [request] = harness.analyser.requests;
    expect([request?.uri, request?.text]).to.deep.equal([
      NOTEBOOK,
      '                  \nclass A: # 2 layers\n\nclass B: # 1 layer\n',
    ]);
    expect(harness.analyser.requests).to.have.length(1);
  });

  it('has the figures of the whole notebook under its name and under those of its cells', async () => {
    for (const uri of [NOTEBOOK, cell('a'), cell('b')]) {
      const known = await harness.footprints(uri);
      expect(known?.uri).to.equal(NOTEBOOK);
      expect(known?.footprints.map((footprint) => [footprint.name, footprint.uri])).to.deep.equal([
        ['A', `${NOTEBOOK}#cell1`],
        ['B', `${NOTEBOOK}#cell2`],
      ]);
    }
  });

  it('hovers over a name in its own cell only', async () => {
    await harness.footprints(NOTEBOOK);
    expect(JSON.stringify(await harness.hover(1, 6, cell('a')))).to.contain('**A**');
    expect(await harness.hover(1, 0, cell('b'))).to.equal(null);
    expect(JSON.stringify(await harness.hover(0, 6, cell('b')))).to.contain('**B**');
  });

  it('follows edits of a cell at once, and analyses again', async () => {
    await harness.footprints(NOTEBOOK);
    const at = { line: 0, character: 0 };
    await harness.client.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: NOTEBOOK, version: 1 },
      change: {
        cells: {
          textContent: [
            {
              document: { uri: cell('b'), version: 2 },
              changes: [{ range: { start: at, end: at }, text: '# more\nclass C: # 3 layers\n' }],
            },
          ],
        },
      },
    });
    expect((await harness.lenses(cell('b'))).map(({ range }) => range.start.line)).to.deep.equal([2, 2, 2]);
    await harness.footprints(NOTEBOOK);
    expect(await inference('b')).to.deep.equal([
      '1: $(zap) I 3.0 mJ/inference (1.5–6.0 mJ)',
      '2: $(zap) I 1.0 mJ/inference (500 µJ–2.0 mJ)',
    ]);
    expect(await inference('a')).to.have.length(1);
  });

  it('follows cells that are taken away', async () => {
    await harness.footprints(NOTEBOOK);
    await harness.client.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: NOTEBOOK, version: 2 },
      change: {
        cells: {
          structure: { array: { start: 0, deleteCount: 2 }, didClose: [{ uri: cell('a') }] },
        },
      },
    });
    const known = await harness.footprints(NOTEBOOK);
    expect(known?.footprints.map(({ uri, name }) => [name, uri])).to.deep.equal([['B', `${NOTEBOOK}#cell1`]]);
    expect(await inference('b')).to.have.length(1);
  });

  it('forgets a notebook that is closed', async () => {
    await harness.footprints(NOTEBOOK);
    await harness.client.sendNotification('notebookDocument/didClose', {
      notebookDocument: { uri: NOTEBOOK },
      cellTextDocuments: [{ uri: cell('a') }, { uri: cell('b') }],
    });
    expect(await harness.footprints(NOTEBOOK)).to.equal(null);
    expect(await harness.lenses(cell('a'))).to.deep.equal([]);
  });
});
