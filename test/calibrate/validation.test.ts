import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as v from 'valibot';
import { efficiencyFile } from '../../src/catalog/efficiencySchema.ts';
import { fitTimesTo } from '../../scripts/calibrate/fits.ts';
import { coverageBar } from '../../scripts/calibrate/bars.ts';
import { readFits } from '../../scripts/calibrate/fitsFile.ts';
import { noises } from '../../scripts/calibrate/noise.ts';
import {
  classesTable,
  frameworksTable,
  kindsTable,
  noiseTable,
  validationTable,
} from '../../scripts/calibrate/report.ts';
import { residualsOf, summaryOf, type Summary } from '../../scripts/calibrate/summary.ts';
import { timmRows, TIMM } from '../../scripts/calibrate/timm.ts';
import { validationSets } from '../../scripts/calibrate/validationRows.ts';

describe('the calibration', function () {
  this.timeout(300_000);

  it('gives the same bytes twice', () => {
    const rows = timmRows(TIMM.nchw).rows.filter((_, i) => i % 90 === 0);
    const once = (): string => JSON.stringify(fitTimesTo(rows));
    expect(once()).to.equal(once());
  });
});

describe('the validation', function () {
  this.timeout(300_000);
  let summaries: readonly Summary[] = [];

  before(() => {
    summaries = validationSets(readFits()).map(summaryOf);
  });

  const named = (set: RegExp, quantity: Summary['quantity']): Summary => {
    const found = summaries.find((one) => one.quantity === quantity && set.test(one.set));
    if (found === undefined) throw new Error(`no ${String(set)}`);
    return found;
  };

  it('predicts times of families that no fit has seen within 12 %', () => {
    const { medianError, verdict, rows, listed } = named(/NCHW, PyTorch 2\.4/, 'time');
    expect(medianError).to.be.at.most(0.12);
    expect(verdict).to.equal('reached');
    expect(rows / listed).to.be.above(0.9);
  });

  it('predicts training over inference within 7 %, a third below the best constant', () => {
    const { medianError, baselines, verdict } = named(/training over inference/, 'time ratio');
    expect(medianError).to.be.at.most(0.07);
    expect(medianError).to.be.at.most(0.7 * (baselines['best constant'] ?? NaN));
    expect(verdict).to.equal('reached');
  });

  it('beats FLOPs, parameters and a constant on every set', () => {
    for (const { set, quantity, medianError, baselines } of summaries) {
      for (const name of ['FLOPs', 'parameters', 'best constant']) {
        // A known miss, which is bounded below.
        if (set.startsWith('Zeus, P100') && quantity === 'time' && name === 'parameters') continue;
        if (SINGLE_OPERATIONS.test(set) || set.startsWith('Language models')) continue;
        expect(medianError, `${set}: ${name}`).to.be.below(baselines[name] ?? NaN);
      }
    }
  });

  it('is what the coefficients file keeps', () => {
    const path = new URL('../../src/catalog/efficiency.json', import.meta.url);
    const { residuals } = v.parse(efficiencyFile, JSON.parse(readFileSync(path, 'utf8')));
    expect(residuals.sets).to.deep.equal(summaries.map(residualsOf));
  });

  it('is what the document says', () => {
    const document = readFileSync(new URL('../../docs/cost-model.md', import.meta.url), 'utf8');
    const fitted = [kindsTable(), classesTable(), frameworksTable()];
    for (const table of [validationTable(summaries), noiseTable(noises()), ...fitted]) {
      expect(document).to.include(table);
    }
  });

  it('holds 85 to 95 % of the rows of each set in its band, to whole rows', () => {
    for (const one of summaries.filter((set) => missOf(set, 'band') === undefined)) {
      // What shards exchange and what is computed again is in no prediction.
      if (SINGLE_OPERATIONS.test(one.set) || one.set.startsWith('Language models')) continue;
      // All 75 err together, by less than the band.
      if (one.set.startsWith('Mayaki, A100, training')) continue;

      const { least, most } = coverageBar(one.rows);
      expect(one.inside, `${one.set}, ${one.quantity}`).to.be.within(least, most);
    }
  });

  it('misses its bars where it is known to, and by no more', () => {
    for (const { set, quantity, what, now } of MISSES) {
      const one = named(set, quantity);
      const value =
        what === 'error' ? one.medianError : what === 'band' ? one.inside / one.rows : excess(one);
      expect(value, `${String(set)}, ${quantity}: ${what}`).to.be.at.most(now);
      expect(one.verdict, `${String(set)}, ${quantity}: no longer missed`).to.match(/^missed/);
    }
    const missed = summaries.filter(({ verdict }) => verdict.startsWith('missed'));
    for (const one of missed) {
      const known = MISSES.some(({ set, quantity }) => quantity === one.quantity && set.test(one.set));
      expect(known, `${one.set}, ${one.quantity}: ${one.verdict}`).to.equal(true);
    }
  });
});

/** How many times the error of the best baseline. */
function excess({ medianError, baselines }: Summary): number {
  return medianError / Math.min(...Object.values(baselines));
}

/** Bands are those of whole networks, and attention has no parameters of its own. */
const SINGLE_OPERATIONS = /^Mayaki.*operations$/;

interface Miss {
  readonly set: RegExp;
  readonly quantity: Summary['quantity'];
  /** Of the bar: error, share of the rows in the band, or that of every baseline. */
  readonly what: 'error' | 'band' | 'baseline';
  /** What it must not exceed: where it stands. */
  readonly now: number;
}

/** Bars that are not reached; docs/cost-model.md says why. */
const MISSES: readonly Miss[] = [
  // The counter's readings scatter by more than the bar.
  { set: /^CPU dense layers, forward$/, quantity: 'energy', what: 'error', now: 0.078 },
  // All rows of a set err together: none is outside, or one.
  { set: /^Lambda/, quantity: 'time', what: 'band', now: 0.99 },
  { set: /^Zeus, V100/, quantity: 'time', what: 'band', now: 1 },
  // Products of one wide head are faster than predicted.
  { set: /^Mayaki, A100, Transformer/, quantity: 'time', what: 'baseline', now: 2.45 },
  // A share of the peak that is scaled on these very rows has what shards exchange in it.
  { set: /^Language models/, quantity: 'time', what: 'baseline', now: 2.1 },
  // TDP × time is given the measured time.
  { set: /^Fischer, Keras inference, Quadro/, quantity: 'energy', what: 'baseline', now: 1.45 },
  { set: /^Fischer, Keras inference, Xeon/, quantity: 'energy', what: 'baseline', now: 1.35 },
];

function missOf({ set, quantity }: Summary, what: Miss['what']): Miss | undefined {
  return MISSES.find((miss) => miss.what === what && miss.quantity === quantity && miss.set.test(set));
}
