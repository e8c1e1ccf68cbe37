import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import { combineBands } from '../../src/cost/band.ts';
import { machineBands } from '../../src/cost/machine.ts';
import { platformOf, type Platform } from '../../src/cost/platform.ts';

function on(name: string): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`no ${name}`);
  return platformOf({ device: lookup.value, framework: 'keras', mode: 'eager', precision: null });
}

describe('the machine around a device', () => {
  it('may draw more or less than is assumed: a band of each of its parts', () => {
    const platform = on('RTX-3090');
    const { host, machine } = platform.coefficients;
    const parts = 350 + host.cpu.value + 0.3725 * host.memoryGB.value + machine.rest.value * 350;
    const [cpu, , rest, supply] = machineBands(platform);
    expect(cpu?.up).to.be.closeTo((parts + host.cpu.high - host.cpu.value) / parts, 1e-9);
    expect(rest?.down).to.be.closeTo(parts / (parts + (machine.rest.low - machine.rest.value) * 350), 1e-9);
    expect(supply?.up).to.be.closeTo(machine.supply.value / machine.supply.low, 1e-9);
    expect(supply?.down).to.be.closeTo(machine.supply.high / machine.supply.value, 1e-9);
  });

  it('weighs more beside a small device than beside a large one', () => {
    const widths = ['T4', 'H100-SXM'].map((name) => combineBands(machineBands(on(name))).up);
    expect(widths[0]).to.be.greaterThan(widths[1] ?? NaN);
  });
});
