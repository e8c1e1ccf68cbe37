import { expect } from 'chai';
import type { Device } from '../../src/catalog/device.ts';
import { findAccelerator, findDevice, listDevices } from '../../src/catalog/devices.ts';

function device(name: string): Device {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`${name} not found; near: ${lookup.suggestions.join(', ')}`);
  return lookup.value;
}

describe('catalog/devices', () => {
  it('knows the datasheets', () => {
    const v100 = device('V100');
    expect(v100.id).to.equal('V100-SXM2-16');
    expect(v100.tdp).to.equal(300);
    expect(v100.peak.fp32).to.equal(15.7e12);
    expect(v100.peak.fp16).to.equal(125e12);
    expect(v100.peak).not.to.have.property('tf32');
    expect(v100.bandwidth).to.equal(900e9);
    expect(v100.memory).to.equal(16 * 2 ** 30);

    expect(device('V100-PCIe').tdp).to.equal(250);
    expect(device('GTX 750').tdp).to.equal(55);
    expect(device('A100').peak).to.include({ fp32: 19.5e12, tf32: 156e12, bf16: 312e12, int8: 624e12 });
    expect(device('A100-SXM-80').bandwidth).to.equal(2039e9);
    expect(device('RTX 3090').peak).to.include({ fp32: 35.6e12, fp16: 71.2e12 });
    expect(device('T4').tdp).to.equal(70);
    expect(device('H100-SXM').peak.bf16).to.equal(989.4e12);
    expect(device('TPU v3').peak.bf16).to.equal(123e12);
    expect(device('P100').peak.fp32).to.equal(9.3e12);
  });

  it('finds devices under the names that drivers and people use', () => {
    const names: Record<string, string> = {
      'NVIDIA A100-SXM4-40GB': 'A100-SXM-40',
      'NVIDIA A100 80GB PCIe': 'A100-PCIe-80',
      'NVIDIA H100 80GB HBM3': 'H100-SXM',
      'Tesla V100-SXM2-32GB': 'V100-SXM2-32',
      'NVIDIA GeForce RTX 3090': 'RTX-3090',
      rtx3080: 'RTX-3080',
      'Quadro RTX 6000': 'Quadro-RTX-6000',
      'tesla t4': 'T4',
      TPUv2: 'TPU-v2',
      'jetson nano': 'Jetson-Nano',
      'Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz': 'Intel-Xeon-Gold-6248',
      'Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz': 'Intel-Xeon-E5-2690-v4',
      '11th Gen Intel(R) Core(TM) i7-11800H @ 2.30GHz': 'Intel-Core-i7-11800H',
      'AMD EPYC 7742 64-Core Processor': 'AMD-EPYC-7742',
      'Ryzen 9 5950X': 'AMD-Ryzen-9-5950X',
      'i9-13900K': 'Intel-Core-i9-13900K',
      Xeon: 'Intel-Xeon-Gold-6248',
      cpu: 'Intel-Xeon-Gold-6248',
    };
    for (const [name, id] of Object.entries(names)) expect(device(name).id, name).to.equal(id);
  });

  it('finds every device by its own id and name', () => {
    for (const { id, name } of listDevices()) {
      expect(device(id).id).to.equal(id);
      expect(device(name).id).to.equal(id);
    }
  });

  it('suggests the closest names instead of guessing', () => {
    const lookup = findDevice('RTX 4090 Ti');
    expect(lookup.found).to.be.false;
    expect(lookup.found ? [] : lookup.suggestions).to.include('RTX-4090');
    const unknown = findDevice('quantum toaster');
    expect(unknown.found).to.be.false;
    expect(findDevice('').found).to.be.false;
  });

  it('keeps CPUs out of the accelerators', () => {
    expect(findAccelerator('V100').found).to.be.true;
    expect(findAccelerator('AMD EPYC 7742').found).to.be.false;
  });

  it('computes the peak of a CPU from cores, clock and units', () => {
    const xeon = device('Xeon Gold 6248');
    expect(xeon.peak.fp32).to.equal(20 * 2.5e9 * 64);
    expect(xeon.tdp).to.equal(150);
    expect(xeon.bandwidth).to.equal(140.8e9);
    expect(xeon.derived.map(({ property }) => property)).to.deep.equal(['idle']);
    expect(device('Xeon Gold 5120').peak.fp32).to.be.closeTo(14 * 2.2e9 * 32, 1);
  });

  it('multiplies 8-bit integers four times as fast with VNNI, twice as fast as BF16 with AMX, and else not at all', () => {
    const rate = (name: string, over: 'fp32' | 'bf16'): number => {
      const { peak } = device(name);
      return (peak.int8 ?? NaN) / (peak[over] ?? NaN);
    };
    expect(rate('Xeon Gold 6248', 'fp32')).to.equal(4);
    expect(rate('EPYC 9654', 'fp32')).to.equal(4);
    expect(rate('Xeon Platinum 8480+', 'bf16')).to.equal(2);
    for (const name of ['Xeon Gold 5120', 'EPYC 7742']) {
      expect(device(name).peak.int8, name).to.equal(undefined);
    }
  });

  it('marks what it derives, and only that', () => {
    expect(device('Core i9-9990XE').derived.map(({ property }) => property)).to.include('peak');
    expect(device('i9-13900K').derived.map(({ property }) => property)).to.include('peak');
    expect(device('TPU v4').derived).to.be.empty;
    expect(device('TPU v4').idle).to.equal(90);
    for (const each of listDevices()) {
      for (const { reason } of each.derived) expect(reason).to.match(/\w/);
    }
  });

  it('holds only physical figures', () => {
    for (const { id, tdp, idle, peak, bandwidth, kind } of listDevices()) {
      expect(idle, id).to.be.above(0);
      expect(idle, id).to.be.below(tdp);
      expect(Object.keys(peak), id).not.to.be.empty;
      expect(bandwidth, id).to.be.within(0.5e9, 1e13);
      const { fp32, tf32, fp16, int8 } = peak;
      if (fp32 !== undefined && tf32 !== undefined) expect(tf32, id).to.be.at.least(fp32);
      if (fp32 !== undefined && fp16 !== undefined) expect(fp16, id).to.be.at.least(fp32);
      if (fp16 !== undefined && int8 !== undefined) expect(int8, id).to.be.at.least(fp16);
      // FLOP/s per watt: a factor of 1000 either way is a wrong unit
      if (fp32 !== undefined) expect(fp32 / tdp, id).to.be.within(kind === 'cpu' ? 1e9 : 5e9, 5e11);
    }
  });
});
