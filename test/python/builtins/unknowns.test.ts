import { expect } from 'chai';
import { evaluate, run } from '../evaluate.ts';

/** `u` is unknown; the rest is known. */
function result(...lines: string[]): string {
  return evaluate(['import random', 'u = random.random()', ...lines].join('\n'));
}

const UNKNOWN = '<unknown: a random value>';

describe('a list that is sorted', () => {
  it('keeps its length where the order of its elements is not known', () => {
    expect(result('x = [3, u, 1]', 'x.sort()', 'result = len(x)')).to.equal('3');
    expect(result('x = [3, u, 1]', 'x.sort()', 'result = x[0]')).to.equal(UNKNOWN);
  });
});

describe('what an index reaches that is unknown', () => {
  it('may be any of the elements, so that none of them is known when it is changed', () => {
    for (const change of ['x[u].append(1)', 'y = x[u]\ny.extend([1, 2])', 'x[u].pop()']) {
      expect(result('x = [[0], [0]]', change, 'result = len(x[0])'), change).to.equal(UNKNOWN);
      expect(result('x = [[0], [0]]', change, 'result = len(x)'), change).to.equal('2');
    }
    expect(result('x = {1: {}, 2: {}}', 'x[u]["a"] = 1', 'result = len(x[1])')).to.equal(UNKNOWN);
    expect(result('x = ([], [])', 'x[u][0] = 1', 'result = len(x[1])')).to.equal(UNKNOWN);
    expect(result('x = {1: {2}}', 'del x[u]["a"]', 'result = len(x[1])')).to.equal(UNKNOWN);
  });

  it('leaves the elements as they are when it is only read', () => {
    expect(result('x = [[0], [0]]', 'y = x[u].count(0), x[u][0], len(x[u])', 'result = len(x[0])')).to.equal(
      '1',
    );
  });
});

describe('builtins given something unknown', () => {
  for (const expression of [
    'int(u)',
    'float(u)',
    'str(u)',
    'bool(u)',
    'abs(u)',
    'round(u, 2)',
    'max(u, 1)',
    'min([1, u])',
    'sum([1, u])',
    'sorted([2, u])',
    'len(u)',
    'range(u)',
    '"-".join(["a", u])',
    '"%s" % u',
    '"{}".format(u)',
    'f"{u:.2f}"',
    '[1, 2][u]',
    '{"a": 1}[u]',
    '{"a": 1}.get(u)',
    'getattr(str, u)',
    'isinstance(u, int)',
    'repr([1, u])',
    'list(u)',
    'dict(u)',
    'any([u, False])',
    'all([True, u])',
    'u in [1, 2]',
    'tuple(u)',
    'hash((1, u))',
    'next(iter(u))',
    'divmod(u, 2)',
    'u.anything.at.all',
    'u(1)[2].x',
  ]) {
    it(`give it back: ${expression}`, () => {
      expect(result(`result = ${expression}`)).to.equal(UNKNOWN);
    });
  }

  it('answer where it does not matter', () => {
    expect(result('result = any([u, True]), all([u, False]), len([u]), [u, 1][1], (1, u)[0]')).to.equal(
      '(True, False, 1, 1, 1)',
    );
    expect(result('result = type([u]).__name__, {"a": u, "b": 2}["b"], list(zip([u], [1]))[0][1]')).to.equal(
      "('list', 2, 1)",
    );
    expect(result('result = isinstance([u], list), 2 in [2, u], callable(len)')).to.equal(
      '(True, True, True)',
    );
  });

  it('compare containers that something unknown was put into as unknown', () => {
    expect(result('x = {}', 'x[u] = 1', 'result = x != {}')).to.match(/^<unknown/);
    expect(result('x = {}', 'x[u] = 1', 'result = x == x')).to.equal('True');
  });

  it('taint what it may have changed', () => {
    expect(result('d = {"a": 1}', 'd[u] = 2', 'result = d["b"]')).to.equal(UNKNOWN);
    expect(result('d = {"a": 1}', 'd.update(u)', 'result = len(d)')).to.equal(UNKNOWN);
    expect(result('xs = [3, 1]', 'xs.extend(u)', 'result = len(xs)')).to.equal(UNKNOWN);
    expect(result('xs = [3, u]', 'xs.sort()', 'result = xs[0]')).to.equal(UNKNOWN);
    expect(result('s = {1}', 's.add(u)', 'result = len(s)')).to.equal(UNKNOWN);
  });

  it('are clean again once they are cleared', () => {
    expect(result('d = {}', 'd[u] = 1', 'd.clear()', 'd["a"] = 2', 'result = len(d), d["a"]')).to.equal(
      '(1, 2)',
    );
  });
});

describe('containers of the heap', () => {
  it('print themselves inside themselves', () => {
    expect(evaluate('a = [1]\nd = {"a": a}\na.append(d)\nresult = a')).to.equal("[1, {'a': [...]}]");
  });

  it('are restored by a branch that is not taken', () => {
    const code = [
      'import random',
      'xs, d, s = [3, 1, 2], {"b": 1, "a": 2}, {1, 2}',
      'it = iter([1, 2, 3])',
      'if random.random() > 0.5:',
      '    xs.sort(); xs.pop(); xs.insert(0, 9); xs.reverse(); xs.clear()',
      '    d.pop("b"); d["c"] = 3; d.update(z=1); d.setdefault("q", 4); s.add(5); s.discard(1)',
      '    next(it); next(it)',
      '    raise ValueError',
      'result = xs, d, s, list(it)',
    ].join('\n');
    expect(evaluate(code)).to.equal("([3, 1, 2], {'b': 1, 'a': 2}, {1, 2}, [1, 2, 3])");
  });

  it('are of one identity per runtime, with their methods', () => {
    const first = run('');
    const second = run('');
    expect(first.it.builtinClass('dict')).to.equal(first.it.builtinClass('dict'));
    expect(first.it.builtinClass('dict')).to.not.equal(second.it.builtinClass('dict'));
  });
});

describe('an iterator of which nobody knows whether there is a next', () => {
  it('gives an unknown number of elements', () => {
    expect(result('result = list(filter(None, [u, 1]))')).to.equal(UNKNOWN);
    expect(result('def f(a=1, b=2): return a', 'result = f(*filter(None, [u, 1]))')).to.equal(UNKNOWN);
    expect(result('n = 0', 'for x in filter(None, [1, u, 2]):', '    n += 1', 'result = n')).to.include(
      '<unknown',
    );
  });
});

describe('a function that calls itself with something unknown', () => {
  it('gives something unknown', () => {
    const walk = [
      'def walk(d):',
      '    for value in d.values():',
      '        if isinstance(value, dict): walk(value)',
      '    return d',
    ];
    expect(result(...walk, 'result = walk(u)')).to.equal(UNKNOWN);
    expect(result(...walk, 'walk(u)', 'result = 3')).to.equal('3');
    const count = ['def down(n, x):', '    return x if n == 0 else down(n - 1, x)'];
    expect(result(...count, 'result = down(50, u)')).to.equal(UNKNOWN);
  });
});
