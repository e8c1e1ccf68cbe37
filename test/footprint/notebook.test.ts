import { expect } from 'chai';
import type { AnalysisResult } from '../../src/footprint/analyser.ts';
import { readNotebook } from '../../src/footprint/notebook.ts';
import { newAnalyser } from '../robustness/analyse.ts';

const URI = 'file:///w/my%20net.ipynb';

type Cell = string | { readonly markdown: string };

/** As Jupyter writes it. */
function notebook(cells: readonly Cell[], more: object = {}): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: 'python' } },
    cells: cells.map((cell) =>
      typeof cell === 'string'
        ? {
            cell_type: 'code',
            source: cell.split(/(?<=\n)/),
            outputs: [],
            execution_count: null,
            metadata: {},
          }
        : { cell_type: 'markdown', source: [cell.markdown], metadata: {} },
    ),
    ...more,
  });
}

async function analyse(text: string, files: Readonly<Record<string, string>> = {}): Promise<AnalysisResult> {
  const all: Readonly<Record<string, string>> = { [URI]: text, ...files };
  const source = { read: (uri: string) => Promise.resolve(all[uri] ?? null) };
  return (await newAnalyser()).analyse({ uri: URI, searchPath: [], overrides: {} }, source);
}

const IMPORTS = 'import torch\nfrom torch import nn\n';
const NET = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return self.fc(x)
`;

describe('a notebook', () => {
  it('is one program of its code cells, in order, and says places by cell', async () => {
    const { footprints, problems } = await analyse(
      notebook([
        { markdown: '# Net' },
        IMPORTS,
        NET,
        { markdown: 'then' },
        'net = Net()\nnet(torch.rand(8, 20))',
      ]),
    );
    expect(problems).to.deep.equal([]);
    expect(
      footprints.map(({ name, params, macs, uri, range }) => [name, params, macs, uri, range.start.line]),
    ).to.deep.equal([['Net', 210, 200, `${URI}#cell2`, 0]]);
    const [footprint] = footprints;
    expect(footprint?.id).to.equal(`${URI}#Net`);
    expect(footprint?.inputs[0]?.evidence).to.equal('a call at my net.ipynb#cell3:2');
    expect(footprint?.layers.map(({ range }) => [range?.uri, range?.start.line])).to.deep.include([
      `${URI}#cell2`,
      3,
    ]);
  });

  it('reads past magics, shell lines and cells in other languages', async () => {
    const { footprints, problems } = await analyse(
      notebook([
        `%pip install torch\n!nvidia-smi\n%matplotlib inline\n${IMPORTS}`,
        '%%bash\nfor f in *; do rm $f; done',
        '%%html\n<b>class Net(nn.Module):</b>',
        `%%time\n${NET}`,
        'Net?\nnet = Net()',
      ]),
    );
    expect(problems).to.deep.equal([]);
    expect(footprints.map(({ name, params, uri }) => [name, params, uri])).to.deep.equal([
      ['Net', 210, `${URI}#cell4`],
    ]);
  });

  it('runs what %run names', async () => {
    const { footprints } = await analyse(notebook(['%run net.py', 'net = Net()\nnet(torch.rand(1, 20))']), {
      'file:///w/net.py': IMPORTS + NET,
    });
    expect(footprints.map(({ name, params, range }) => [name, params, range.start.line])).to.deep.equal([
      ['Net', 210, 0],
    ]);
  });

  it('gives a partial result that names cell and line where something is unknown', async () => {
    const { footprints } = await analyse(
      notebook([
        IMPORTS,
        'width = !cat width.txt',
        NET.replace('20, 10', '20, width'),
        'Net()(torch.rand(1, 20))',
      ]),
    );
    const [{ completeness } = { completeness: null }] = footprints;
    expect(completeness?.level).to.equal('partial');
    expect(completeness?.reasons.map(({ range }) => `${range?.uri}:${range?.start.line}`)).to.include(
      `${URI}#cell2:0`,
    );
  });

  it('goes on after a cell that does not parse or raises', async () => {
    const { footprints, problems } = await analyse(
      notebook([IMPORTS, 'x = (1,\n', '1 / 0', NET, 'Net()(torch.rand(1, 20))']),
    );
    expect(footprints.map(({ name, params }) => [name, params])).to.deep.equal([['Net', 210]]);
    expect(problems.map(({ code, uri }) => [code, uri])).to.deep.include(['syntax-error', `${URI}#cell2`]);
  });

  it('is not slowed down by its outputs, which are not looked at', async () => {
    const outputs = [{ output_type: 'display_data', data: { 'image/png': 'A'.repeat(20_000_000) } }];
    const text = notebook([IMPORTS + NET], {
      metadata: { kernelspec: { language: 'python' } },
    }).replace('"outputs":[]', () => `"outputs":${JSON.stringify(outputs)}`);
    expect(text.length).to.be.above(20_000_000);
    expect((await analyse(text)).footprints.map(({ name }) => name)).to.deep.equal(['Net']);
  });

  const hopeless: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['malformed JSON', '{"cells": [', /its JSON is malformed .*; save it anew/],
    ['no JSON object', '7', /no JSON object with a list of cells/],
    ['cells that are no list', '{"cells": 3}', /no JSON object with a list of cells/],
    ['no cells', '{"nbformat": 4}', /it has no cells/],
    [
      'another language',
      notebook(['library(torch)'], { metadata: { language_info: { name: 'R' } } }),
      /is R, not Python/,
    ],
  ];
  for (const [what, text, message] of hopeless) {
    it(`with ${what} gives a problem and nothing else`, async () => {
      const { footprints, problems } = await analyse(text);
      expect(footprints).to.deep.equal([]);
      expect(problems.map(({ code }) => code)).to.deep.equal(['notebook']);
      expect(problems[0]?.message).to.match(message);
    });
  }

  it('loses no more than a cell that is malformed', () => {
    const text = JSON.stringify({
      cells: [
        7,
        { cell_type: 'code' },
        { cell_type: 'code', source: 'x = 1' },
        { cell_type: 'raw', source: 'y' },
      ],
    });
    const { cells, problems } = readNotebook(URI, text);
    expect(cells).to.deep.equal([{ uri: `${URI}#cell1`, text: 'x = 1' }]);
    expect(problems).to.deep.equal([
      'cell 1 of all is malformed and left out',
      'cell 2 of all has no source and is left out',
    ]);
  });

  it('of format 3 is read as well', () => {
    const text = JSON.stringify({
      worksheets: [{ cells: [{ cell_type: 'code', input: ['a = 1\n', 'b'] }] }],
    });
    expect(readNotebook(URI, text).cells).to.deep.equal([{ uri: `${URI}#cell1`, text: 'a = 1\nb' }]);
  });
});
