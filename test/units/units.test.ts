import { expect } from 'chai';
import fc from 'fast-check';
import { combine, EXACT } from '../../src/units/completeness.ts';
import { scaleEstimate, spread, sumCorrelated } from '../../src/units/estimate.ts';
import { formatCarbon, formatEnergy, formatTime, significant, withPrefix } from '../../src/units/format.ts';
import {
  carbonOf,
  energyOf,
  flopsOfMacs,
  grams,
  gramsPerKilowattHour,
  joules,
  kilowattHours,
  macs,
  seconds,
  watts,
} from '../../src/units/quantity.ts';
import { containsPosition, describeSpan } from '../../src/units/span.ts';

const span = (line: number) => ({
  uri: 'file:///w/model%20a.py',
  start: { line, character: 2 },
  end: { line, character: 9 },
});

describe('units/quantity', () => {
  it('converts in one place', () => {
    expect(energyOf(watts(300), seconds(3600))).to.equal(1.08e6);
    expect(carbonOf(kilowattHours(2), gramsPerKilowattHour(400))).to.equal(800);
    expect(flopsOfMacs(macs(21))).to.equal(42);
  });
});

describe('units/estimate', () => {
  it('keeps low <= value <= high under spread, scale and sum', () => {
    const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 50, noNaN: true }), positive, (value, factor, by) => {
        const scaled = scaleEstimate(spread(joules(value), factor), by);
        const sum = sumCorrelated([scaled, scaled]);
        expect(scaled.low).to.be.at.most(scaled.value);
        expect(scaled.value).to.be.at.most(scaled.high);
        expect(sum.value).to.equal(2 * scaled.value);
      }),
    );
  });
});

describe('units/completeness', () => {
  it('combines to the worst level and keeps each reason once', () => {
    const reason = { text: 'unknown import', span: span(3) };
    const partial = { level: 'partial', reasons: [reason] } as const;
    expect(combine([EXACT, partial, partial])).to.deep.equal({ level: 'partial', reasons: [reason] });
    expect(combine([])).to.deep.equal(EXACT);
  });
});

describe('units/span', () => {
  it('describes a place as people do', () => {
    expect(describeSpan(span(11))).to.equal('model a.py:12');
  });
  it('contains its ends and nothing beyond', () => {
    expect(containsPosition(span(1), { line: 1, character: 2 })).to.equal(true);
    expect(containsPosition(span(1), { line: 1, character: 9 })).to.equal(true);
    expect(containsPosition(span(1), { line: 1, character: 10 })).to.equal(false);
    expect(containsPosition(span(1), { line: 2, character: 3 })).to.equal(false);
  });
});

describe('units/format', () => {
  it('gives significant digits without exponents', () => {
    expect(significant(0.012345)).to.equal('0.0123');
    expect(significant(123456, 2)).to.equal('120000');
    expect(significant(0)).to.equal('0');
  });
  it('chooses the prefix a reader expects', () => {
    expect(withPrefix(4.0892e9, 'MACs')).to.equal('4.09 GMACs');
    expect(withPrefix(999.96, 'B')).to.equal('1.00 kB');
    expect(formatEnergy(joules(0.0421))).to.equal('42.1 mJ');
    expect(formatEnergy(kilowattHours(12.34))).to.equal('12.3 kWh');
    expect(formatEnergy(kilowattHours(4200))).to.equal('4.20 MWh');
    expect(formatCarbon(grams(2.5e6))).to.equal('2.50 t CO2eq');
    expect(formatTime(seconds(5400))).to.equal('90.0 min');
  });
  it('steps to the next unit where rounding does', () => {
    expect(withPrefix(999.4, 'B')).to.equal('999 B');
    expect(withPrefix(996, 'B', 2)).to.equal('1.0 kB');
    expect(formatEnergy(kilowattHours(997), 2)).to.equal('1.0 MWh');
    expect(formatCarbon(grams(0.997), 2)).to.equal('1.0 g CO2eq');
    expect(formatCarbon(grams(997_000), 2)).to.equal('1.0 t CO2eq');
    expect(formatCarbon(grams(2e-10), 2)).to.equal('0.20 ng CO2eq');
  });
});
