import { expect } from 'chai';
import fc from 'fast-check';
import type { DType } from '../../src/tensor/dtype.ts';
import { canCast, floatResult, promoteTypes, resultType } from '../../src/tensor/promotion.ts';

const types: readonly DType[] = [
  'bool',
  'uint8',
  'int8',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
];

describe('type promotion', () => {
  it('finds the common type', () => {
    expect(promoteTypes('bfloat16', 'float16')).to.equal('float32');
    expect(promoteTypes('uint8', 'int8')).to.equal('int16');
    expect(promoteTypes('int64', 'float16')).to.equal('float16');
    expect(promoteTypes('bool', 'uint8')).to.equal('uint8');
    expect(promoteTypes('complex64', 'float64')).to.equal('complex128');
  });

  it('is commutative and idempotent', () => {
    const any = fc.constantFrom(...types);
    fc.assert(
      fc.property(any, any, (a, b) => {
        const joint = promoteTypes(a, b);
        expect(joint).to.equal(promoteTypes(b, a));
        expect(promoteTypes(joint, a)).to.equal(joint);
      }),
    );
  });

  it('lets scalars and numbers decide only with a higher category', () => {
    const half = { dtype: 'float16', rank: 'dimensioned' } as const;
    const ints = { dtype: 'int64', rank: 'dimensioned' } as const;
    expect(resultType([half, { dtype: 'float64', rank: 'scalar' }])).to.equal('float16');
    expect(resultType([ints, { dtype: 'float32', rank: 'scalar' }])).to.equal('float32');
    expect(resultType([half, { dtype: 'float64', rank: 'number' }])).to.equal('float16');
    expect(resultType([ints, { dtype: 'float64', rank: 'number' }])).to.equal('float32');
    expect(
      resultType([
        { dtype: 'bool', rank: 'dimensioned' },
        { dtype: 'int64', rank: 'number' },
      ]),
    ).to.equal('int64');
  });

  it('casts upwards only, and computes integers in floats', () => {
    expect(canCast('float32', 'int64')).to.equal(false);
    expect(canCast('int64', 'float16')).to.equal(true);
    expect(floatResult('int32')).to.equal('float32');
    expect(floatResult('bfloat16')).to.equal('bfloat16');
  });
});
