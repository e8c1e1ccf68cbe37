/** `torch.nn.attention`: kernels to choose from, and attention with a score function. */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { guarded, OpCall } from '../call.ts';
import { scaledDotProductAttention } from '../ops/attention.ts';
import { inertContext } from './devices.ts';
import { plainClass, torchModule } from './define.ts';

/** The mask's blocks decide which scores are computed; they are counted as if none were skipped. */
const flexAttention: NativeFunction = native(
  'flex_attention(query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, kernel_options=None)',
  (rt, args) =>
    guarded(rt, true, () => {
      const call = new OpCall(rt, args);
      if (args.value('block_mask') !== null) {
        rt.recorder.assume('flex_attention is counted in full, whatever blocks its mask skips', rt.here());
      }
      return scaledDotProductAttention(
        rt,
        call.tensor('query'),
        call.tensor('key'),
        call.tensor('value'),
        null,
        { grouped: call.bool('enable_gqa') },
      );
    }),
);

const blockMask = plainClass('BlockMask', () => []);

const createBlockMask: NativeFunction = native(
  'create_block_mask(*args, **kwargs)',
  (rt) => new PyObject(blockMask(rt)),
);

export const attentionModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.nn.attention',
    functions: [native('sdpa_kernel(*args, **kwargs)', (rt) => rt.createObject(inertContext(rt)))],
    inert: ['SDPBackend'],
  }),
  torchModule({
    name: 'torch.nn.attention.flex_attention',
    functions: [flexAttention, createBlockMask],
    members: { BlockMask: blockMask },
  }),
];
