import { expect } from 'chai';
import { libraryModules } from '../../../src/libraries/libraries.ts';
import { torchLibraries } from '../../../src/torch/libraries.ts';
import { evaluate } from '../evaluate.ts';

/** `n` and `m` are lengths of loaders that nobody knows. */
function result(expression: string): string {
  const text = `
import math
import numpy as np
from datasets import load_dataset
from torch.utils.data import DataLoader
rows = load_dataset('someone/something')['train']
loader, other = DataLoader(rows, batch_size=8), DataLoader(rows, batch_size=4)
n, m = len(loader), len(other)
r = len(rows)
result = ${expression}`;
  return evaluate(text, { libraries: [...torchLibraries, ...libraryModules] });
}

describe('amounts of something unknown', () => {
  const known: readonly (readonly [expression: string, value: string])[] = [
    ['3 * n / n', '3.0'],
    ['math.ceil(3 * n / n)', '3'],
    ['n * 3 // n', '3'],
    ['math.ceil(3 * math.ceil(n / 2) / math.ceil(len(loader) / 2))', '3'],
    ['math.ceil(5 * math.ceil(len(loader) / 1) / n)', '5'],
    ['int(n) * 10 / n', '10.0'],
    ['4 * max(n // 2, 1) / max(len(loader) // 2, 1)', '4.0'],
    ['(2.5 * n) // n', '2.0'],
    ['round(n * 7 / n)', '7'],
    ['3 * math.ceil(r / 32) / math.ceil(len(rows) / 32)', '3.0'],
    ['1000 >= min(1000, n)', 'True'],
    ['1000 < min(n, 1000)', 'False'],
    ['min(n, 1000) > 1001', 'False'],
    ['1000 >= int(min(n, 1000))', 'True'],
    ['min(len(rows["x"]), 10) <= 10', 'True'],
    ['n is None', 'False'],
    ['None is not len(rows["x"])', 'True'],
    ['{k: v for k, v in {"a": 1, "b": len(rows["x"]), "c": None}.items() if v is not None}["a"]', '1'],
    ['3 * len(rows.map(lambda row: row)) / r', '3.0'],
  ];
  for (const [expression, value] of known) {
    it(`${expression} is ${value}`, () => {
      expect(result(expression)).to.equal(value);
    });
  }

  it('is lost in loops and branches that change it', () => {
    const loop = (body: string): string => `
import math, random
from datasets import load_dataset
from torch.utils.data import DataLoader
n = len(DataLoader(load_dataset('someone/something')['train']))
x = n
${body}
result = x / n`;
    const after = (body: string): string =>
      evaluate(loop(body), { libraries: [...torchLibraries, ...libraryModules] });
    expect(after('pass')).to.equal('1.0');
    expect(after('for i in range(70):\n    x = x * 2')).to.include('<unknown');
    expect(after('for i in range(100000):\n    x = x * 2')).to.include('<unknown');
    expect(after('if random.random() > 0.5:\n    x = 2 * n')).to.include('<unknown');
    expect(after('if random.random() > 0.5:\n    x = 5')).to.include('<unknown');
    expect(after('for i in range(n):\n    x = i')).to.include('<unknown');
    expect(after('for i in range(n):\n    x = x + 1')).to.include('<unknown');
    expect(after('xs = [1]\nxs[n] = 2\nx = xs[0]')).to.include('<unknown');
    expect(after('a, x = n')).to.include('<unknown');
  });

  const unknown = [
    '3 * n',
    '999 >= min(1000, n)',
    'int(min(n / 2, 1000)) / min(n / 2, 1000)',
    '1000 > min(1000, n)',
    '1000 >= 2 * min(1000, n)',
    '1000 >= max(1000, n)',
    'n / m',
    'len(rows["x"]) / len(rows["x"])',
    'math.ceil(len(rows["x"]) / 2) / math.ceil(len(rows["x"]) / 2)',
    'abs(n) is None',
    'rows["x"] is None',
    '3 * n / math.ceil(n / 2)',
    'math.ceil(n / 2) / math.ceil(n / 3)',
    '(n + 1) / n',
    '(n - n) / n',
    '100 / n',
    '1000 / n * n',
    'n ** 2 / n',
    'n % n',
    'len(rows.filter(lambda row: True)) / r',
    'round(3 * n, -2) / n',
    'math.log(n) / n',
    'len(str(n)) / n',
    'len(f"{n}") / n',
    '(n > 3) / n',
    '(not n) / n',
    '(-n) / n',
    'abs(n) / n',
    'sum([n, n]) / n',
    'max([n, 3]) / n',
    'sorted([n, 2])[0] / n',
    'range(n)[0] / n',
    '[1, 2, 3][n] / n',
    '(1 if n > 3 else 2) / n',
    '(1 if n else 2) / n',
    '(n if rows["x"] else 3 * n) / n',
    'list(loader) / n',
    'n.real / n',
    'n() / n',
    'np.mean([n, 3]) / n',
    'np.sqrt(n) / n',
  ];
  for (const expression of unknown) {
    it(`${expression} is unknown`, () => {
      expect(result(expression)).to.include('<unknown');
    });
  }
});
