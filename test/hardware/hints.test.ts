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

  it('reads in how many processes the script is started', async () => {
    const started = async (file: string, text: string): Promise<string[]> => hints('', { [file]: text });
    const commands: readonly (readonly [command: string, count: string])[] = [
      ['torchrun --nproc_per_node=8 train.py --lr 0.1', '8'],
      ['torchrun --nnodes 2 --nproc-per-node 4 src/train.py', '8'],
      ['CUDA_VISIBLE_DEVICES=0,1 python -m torch.distributed.launch --nproc_per_node=2 train.py', '2'],
      ['python -m torch.distributed.run --nproc_per_node 4 -m project.train', '4'],
      ['accelerate launch --multi_gpu --num_processes 6 --num_machines 2 train.py', '6'],
      ['deepspeed --num_nodes=2 --num_gpus=8 train.py --deepspeed', '16'],
      ['mpirun -np 4 -H localhost:4 python train.py', '4'],
      ['horovodrun -np 16 python train.py', '16'],
      ['lightning run model train.py --devices=2 --num-nodes=3', '6'],
      ['torchrun --nproc_per_node=gpu train.py', '?'],
      ['torchrun --nnodes=1:4 --nproc_per_node=8 train.py', '?'],
    ];
    for (const [command, count] of commands) {
      expect(await started('run.sh', `#!/bin/bash\n${command}\n`), command).to.deep.equal([
        `launcher ? ${count} 2`,
      ]);
    }
    for (const other of [
      'torchrun --nproc_per_node=8 evaluate.py',
      '# torchrun --nproc_per_node=8 train.py',
      'python train.py --num_processes 4',
      'accelerate launch train.py --num_processes 4',
      'torchrun train.py',
    ]) {
      expect(await started('run.sh', `${other}\n`), other).to.deep.equal([]);
    }
  });

  it('follows lines that go on and variables of the same file', async () => {
    const script =
      'NGPUS=${NGPUS:-4}\nNODES=2\ntorchrun \\\n  --nnodes=$NODES \\\n  --nproc_per_node="${NGPUS}" \\\n  train.py\n';
    expect(await hints('', { 'run.sh': script })).to.deep.equal(['launcher ? 8 5']);
    const unset = 'torchrun --nproc_per_node=$NGPUS train.py\n';
    expect(await hints('', { 'run.sh': unset })).to.deep.equal(['launcher ? ? 1']);
    const twice = 'N=2\nif true; then\nN=4\nfi\ntorchrun --nproc_per_node=$N train.py\n';
    expect(await hints('', { 'run.sh': twice })).to.deep.equal(['launcher ? ? 5']);
    const make = 'GPUS ?= 8\ntrain:\n\ttorchrun --nproc_per_node $(GPUS) train.py\n';
    expect(await hints('', { Makefile: make })).to.deep.equal(['launcher ? 8 3']);
    const example = 'torchrun --nnodes=1 --nproc_per_node=${2:-4} ${1:-train.py}\n';
    expect(await hints('', { 'run.sh': example })).to.deep.equal(['launcher ? 4 1']);
    const nested = [
      '#SBATCH --nodes=4                   # number of nodes',
      '#SBATCH --gres=gpu:4                # for each',
      'export GPUS_PER_NODE=4',
      'export LAUNCHER="accelerate launch \\',
      '    --num_processes $((SLURM_NNODES * GPUS_PER_NODE)) \\',
      '    --num_machines $SLURM_NNODES"',
      'export SCRIPT="${ROOT:-/code}/examples/train.py"',
      'export CMD="$LAUNCHER $SCRIPT --lr 0.1"',
      'srun $CMD',
    ].join('\n');
    expect(await hints('', { 'job.sh': nested })).to.deep.equal(['slurm ? 16 2', 'launcher ? 16 9']);
    const made = 'N=$(nvidia-smi -L | wc -l)\ntorchrun --nproc_per_node=$N train.py\n';
    expect(await hints('', { 'run.sh': made })).to.deep.equal(['launcher ? ? 2']);
    const job = '#SBATCH --nodes=4\nsrun torchrun --nnodes $SLURM_NNODES --nproc_per_node 8 train.py\n';
    expect(await hints('', { 'job.sh': job })).to.deep.equal(['launcher ? 32 2']);
  });

  it('reads configurations of launchers', async () => {
    const accelerate =
      'compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\nnum_machines: 2\nnum_processes: 16\n';
    expect(await hints('', { 'configs/ddp.yaml': accelerate })).to.deep.equal(['launcher ? 16 4']);
    expect(await hints('', { 'data.yaml': 'num_processes: 16\n' })).to.deep.equal([]);
    expect(await hints('', { hostfile: '# two\nworker-1 slots=4\nworker-2 slots=2\n' })).to.deep.equal([
      'launcher ? 6 2',
    ]);
    const image = 'FROM python:3.12\nCMD ["torchrun", "--nproc_per_node", "4", "train.py"]\n';
    expect(await hints('', { Dockerfile: image })).to.deep.equal(['launcher ? 4 2']);
  });

  it('reads the processes that the script itself starts', async () => {
    expect(await hints('mp.spawn(main, args=(4,), nprocs=4)')).to.deep.equal(['launcher ? 4 1']);
    expect(
      await hints('t = L.Trainer(\n  max_epochs=3, devices=4,\n  num_nodes=2, callbacks=[a(b)])'),
    ).to.deep.equal(['launcher ? 8 2']);
    expect(
      await hints('Trainer(devices=-1)\nTrainer(devices=[0, 1])\nTrainer(devices=2, num_nodes=n)'),
    ).to.deep.equal([]);
  });

  it('names only devices of the catalogue', async () => {
    const { default: table } = await import('../../src/hardware/instances.json', { with: { type: 'json' } });
    const { findAccelerator } = await import('../../src/catalog/devices.ts');
    const devices = [...table.instances.map(({ device }) => device), ...Object.values(table.names)];
    expect(devices.filter((device) => !findAccelerator(device).found)).to.deep.equal([]);
  });
});
