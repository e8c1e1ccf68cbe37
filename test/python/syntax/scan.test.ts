import { expect } from 'chai';
import { namesInText } from '../../../src/python/syntax/namesInText.ts';
import { blankComments, joinBrackets } from '../../../src/python/syntax/layout.ts';
import { TextCache } from '../../../src/python/syntax/cache.ts';
import { scanLines } from '../../../src/python/syntax/scan.ts';
import { splitStatements, textOf, trimRange } from '../../../src/python/syntax/split.ts';

function pieces(text: string): string[] {
  const scan = scanLines(text);
  const ranges = splitStatements(text, scan, { first: 0, last: scan.lines.length - 1 });
  return ranges.map((range) => textOf(text, scan, trimRange(scan, range)));
}

describe('splitting into statements', () => {
  const whole: readonly string[] = [
    'x = [\n1,\n2,\n]',
    'x = """\ndef f():\n    pass\n"""',
    "x = r'''a\\'''",
    'x = "a\\\nb"',
    'x = 1 + \\\n2',
    'if a:\n    b\nelif c:\n    d\nelse:\n    e',
    'try:\n    a\nexcept E:\n    b\nfinally:\n    c',
    '@a\n@b(\n1)\n# note\ndef f():\n    pass',
    'x = f"{d["k"]}" + f"{f"{y}"}"\\\n+ z',
    "x = f'''{\na}\n'''",
    'f(a,\nb=1,\nc=2)',
    'if any(x\nfor x in y):\n    pass',
    "x = '#' + f'{a['#']}' + (\n1)",
    'x = f"{{" + (\n1)',
    'x = f"{a:{"("}}" + y\\\n+ z',
    "x = {\n'if': 1}",
  ];
  for (const statement of whole) {
    it(`keeps ${statement.replaceAll('\n', '⏎')} whole`, () => {
      expect(pieces(`a = 1\n${statement}\n\n# note\nb = 2\n`)).to.deep.equal(['a = 1', statement, 'b = 2']);
    });
  }

  it('goes on after a bracket that is never closed', () => {
    expect(pieces('x = (\ny = 1\nz = [\n2,\n]\ndef f():\n    a(\n')).to.deep.equal([
      'x = (', 'y = 1', 'z = [\n2,\n]', 'def f():\n    a(',
    ]); // prettier-ignore
    expect(pieces('x = (\nself.y = 1\n')).to.deep.equal(['x = (', 'self.y = 1']);
  });

  it('goes on after a string that is never closed', () => {
    expect(pieces('a = """\n\ndef f():\n    """Doc."""\n    x = 1\n\ndef g():\n    """Doc."""\n')).to.deep.equal([
      'a = """', 'def f():\n    """Doc."""\n    x = 1', 'def g():\n    """Doc."""',
    ]); // prettier-ignore
    expect(pieces("a = 'x\nb = 1\n")).to.deep.equal(["a = 'x", 'b = 1']);
  });
});

describe('comments', () => {
  it('are blanked where they have a line of their own, at equal length', () => {
    const text = '# a\nx = 1  # b\n  # 😀 c\ny = """\n# d\n"""\nz = (\n# e\n)\n';
    const blanked = blankComments(text, scanLines(text));
    expect(blanked).to.equal('   \nx = 1  # b\n        \ny = """\n# d\n"""\nz = (\n# e\n)\n');
    expect(blanked).to.have.length(text.length);
  });
});

describe('joinBrackets', () => {
  it('takes line ends and comments out of brackets, at equal length', () => {
    const text = 'a = 1  # b\nx = (1,  # c\n  # d\n 2, \"\"\"\n#\"\"\", f\"{[\n1]}\")\n';
    const scan = scanLines(text);
    const joined = joinBrackets(text, scan, 0, scan.lines.length - 1);
    expect(joined).to.equal('a = 1  # b\nx = (1,             2, \"\"\"\n#\"\"\", f\"{[\n1]}\")\n');
    expect(joined).to.have.length(text.length);
  });
});

describe('namesInText', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    'x = foo(': ['x'],
    'a, (b, *c) = (': ['a', 'b', 'c'],
    'a = b = (': ['a', 'b'],
    'x: int = (': ['x'],
    'x += (': ['x'],
    'self.x = (': [],
    'x[0] = (': [],
    'x == (': [],
    'f(a=1, b=(': [],
    'import a.b, c as d, (': ['a', 'd'],
    'from ..m import (a, b as c': ['a', 'c'],
    'for i, j in (': ['i', 'j'],
    'with open(x) as f, g as (h, i): (': ['f', 'h', 'i'],
    'except E as e: (': ['e'],
    'while (n := f(': ['n'],
    'def f(a, b=(:\n    x = 1\n    y = 2': ['f'],
    'async def f(:': ['f'],
    'class A(:\n    x = 1\n    def g(self): pass\ny = 2': ['A', 'y'],
    'if a b:\n    x = 1\n    def f():\n        z = 1\nelse:\n    y = 2': ['x', 'f', 'y'],
    'x = 1; y = (': ['x', 'y'],
    'größe = (': ['größe'],
    '# x = 1': [],
  };
  for (const [text, names] of Object.entries(cases)) {
    it(text.replaceAll('\n', '⏎'), () => {
      expect(namesInText(text)).to.deep.equal(names);
    });
  }
});

describe('TextCache', () => {
  it('forgets what was used least recently, by size', () => {
    const cache = new TextCache<number>(10);
    cache.set('aaaa', 1);
    cache.set('bbbb', 2);
    expect(cache.get('aaaa')).to.equal(1);
    cache.set('cccc', 3);
    expect(['aaaa', 'bbbb', 'cccc'].map((key) => cache.get(key))).to.deep.equal([1, undefined, 3]);
    expect(cache.size).to.equal(8);
    cache.set('cccc', 4);
    expect([cache.get('cccc'), cache.size]).to.deep.equal([4, 8]);
    cache.set('d'.repeat(11), 5);
    expect([cache.get('d'.repeat(11)), cache.size]).to.deep.equal([undefined, 0]);
  });
});
