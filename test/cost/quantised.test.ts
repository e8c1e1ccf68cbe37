/** Eight-bit integers change what is moved and the rate of arithmetic, not the work. */
import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import { forwardKernels } from '../../src/cost/kernel.ts';
import { matrixPeak, platformOf, type Platform } from '../../src/cost/platform.ts';
import { dense, graphOf } from './graphs.ts';

function on(name: string, precision: 'fp32' | 'int8'): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  return platformOf({ device: lookup.value, framework: 'pytorch', mode: 'eager', precision });
}

describe('a quantised model', () => {
  const graph = graphOf([dense('fc', 8, 512, 256)]);
  const launches = (platform: Platform) => forwardKernels(graph, platform.arithmetic.elementBytes);

  it('moves a quarter of the bytes for the same multiplications', () => {
    const [single] = launches(on('T4', 'fp32'));
    const [quantised] = launches(on('T4', 'int8'));
    expect(quantised?.macs).to.equal(single?.macs);
    expect(quantised?.weightBytes).to.equal((single?.weightBytes ?? NaN) / 4);
    expect(quantised?.activationBytes).to.equal((single?.activationBytes ?? NaN) / 4);
  });

  it('runs at the peak of integers where the device has one, and says so where it has none', () => {
    const withUnits = on('T4', 'int8');
    expect(matrixPeak(withUnits, 'dense')).to.equal(
      withUnits.coefficients.clock.value * (withUnits.device.peak.int8 ?? NaN),
    );
    expect(withUnits.arithmetic.fallbacks).to.deep.equal([]);
    const without = on('P100-PCIe', 'int8');
    expect(without.device.peak.int8).to.equal(undefined);
    expect(without.arithmetic.fallbacks.map(({ wanted }) => wanted)).to.deep.equal(['int8']);
  });
});
