import { expect } from 'chai';
import { DEFAULTS, defaultPrecision, defaultPue } from '../../src/catalog/defaults.ts';
import type { Device } from '../../src/catalog/device.ts';
import { findDevice } from '../../src/catalog/devices.ts';
import { findGrid } from '../../src/catalog/grids.ts';

function device(name: string): Device {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`${name} not found`);
  return lookup.value;
}

describe('catalog/defaults', () => {
  it('name devices and a grid that exist', () => {
    const { trainingDevice, inferenceDevice, cpu, region } = DEFAULTS;
    for (const { value, alternatives } of [trainingDevice, inferenceDevice, cpu]) {
      for (const name of [value, ...alternatives]) expect(device(name).id).to.equal(name);
      expect(alternatives).not.to.include(value);
    }
    expect(findGrid(region.value).found).to.be.true;
  });

  it('carry a reason and a source each, and ranges around their value', () => {
    for (const [name, { reason, source, year }] of Object.entries(DEFAULTS)) {
      expect(reason, name).to.match(/\w{3}/);
      expect(source, name).to.match(/\w{3}/);
      expect(year, name).to.be.above(2000);
    }
    for (const { value, low, high } of [DEFAULTS.pue, DEFAULTS.localPue]) {
      expect(value).to.be.within(low, high);
    }
  });

  it('take the PUE from where the device stands', () => {
    expect(defaultPue(device('V100').site).value).to.equal(1.58);
    expect(defaultPue(device('RTX 3090').site).value).to.equal(1);
    expect(defaultPue(device('Jetson Nano').site).value).to.equal(1);
    expect(defaultPue(device('EPYC 7742').site).value).to.equal(1.58);
    expect(defaultPue(device('i7-10700').site).value).to.equal(1);
  });

  it('know no number of inferences', () => {
    expect(DEFAULTS.inferences.value).to.equal(null);
    expect(DEFAULTS.inferenceBatch.value).to.equal(1);
    expect(DEFAULTS.electricityPrice.value).to.equal(0.12);
    expect(DEFAULTS.dramWattsPerGB.value).to.equal(0.3725);
  });

  it('run FP32 code as the frameworks do', () => {
    const ampere = device('A100');
    expect(defaultPrecision('pytorch', 'conv', ampere).value).to.equal('tf32');
    expect(defaultPrecision('pytorch', 'matmul', ampere).value).to.equal('fp32');
    expect(defaultPrecision('keras', 'matmul', ampere).value).to.equal('tf32');
    expect(defaultPrecision('keras', 'conv', device('V100')).value).to.equal('fp32');
    expect(defaultPrecision('pytorch', 'conv', device('Xeon')).value).to.equal('fp32');
    expect(defaultPrecision('keras', 'matmul', device('TPU v3')).value).to.equal('bf16');
    expect(defaultPrecision('tfjs', 'conv', device('Coral Edge TPU')).value).to.equal('int8');
  });
});
