import { expect } from 'chai';
import { evaluate, run } from '../evaluate.ts';

describe('imports', () => {
  it('find modules beside the file, in packages and relative to them', () => {
    const files = {
      'helper.py': 'value = 1',
      'pkg/__init__.py': 'from .a import x as x\nfrom . import b',
      'pkg/a.py': 'from .sub.deep import y\nx = y + 1',
      'pkg/b.py': 'from ..helper import value\nz = value',
      'pkg/sub/__init__.py': '',
      'pkg/sub/deep.py': 'y = 40',
    };
    const code =
      'import helper\nimport pkg.sub.deep as deep\nfrom pkg import x, b\nresult = (helper.value, deep.y, x, b.z)';
    expect(evaluate(code, { files })).to.equal('(1, 40, 41, 1)');
  });

  it('survive a cycle', () => {
    const files = { 'a.py': 'import b\nx = 1', 'b.py': 'import a\ny = 2\ndef f():\n    return a.x' };
    expect(evaluate('import a\nresult = (a.x, a.b.y, a.b.f())', { files })).to.equal('(1, 2, 1)');
  });

  it('make a missing module unknown, and everything that comes from it', () => {
    expect(evaluate('import missing\nresult = missing.f(1) + 2')).to.equal(
      "<unknown: the module 'missing' was not found>",
    );
    expect(evaluate('from missing.sub import thing\nresult = thing')).to.match(
      /^<unknown: the module 'missing/,
    );
  });

  it('take the handler where a missing module is provided for', () => {
    const code =
      'try:\n    import missing\n    has = True\nexcept ImportError:\n    has = False\nresult = has';
    expect(evaluate(code)).to.equal('False');
  });

  it('import everything that __all__ names', () => {
    const files = { 'm.py': "__all__ = ['a', '_b']\na = 1\n_b = 2\nc = 3" };
    expect(evaluate("from m import *\nresult = (a, _b, 'c' in globals())", { files })).to.equal(
      '(1, 2, False)',
    );
  });

  it('take names as unknown that a star import from nowhere may have bound', () => {
    expect(evaluate('from missing import *\nresult = Thing(3)')).to.equal(
      "<unknown: the module 'missing' was not found>",
    );
  });

  it('read installed packages lazily: their __init__ only when a name is not a submodule', () => {
    const files = {
      'site-packages/big/__init__.py': 'from .slow import boom',
      'site-packages/big/slow.py': 'raise RuntimeError',
      'site-packages/big/fast.py': 'x = 7',
    };
    const done = run('from big.fast import x\nresult = x', {
      files,
      searchPath: ['file:///w/site-packages'],
    });
    expect(done.get('result')).to.equal(7);
    expect(done.it.incompleteModules.size).to.equal(0);
  });

  it('read on after a statement that raises, and say what was lost', () => {
    const done = run('a = 1\nb = a.nothing\nc = 2\nresult = b');
    expect(done.get('c')).to.equal(2);
    const incomplete = done.trace.events.flatMap((e) => (e.type === 'incomplete' ? [e.unknown] : []));
    expect(incomplete.map(({ span }) => span?.start.line)).to.deep.equal([1]);
    expect(incomplete[0]?.reason).to.match(
      /AttributeError: 'int' object has no attribute 'nothing' at main.py:2/,
    );
  });
});

describe('the __init__ of an installed package', () => {
  const files = {
    'site-packages/zoo/__init__.py': [
      'from .lion import *',
      'from .bear import Bear as Brown',
      'from . import tools',
      'import zoo.slow',
    ].join('\n'),
    'site-packages/zoo/lion.py':
      "__all__ = ['lion', 'Lion']\nclass Lion:\n    legs = 4\ndef lion():\n    return Lion()",
    'site-packages/zoo/bear.py': 'class Bear:\n    legs = 5',
    'site-packages/zoo/tools.py': 'x = 3',
    'site-packages/zoo/slow.py': 'raise RuntimeError',
  };
  const options = { files, searchPath: ['file:///w/site-packages'] };

  it('is read for what it binds a name to, not run', () => {
    const done = run(
      'import zoo\nfrom zoo import lion, Brown, tools\nresult = (lion().legs, Brown.legs, tools.x)',
      options,
    );
    expect(done.it.repr(done.get('result'))).to.equal('(4, 5, 3)');
    expect(done.it.incompleteModules.size).to.equal(0);
  });

  it('lets a function hide the submodule of the same name', () => {
    expect(evaluate('import zoo\nresult = type(zoo.lion).__name__', options)).to.equal("'function'");
    expect(evaluate('import zoo.lion as m\nresult = m.Lion.legs', options)).to.equal('4');
  });
});
