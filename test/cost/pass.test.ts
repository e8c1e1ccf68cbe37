import { expect } from 'chai';
import fc from 'fast-check';
import { findDevice, listDevices } from '../../src/catalog/devices.ts';
import type { Device } from '../../src/catalog/device.ts';
import { backwardKernels } from '../../src/cost/backward.ts';
import { inferenceCost } from '../../src/cost/inferenceCost.ts';
import { atBatch, forwardKernels, merged, type Kernel } from '../../src/cost/kernel.ts';
import { boundOf, passCost } from '../../src/cost/passCost.ts';
import { hostPower, modelBand, platformOf, restPower, type Platform } from '../../src/cost/platform.ts';
import { launchTimeOf } from '../../src/cost/roofline.ts';
import { trafficOf } from '../../src/cost/traffic.ts';
import { stepKernels, trainingStepCost } from '../../src/cost/trainingCost.ts';
import { updateByTensor, updateKernels } from '../../src/cost/update.ts';
import type { LayerGraph } from '../../src/model/layerGraph.ts';
import { bytes, bytesPerSecond, flopsPerSecond, macs, seconds, watts } from '../../src/units/quantity.ts';
import { conv, convnet, dense, graphOf, mlp, relu } from './graphs.ts';

function device(name: string): Device {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`no ${name}`);
  return lookup.value;
}

function on(name: string, rest: Partial<Parameters<typeof platformOf>[0]> = {}): Platform {
  return platformOf({ device: device(name), framework: 'pytorch', mode: 'eager', precision: null, ...rest });
}

/** Round numbers, no cache: what a launch takes can be reckoned by hand. */
const bench: Device = {
  ...device('T4'),
  tdp: watts(110),
  idle: watts(10),
  peak: { fp32: flopsPerSecond(1e12) },
  bandwidth: bytesPerSecond(1e11),
  cache: bytes(0),
};
const onBench: Platform = platformOf({
  device: bench,
  framework: 'pytorch',
  mode: 'eager',
  precision: 'fp32',
});

const kernel: Kernel = {
  layer: 0,
  pass: 'forward',
  kind: 'dense',
  macs: macs(5e9),
  elementwise: 0,
  transcendental: 0,
  weightBytes: bytes(4e6),
  activationBytes: bytes(2e6),
  reduction: 500,
  columns: 1000,
  channels: 0,
  inputShare: 0,
  count: 1,
};

describe('a launch on a device', () => {
  const { kinds, tiles, memory, overlap, overhead, power } = onBench.coefficients;

  it('takes the power sum of its arithmetic and its traffic, and the launch', () => {
    const ideal = 1e10 / 1e12;
    const [short, narrow] = [tiles.reduction, tiles.columns].map((half) => half * kinds.dense.tiles);
    const filled = (500 / (500 + (short ?? NaN))) * (1000 / (1000 + (narrow ?? NaN)));
    const eta = kinds.dense.etaMax * filled;
    const compute = ideal / eta;
    const traffic = (4e6 + kinds.dense.traffic * 2e6) / (memory.value * 1e11);
    const expected = (compute ** overlap.value + traffic ** overlap.value) ** (1 / overlap.value);
    const time = launchTimeOf(kernel, onBench, bytes(4e6));
    expect(time.compute).to.be.closeTo(compute, 1e-12);
    expect(time.memory).to.be.closeTo(traffic, 1e-12);
    expect(time.total).to.be.closeTo(expected + overhead.launch.eager, 1e-12);
  });

  it('draws idle power and that of the machine around it all the time, and the rest as far as it is busy', () => {
    const time = launchTimeOf(kernel, onBench, bytes(4e6));
    const busy = Math.min(time.total, power.compute * time.busy + power.memory * time.memory);
    const { energy } = passCost([kernel], onBench);
    const around = hostPower(onBench) + restPower(onBench);
    const { supply } = onBench.coefficients.machine;
    expect(energy * supply.value).to.be.closeTo(time.total * (10 + around) + 100 * busy, 1e-9);
  });

  it('counts board, drives and fans by the TDP, and what the power supply loses', () => {
    const { machine } = onBench.coefficients;
    expect(restPower(onBench)).to.be.closeTo(machine.rest.value * 110, 1e-9);
    const none = { value: 0, low: 0, high: 0, source: 'a test' };
    const parts: Platform = {
      ...onBench,
      coefficients: {
        ...onBench.coefficients,
        machine: { rest: none, supply: { ...none, value: 1 } },
      },
    };
    const { time, energy } = passCost([kernel], parts);
    const whole = passCost([kernel], onBench);
    expect(whole.time).to.equal(time);
    expect(whole.energy).to.be.closeTo((energy + time * restPower(onBench)) / machine.supply.value, 1e-9);
  });

  it('counts the host as its processors and 0.3725 W for each GB of memory', () => {
    const { host } = onBench.coefficients;
    expect(hostPower(onBench)).to.be.closeTo(host.cpu.value + 0.3725 * host.memoryGB.value, 1e-9);
  });

  it('has no host beside a system on a chip', () => {
    expect(hostPower(on('Apple-M2'))).to.equal(0);
    expect(hostPower(on('T4'))).to.be.greaterThan(0);
  });

  it('is never faster than its arithmetic at the peak or its traffic at the bandwidth', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e15, noNaN: true }),
        fc.double({ min: 1, max: 1e12, noNaN: true }),
        (m, b) => {
          const some = { ...kernel, macs: macs(m), activationBytes: bytes(b) };
          const { total } = launchTimeOf(some, onBench, bytes(0));
          expect(total).to.be.at.least((2 * m) / 1e12);
          expect(total).to.be.at.least(b / 1e11);
        },
      ),
    );
  });
});

