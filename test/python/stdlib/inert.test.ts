import { expect } from 'chai';
import type { LibraryModule } from '../../../src/python/ports.ts';
import { inertModule, inertPackages } from '../../../src/python/stdlib/inert.ts';
import { evaluate, run } from '../evaluate.ts';

const libraries: readonly LibraryModule[] = ['matplotlib', 'matplotlib.pyplot', 'rich'].map(inertModule);

function result(...lines: string[]): string {
  return evaluate(lines.join('\n'), { libraries });
}

describe('libraries that have no effect on models', () => {
  it('are listed by top-level package', () => {
    expect(inertPackages.has('matplotlib')).to.equal(true);
    expect(inertPackages.has('torch')).to.equal(false);
  });

  it('leave what they are given as it was', () => {
    const code = [
      'import matplotlib.pyplot as plt',
      'data = [1, 2]',
      'fig, ax = plt.subplots(1, 2)',
      'ax[0].plot(data, label="x")',
      'for a in ax.flat: a.set_title("t")',
      'plt.rcParams["font.size"] = 3',
      'with plt.style.context("dark"): plt.savefig("x.png")',
      'result = data, len(data)',
    ].join('\n');
    expect(evaluate(code, { libraries })).to.equal('([1, 2], 2)');
    const { trace } = run(code, { libraries });
    const types = trace.events.map((event) => event.type);
    expect(types).to.not.include('incomplete');
    expect(types).to.not.include('taint');
  });

  it('decorate and subclass without effect', () => {
    expect(
      result(
        'import rich',
        '@rich.trace',
        'def f(x): return x + 1',
        '@rich.options(a=1)',
        'def g(x): return x + 2',
        'class P(rich.Printer):',
        '    def show(self): return 5',
        'result = f(1), g(1), P().show()',
      ),
    ).to.equal('(2, 3, 5)');
  });

  it('never decide anything', () => {
    expect(result('import rich', 'result = rich.width > 3')).to.match(/^<unknown/);
    expect(result('import rich', 'result = rich.width + 3')).to.match(/^<unknown/);
    expect(result('import rich', 'result = len(rich.lines)')).to.match(/^<unknown/);
    expect(result('import rich', 'result = bool(rich.on)')).to.match(/^<unknown/);
  });
});

describe('progress bars', () => {
  it('pass their iterable through', () => {
    expect(
      result(
        'from tqdm import tqdm, trange',
        'from tqdm.auto import tqdm as auto',
        'bar = tqdm([1, 2, 3], desc="x")',
        'seen = []',
        'for v in bar:',
        '    bar.set_postfix(loss=v)',
        '    seen.append(v)',
        'result = seen, len(bar), list(trange(3)), [v for v in auto("ab")], [i for i, _ in enumerate(tqdm("xy"))]',
      ),
    ).to.equal("([1, 2, 3], 3, [0, 1, 2], ['a', 'b'], [0, 1])");
  });

  it('can be advanced by hand', () => {
    expect(
      result(
        'from tqdm import tqdm',
        'n = 0',
        'with tqdm(total=4) as bar:',
        '    for _ in range(4):',
        '        bar.update(1)',
        '        n += 1',
        'tqdm.write("done")',
        'result = n',
      ),
    ).to.equal('4');
  });
});
