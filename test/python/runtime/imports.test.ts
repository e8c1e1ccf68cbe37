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

  it('find modules in folders without an __init__', () => {
    const files = {
      'ns/deep/leaf.py': 'from ns.util import base\nvalue = base + 1',
      'ns/util.py': 'base = 1',
      'pkg/__init__.py': '',
      'pkg/open/part.py': 'import ns.deep.leaf\nvalue = ns.deep.leaf.value + 1',
    };
    const code = 'from ns import util\nfrom pkg.open.part import value\nimport ns.deep.leaf as leaf\n';
    const options = { files, searchPath: ['file:///w'] };
    expect(evaluate(`${code}result = (util.base, value, leaf.value)`, options)).to.equal('(1, 3, 2)');
  });

  it('find modules by the name of the folder that the file itself lies in', () => {
    const files = {
      'a/ns/sub/x.py': 'import ns.sub.y\nfrom ns.z import value\nresult = ns.sub.y.value + value',
      'a/ns/sub/y.py': 'value = 1',
      'a/ns/z.py': 'value = 2',
    };
    const options = { files, searchPath: ['file:///w'] };
    expect(evaluate('from a.ns.sub.x import result', options)).to.equal('3');
    const alone = { files: { 'a/ns/x.py': 'import ns\nresult = ns' }, searchPath: ['file:///w'] };
    expect(evaluate('from a.ns.x import result', alone)).to.include("the module 'ns' was not found");
  });

  it('read the last name of a dotted import off its package', () => {
    const files = { 'pkg/__init__.py': 'from .make import make', 'pkg/make.py': 'def make():\n    return 3' };
    expect(evaluate('import pkg.make as make\nresult = make()', { files })).to.equal('3');
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

  it('may import its own parts by its own name', () => {
    const own = {
      ...files,
      'site-packages/zoo/__init__.py': 'from zoo import bear, tools\nfrom .slow import x',
    };
    const code = 'import zoo\nresult = (zoo.bear.Bear.legs, zoo.tools.x)';
    expect(evaluate(code, { ...options, files: own })).to.equal('(5, 3)');
  });

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

describe('an installed package that imports on demand', () => {
  const replacing = (names: string): string =>
    [
      'from typing import TYPE_CHECKING',
      '__version__ = "4.0"',
      'SIZES = [1, 2]',
      'CHANGED = [1]',
      'CHANGED.append(2)',
      'if TYPE_CHECKING:',
      ...names.split('\n').map((line) => `    ${line}`),
      'else:',
      '    import sys',
      '    sys.modules[__name__] = Lazy(__name__, __file__, module_spec=__spec__)',
    ].join('\n');
  const files = {
    'site-packages/zoo/__init__.py': replacing(
      [
        'from .cats import Cat',
        'try:',
        '    raise_if_missing()',
        'except ImportError:',
        '    from .dummies import *',
        'else:',
        '    from .dogs import Dog',
      ].join('\n'),
    ),
    'site-packages/zoo/dummies.py': "__all__ = ['Dog']\nclass Dog:\n    legs = 0",
    'site-packages/zoo/cats/__init__.py': replacing('from .big import *\nfrom .small import *'),
    'site-packages/zoo/cats/big.py': "__all__ = ['Lion']\nclass Lion:\n    legs = 4",
    'site-packages/zoo/cats/small.py':
      "from .. import __version__, SIZES\n__all__ = ['Cat']\nclass Cat:\n    legs = 4, __version__, SIZES",
    'site-packages/zoo/dogs.py': 'class Dog:\n    legs = 5',
    'site-packages/yard/__init__.py': [
      'from typing import TYPE_CHECKING',
      'def __getattr__(name):',
      '    raise AttributeError(name)',
      'if TYPE_CHECKING:',
      '    from .barn import Cow',
    ].join('\n'),
    'site-packages/yard/barn.py': 'class Cow:\n    legs = 6',
  };
  const options = { files, searchPath: ['file:///w/site-packages'] };

  it('is read for what it tells type checkers, not run', () => {
    const done = run(
      'import zoo\nfrom zoo import Cat\nfrom yard import Cow\nresult = (Cat.legs, zoo.Dog.legs, Cow.legs, zoo.cats.Lion.legs)',
      options,
    );
    expect(done.it.repr(done.get('result'))).to.equal("((4, '4.0', [1, 2]), 5, 6, 4)");
    expect(done.it.incompleteModules.size).to.equal(0);
  });

  it('is run for what only running it can tell', () => {
    expect(evaluate('import zoo\nresult = zoo.CHANGED', options)).to.equal('[1, 2]');
  });
});

describe('registries of an installed package', () => {
  const files = {
    'site-packages/models/__init__.py':
      'from .cats import *\nfrom .dogs import *\nfrom .registry import create, names, known',
    'site-packages/models/registry.py': [
      'entries = {}',
      'tags = set()',
      'def register(fn):',
      '    if fn.__name__ in entries: raise KeyError(fn.__name__)',
      '    entries[fn.__name__] = fn',
      '    tags.add(fn.__name__)',
      '    return fn',
      'class Registry:',
      '    def __init__(self):',
      '        self.made = {}',
      '    def register(self, name):',
      '        return lambda cls: self.made.setdefault(name, cls)',
      '    def build(self, name):',
      '        return self.made[name]()',
      'LAYERS = Registry()',
      'def create(name, **options):',
      '    if name not in entries: raise RuntimeError(name)',
      '    return entries[name](**options)',
      'def names():',
      '    return sorted(entries)',
      'def known(name):',
      '    return name in tags',
    ].join('\n'),
    'site-packages/models/cats.py': [
      'from .registry import register, LAYERS',
      "__all__ = ['Cat']",
      'class Cat: pass',
      "LAYERS.register('purr')(Cat)",
      '@register',
      'def tiger(legs=4): return legs',
    ].join('\n'),
    'site-packages/models/dogs.py': [
      'from .registry import register',
      "for size in ('small', 'large'):",
      '    def make(size=size): return size',
      "    make.__name__ = 'dog_' + size",
      '    register(make)',
    ].join('\n'),
  };
  const options = { files, searchPath: ['file:///w/site-packages'] };

  it('run the modules that mention the name that is asked for', () => {
    const done = run("import models\nresult = models.create('tiger', legs=3)", options);
    expect(done.get('result')).to.equal(3);
    expect(done.it.modules.has('models.dogs')).to.equal(false);
  });

  it('run every module where none mentions the name', () => {
    expect(evaluate("import models\nresult = models.create('dog_large')", options)).to.equal("'large'");
    const missing = "try:\n    create('unicorn')\nexcept RuntimeError as error:\n    result = str(error)";
    expect(evaluate(`from models import create\n${missing}`, options)).to.equal("'unicorn'");
  });

  it('are complete before they are listed', () => {
    expect(evaluate('import models\nresult = models.names()', options)).to.equal(
      "['dog_large', 'dog_small', 'tiger']",
    );
  });

  it('may be sets, or belong to an object', () => {
    expect(evaluate("import models\nresult = models.known('tiger')", options)).to.equal('True');
    const build = "from models.registry import LAYERS\nresult = type(LAYERS.build('purr')).__name__";
    expect(evaluate(build, options)).to.equal("'Cat'");
  });

  it('stay filled when the branch that asked is taken back', () => {
    const code = [
      'import models, missing',
      'if missing.flag:',
      "    a = models.create('tiger')",
      'else:',
      "    a = models.create('tiger')",
      "result = (a, models.create('tiger', legs=5))",
    ].join('\n');
    expect(evaluate(code, options)).to.equal('(4, 5)');
  });
});
