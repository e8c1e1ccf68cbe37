/** TPUs and edge devices: what follows from choosing one, and what no number is given for. */
import { expect } from 'chai';
import { DEFAULTS } from '../../src/catalog/defaults.ts';
import { findDevice, listDevices } from '../../src/catalog/devices.ts';
import type { Overrides } from '../../src/config/configuration.ts';
import { modelBand, platformOf, type Platform } from '../../src/cost/platform.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Figure, Footprint } from '../../src/footprint/schema.ts';
import { given, type Given } from '../../src/units/found.ts';
import { analysis } from '../cost/graphs.ts';

const flag = <T>(value: T): Given<T> => given(value, 'flag', 'command line');
const on = (device: string, more: Overrides = {}): Footprint =>
  buildFootprint(analysis(), { device: flag(device), ...more }).footprint;

function platform(name: string): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  return platformOf({ device: lookup.value, framework: 'pytorch', mode: 'eager', precision: null });
}

const named = (footprint: Footprint, name: string) =>
  footprint.assumptions.find((assumption) => assumption.name === name);

function widthOf(figure: Figure): number {
  if (figure.value === null) throw new Error(figure.reason);
  return figure.high / figure.value;
}

describe('a TPU', () => {
  const names = ['TPU v2', 'TPU v3', 'TPU v4', 'TPU v5e', 'TPU v5p', 'TPU v6e', 'TPU v7'];

  it('multiplies in BF16 whatever the framework, and keeps single precision in memory', () => {
    for (const name of names) {
      for (const framework of ['pytorch', 'keras', 'tfjs'] as const) {
        const { device } = platform(name);
        const { arithmetic } = platformOf({ device, framework, mode: 'eager', precision: null });
        expect(arithmetic, name).to.include({ conv: 'bf16', matmul: 'bf16', elementBytes: null });
        expect(arithmetic.source).to.match(/TPU/);
      }
    }
  });

  it('makes six passes over BF16 of a product in true single precision, and three of TF32', () => {
    const { device } = platform('TPU v4');
    const bf16 = device.peak.bf16 ?? NaN;
    expect(device.peak.fp32).to.be.closeTo(bf16 / 6, 1);
    expect(device.peak.tf32).to.be.closeTo(bf16 / 3, 1);
    const asked = platformOf({ device, framework: 'keras', mode: 'eager', precision: 'fp32' });
    expect(asked.arithmetic).to.deep.include({ conv: 'fp32', matmul: 'fp32', fallbacks: [] });
    const half = platformOf({ device, framework: 'keras', mode: 'eager', precision: 'fp16' });
    expect(half.arithmetic.fallbacks).to.deep.equal([{ wanted: 'fp16', used: 'bf16' }]);
  });

  it('is labelled as of a class that was never measured, with a band to match', () => {
    for (const name of names) {
      const footprint = on(name);
      expect(footprint.inference.device.kind, name).to.equal('tpu');
      expect(footprint.inference.energy.source).to.match(/uncalibrated class/);
      expect(footprint.training?.energy.source).to.match(/uncalibrated class/);
      expect(named(footprint, 'inference.coefficients')?.value).to.equal('uncalibrated class');
      expect(named(footprint, 'training.coefficients')?.source).to.match(/no TPU was measured/);
      expect(widthOf(footprint.inference.itEnergy), name).to.be.at.least(2.999);
      expect(footprint.inference.precision.source).to.match(/bf16/);
    }
  });
});

describe('an edge device', () => {
  it('gives figures with a wide band, in training too, where it computes in floating point', () => {
    const names = ['Jetson Nano', 'Jetson TX2', 'Xavier NX', 'AGX Orin', 'Raspberry Pi 4', 'Raspberry Pi 5'];
    for (const name of names) {
      const footprint = on(name);
      expect(widthOf(footprint.inference.itEnergy), name).to.be.at.least(2.999);
      expect(footprint.training?.energy.value, name).to.be.above(0);
      expect(named(footprint, 'training.coefficients')?.value).to.equal('uncalibrated class');
      expect(footprint.inference.pue.value).to.equal(1);
    }
  });

  it('trains nothing where it has integers alone, and runs what was quantised', () => {
    for (const name of ['Edge TPU', 'Hailo-8']) {
      const single = on(name);
      for (const figure of [
        single.inference.energy,
        single.inference.time,
        single.training?.energy,
        single.training?.time,
        single.layers[0]?.energy,
      ]) {
        expect(figure?.value, name).to.equal(null);
        expect(figure !== undefined && 'reason' in figure ? figure.reason : '').to.match(
          /8-bit integers only/,
        );
      }
      expect(single.macs, 'the counts are none of the device’s').to.be.above(0);
      const quantised = on(name, { precision: flag('int8') });
      expect(quantised.inference.energy.value, name).to.be.above(0);
      expect(widthOf(quantised.inference.itEnergy)).to.be.at.least(2.999);
      expect(quantised.training?.energy.value).to.equal(null);
    }
  });

  it('leaves the training alone where only inference runs on it', () => {
    const footprint = buildFootprint(analysis(), { inferenceDevice: flag('Coral') }).footprint;
    expect(footprint.inference.energy.value).to.equal(null);
    expect(footprint.training?.energy.value).to.be.above(0);
  });
});

describe('a GPU or a processor', () => {
  it('carries no such label', () => {
    for (const name of ['A100', 'Apple M1', 'Xeon']) {
      const footprint = on(name);
      expect(footprint.inference.energy.source).not.to.match(/uncalibrated/);
      expect(named(footprint, 'inference.coefficients')).to.equal(undefined);
    }
  });
});

describe('figures of the catalogue that nothing confirms', () => {
  it('widen the band, by the measured distance between listings', () => {
    const factor = DEFAULTS.uncheckedDevice.value;
    const { device, ...rest } = platform('T4');
    const widened = modelBand({ ...rest, device: { ...device, checked: false } }, 'energy');
    expect(Math.log(widened)).to.be.closeTo(
      Math.hypot(Math.log(modelBand({ ...rest, device }, 'energy')), Math.log(factor)),
      1e-12,
    );
    for (const each of listDevices().filter(({ kind, checked }) => kind !== 'cpu' && !checked)) {
      const own = platform(each.id);
      const { band } = own.coefficients;
      expect(modelBand(own, 'energy'), each.id).to.be.above(
        Math.exp(Math.hypot(Math.log(band.energy), Math.log(band.otherDevice))),
      );
    }
  });

  it('widen it more where a processor’s peak is that of its family', () => {
    const own = platform('Core i9-9990XE');
    expect(own.device.derived.map(({ property }) => property)).to.include('peak');
    expect(modelBand(own, 'energy')).to.be.above(modelBand(platform('Xeon'), 'energy'));
  });
});
