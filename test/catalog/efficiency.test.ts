import { expect } from 'chai';
import type { DeviceKind } from '../../src/catalog/device.ts';
import { coefficientsFor, penaltiesVersusDense } from '../../src/catalog/efficiency.ts';
import { LAYER_KINDS } from '../../src/units/layerKind.ts';

const CLASSES: readonly DeviceKind[] = ['gpu', 'tpu', 'cpu', 'edge'];

describe('catalog/efficiency', () => {
  it('has a coefficient with its source for every class and kind', () => {
    for (const deviceKind of CLASSES) {
      const { kinds, tiles, overhead, overlap, memory, idle, power, activationBytes, band, host, machine } =
        coefficientsFor(deviceKind);
      for (const kind of LAYER_KINDS) {
        expect(kinds[kind].etaMax, `${deviceKind} ${kind}`).to.be.within(0.001, 1);
        expect(kinds[kind].source, `${deviceKind} ${kind}`).to.match(/\w{3}/);
      }
      for (const { source } of [
        tiles,
        overhead,
        overlap,
        memory,
        idle,
        power,
        activationBytes,
        band,
        host,
        machine.rest,
        machine.supply,
      ]) {
        expect(source).to.match(/\w{3}/);
      }
      expect(idle.value).to.be.below(1);
      expect(memory.value).to.be.at.most(1);
      expect(overlap.value).to.be.at.least(1);
      expect(Math.min(band.time, band.energy)).to.be.above(1);
      expect(band.otherDevice).to.be.at.least(1);
      expect(activationBytes.eager.value).to.be.within(activationBytes.eager.low, activationBytes.eager.high);
      expect(host.cpu.value).to.be.within(host.cpu.low, host.cpu.high);
      for (const { value, low, high } of [machine.rest, machine.supply]) {
        expect(value).to.be.within(low, high);
      }
    }
  });

  it('measures layers with weights against the matrix peak, the others against the vector peak', () => {
    const { kinds } = coefficientsFor('gpu');
    expect(kinds.dense.unit).to.equal('matrix');
    expect(kinds.depthwise.unit).to.equal('matrix');
    expect(kinds.softmax.unit).to.equal('vector');
  });

  it('shows by how much each kind of layer falls behind a dense one', () => {
    const penalties = penaltiesVersusDense('gpu');
    expect(penalties.get('dense')).to.equal(1);
    expect(penalties.get('conv')).to.be.within(0.5, 2);
    expect(penalties.get('depthwise')).to.be.above(penalties.get('grouped-conv') ?? 0);
  });

  it('gives the same object each time', () => {
    expect(coefficientsFor('cpu')).to.equal(coefficientsFor('cpu'));
  });
});
