import { expect } from 'chai';
import fc from 'fast-check';
import { findDevice } from '../../src/catalog/devices.ts';
import { LAST_BUCKET, ringLink } from '../../src/catalog/interconnects.ts';
import { exposedExchange, gradientsOf, inParallel, type ParallelRun } from '../../src/cost/parallel.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { stepKernels, trainingStepCost, type TrainingStep } from '../../src/cost/trainingCost.ts';
import { bytes, bytesPerSecond, seconds } from '../../src/units/quantity.ts';
import { convnet } from './graphs.ts';

const found = findDevice('V100-SXM2-16');
if (!found.found) throw new Error('no V100');
const platform = platformOf({ device: found.value, framework: 'pytorch', mode: 'eager', precision: null });
const graph = convnet(64);
const step: TrainingStep = {
  graph,
  graphBatch: 64,
  batch: 64,
  passesPerUpdate: 1,
  trainedParams: graph.trainableParams,
  statePerParameter: 2,
  launchesPerTensor: 7,
  lossLayers: new Set(),
};
const kernels = stepKernels(step, null);
const alone = trainingStepCost(kernels, platform);
const run = (rest: Partial<ParallelRun> = {}): ParallelRun => ({
  devices: 8,
  gradients: gradientsOf(graph.trainableParams),
  bandwidth: bytesPerSecond(10e9),
  efficiency: null,
  ...rest,
});

describe('data parallel training', () => {
  it('sends 2 (n − 1) / n of the gradients over each link, behind the backward pass', () => {
    const big = run({ gradients: bytes(1e9) });
    const takes = (2 * 7 * 1e9) / (8 * 10e9);
    expect(exposedExchange(big, seconds(0))).to.be.closeTo(takes, 1e-12);
    expect(exposedExchange(big, seconds(takes / 2))).to.be.closeTo(takes / 2, 1e-12);
    expect(exposedExchange(big, seconds(10))).to.be.closeTo((2 * 7 * LAST_BUCKET) / (8 * 10e9), 1e-12);
  });

  it('changes nothing on one device', () => {
    const single = inParallel(alone, kernels, platform, run({ devices: 1 }));
    expect(single).to.deep.equal({ ...alone, efficiency: 1 });
  });

  it('waits at the efficiency that was given, and pays for it', () => {
    const given = inParallel(alone, kernels, platform, run({ efficiency: 0.8 }));
    expect(given.efficiency).to.be.closeTo(0.8, 1e-12);
    expect(given.time).to.be.closeTo(alone.time / 0.8, 1e-12);
    expect(given.energy).to.be.greaterThan(alone.energy);
    expect(given.overhead).to.be.closeTo(given.energy / given.forwardEnergy, 1e-9);
  });

  it('costs no less the more devices there are, and never more than all of the waiting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 512 }), fc.integer({ min: 1, max: 512 }), (a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        const cost = (devices: number) => inParallel(alone, kernels, platform, run({ devices }));
        expect(cost(few).energy).to.be.at.most(cost(many).energy * (1 + 1e-12));
        expect(cost(many).efficiency).to.be.within(0, 1);
      }),
    );
  });

  it('goes over the device’s own link within a machine and over the network between them', () => {
    expect(ringLink('V100-SXM2-16', 8).name).to.equal('NVLink 2');
    expect(ringLink('T4', 4).name).to.equal('PCIe 3.0 x16');
    expect(ringLink('V100-SXM2-16', 64).name).to.equal('100 Gbit/s network');
    expect(ringLink('A100-SXM-80', 64).bandwidth).to.equal(50e9);
    expect(ringLink('H100-SXM', 64).bandwidth).to.equal(400e9);
    // Chips of a pod are linked to one another, whatever machine they are in.
    expect(ringLink('TPU-v4', 512)).to.deep.equal(ringLink('TPU-v4', 4));
  });
});
