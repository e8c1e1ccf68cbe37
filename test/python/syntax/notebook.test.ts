import { expect } from 'chai';
import { cellAtLine, notebookSource } from '../../../src/python/syntax/notebook.ts';
import { parse } from './loadParser.ts';
import { printModule } from './sexpr.ts';

function textOf(...cells: readonly string[]): string {
  return notebookSource(cells.map((text, index) => ({ uri: `cell:${index}`, text }))).text;
}

describe('notebookSource', () => {
  it('joins cells and finds the cell of each line', () => {
    const source = notebookSource([
      { uri: 'cell:a', text: 'x = 1\ny = 2' },
      { uri: 'cell:b', text: '' },
      { uri: 'cell:c', text: 'z = 3\n' },
    ]);
    expect(source.text).to.equal('x = 1\ny = 2\n\nz = 3\n');
    expect(source.cells).to.deep.equal([
      { uri: 'cell:a', start: 0, line: 0, lineCount: 2 },
      { uri: 'cell:b', start: 12, line: 2, lineCount: 1 },
      { uri: 'cell:c', start: 13, line: 3, lineCount: 2 },
    ]);
    const found = [0, 1, 2, 3, 4, 5].map((line) => {
      const place = cellAtLine(source, line);
      return place === null ? null : `${place.cell.uri} ${place.line}`;
    });
    expect(found).to.deep.equal(['cell:a 0', 'cell:a 1', 'cell:b 0', 'cell:c 0', 'cell:c 1', null]);
  });

  const blanked: Readonly<Record<string, string>> = {
    '%matplotlib inline\nx = 1': '                  \nx = 1',
    '!pip install "a (b"\nx = 1': '                   \nx = 1',
    '  !ls\nx = 1': '     \nx = 1',
    'x?\n?y\nnn.Linear??\nz = 1': '  \n  \n           \nz = 1',
    '!pip install \\\n    a\nx = 1': '              \n     \nx = 1',
    '%%bash\necho "hi\nls': '      \n        \n  ',
    '%%time\nx = 1': '      \nx = 1',
    'if a:\n    !pip install b\nx = 1': 'if a:\n    pass          \nx = 1',
    's = """\n%not magic\n"""': 's = """\n%not magic\n"""',
    'x = (a\n% b)': 'x = (a\n% b)',
    '!a\r\nx = 1\r\n': '  \r\nx = 1\r\n',
  };
  for (const [cell, expected] of Object.entries(blanked)) {
    it(`blanks at equal length: ${cell.replaceAll('\n', '⏎')}`, () => {
      expect(textOf(cell)).to.equal(expected);
      expect(textOf(cell)).to.have.length(cell.length);
    });
  }

  it('imports what a script that is run defines', () => {
    expect(textOf('%run train.py --epochs 3\nx = 1')).to.equal('from train import *\nx = 1');
    expect(textOf('if a:\n  %run -i ./lib/net\ny')).to.equal('if a:\n  from lib.net import *\ny');
    expect(textOf('%run ../up.py\nx')).to.equal('             \nx');
    expect(textOf('%run "a b.py"\nx')).to.equal('             \nx');
  });

  it('takes a cell that begins indented to the margin, each character in its place', () => {
    const cell = '\n  x = 1\n  if x:\n      y = 2\nz = 3';
    expect(textOf(cell)).to.have.length(cell.length);
    const module = parse(textOf('a = 0', cell, ' b = 4'));
    expect(module.errors).to.be.empty;
    expect(module.statements).to.have.length(5);
    expect(textOf('if a:\n    b = 1')).to.equal('if a:\n    b = 1');
  });

  it('gives one program', () => {
    const module = parse(
      textOf('!pip install torch', 'import torch\n%time x', 'def f():\n    return 1', 'y = !ls'),
    );
    expect(printModule(module)).to.equal('(import torch) (def f () (return 1)) (error "invalid syntax" y)');
    expect(module.errors[0]?.at.line).to.equal(5);
  });
});
