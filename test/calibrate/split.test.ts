import { expect } from 'chai';
import { familyOf, folds } from '../../scripts/calibrate/families.ts';
import { splitFit, thinned, unseen } from '../../scripts/calibrate/split.ts';

describe('calibrate/split', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ group: `family ${i % 6}`, value: 1 + (i % 6) }));
  const parts = folds(
    rows.map(({ group }) => group),
    3,
  );

  it('never shows a fit the groups that it predicts', () => {
    const seen = new Map<number | null, Set<string>>();
    const fitted = splitFit(rows, parts, [{ name: 'mean', initial: 1, spread: 5 }], (kept, values, part) => {
      const known = seen.get(part) ?? seen.set(part, new Set()).get(part);
      for (const { group } of kept) known?.add(group);
      return kept.map(({ value }) => Math.log((values[0] ?? NaN) / value));
    });
    expect(seen.get(null)?.size).to.equal(6);
    for (const [group, part] of parts) {
      expect(seen.get(part)?.has(group), group).to.equal(false);
      expect(unseen(fitted, group)).to.equal(fitted.parts[part]);
    }
    expect(unseen(fitted, 'unheard of')).to.equal(fitted.all);
  });

  it('deals groups in turn, whichever order the rows are in', () => {
    const reversed = [...rows].reverse().map(({ group }) => group);
    expect([...folds(reversed, 3)]).to.deep.equal([...parts]);
    expect(new Set(parts.values()).size).to.equal(3);
  });

  it('keeps at most so many rows of a group, spread evenly', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ group: i < 90 ? 'large' : 'small', i }));
    const kept = thinned(many, 10);
    expect(kept.filter(({ group }) => group === 'large').map(({ i }) => i)).to.deep.equal(
      Array.from({ length: 10 }, (_, k) => 9 * k),
    );
    expect(kept.filter(({ group }) => group === 'small')).to.have.length(10);
  });
});

describe('calibrate/families', () => {
  it('goes by the longest prefix, and not by where weights came from', () => {
    expect(familyOf('tf_efficientnetv2_s')).to.equal('efficientnet');
    expect(familyOf('efficientvit_m0')).to.equal('efficientvit');
    expect(familyOf('resnetv2_50x1_bit')).to.equal('resnet');
    expect(familyOf('nf_resnet50')).to.equal('nfnet');
    expect(familyOf('xcit_tiny_12_p8_224')).to.equal('xcit');
  });
});
