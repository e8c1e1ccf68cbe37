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
