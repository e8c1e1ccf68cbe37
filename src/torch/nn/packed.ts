/** Packed sequences: batches of sequences of different lengths. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { sizeAt } from '../../tensor/shape.ts';
import { guarded, OpCall } from '../call.ts';
import { transpose } from '../ops/views.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { nativeClass } from '../../python/runtime/native.ts';

/**
 * The padded sequences `[T, N, …]` that were packed. Their lengths depend on data, so that work on them is
 * counted as if all were as long as the longest.
 */
export class PackedSequence extends HostObject {
  readonly data: TorchTensor;
  /** Lengths, or where they come from. */
  readonly lengths: Value;
  constructor(data: TorchTensor, lengths: Value) {
    super();
    this.data = data;
    this.lengths = lengths;
  }
  override pyClass(rt: Runtime): PyClass {
    return packedClass(rt);
  }
  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'data':
        return this.data;
      case 'batch_sizes':
      case 'sorted_indices':
      case 'unsorted_indices':
        return rt.unknown(`${name} of a packed sequence depends on the data`);
      case 'to':
      case 'cuda':
      case 'cpu':
        return native(`${name}(*args, **kwargs)`, () => this);
      default:
        return undefined;
    }
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof PackedSequence && this.data.isEquivalent(other.data);
  }
}

export function packed(data: TorchTensor, like: PackedSequence): PackedSequence {
  return new PackedSequence(data, like.lengths);
}

export function packedClass(rt: Runtime): PyClass {
  const { library } = stateOf(rt);
  let cls = library.get('PackedSequence');
  if (cls === undefined) {
    cls = nativeClass('PackedSequence', [rt.builtinClass('object')], []);
    library.set('PackedSequence', cls);
  }
  return cls;
}

const pack = native(
  'pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True)',
  (rt, args) =>
    guarded(rt, true, () => {
      const call = new OpCall(rt, args);
      const input = call.tensor('input');
      rt.recorder.assume('all sequences of a packed batch are as long as the longest', rt.here());
      return new PackedSequence(
        call.bool('batch_first') ? transpose(rt, input, 0, 1) : input,
        args.value('lengths'),
      );
    }),
);

const pad = native(
  'pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None)',
  (rt, args) =>
    guarded(rt, true, () => {
      const sequence = args.known('sequence');
      if (!(sequence instanceof PackedSequence)) throw rt.error('TypeError', 'expected a PackedSequence');
      const { data } = sequence;
      const lengths = new TorchTensor([sizeAt(data.shape, 1)], 'int64');
      return new PyTuple([args.bool('batch_first') ? transpose(rt, data, 0, 1) : data, lengths]);
    }),
);

/** Sequences of different lengths in one tensor as long as the longest. */
const padSequence = native(
  'pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right")',
  (rt, args) =>
    guarded(rt, true, () => {
      const call = new OpCall(rt, args);
      const tensors = call.tensors('sequences');
      const longest = tensors.reduce((most, tensor) => Math.max(most, sizeAt(tensor.shape, 0)), 0);
      const [first] = tensors;
      const rest = first?.shape.slice(1) ?? [];
      const shape = call.bool('batch_first')
        ? [tensors.length, longest, ...rest]
        : [longest, tensors.length, ...rest];
      return new TorchTensor(shape, first?.dtype ?? 'float32');
    }),
);

/** `torch.nn.utils.rnn`. */
export const PACKING_FUNCTIONS: readonly NativeFunction[] = [pack, pad, padSequence];
