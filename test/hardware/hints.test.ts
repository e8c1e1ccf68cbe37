import { expect } from 'chai';
import { hardwareHints } from '../../src/hardware/hints.ts';

const SCRIPT = 'file:///w/train.py';

async function hints(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const names = [...new Set(Object.keys(files).map((name) => name.replace(/\/.*$/, '/')))];
  const found = await hardwareHints(SCRIPT, text, (uri) => {
    const path = uri.slice('file:///w/'.length);
    if (path === '') return Promise.resolve(names.sort().join('\n'));
    if (!path.endsWith('/')) return Promise.resolve(files[path] ?? null);
    const inner = Object.keys(files).filter((name) => name.startsWith(path));
    return Promise.resolve(inner.map((name) => name.slice(path.length)).join('\n'));
  });
  return found.map(
    ({ kind, device, count, start }) => `${kind} ${device ?? '?'} ${count ?? '?'} ${start.line + 1}`,
  );
}

describe('hardware hints', () => {
  it('reads what is asked of SLURM', async () => {
    const job = '#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --gres=gpu:a100:4\nsrun python train.py\n';
    expect(await hints('', { 'slurm/train.sbatch': job })).to.deep.equal(['slurm A100-SXM-40 8 3']);
    expect(await hints('', { 'job.sh': '#SBATCH --gpus=v100:2\n' })).to.deep.equal([
      'slurm V100-SXM2-16 2 1',
    ]);
    expect(await hints('', { 'job.sh': '#SBATCH --gres=gpu:2\n' })).to.deep.equal(['slurm ? 2 1']);
    expect(await hints('', { 'job.sh': 'echo --gres=gpu:a100:4\n' })).to.deep.equal([]);
  });

  it('reads instance types and accelerators of clouds', async () => {
    expect(await hints('', { 'job.yaml': 'instance_type: ml.p3.8xlarge\n' })).to.deep.equal([
      'cloud V100-SXM2-16 4 1',
    ]);
    expect(await hints('', { 'sky.yaml': 'resources:\n  accelerators: A100-80GB:8\n' })).to.deep.equal([
      'cloud A100-SXM-80 8 2',
    ]);
    const gcp = 'machineSpec:\n  acceleratorType: NVIDIA_TESLA_V100\n  acceleratorCount: 2\n';
    expect(await hints('', { 'vertex.yaml': gcp })).to.deep.equal(['cloud V100-SXM2-16 2 2']);
    expect(await hints('', { 'tpu.yaml': 'accelerator_type: v3-8\n' })).to.deep.equal(['cloud TPU-v3 4 1']);
    expect(await hints('estimator = PyTorch(instance_type="ml.g5.12xlarge")')).to.deep.equal([
      'cloud A10G 4 1',
    ]);
    expect(await hints('import modal\n@app.function(gpu="H100:2")\ndef f(): ...')).to.deep.equal([
      'cloud H100-SXM 2 2',
    ]);
  });

  it('tells the kind of device that containers and code name', async () => {
    expect(await hints('', { Dockerfile: 'FROM nvidia/cuda:12.1.0-base\n' })).to.deep.equal([
      'container ? ? 1',
    ]);
    expect(await hints('d = "cuda" if x else "mps"\nmodel.to("cuda:0")\n# "xla"')).to.deep.equal([
      'code ? ? 1',
      'code ? ? 1',
    ]);
    expect(await hints('x = 1', { Makefile: 'a:', 'config.yaml': 'epochs: 3\n' })).to.deep.equal([]);
  });

  it('names only devices of the catalogue', async () => {
    const { default: table } = await import('../../src/hardware/instances.json', { with: { type: 'json' } });
    const { findAccelerator } = await import('../../src/catalog/devices.ts');
    const devices = [...table.instances.map(({ device }) => device), ...Object.values(table.names)];
    expect(devices.filter((device) => !findAccelerator(device).found)).to.deep.equal([]);
  });
});
