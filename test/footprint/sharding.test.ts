/** Trainings of models that no single device holds. */
import { expect } from 'chai';
import { DEFAULTS } from '../../src/catalog/defaults.ts';
import { findDevice } from '../../src/catalog/devices.ts';
import type { Device } from '../../src/catalog/device.ts';
import { SHARP } from '../../src/cost/band.ts';
import { leastShards, shardingAssumptions, shardingBand } from '../../src/footprint/sharding.ts';

function device(name: string): Device {
  const found = findDevice(name);
  if (!found.found) throw new Error(`no ${name}`);
  return found.value;
}

const ADAM = { statePerParameter: 2 };

describe('footprint/sharding', () => {
  it('counts weights, gradients and state against the memory of a device', () => {
    const held = { ...ADAM, trainedParams: 6.9e9 };
    // 16 bytes a parameter: 103 GiB.
    expect(leastShards(held, device('A100-SXM-40'))).to.equal(3);
    expect(leastShards(held, device('A100-SXM-80'))).to.equal(2);
    expect(leastShards({ ...held, widths: { parameter: 2, state: 2 } }, device('A100-SXM-80'))).to.equal(1);
    expect(leastShards({ statePerParameter: 0, trainedParams: 6.9e9 }, device('A100-SXM-80'))).to.equal(1);
  });

  it('says what is computed, and has what such trainings took in the band', () => {
    const held = { ...ADAM, trainedParams: 6.5e10 };
    expect(shardingBand(held, device('H100-SXM'))).to.deep.equal({ down: 1, up: DEFAULTS.sharded.value });
    const [said, ...further] = shardingAssumptions(held, device('H100-SXM'));
    expect(further).to.have.length(0);
    expect(said).to.include({ name: 'shards', value: 13, unit: 'devices' });
    expect(said?.source).to.include('969 GiB').and.to.include('80.0 GiB');
  });

  it('leaves a training alone that a device holds, and a device whose memory is not known', () => {
    const held = { ...ADAM, trainedParams: 1e8 };
    expect(shardingBand(held, device('T4'))).to.equal(SHARP);
    expect(shardingAssumptions(held, device('T4'))).to.deep.equal([]);
    const { memory: _, ...unknown } = device('T4');
    expect(leastShards({ ...ADAM, trainedParams: 1e12 }, unknown)).to.equal(1);
  });
});