describe('memory traffic', () => {
  const { kinds } = onBench.coefficients;
  const cached = { ...bench, cache: bytes(10e6) };
  const platform = { ...onBench, device: cached };

  it('is nothing where the working set fits the cache, and all of it where it is far larger', () => {
    expect(trafficOf(kernel, platform, bytes(4e6))).to.equal(0);
    const huge = { ...kernel, activationBytes: bytes(1e12) };
    expect(trafficOf(huge, platform, bytes(4e6)) / 1e12).to.be.closeTo(kinds.dense.traffic, 1e-4);
  });

  it('grows steadily where the cache overflows', () => {
    const at = (size: number) => trafficOf({ ...kernel, activationBytes: bytes(size) }, platform, bytes(4e6));
    expect(at(6.001e6)).to.be.lessThan(0.01e6);
    expect(at(7e6)).to.be.greaterThan(at(6.5e6));
  });

  it('is less for activations in compiled code, and the same for weights', () => {
    const compiled = { ...onBench, mode: 'compiled' } as const;
    const { eager, compiled: fused } = onBench.coefficients.activationBytes;
    const moved = kinds.dense.traffic * 2e6;
    expect(trafficOf(kernel, onBench, bytes(4e6))).to.be.closeTo(4e6 + moved, 1);
    expect(trafficOf(kernel, compiled, bytes(4e6))).to.be.closeTo(
      4e6 + (moved * fused.value) / eager.value,
      1,
    );
  });
});

