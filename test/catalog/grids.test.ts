import { expect } from 'chai';
import type { Grid } from '../../src/catalog/grids.ts';
import { findGrid, listGrids } from '../../src/catalog/grids.ts';

function grid(code: string): Grid {
  const lookup = findGrid(code);
  if (!lookup.found) throw new Error(`${code} not found; near: ${lookup.suggestions.join(', ')}`);
  return lookup.value;
}

describe('catalog/grids', () => {
  it('finds a country by either ISO code, its name, in any case', () => {
    for (const name of ['DE', 'de', 'DEU', 'Germany', ' germany ']) expect(grid(name).code).to.equal('DE');
    expect(grid('DE').intensity).to.equal(381);
    expect(grid('United States').code).to.equal('US');
  });

  it('keeps US states apart from countries', () => {
    expect(grid('CA').name).to.equal('Canada');
    expect(grid('US-CA').name).to.equal('California');
    expect(grid('US-CA').intensity).to.equal(207.5);
    expect(grid('GA').name).to.equal('Gabon');
  });

  it('knows cloud regions with and without their provider, hyphens counting', () => {
    expect(grid('aws:us-east-1').intensity).to.equal(323.1);
    expect(grid('us-east-1').code).to.equal('aws:us-east-1');
    expect(grid('us-east1').code).to.equal('gcp:us-east1');
    expect(grid('westeurope').code).to.equal('azure:westeurope');
    expect(grid('West Europe').code).to.equal('azure:westeurope');
    expect(grid('gcp:europe-west1').intensity).to.equal(103.4);
  });

  it('gives one figure for one grid, whoever rents the servers on it', () => {
    const paris = ['gcp:europe-west9', 'aws:eu-west-3', 'azure:francecentral'].map(
      (code) => grid(code).intensity,
    );
    expect(new Set(paris).size).to.equal(1);
    expect(grid('aws:ca-central-1').intensity).to.be.below(20);
  });

  it('says what a figure counts', () => {
    expect(grid('SE').scope).to.equal('lifecycle');
    expect(grid('aws:eu-north-1').scope).to.equal('operational');
    expect(grid('aws:eu-north-1').source).to.contain('figure of gcp:europe-north2');
    expect(grid('aws:eu-north-1').note).to.equal('same city');
  });

  it('has the world, and no grid without emissions', () => {
    expect(grid('world').intensity).to.equal(480.6);
    expect(grid('EU').intensity).to.be.within(200, 300);
    for (const { code, intensity } of listGrids()) expect(intensity, code).to.be.within(1, 1500);
    expect(grid('CF').intensity).to.equal(24);
  });

  it('has the factors of Strubell et al. in grams', () => {
    expect(grid('strubell-2019').intensity).to.be.closeTo(0.954 * 453.592, 0.05);
    expect(grid('strubell-2020').intensity).to.be.closeTo(0.477 * 453.592, 0.05);
  });

  it('suggests what is near', () => {
    const lookup = findGrid('aws:us-east-9');
    expect(lookup.found).to.be.false;
    expect(lookup.found ? [] : lookup.suggestions).to.include('aws:us-east-1');
    expect(findGrid('aws:ca-west-1').found, 'Calgary is unknown, not Canada').to.be.false;
  });
});
