import { expect } from 'chai';
import { bertRows, operationRows } from '../../scripts/calibrate/mayaki.ts';
import { operationKernels } from '../../scripts/calibrate/operationKernels.ts';

const SIZE = { batch: 64, length: 128, inputs: 256, width: 256 };

describe('calibrate/operationKernels', () => {
  const macsOf = (operation: string, size = SIZE): number =>
    operationKernels(operation, size).reduce((sum, { macs }) => sum + macs, 0);
  const bytesOf = (operation: string, size = SIZE): number =>
    operationKernels(operation, size).reduce((sum, { activationBytes }) => sum + activationBytes, 0);

  it('has the products of an attention', () => {
    const tokens = 64 * 128;
    expect(macsOf('query, key and value')).to.equal(3 * tokens * 256 * 256);
    expect(macsOf('output projection')).to.equal(tokens * 256 * 256);
    expect(macsOf('attention scores')).to.equal(tokens * 128 * 256);
    expect(macsOf('attention output')).to.equal(tokens * 128 * 256);
    expect(bytesOf('softmax')).to.equal(2 * 4 * 64 * 128 * 128);
  });

  it('has the cell of an LSTM: four gates from the input and the state, then element by element', () => {
    const step = { batch: 640, length: 1, inputs: 320, width: 1280 };
    expect(macsOf('hidden gates', step)).to.equal(640 * 1280 * 4 * 1280);
    expect(macsOf('input gates', step)).to.equal(640 * 320 * 4 * 1280);
    const state = 4 * 640 * 1280;
    expect(bytesOf('activations', step)).to.equal(4 * 2 * state);
    expect(bytesOf('cell update', step)).to.equal(3 * 3 * state);
    expect(bytesOf('hidden update', step)).to.equal((2 + 3) * state);
  });

  it('knows no other', () => {
    expect(() => operationKernels('convolution', SIZE)).to.throw('convolution');
  });
});

describe('calibrate/mayaki', () => {
  it('leaves out calls that are longer than their work could be', () => {
    const { rows, listed } = operationRows();
    expect([...listed.values()]).to.deep.equal([1000, 1000, 5000]);
    expect(rows.length).to.equal(2122);
    for (const { time } of rows) expect(time).to.be.above(0);
  });

  it('has the launches of BERT in every size', () => {
    const rows = bertRows();
    expect(rows).to.have.length(75);
    for (const { time, size, passes } of rows) {
      expect(time).to.be.within(0.08, 0.33);
      expect(size.params).to.be.within(3.6e6, 5.4e7);
      expect(
        passes[0]?.some(({ kind, activationBytes }) => kind === 'softmax' && activationBytes > 1e10),
      ).to.equal(true);
    }
  });
});
