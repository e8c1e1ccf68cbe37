import { expect } from 'chai';
import fc from 'fast-check';
import type { Device, Precision } from '../../src/catalog/device.ts';
import { listDevices } from '../../src/catalog/devices.ts';
import { forwardKernels, atBatch, type Kernel } from '../../src/cost/kernel.ts';
import { passCost } from '../../src/cost/passCost.ts';
import { hostPower, platformOf, restPower, unsupported, type Platform } from '../../src/cost/platform.ts';
import { stepKernels, trainingStepCost, type TrainingStepCost } from '../../src/cost/trainingCost.ts';
import type { LayerGraph } from '../../src/model/layerGraph.ts';
import { bytesPerSecond, flopsPerSecond } from '../../src/units/quantity.ts';
import { convnet, mlp } from './graphs.ts';

/** Samples in the graphs below. */
const SAMPLES = 8;

const graphs = fc.oneof(
  fc
    .array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 12 })
    .map((widths) => mlp(SAMPLES, widths)),
  fc.constant(convnet(SAMPLES)),
);
const devices = fc.constantFrom(...listDevices());
const frameworks = fc.constantFrom('pytorch' as const, 'keras' as const);
const modes = fc.constantFrom('eager' as const, 'compiled' as const);
const precisions = fc.constantFrom<Precision | null>(null, 'fp32', 'fp16', 'bf16');
const platforms = fc
  .tuple(devices, frameworks, modes, precisions)
  .map(([device, framework, mode, precision]) => platformOf({ device, framework, mode, precision }))
  .filter((platform) => unsupported(platform, 'training') === null);
const batches = fc.integer({ min: 1, max: 512 });

interface StepOptions {
  readonly batch?: number;
  readonly passesPerUpdate?: number;
  readonly statePerParameter?: number;
  readonly launchesPerTensor?: number;
}

function stepOf(graph: LayerGraph, platform: Platform, options: StepOptions = {}): TrainingStepCost {
  const step = {
    ...{ graph, graphBatch: SAMPLES, batch: 64, passesPerUpdate: 1, trainedParams: graph.trainableParams },
    ...{ statePerParameter: 2, launchesPerTensor: 1, lossLayers: new Set<number>() },
    ...options,
  };
  return trainingStepCost(stepKernels(step, platform.arithmetic.elementBytes), platform);
}

function forwardOf(graph: LayerGraph, platform: Platform, batch: number): readonly Kernel[] {
  return atBatch(forwardKernels(graph, platform.arithmetic.elementBytes), batch / SAMPLES);
}

/** On any device there is, in either framework and mode, at any precision. */
describe('what physics has of a cost', () => {
  it('is finite, above nothing, and draws between idle and full power', () => {
    fc.assert(
      fc.property(graphs, platforms, batches, (graph, platform, batch) => {
        const { time, energy } = passCost(forwardOf(graph, platform, batch), platform);
        expect(time).to.be.within(1e-9, 1e9);
        const { device, coefficients } = platform;
        const around = hostPower(platform) + restPower(platform);
        const supply = coefficients.machine.supply.value;
        const slack = 1 + 1e-9;
        expect((energy / time) * slack).to.be.at.least((device.idle + around) / supply);
        expect(energy / time / slack).to.be.at.most((device.tdp + around) / supply);
      }),
    );
  });

  it('costs no less to run more samples, in all', () => {
    fc.assert(
      fc.property(graphs, platforms, batches, batches, (graph, platform, a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map((batch) =>
          passCost(forwardOf(graph, platform, batch), platform),
        );
        expect((many?.energy ?? 0) * (1 + 1e-9)).to.be.at.least(few?.energy ?? NaN);
        expect((many?.time ?? 0) * (1 + 1e-9)).to.be.at.least(few?.time ?? NaN);
      }),
    );
  });

  it('costs no less to train than to run', () => {
    fc.assert(
      fc.property(graphs, platforms, batches, (graph, platform, batch) => {
        const { energy, forwardEnergy, time, forwardTime, overhead, shares } = stepOf(graph, platform, {
          batch,
        });
        expect(energy * (1 + 1e-9)).to.be.at.least(forwardEnergy);
        expect(time * (1 + 1e-9)).to.be.at.least(forwardTime);
        expect(overhead).to.be.at.least(1 - 1e-9);
        expect(shares.loss + shares.backward + shares.update).to.be.within(0, 1);
      }),
    );
  });

  it('costs no less to keep more state of a parameter', () => {
    fc.assert(
      fc.property(graphs, platforms, batches, (graph, platform, batch) => {
        const steps = [0, 1, 2].map((statePerParameter) =>
          stepOf(graph, platform, {
            ...{ batch, statePerParameter },
            launchesPerTensor: 1 + statePerParameter,
          }),
        );
        const [sgd = NaN, momentum = NaN, adam = NaN] = steps.map(({ energy }) => energy * (1 + 1e-9));
        expect(momentum).to.be.at.least(sgd / (1 + 1e-9));
        expect(adam).to.be.at.least(momentum / (1 + 1e-9));
      }),
    );
  });

  it('accumulates gradients without changing what a sample costs forward, and saves updates', () => {
    fc.assert(
      fc.property(
        graphs,
        platforms,
        batches,
        fc.integer({ min: 2, max: 64 }),
        (graph, platform, batch, n) => {
          const [each, rare] = [1, n].map((passesPerUpdate) =>
            stepOf(graph, platform, { batch, passesPerUpdate }),
          );
          expect(rare?.forwardEnergy).to.equal(each?.forwardEnergy);
          expect((each?.energy ?? 0) * (1 + 1e-9)).to.be.at.least(rare?.energy ?? NaN);
        },
      ),
    );
  });

  it('is no slower on a device that is faster in everything', () => {
    fc.assert(
      fc.property(
        graphs,
        platforms,
        batches,
        fc.double({ min: 1, max: 8, noNaN: true }),
        (graph, platform, batch, by) => {
          const { device } = platform;
          const peak = Object.fromEntries(
            Object.entries(device.peak).map(([precision, rate]) => [precision, flopsPerSecond(by * rate)]),
          );
          const faster: Device = { ...device, peak, bandwidth: bytesPerSecond(by * device.bandwidth) };
          const kernels = forwardOf(graph, platform, batch);
          const before = passCost(kernels, platform);
          const after = passCost(kernels, { ...platform, device: faster });
          expect(after.time).to.be.at.most(before.time * (1 + 1e-9));
          expect(after.energy).to.be.at.most(before.energy * (1 + 1e-9));
        },
      ),
    );
  });

  it('is no faster than the arithmetic at the peak, but for what an algorithm leaves out', () => {
    fc.assert(
      fc.property(graphs, platforms, batches, (graph, platform, batch) => {
        const { clock, convolution } = platform.coefficients;
        const kernels = forwardOf(graph, platform, batch);
        const fastest = Math.max(...Object.values(platform.device.peak)) * Math.max(1, clock.value);
        const work = kernels.reduce((sum, { macs, count }) => sum + 2 * macs * count, 0);
        expect(passCost(kernels, platform).time).to.be.at.least((convolution.winograd * work) / fastest);
      }),
    );
  });
});
