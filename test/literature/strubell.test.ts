import { expect } from 'chai';
import { agrees, CELLS, exAnte, tableTwo } from '../../scripts/literature/strubell.ts';

describe('Table 2 of Strubell et al. 2020', () => {
  for (const { listed, cells } of tableTwo()) {
    it(`${listed.model} on ${listed.hardware}: energy, emissions and costs from the listed watts and hours`, () => {
      for (const name of CELLS) {
        expect(agrees(cells[name], listed.printed[name]), `${name}: ${cells[name]}`).to.equal(true);
      }
    });
  }

  it('tells numbers apart that are more than rounding apart', () => {
    expect(agrees(1503, 1507)).to.equal(true);
    expect(agrees(1490, 1507)).to.equal(false);
    expect(agrees(null, 13)).to.equal(false);
  });

  it('takes hours that the printed ones are rounded from', () => {
    const noted = tableTwo().filter(({ listed: { note } }) => note?.startsWith('printed as') === true);
    expect(noted.map(({ listed: { model, hardware, hours } }) => [model, hardware, hours])).to.deep.equal([
      ['BERT base', 'V100x64', 79.2],
      ['NAS', 'TPUv2x1', 32_633],
    ]);
  });
});

describe('the models of Strubell et al. as code', function () {
  this.timeout(120_000);

  /** Reported, not judged: Strubell et al. do not say which recipe their hours are of, and this one takes a fifth of the work. */
  const SHORT = 'bert_base_two_phases.py';

  it('cost within a factor of two of what is listed, and the band holds that', async () => {
    const results = await exAnte();
    expect(results.map(({ file }) => file)).to.have.members([
      ...['t2t_base.py', 't2t_big.py', 'elmo.py', 'bert_base.py', SHORT],
    ]);
    for (const { file, ratio, holds } of results.filter((one) => one.file !== SHORT)) {
      expect(ratio, file).to.be.within(0.5, 2);
      expect(holds, file).to.equal(true);
    }
  });
});
