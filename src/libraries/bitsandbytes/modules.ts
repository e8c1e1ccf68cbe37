/**
 * bitsandbytes: optimisers with eight-bit state, dense layers whose weights have eight or four bits.
 * https://huggingface.co/docs/bitsandbytes/v0.45.0
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { TorchDType } from '../../torch/dtypes.ts';
import { packWeights, type PackingRequest } from '../../torch/nn/packing.ts';
import { nnClass } from '../../torch/nn/registry.ts';
import { furtherOptimizer } from '../../torch/optim.ts';
import { stateOf } from '../../torch/state.ts';
import { lazyModule, type Member } from '../module.ts';

/** State values of each; those named `…8bit`, and the paged ones of them, store them in eight bits. */
const STATES: Readonly<Record<string, number>> = {
  Adagrad: 1,
  Adam: 2,
  AdamW: 2,
  AdEMAMix: 3,
  LAMB: 2,
  LARS: 1,
  Lion: 1,
  RMSprop: 1,
  SGD: 1,
};

const optimizers: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(STATES).flatMap(([rule, state]) =>
    ['', 'Paged'].flatMap((prefix) =>
      ['', '8bit', '32bit'].map((width): [string, Member] => {
        const name = `${prefix}${rule}${width}`;
        const stored = width === '8bit' ? ({ stored: 'bitsandbytes-8bit' } as const) : {};
        return [
          name,
          (rt) => {
            ensureTorch(rt);
            return furtherOptimizer(rt, 'bitsandbytes.optim', name, { state, ...stored });
          },
        ];
      }),
    ),
  ),
);

type Packing = Omit<PackingRequest, 'classes'>;

/** `nn.Linear` whose weight is packed as it is made. */
function linear(name: string, signature: string, packing: (args: Args) => Packing | null): Member {
  return (rt) => {
    ensureTorch(rt);
    const { library } = stateOf(rt);
    const key = `bitsandbytes.nn.${name}`;
    let cls: PyClass | undefined = library.get(key);
    if (cls === undefined) {
      const base = nnClass(rt, 'Linear');
      cls = nativeClass(name, base === undefined ? [] : [base], [
        ['__module__', 'bitsandbytes.nn'],
        ['__init__', constructor(base, signature, packing)],
      ]);
      library.set(key, cls);
    }
    return cls;
  };
}

function constructor(
  base: PyClass | undefined,
  signature: string,
  packing: (args: Args) => Packing | null,
): Value {
  return nativeMethod(`__init__(self, ${signature})`, (rt: Runtime, args) => {
    const self = args.known('self');
    const init = base === undefined ? undefined : rt.findInClass(base, '__init__');
    const sizes = ['input_features', 'output_features', 'bias'].map((one) => args.value(one));
    if (init !== undefined) rt.call(init, [self, ...sizes]);
    const how = packing(args);
    if (how !== null && self instanceof PyObject) {
      packWeights(rt, self, { ...how, classes: new Set(['Linear']) });
    }
    return null;
  });
}

const COMPUTED: Readonly<Record<string, 'fp16' | 'bf16' | 'fp32'>> = {
  float16: 'fp16',
  bfloat16: 'bf16',
  float32: 'fp32',
};

/** Computes in the type of what comes in where none is given. */
function inFourBits(args: Args): Packing {
  const type = args.value('compute_dtype');
  const products = type instanceof TorchDType ? COMPUTED[type.dtype] : undefined;
  const isDouble = args.value('compress_statistics') !== false;
  return {
    format: isDouble ? 'bnb-4bit-double' : 'bnb-4bit',
    ...(products === undefined ? {} : { products }),
  };
}

const FOUR_BITS = 'input_features, output_features, bias=True, compute_dtype=None, compress_statistics=True';

const layers: Readonly<Record<string, Member>> = {
  Linear8bitLt: linear(
    'Linear8bitLt',
    'input_features, output_features, bias=True, has_fp16_weights=True, threshold=0.0, index=None, device=None',
    // With weights in half precision they are quantised anew in each step, and trained.
    (args) => (args.value('has_fp16_weights') === false ? { format: 'llm-int8' } : null),
  ),
  Linear4bit: linear(
    'Linear4bit',
    `${FOUR_BITS}, quant_type="fp4", quant_storage=None, device=None`,
    inFourBits,
  ),
  LinearNF4: linear('LinearNF4', `${FOUR_BITS}, quant_storage=None, device=None`, inFourBits),
  LinearFP4: linear('LinearFP4', `${FOUR_BITS}, quant_storage=None, device=None`, inFourBits),
  StableEmbedding: (rt) => nnClass(rt, 'Embedding') ?? rt.unknown('StableEmbedding'),
};

export const bitsandbytesModules: readonly LibraryModule[] = [
  lazyModule({ name: 'bitsandbytes', precedence: 'framework', members: { __version__: () => '0.45.0' } }),
  lazyModule({
    name: 'bitsandbytes.optim',
    precedence: 'framework',
    members: optimizers,
    inert: ['GlobalOptimManager'],
  }),
  ...['bitsandbytes.nn', 'bitsandbytes.nn.modules'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: layers }),
  ),
];
