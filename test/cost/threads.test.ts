import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import type { Kernel } from '../../src/cost/kernel.ts';
import { platformOf, type Platform } from '../../src/cost/platform.ts';
import { gradientWork } from '../../src/cost/threads.ts';
import { bytes, macs } from '../../src/units/quantity.ts';

function on(name: string): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`no ${name}`);
  const platform = platformOf({ device: lookup.value, framework: 'pytorch', mode: 'eager', precision: null });
  const threads = { wide: 3, batch: 40, rows: 300, source: 'a test' };
  return { ...platform, coefficients: { ...platform.coefficients, threads } };
}

function gradientOf(batch: number, inputs: number, outputs: number): Kernel {
  return {
    ...{ layer: 0, pass: 'backward', kind: 'dense', elementwise: 0, transcendental: 0 },
    macs: macs(batch * inputs * outputs),
    weightBytes: bytes(4 * inputs * outputs),
    activationBytes: bytes(4 * batch * (inputs + outputs)),
    ...{ reduction: inputs, columns: outputs, channels: 0, inputShare: 0, count: 1 },
  };
}

describe('cost/threads', () => {
  const cpu = on('Intel-Xeon-W-2155');

  it('split the gradient of a weight by its outputs, and by the batch where it is wider than tall', () => {
    const work = (inputs: number, outputs: number): number =>
      gradientWork(gradientOf(4000, inputs, outputs), cpu) ?? NaN;
    expect(work(300, 300)).to.be.closeTo(1.01 * 2, 1e-9);
    expect(work(300, 600)).to.be.closeTo(1.01 * 1.5, 1e-9);
    expect(work(301, 300)).to.be.closeTo(1.01 * 3, 1e-9);
    expect(gradientWork(gradientOf(40, 300, 600), cpu)).to.be.closeTo(2 * 1.5, 1e-9);
  });

  it('are a processor’s: a GPU’s gradients, and forward passes, go by the tiles of their product', () => {
    const gradient = gradientOf(64, 300, 300);
    expect(gradientWork(gradient, on('T4'))).to.equal(null);
    expect(gradientWork({ ...gradient, pass: 'forward' }, cpu)).to.equal(null);
    expect(gradientWork({ ...gradient, kind: 'matmul' }, cpu)).to.equal(null);
  });
});
