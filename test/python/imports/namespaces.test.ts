import { expect } from 'chai';
import { evaluate } from '../evaluate.ts';

describe('a relative import', () => {
  it('goes through folders without an __init__', () => {
    const files = {
      'pkg/__init__.py': '',
      'pkg/models/__init__.py': '',
      'pkg/models/layers/basics.py': 'width = 3',
      'pkg/models/net.py':
        'from ..models.layers.basics import *\nfrom .layers.basics import width as w\ndepth = width + w',
    };
    expect(evaluate('from pkg.models.net import depth\nresult = depth', { files })).to.equal('6');
  });

  it('is unknown where there is nothing at its end', () => {
    const files = { 'pkg/__init__.py': '', 'pkg/net.py': 'from .layers.basics import width' };
    expect(evaluate('from pkg.net import width\nresult = width', { files })).to.equal(
      "<unknown: the module '.layers.basics' was not found>",
    );
  });
});

describe('a module in a package of its own name', () => {
  const files = {
    'net/__init__.py': 'from net.net import build\nfrom net.parts import width',
    'net/net.py': 'def build():\n    return 3',
    'net/parts.py': 'width = 4',
    'net/use.py':
      'from net.parts import width\nfrom net import build\nimport net\nvalue = (width, build(), net.width)',
    'tool/__init__.py': '',
    'tool/tool.py': 'size = 5',
    'tool/use.py': 'import tool\nvalue = tool.size',
  };

  it('does not hide the package from the modules beside it', () => {
    expect(evaluate('from net.use import value\nresult = value', { files })).to.equal('(4, 3, 4)');
  });

  it('is what is meant where the package itself holds nothing', () => {
    const name = 'file:///w/tool';
    expect(evaluate('from use import value\nresult = value', { files, searchPath: [name] })).to.equal('5');
  });
});
