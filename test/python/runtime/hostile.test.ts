import { expect } from 'chai';
import { BudgetExceeded } from '../../../src/python/runtime/signals.ts';
import { evaluate, run } from '../evaluate.ts';

const limits = { steps: 200_000, depth: 180, objects: 50_000 };

function budgetOf(code: string): string {
  try {
    run(code, { limits });
  } catch (error) {
    if (error instanceof BudgetExceeded) return error.budget;
    throw error;
  }
  return 'none';
}

describe('hostile code is bounded', () => {
  it('by steps', () => {
    expect(
      budgetOf(
        'def f(n):\n    for i in range(10**6):\n        n = n * 3 % 7919\n    return n\nx = [f(i) for i in range(10**6)]',
      ),
    ).to.equal('steps');
  });

  it('by depth', () => {
    expect(budgetOf('def f(n):\n    return f(n + 1)\nf(0)')).to.equal('depth');
  });

  it('by depth through operators, attributes and iteration', () => {
    expect(budgetOf('class A:\n    def __add__(self, o):\n        return self + o\nA() + 1')).to.equal(
      'depth',
    );
    expect(
      budgetOf('class A:\n    def __getattr__(self, n):\n        return getattr(self, n + "x")\nA().a'),
    ).to.equal('depth');
  });

  it('in what one step costs: integers do not grow without end', () => {
    for (const grow of ['n * 2', 'n + n', 'n - -n', 'n * n', 'n << 1']) {
      const code = `n = 3\ntry:\n    for i in range(100000):\n        n = ${grow}\nexcept MemoryError as error:\n    result = str(error)`;
      expect(evaluate(code), grow).to.equal("'the integer is too large'");
    }
    expect(budgetOf('size = 4\nn = 3\nwhile size != 64:\n    n = n * 2')).to.equal('none');
    expect(evaluate('result = (2 ** 30000 * 3).bit_length()')).to.equal('30002');
  });

  it('by objects', () => {
    expect(budgetOf('xs = []\nfor i in range(10**9):\n    xs = [xs, i]')).to.equal('objects');
    expect(budgetOf('x = [0] * 10**9')).to.equal('objects');
  });

  it('or ends quickly by itself', () => {
    expect(budgetOf('while True:\n    pass')).to.equal('none');
    expect(budgetOf('xs = []\nwhile len(xs) < 10**9:\n    xs.append([1])')).to.equal('none');
    expect(budgetOf('x = 10 ** 10 ** 10')).to.equal('none');
    expect(budgetOf('x = "a" * 10**12')).to.be.oneOf(['none', 'steps', 'objects']);
    expect(budgetOf('x = list(range(10**12))')).to.be.oneOf(['none', 'steps', 'objects']);
    expect(budgetOf('x = sum(range(10**12))')).to.be.oneOf(['none', 'steps', 'objects']);
  });
});