describe('a pass', () => {
  it('waits for the host where issuing takes longer than working, and not otherwise', () => {
    const small = { ...kernel, macs: macs(1), weightBytes: bytes(0), activationBytes: bytes(0), count: 10 };
    const { overhead } = onBench.coefficients;
    // Issued one after the other, and launched one after the other: the slower of both counts.
    const { total } = launchTimeOf(small, onBench, bytes(0));
    const slower = Math.max(overhead.dispatch.eager, total);
    expect(passCost([small], onBench).time).to.be.closeTo(10 * slower, 1e-12);
    const patient = {
      ...onBench,
      coefficients: {
        ...onBench.coefficients,
        overhead: { ...overhead, launch: { eager: seconds(1e-6), compiled: seconds(1e-6) } },
      },
    };
    expect(passCost([small], patient).time).to.be.closeTo(10 * overhead.dispatch.eager, 1e-12);
    const large = { ...kernel, macs: macs(1e12) };
    const alone = passCost([large], onBench).time;
    const both = passCost([large, { ...small, count: 1 }], onBench);
    expect(both.time).to.be.closeTo(alone + launchTimeOf(small, onBench, bytes(4e6)).total, 1e-9);
  });

  it('issues an optimiser’s operations faster than a model’s, and those of mixed precision slower', () => {
    const { overhead } = onBench.coefficients;
    const tiny = { ...kernel, macs: macs(0), weightBytes: bytes(0), activationBytes: bytes(0), count: 100 };
    const update = passCost([{ ...tiny, pass: 'update', elementwise: 1 }], onBench).time;
    expect(update).to.be.lessThan(50 * overhead.dispatch.eager);
    const mixed = on('V100-PCIe', { precision: 'fp16' }).coefficients.overhead.dispatch.eager;
    expect(mixed).to.be.greaterThan(
      on('V100-PCIe', { precision: 'fp32' }).coefficients.overhead.dispatch.eager,
    );
  });

  it('is the sum of its launches', () => {
    const { kernels, time, energy } = passCost(forwardKernels(convnet(8), null), on('A100-SXM-40'));
    expect(kernels.reduce((sum, one) => sum + one.time, 0)).to.be.closeTo(time, 1e-12);
    expect(kernels.reduce((sum, one) => sum + one.energy, 0)).to.be.closeTo(energy, 1e-12);
  });

  it('costs the same with equal launches counted together', () => {
    const kernels = forwardKernels(mlp(4, [64, 64, 64, 64, 64, 10]), null);
    const together = merged(kernels);
    expect(together).to.have.length(3);
    const platform = on('T4');
    expect(passCost(together, platform).energy).to.be.closeTo(passCost(kernels, platform).energy, 1e-15);
  });

  it('reads the weights of equal layers, counted together, as those of each: all of them are more than a cache holds', () => {
    const kernels = forwardKernels(mlp(1, [2048, 2048, 2048, 2048, 2048, 2048]), null);
    const platform = on('A100-SXM-40', { mode: 'compiled' });
    expect(platform.device.cache).to.be.within(2048 * 2048 * 4, 5 * 2048 * 2048 * 4);
    const [apart, together] = [kernels, merged(kernels)].map((some) => passCost(some, platform).time);
    expect(together).to.be.closeTo(apart ?? NaN, 1e-12);
    expect(merged(merged(kernels))).to.deep.equal(merged(kernels));
  });

  it('launches nothing for views', () => {
    const view = relu('flatten', [4, 10], { isView: true });
    expect(forwardKernels(graphOf([view]), null)).to.deep.equal([]);
    expect(boundOf([])).to.equal('nothing');
  });

  it('names what bounds it', () => {
    const bound = (changes: Partial<Kernel>) =>
      boundOf(passCost([{ ...kernel, ...changes }], onBench).kernels);
    expect(bound({ macs: macs(1e12) })).to.equal('compute');
    expect(bound({ macs: macs(1), activationBytes: bytes(1e9) })).to.equal('memory');
    expect(bound({ macs: macs(1), activationBytes: bytes(1), weightBytes: bytes(1) })).to.equal('overhead');
  });

  it('costs more in total at a larger batch, on every class of device', () => {
    const classes = new Map(listDevices().map((one) => [one.kind, one.id]));
    expect([...classes.keys()]).to.have.members(['gpu', 'tpu', 'edge', 'cpu']);
    for (const name of classes.values()) {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }), (a, b) => {
          const kernels = forwardKernels(convnet(1), null);
          const energy = (batch: number) => passCost(atBatch(kernels, batch), on(name)).energy;
          expect(energy(Math.max(a, b))).to.be.at.least(energy(Math.min(a, b)) * (1 - 1e-12));
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe('precision', () => {
  const layers = graphOf([conv('conv', [64, 64, 56, 56], 64, 3), dense('fc', 4096, 4096, 4096)]);
  const times = (platform: Platform) =>
    passCost(forwardKernels(layers, platform.arithmetic.elementBytes), platform).kernels.map(
      ({ launch }) => launch.compute,
    );

  it('is TF32 in PyTorch’s convolutions and true FP32 in its products on Ampere', () => {
    const { arithmetic } = on('A100-SXM-40');
    expect([arithmetic.conv, arithmetic.matmul]).to.deep.equal(['tf32', 'fp32']);
  });

  it('is TF32 in both in TensorFlow', () => {
    const { arithmetic } = on('A100-SXM-40', { framework: 'keras' });
    expect([arithmetic.conv, arithmetic.matmul]).to.deep.equal(['tf32', 'tf32']);
    const [, dense = 0] = times(on('A100-SXM-40'));
    const [, faster = 0] = times(on('A100-SXM-40', { framework: 'keras' }));
    expect(dense / faster).to.be.greaterThan(4);
  });

  it('falls back to what the device has, and says so', () => {
    const { arithmetic } = on('T4', { precision: 'bf16' });
    expect(arithmetic.conv).to.equal('fp32');
    expect(arithmetic.fallbacks).to.deep.equal([{ wanted: 'bf16', used: 'fp32' }]);
    expect(on('A100-SXM-40', { precision: 'bf16' }).arithmetic.fallbacks).to.deep.equal([]);
  });

  it('halves the traffic at half the width', () => {
    const [full] = forwardKernels(layers, null);
    const [half] = forwardKernels(layers, 2);
    expect(half?.activationBytes).to.equal((full?.activationBytes ?? NaN) / 2);
    expect(half?.weightBytes).to.equal((full?.weightBytes ?? NaN) / 2);
    expect(half?.macs).to.equal(full?.macs);
  });
});

describe('the backward pass', () => {
  const work = (graph: LayerGraph) =>
    backwardKernels(graph, null).reduce((sum, one) => sum + one.macs * one.count, 0);

  it('costs twice the forward products, and once at the first trained layer', () => {
    const graph = mlp(32, [100, 200, 300, 10]);
    expect(work(graph)).to.equal(32 * (100 * 200 + 2 * 200 * 300 + 2 * 300 * 10));
  });

  it('costs once where the weights are frozen below a trained layer', () => {
    const graph = graphOf([
      dense('trained', 8, 10, 20, { inputNeedsGrad: false }),
      dense('frozen', 8, 20, 30, { trainable: false }),
      dense('head', 8, 30, 5),
    ]);
    expect(work(graph)).to.equal(8 * (10 * 20 + 20 * 30 + 2 * 30 * 5));
  });

  it('costs nothing below the last frozen layer', () => {
    const graph = graphOf([
      dense('frozen', 8, 10, 20, { trainable: false, inputNeedsGrad: false }),
      relu('relu', [8, 20], { inputNeedsGrad: false }),
      dense('head', 8, 20, 5, { inputNeedsGrad: false }),
    ]);
    expect(backwardKernels(graph, null).map(({ layer }) => layer)).to.deep.equal([2]);
    expect(work(graph)).to.equal(8 * 20 * 5);
  });

  it('finds the gradients itself where the pass ran without recording them', () => {
    const graph = mlp(32, [100, 200, 300, 10]);
    const silent: LayerGraph = {
      ...graph,
      layers: graph.layers.map((layer) => ({
        ...layer,
        ops: layer.ops.map(({ event, count }) => ({
          event: { ...event, gradEnabled: false, inputNeedsGrad: false },
          count,
        })),
      })),
    };
    expect(work(silent)).to.equal(work(graph));
  });

  it('costs as much as forward for element-wise work', () => {
    const graph = graphOf([relu('relu', [8, 100])]);
    const forward = forwardKernels(graph, null).map((one) => ({ ...one, pass: 'backward' }));
    expect(backwardKernels(graph, null)).to.deep.equal(forward);
  });
});

describe('the update', () => {
  const traffic = (state: number) =>
    updateKernels(1000, state).reduce((sum, one) => sum + one.weightBytes * one.count, 0);

  it('moves parameter, gradient and state: 3 values of SGD, 5 with momentum, 7 of Adam', () => {
    expect(traffic(0)).to.be.closeTo(12_000, 1e-6);
    expect(traffic(1)).to.be.closeTo(20_000, 1e-6);
    expect(traffic(2)).to.be.closeTo(28_000, 1e-6);
  });

  it('is the same work tensor by tensor, in more launches', () => {
    const [loop, ...others] = updateByTensor(1000, 2, 6, 7);
    expect(others).to.deep.equal([]);
    expect(loop?.count).to.equal(42);
    expect((loop?.weightBytes ?? 0) * 42).to.be.closeTo(traffic(2), 1e-6);
  });

  it('goes from tensor to tensor on a CPU only', () => {
    const graph = mlp(32, [25, 25, 25, 10]);
    const of = (launchesPerTensor: number, name: string): number =>
      trainingStepCost(
        stepKernels(
          {
            graph,
            graphBatch: 32,
            batch: 32,
            passesPerUpdate: 1,
            trainedParams: graph.trainableParams,
            statePerParameter: 2,
            launchesPerTensor,
            lossLayers: new Set(),
          },
          null,
        ),
        on(name),
      ).energy;
    expect(of(7, 'cpu')).to.be.greaterThan(of(1, 'cpu'));
    expect(of(7, 'T4')).to.equal(of(1, 'T4'));
  });

  it('is nothing where nothing is trained', () => {
    expect(updateKernels(0, 2)).to.deep.equal([]);
    expect(updateByTensor(0, 2, 1, 7)).to.deep.equal([]);
  });
});

describe('the overhead', () => {
  const overhead = (graph: LayerGraph, batch: number, name: string) =>
    trainingStepCost(
      stepKernels(
        {
          graph,
          graphBatch: batch,
          batch,
          passesPerUpdate: 1,
          trainedParams: graph.trainableParams,
          statePerParameter: 2,
          launchesPerTensor: 7,
          lossLayers: new Set(),
        },
        null,
      ),
      on(name),
    ).overhead;

  it('is near 3 for a large compute-bound network at a large batch', () => {
    const graph = mlp(4096, [4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096]);
    expect(overhead(graph, 4096, 'A100-SXM-40')).to.be.within(2.7, 3.3);
  });

  it('is larger where the update of many parameters meets a small batch', () => {
    const widths = [4096, 4096, 4096, 4096];
    expect(overhead(mlp(1, widths), 1, 'A100-SXM-40')).to.be.greaterThan(
      overhead(mlp(1024, widths), 1024, 'A100-SXM-40'),
    );
  });

  it('is 1 for a model of which nothing is trained', () => {
    const frozen = graphOf([dense('fc', 8, 10, 20, { trainable: false, inputNeedsGrad: false })]);
    expect(overhead(frozen, 8, 'T4')).to.equal(1);
  });
});

describe('depth and width', () => {
  it('makes deep networks cost more than wide ones of equal parameters', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 64, max: 512 }),
        fc.constantFrom('T4', 'A100-SXM-40', 'Intel-Xeon-Gold-6248'),
        (times, width, name) => {
          const wide = mlp(1, [width * times, width * times]);
          const deep = mlp(
            1,
            Array.from({ length: times ** 2 + 1 }, () => width),
          );
          const energy = (graph: LayerGraph) => inferenceCost(graph, 1, on(name)).energy;
          expect(energy(deep)).to.be.greaterThan(energy(wide));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes a convolution cost more than a dense layer of equal parameters', () => {
    const convolution = graphOf([conv('conv', [1, 64, 32, 32], 64, 3)]);
    const params = convolution.params;
    const fc1 = graphOf([dense('fc', 1, Math.round(Math.sqrt(params)), Math.round(Math.sqrt(params)))]);
    const energy = (graph: LayerGraph) => inferenceCost(graph, 1, on('Intel-Xeon-Gold-6248')).energy;
    expect(energy(convolution) / convolution.params).to.be.greaterThan(energy(fc1) / fc1.params);
  });
});

describe('the penalty versus dense', () => {
  const penalty = (graph: LayerGraph, precision: 'fp16' | 'fp32' = 'fp16') =>
    inferenceCost(graph, 1, on('A100-SXM-40', { precision })).layers[0]?.penalty ?? NaN;

  it('approaches 1 for a large dense layer and that of the efficiencies for a large convolution', () => {
    const large = penalty(graphOf([dense('fc', 16384, 16384, 16384)]));
    expect(large).to.be.within(1, 1.1);
    const { kinds } = on('A100-SXM-40').coefficients;
    const convolution = penalty(graphOf([conv('conv', [256, 512, 56, 56], 512, 3)]));
    expect(convolution).to.be.within(kinds.dense.etaMax / kinds.conv.etaMax, 1.2);
  });

  it('is that of the multiplications that are left where a convolution saves some', () => {
    const { convolution: how, kinds } = on('A100-SXM-40', { precision: 'fp32' }).coefficients;
    expect(how.winograd).to.be.within(0.25, 1);
    const square = penalty(graphOf([conv('conv', [256, 512, 56, 56], 512, 3)]), 'fp32');
    const wide = penalty(graphOf([conv('conv', [256, 512, 56, 56], 512, 5)]), 'fp32');
    expect(square / wide).to.be.closeTo(how.winograd, 0.1);
    expect(wide).to.be.within(kinds.dense.etaMax / kinds.conv.etaMax, 1.2);
  });

  it('is never below 1 where none are saved, and null for layers without multiply-accumulates', () => {
    for (const { penalty: one } of inferenceCost(convnet(1), 1, on('T4', { precision: 'fp16' })).layers) {
      if (one !== null) expect(one).to.be.at.least(1);
    }
    expect(inferenceCost(graphOf([relu('relu', [1, 10])]), 1, on('T4')).layers[0]?.penalty).to.equal(null);
  });
});

describe('what tiles, kinds and passes change', () => {
  const { kinds, tiles } = onBench.coefficients;
  const compute = (changes: Partial<Kernel>) =>
    launchTimeOf({ ...kernel, ...changes }, onBench, bytes(0)).compute;

  it('halves the efficiency of a product whose reduction is as short as the tiles are', () => {
    const own = kinds.dense.tiles;
    const long = compute({ reduction: 1e12, columns: 1e12 });
    expect(compute({ reduction: own * tiles.reduction, columns: 1e12 }) / long).to.be.closeTo(2, 1e-6);
    const few = Math.max(1, own * tiles.columns);
    const expected = 1 + (own * tiles.columns) / few;
    expect(compute({ reduction: 1e12, columns: few }) / long).to.be.closeTo(expected, 1e-6);
  });

  it('leaves a depthwise convolution, which has no tiles, at the efficiency of its kind', () => {
    const time = compute({ kind: 'depthwise', reduction: 0, columns: 0 });
    expect(time).to.be.closeTo(1e10 / 1e12 / kinds.depthwise.etaMax, 1e-9);
  });

  it('takes gradients the work and the traffic of their kind', () => {
    const { work, traffic } = kinds.conv.backward;
    const forward = { ...kernel, kind: 'conv' as const, weightBytes: bytes(0) };
    const gradient = { ...forward, pass: 'backward' as const };
    expect(compute(gradient) / compute(forward)).to.be.closeTo(work, 1e-9);
    const moved = (one: Kernel) => trafficOf(one, onBench, bytes(0));
    expect(moved(gradient) / moved(forward)).to.be.closeTo(traffic, 1e-9);
  });

  it('runs at the clock that was measured of a machine', () => {
    const half = { ...onBench.coefficients, clock: { value: 0.5, source: 'test' } };
    const slow = launchTimeOf(kernel, { ...onBench, coefficients: half }, bytes(0));
    expect(slow.compute / compute({})).to.be.closeTo(2, 1e-9);
  });

  it('has coefficients of its own without matrix units', () => {
    expect(on('V100', { precision: 'fp32' }).coefficients.kinds).not.to.equal(
      on('V100', { precision: 'fp16' }).coefficients.kinds,
    );
    expect(on('A100-SXM-40').coefficients.kinds).to.equal(
      on('A100-SXM-40', { precision: 'fp16' }).coefficients.kinds,
    );
  });

  it('keeps what does not depend on the samples when the batch grows', () => {
    const standardised = { ...kernel, kind: 'normalisation' as const, macs: macs(0), elementwise: 100 };
    const alone = { ...standardised, activationBytes: bytes(0) };
    expect(atBatch([alone], 64)).to.deep.equal([alone]);
    expect(atBatch([standardised], 64)[0]?.elementwise).to.equal(6400);
  });

  it('has a wider band on a device that was never measured', () => {
    const { time, otherDevice } = on('V100').coefficients.band;
    expect(modelBand(on('RTX-3090'), 'time')).to.equal(on('RTX-3090').coefficients.band.time);
    expect(modelBand(on('V100'), 'time')).to.be.closeTo(
      Math.exp(Math.hypot(Math.log(time), Math.log(otherDevice))),
      1e-9,
    );
  });
});
