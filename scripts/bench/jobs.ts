/** What is timed: models, each as Wattlens is asked for it and as PyTorch is. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { ROOT } from '../setup/paths.mjs';

export interface Job {
  /** As `pytorch.py` knows it. */
  readonly name: string;
  readonly what: string;
  /** One line of the file that `wattlens estimate --requests` reads. */
  readonly request: {
    readonly module?: string;
    readonly file?: string;
    readonly expr: string;
    readonly inputs: readonly string[];
  };
  /** A folder of installed packages that it needs. Throws when they cannot be had. */
  readonly searchPath: () => string | null;
}

export const JOBS: readonly Job[] = [
  {
    name: 'resnet50',
    what: 'resnet50, 1x3x224x224, from the unmodified source of torchvision 0.14.1',
    request: { module: 'torchvision.models', expr: 'resnet50()', inputs: ['1x3x224x224'] },
    searchPath: () => fileURLToPath(fetchCorpus('torchvision')),
  },
  {
    name: 'gpt',
    what: 'the GPT of examples/pytorch_gpt.py, 1x256 tokens',
    request: {
      file: path.join(ROOT, 'examples/pytorch_gpt.py'),
      expr: 'GPT(GPTConfig(block_size=256, n_layer=6, n_head=6, n_embd=384, dropout=0.2, bias=False))',
      inputs: ['1x256:int64'],
    },
    searchPath: () => null,
  },
];

/** Ways of PyTorch to count, as `pytorch.py` knows them. */
export const COUNTERS: readonly { readonly name: string; readonly what: string }[] = [
  { name: 'build', what: 'PyTorch: import and build, parameters only' },
  { name: 'meta', what: 'PyTorch: its flop counter on the meta device' },
  { name: 'torchinfo', what: 'PyTorch with torchinfo' },
  { name: 'fvcore', what: 'PyTorch with fvcore' },
  { name: 'ptflops', what: 'PyTorch with ptflops' },
];
