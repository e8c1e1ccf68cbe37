/** What changes in channels-last, and where nothing does. */
import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import type { Precision } from '../../src/catalog/device.ts';
import type { Kernel } from '../../src/cost/kernel.ts';
import { channelsLastOn, formatFactors } from '../../src/cost/memoryFormat.ts';
import { platformOf, type Platform } from '../../src/cost/platform.ts';
import { launchTimeOf } from '../../src/cost/roofline.ts';
import { trafficOf } from '../../src/cost/traffic.ts';
import { LAYER_KINDS, type LayerKind } from '../../src/units/layerKind.ts';
import type { MemoryFormat } from '../../src/units/memoryFormat.ts';
import { bytes, macs } from '../../src/units/quantity.ts';

function on(name: string, precision: Precision, memoryFormat?: MemoryFormat): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  const format = memoryFormat === undefined ? {} : { memoryFormat };
  return platformOf({ device: lookup.value, framework: 'pytorch', mode: 'eager', precision, ...format });
}

function launch(kind: LayerKind, transcendental = 0): Kernel {
  return {
    layer: 0,
    pass: 'forward',
    kind,
    macs: macs(['normalisation', 'elementwise'].includes(kind) ? 0 : 1e9),
    elementwise: 1e7,
    transcendental,
    weightBytes: bytes(1e5),
    activationBytes: bytes(1e8),
    reduction: 576,
    columns: 64,
    channels: 64,
    inputShare: 0.5,
    count: 1,
  };
}

const PLAIN = on('A100-SXM-80', 'fp16');
const LAST = on('A100-SXM-80', 'fp16', 'channels-last');
const NO_WEIGHTS = bytes(0);

describe('memory formats', () => {
  it('are contiguous where nothing is said', () => {
    expect(PLAIN.memoryFormat).to.equal('contiguous');
    for (const kind of LAYER_KINDS) {
      expect(formatFactors(launch(kind), PLAIN), kind).to.deep.equal({ work: 1, traffic: 1 });
    }
  });

  it('scale arithmetic and bytes of the kinds that the coefficients have, and of no other', () => {
    const known = channelsLastOn(LAST);
    if (known === undefined) throw new Error('nothing is known of an A100');
    const { conv, normalisation } = known.kinds;
    expect(formatFactors(launch('conv'), LAST)).to.deep.equal(conv);
    const bytesIn = (platform: Platform, kind: LayerKind): number =>
      trafficOf({ ...launch(kind), weightBytes: bytes(0) }, platform, NO_WEIGHTS);
    expect(bytesIn(LAST, 'conv') / bytesIn(PLAIN, 'conv')).to.be.closeTo(conv.traffic, 1e-9);
    expect(bytesIn(LAST, 'normalisation') / bytesIn(PLAIN, 'normalisation')).to.be.closeTo(
      normalisation.traffic,
      1e-9,
    );
    const busy = (platform: Platform): number =>
      launchTimeOf({ ...launch('conv'), elementwise: 0 }, platform, NO_WEIGHTS).busy;
    expect(busy(LAST) / busy(PLAIN)).to.be.closeTo(conv.work, 1e-9);
    for (const kind of ['dense', 'matmul', 'attention', 'elementwise', 'embedding'] as const) {
      expect(launchTimeOf(launch(kind), LAST, NO_WEIGHTS), kind).to.deep.equal(
        launchTimeOf(launch(kind), PLAIN, NO_WEIGHTS),
      );
    }
  });

  it('make convolutions on matrix units faster, as measured', () => {
    // Of 64 channels, 3 × 3.
    const convolution = { ...launch('conv'), activationBytes: bytes(7e6) };
    const time = (platform: Platform): number => launchTimeOf(convolution, platform, NO_WEIGHTS).total;
    expect(time(LAST)).to.be.below(time(PLAIN));
  });

  it('leave norms alone that compute their statistics', () => {
    expect(formatFactors(launch('normalisation', 64), LAST)).to.deep.equal({ work: 1, traffic: 1 });
  });

  it('count the conversions around what works in plain order', () => {
    const groupNorm = { ...launch('normalisation', 64), isPlainOrder: true } as const;
    const bytesIn = (platform: Platform): number =>
      trafficOf({ ...groupNorm, weightBytes: bytes(0) }, platform, NO_WEIGHTS);
    expect(bytesIn(LAST) / bytesIn(PLAIN)).to.be.closeTo(3, 1e-9);
  });

  for (const [name, precision, why] of [
    ['Intel Core i7-10700', 'fp32', 'processors'],
    ['A100-SXM-80', 'fp32', 'products without matrix units'],
    ['P100-PCIe', 'fp16', 'GPUs without matrix units'],
    ['MI250X', 'fp16', 'GPUs whose library stays with plain order'],
    ['TPU-v3', 'bf16', 'TPUs'],
    ['Jetson-AGX-Orin', 'fp16', 'edge devices'],
  ] as const) {
    it(`change nothing on ${why}`, () => {
      const [plain, last] = [on(name, precision), on(name, precision, 'channels-last')];
      expect(channelsLastOn(last)).to.equal(undefined);
      for (const kind of LAYER_KINDS) {
        expect(launchTimeOf(launch(kind), last, NO_WEIGHTS), kind).to.deep.equal(
          launchTimeOf(launch(kind), plain, NO_WEIGHTS),
        );
      }
    });
  }
});
