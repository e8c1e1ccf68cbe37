import { expect } from 'chai';
import { languageModelRows, trainingHours } from '../../scripts/calibrate/languageModels.ts';

describe('calibrate/languageModels', () => {
  const rows = languageModelRows();
  const row = (id: string): (typeof rows)[number] => {
    const found = rows.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };

  it('shards a replica over as few devices as hold it', () => {
    expect(row('pythia-1.4B').shards).to.equal(1);
    // 6.86e9 parameters of 16 bytes on devices of 40 GiB.
    expect(row('pythia-6.9B').shards).to.equal(4);
    expect(row('bloom-176B').shards).to.equal(64);
  });

  it('trains all tokens', () => {
    // 143,000 steps of two million tokens.
    expect(row('pythia-70M').steps).to.equal(143_000);
  });

  it('takes longer than the arithmetic at the peak, and less than without any overlap', () => {
    for (const one of rows) {
      const { features, sequences, steps, platform } = one;
      const peak = platform.device.peak.bf16 ?? NaN;
      const least = (6 * features.macs * sequences * steps) / peak / 3600;
      expect(trainingHours(one, platform).hours, one.id).to.be.within(least, 5 * least);
    }
  });
});
