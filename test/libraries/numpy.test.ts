import { expect } from 'chai';
import { numpyModules } from '../../src/libraries/numpy/modules.ts';
import { evaluate } from '../python/evaluate.ts';

const np = (expr: string): string => {
  const lines = expr.trim().split('\n');
  const last = lines.pop() ?? '';
  return evaluate(`import numpy as np\n${lines.join('\n')}\nresult = ${last}`, { libraries: numpyModules });
};

describe('numpy', () => {
  it('gives scalars that convert themselves', () => {
    expect(np("int(np.ceil(np.log(20)).astype('int').item())")).to.equal('3');
    expect(np('(np.prod([2, 3]).item(), np.float64(2.5).tolist(), np.sqrt(7.0).astype(np.int64))')).to.equal(
      '(6, 2.5, 2)',
    );
  });

  describe('shapes', () => {
    const cases: readonly (readonly [expr: string, shape: string])[] = [
      ['np.zeros((2, 3)).shape', '(2, 3)'],
      ['np.zeros(4).reshape(2, -1).shape', '(2, 2)'],
      ['np.expand_dims(np.zeros((5, 4)), -1).shape', '(5, 4, 1)'],
      ['np.expand_dims(np.zeros((5, 4)), (0, 1)).shape', '(1, 1, 5, 4)'],
      ['np.concatenate([np.zeros((2, 3)), np.ones((4, 3))]).shape', '(6, 3)'],
      ['np.concatenate([np.zeros((2, 3)), np.ones((2, 1))], axis=1).shape', '(2, 4)'],
      ['np.stack([np.zeros(3)] * 5, axis=1).shape', '(3, 5)'],
      ['np.vstack([np.zeros(3), np.zeros((2, 3))]).shape', '(3, 3)'],
      ['np.hstack([np.zeros(3), np.zeros(4)]).shape', '(7,)'],
      ['np.hstack([np.zeros((2, 3)), np.zeros((2, 1))]).shape', '(2, 4)'],
      ['np.column_stack([np.zeros(6), np.zeros(6)]).shape', '(6, 2)'],
      ['np.tile(np.zeros((2, 3)), (2, 1, 4)).shape', '(2, 2, 12)'],
      ['np.pad(np.zeros((2, 3)), 1).shape', '(4, 5)'],
      ["np.pad(np.zeros((2, 3)), ((1, 2), (0, 4)), mode='constant').shape", '(5, 7)'],
      ['np.array_split(np.zeros(10), 3)[0].shape', '(4,)'],
      ['np.finfo(np.float32).eps.item() == 2 ** -23', 'True'],
      ['np.iinfo(np.int32).max', '2147483647'],
      ['np.iinfo(np.uint8).min', '0'],
      ['np.split(np.zeros((10, 2)), [3, 5])[2].shape', '(5, 2)'],
      ['np.random.rand(100, 20).shape', '(100, 20)'],
      ['np.random.randint(0, 10, size=(7,)).dtype', "dtype('int64')"],
      ['np.random.default_rng(0).normal(size=(3, 4)).shape', '(3, 4)'],
      ['np.random.RandomState(1).randn(2, 5).shape', '(2, 5)'],
      ['np.random.permutation(50).shape', '(50,)'],
      ['np.random.choice(100, 5, replace=False).shape', '(5,)'],
      ['np.meshgrid(np.arange(3), np.arange(4))[0].shape', '(4, 3)'],
      ["np.einsum('bik,bkj->bij', np.zeros((2, 3, 4)), np.zeros((2, 4, 5))).shape", '(2, 3, 5)'],
      ['(np.zeros((2, 3)) @ np.zeros((3, 4))).shape', '(2, 4)'],
      ['np.zeros((8, 3))[::2, 1:].shape', '(4, 2)'],
      ['np.zeros((8, 3))[..., None].shape', '(8, 3, 1)'],
      ['np.zeros((8, 3)).mean(axis=0).shape', '(3,)'],
      ['np.mean(np.zeros((8, 3)), axis=1, keepdims=True).shape', '(8, 1)'],
      ['np.argmax(np.random.rand(4, 10), axis=1).shape', '(4,)'],
      ['np.transpose(np.zeros((2, 3, 4)), (0, 2, 1)).shape', '(2, 4, 3)'],
      ['len(np.zeros((12, 2)))', '12'],
    ];
    for (const [expr, shape] of cases) {
      it(expr, () => {
        expect(np(expr)).to.equal(shape);
      });
    }

    it('raises where arrays do not fit', () => {
      const text = `
try:
    np.concatenate([np.zeros((2, 3)), np.zeros((2, 4))])
except ValueError as error:
    caught = True
caught`;
      expect(np(text)).to.equal('True');
    });
  });

  describe('values of small arrays', () => {
    const cases: readonly (readonly [expr: string, value: string])[] = [
      ['np.prod((1, 28, 28))', '784'],
      ['int(np.prod([3, 4]))', '12'],
      ['np.floor(3.7)', '3.0'],
      ['int(np.ceil(10 / 4))', '3'],
      ['np.log2(8)', '3.0'],
      ['np.sqrt(16)', '4.0'],
      ['np.arange(3).tolist()', '[0, 1, 2]'],
      ['np.arange(1, 2, 0.25).tolist()', '[1.0, 1.25, 1.5, 1.75]'],
      ['np.linspace(0, 1, 5).tolist()', '[0.0, 0.25, 0.5, 0.75, 1.0]'],
      ['np.cumsum([1, 2, 3]).tolist()', '[1, 3, 6]'],
      ['np.array([[1, 2], [3, 4]])[1].tolist()', '[3, 4]'],
      ['np.array([[1, 2], [3, 4]])[:, 1].tolist()', '[2, 4]'],
      ['(np.array([1, 2]) * 2.5).tolist()', '[2.5, 5.0]'],
      ['np.array([3, 1, 2]).max()', '3'],
      ['np.mean([1, 2, 3])', '2.0'],
      ['np.std([1.0, 3.0])', '1.0'],
      ['np.maximum(3, 7)', '7'],
      ['np.percentile([1, 2, 3, 4], 50)', '2.5'],
      ['np.float32(2.5)', '2.5'],
      ['np.pi', '3.141592653589793'],
      ['np.issubdtype(np.zeros(2).dtype, np.floating)', 'True'],
      ['np.int64(7) // 2', '3'],
      ['np.round(2.567, 2)', '2.57'],
      ['np.unique([3, 1, 3, 2]).tolist()', '[1, 2, 3]'],
      ['[part.tolist() for part in np.unique([8.0, 4.0, 8.0], return_counts=True)]', '[[4.0, 8.0], [1, 2]]'],
      [
        '[p.tolist() for p in np.unique([5, 5, 2], return_index=True, return_inverse=True)]',
        '[[2, 5], [2, 0], [1, 1, 0]]',
      ],
      ['[part.tolist() for part in np.split(np.arange(5), [1, 3])]', '[[0], [1, 2], [3, 4]]'],
      ['np.stack([np.arange(2), np.arange(2)]).tolist()', '[[0, 1], [0, 1]]'],
      ['(np.poly1d((0.5, 0.5)) ** 2).coeffs.tolist()', '[0.25, 0.5, 0.25]'],
      ['(np.poly1d([1, 2]) * np.poly1d([1, 0]) - 1).coeffs.tolist()', '[1.0, 2.0, -1.0]'],
      ['np.poly1d([2, 0, 1])(3)', '19.0'],
      ['np.poly1d([0, 0, 4, 1]).order', '1'],
    ];
    for (const [expr, value] of cases) {
      it(expr, () => {
        expect(np(expr)).to.equal(value);
      });
    }

    it('knows the type of what is computed', () => {
      expect(np('(np.zeros(3, dtype=np.uint8) / 255).dtype')).to.equal("dtype('float64')");
      expect(np("(np.zeros(3, dtype='float32') * 2.0).dtype")).to.equal("dtype('float32')");
      expect(np("np.arange(4).astype('float32').dtype == np.float32")).to.equal('True');
    });

    it('forgets values once something is written to an array or to a view of it', () => {
      expect(np('a = np.zeros(3)\nb = a[1:]\na[0] = 1\nb.tolist()')).to.include('depend on the data');
      expect(np('a = np.zeros(3)\nb = a.reshape(3, 1)\nb[0] = 1\na.sum()')).to.include('depends on the data');
    });

    it('never invents a random value', () => {
      expect(np('np.random.randint(10)')).to.include('random number');
      expect(np('np.random.rand(3).sum()')).to.include('depends on the data');
    });

    it('takes a list with an unknown number in it for numbers', () => {
      expect(np('np.array([1.0, np.random.rand()]).shape')).to.equal('(2,)');
      expect(np('np.mean([1.0, np.random.rand()])')).to.include('depends on the data');
    });
  });

  describe('arrays from files', () => {
    const data = "data = np.memmap('train.bin', dtype=np.uint16, mode='r')\n";

    it('have rows of which nobody knows the number', () => {
      expect(np(`${data}len(data)`)).to.include("'train.bin'");
      expect(np(`${data}len(data) - 256`)).to.include("'train.bin'");
    });

    it('give stretches of known length from unknown positions', () => {
      const text = `${data}i = np.random.randint(0, len(data) - 256)\n`;
      expect(np(`${text}data[i:i + 256].astype(np.int64).shape`)).to.equal('(256,)');
      expect(np(`${text}data[i + 1:i + 1 + 256].shape`)).to.equal('(256,)');
      expect(np(`${text}j = np.random.randint(0, 5)\ndata[i:j].shape`)).to.include("'train.bin'");
    });
  });

  it('adds axes where NumPy does, and keeps the values', () => {
    expect(np('np.atleast_2d(np.zeros(4)).shape, np.atleast_3d(np.zeros(4)).shape')).to.equal(
      '((1, 4), (1, 4, 1))',
    );
    expect(np('np.atleast_3d(np.zeros((4, 5))).shape')).to.equal('(4, 5, 1)');
    expect(np('int(np.atleast_1d((3, 5)).sum())')).to.equal('8');
  });

  describe('decompositions', () => {
    it('have the shapes of NumPy', () => {
      const shapes = (call: string): string => np(`[x.shape for x in ${call}]`);
      expect(shapes('np.linalg.qr(np.zeros((5, 3)))')).to.equal('[(5, 3), (3, 3)]');
      expect(shapes("np.linalg.qr(np.zeros((5, 3)), mode='complete')")).to.equal('[(5, 5), (5, 3)]');
      expect(shapes('np.linalg.svd(np.zeros((2, 5, 3)))')).to.equal('[(2, 5, 5), (2, 3), (2, 3, 3)]');
      expect(shapes('np.linalg.svd(np.zeros((5, 3)), full_matrices=False)')).to.equal(
        '[(5, 3), (3,), (3, 3)]',
      );
      expect(shapes('np.linalg.eigh(np.zeros((4, 4)))')).to.equal('[(4,), (4, 4)]');
      expect(np('np.linalg.pinv(np.zeros((5, 3))).shape')).to.equal('(3, 5)');
    });
  });
});
