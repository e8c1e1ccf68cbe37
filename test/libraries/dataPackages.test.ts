import { expect } from 'chai';
import { dataModule } from '../../src/libraries/dataPackages.ts';
import { numbaModules } from '../../src/libraries/numba/modules.ts';
import { createRegistry } from '../../src/libraries/registry.ts';
import { sixModules } from '../../src/libraries/six/modules.ts';
import { evaluate } from '../python/evaluate.ts';

const libraries = [dataModule('scipy'), dataModule('scipy.special'), ...numbaModules, ...sixModules];

function result(...lines: string[]): string {
  return evaluate(lines.join('\n'), { libraries });
}

describe('a package of data', () => {
  it('is there with all its parts, and what it gives is unknown', () => {
    expect(result('import scipy', 'result = scipy.io.loadmat("x")')).to.equal(
      '<unknown: what scipy.io.loadmat() gives>',
    );
    expect(result('from scipy.special import eval_legendre as e', 'result = e(1, 2)')).to.equal(
      '<unknown: what scipy.special.eval_legendre() gives>',
    );
    expect(createRegistry().find('urllib3.util.ssl_')?.precedence).to.equal('unless-own');
  });

  it('gives way to a module of the program', () => {
    const files = { 'scipy.py': 'width = 3' };
    expect(evaluate('import scipy\nresult = scipy.width', { libraries, files })).to.equal('3');
  });
});

describe('numba', () => {
  it('leaves functions as they are', () => {
    expect(
      result(
        'import numba',
        'from numba import njit, prange',
        '@numba.jit(nopython=True)\ndef f(x):\n    return x + 1',
        '@njit\ndef g(x):\n    return sum(i for i in prange(x))',
        '@numba.jit("i8(i8)", cache=True)\ndef h(x):\n    return -x',
        'result = (f(1), g(4), h(2))',
      ),
    ).to.equal('(2, 6, -2)');
  });
});

describe('six', () => {
  it('is what it is on Python 3', () => {
    expect(
      result(
        'import six, abc',
        'from six.moves import range, xrange, reduce, urllib',
        'from six.moves.urllib.parse import urlparse',
        'class A(six.with_metaclass(abc.ABCMeta, dict)):\n    pass',
        '@six.add_metaclass(abc.ABCMeta)\nclass B:\n    width = 7',
        'd = {"a": 1}',
        'result = (six.PY2, isinstance("x", six.string_types), list(six.iteritems(d)), issubclass(A, dict), B.width,',
        '          list(xrange(2)), reduce(lambda a, b: a + b, range(4)))',
      ),
    ).to.equal("(False, True, [('a', 1)], True, 7, [0, 1], 6)");
  });
});
