import { expect } from 'chai';
import fc from 'fast-check';
import { einsum } from '../../../src/tensor/ops/einsum.ts';
import { bilinear, bmm, linear, matmul, mm } from '../../../src/tensor/ops/matmul.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { tensor } from './operands.ts';

describe('matmul', () => {
  const cases: readonly [number[], number[], number[], number][] = [
    [[2, 3], [3, 4], [2, 4], 24],
    [[5, 2, 3], [5, 3, 4], [5, 2, 4], 120],
    [[5, 1, 2, 3], [4, 3, 6], [5, 4, 2, 6], 720],
    [[4], [4], [], 4],
    [[3, 4], [4], [3], 12],
    [[4], [4, 3], [3], 12],
    [[4], [2, 4, 3], [2, 3], 24],
  ];
  for (const [a, b, shape, macs] of cases) {
    it(`[${a.join()}] @ [${b.join()}]`, () => {
      const result = matmul(tensor(a), tensor(b));
      expect(result.outputs).to.deep.equal([shape]);
      expect(result.work.macs).to.equal(macs);
    });
  }

  it('rejects what does not fit', () => {
    expect(() => matmul(tensor([2, 3]), tensor([4, 5]))).to.throw(
      ShapeError,
      'mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)',
    );
    expect(() => matmul(tensor([2, 3, 4]), tensor([3, 4, 5]))).to.throw(ShapeError);
    expect(() => matmul(tensor([]), tensor([3]))).to.throw(ShapeError, 'at least 1D');
    expect(() => mm(tensor([2, 2, 3]), tensor([3, 4]))).to.throw(ShapeError, 'must be matrices');
    expect(() => bmm(tensor([5, 2, 3]), tensor([4, 3, 4]))).to.throw(ShapeError, 'batch2');
  });

  it('is a linear layer for a transposed weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (leading, inner, out) => {
          const x = tensor([...leading, inner]);
          const dense = linear(x, tensor([out, inner]), null);
          const product = matmul(x, tensor([inner, out]));
          expect(dense.outputs).to.deep.equal(product.outputs);
          expect(dense.work).to.deep.equal(product.work);
          expect(dense.kind).to.equal('dense');
        },
      ),
    );
  });

  it('multiplies both inputs of a bilinear layer with every slice of its weight', () => {
    const result = bilinear(tensor([128, 20]), tensor([128, 30]), tensor([40, 20, 30]), tensor([40]));
    expect(result.outputs).to.deep.equal([[128, 40]]);
    expect(result.work.macs).to.equal(128 * 40 * 20 * 30);
  });
});

describe('einsum', () => {
  const run = (equation: string, ...shapes: number[][]) =>
    einsum(
      equation,
      shapes.map((shape) => tensor(shape)),
    );
  const cases: readonly [string, number[][], number[], number][] = [
    [
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
      [2, 4],
      24,
    ],
    [
      'bhid,bhjd->bhij',
      [
        [2, 8, 10, 16],
        [2, 8, 12, 16],
      ],
      [2, 8, 10, 12],
      30720,
    ],
    [
      'bchw,bkc->bkhw',
      [
        [2, 3, 4, 5],
        [2, 7, 3],
      ],
      [2, 7, 4, 5],
      840,
    ],
    ['i,j->ij', [[3], [4]], [3, 4], 0],
    ['ii->i', [[3, 3]], [3], 0],
    ['bij->b', [[2, 3, 4]], [2], 0],
    [
      'bn,anm,bm->ba',
      [
        [2, 5],
        [3, 5, 4],
        [2, 4],
      ],
      [2, 3],
      144,
    ],
    [
      '...ij,...jk->...ik',
      [
        [5, 2, 3],
        [5, 3, 4],
      ],
      [5, 2, 4],
      120,
    ],
    [
      '...ij,...jk->...ik',
      [
        [7, 1, 2, 3],
        [5, 3, 4],
      ],
      [7, 5, 2, 4],
      7 * 5 * 24,
    ],
    [
      'ij,jk',
      [
        [2, 3],
        [3, 4],
      ],
      [2, 4],
      24,
    ],
    // k belongs to one operand alone and is summed before: no product over it
    [
      'ij,jk->i',
      [
        [2, 3],
        [3, 4],
      ],
      [2],
      6,
    ],
  ];
  for (const [equation, shapes, output, macs] of cases) {
    it(equation, () => {
      const result = run(equation, ...shapes);
      expect(result.outputs).to.deep.equal([output]);
      expect(result.work.macs).to.equal(macs);
    });
  }

  it('rejects unequal sizes, wrong ranks and unknown outputs', () => {
    expect(() => run('ij,jk->ik', [2, 3], [4, 5])).to.throw(ShapeError, 'subscript j');
    expect(() => run('ijk->i', [2, 3])).to.throw(ShapeError, 'number of subscripts');
    expect(() => run('ij->k', [2, 3])).to.throw(ShapeError, 'output subscript k');
    expect(() => run('ij,jk->ik', [2, 3])).to.throw(ShapeError, 'operands');
  });
});
