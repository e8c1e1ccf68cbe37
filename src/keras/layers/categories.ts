/** Categories, integers and texts as numbers: lookups, hashes, bins and their encodings. */
import type { Runtime } from '../../python/runtime/api.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import type { DType } from '../../tensor/dtype.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';
import { DataDependentShape } from '../../tensor/shape.ts';
import type { Layer, LayerSpec } from '../layer.ts';
import type { Tensor } from '../tensor.ts';
import { vocabularyOf } from '../vocabulary.ts';
import { derived } from './rows.ts';

/** One-hot, multi-hot and counts over `size` categories; integers as they are. */
function encoded(
  rt: Runtime,
  x: Tensor,
  mode: string,
  size: number | null,
  intType: DType,
  floatType: DType,
): Tensor {
  if (mode === 'int') return derived(rt, 'lookup', x, x.shape, intType);
  if (size === null) {
    throw new UnknownInput(rt.unknown('the size of a vocabulary that is learnt from the data'));
  }
  const isSingle = x.shape.at(-1) === 1 && x.shape.length > 1;
  const leading = isSingle || (mode !== 'one_hot' && x.shape.length > 1) ? x.shape.slice(0, -1) : x.shape;
  const shape =
    mode === 'one_hot'
      ? [...leading, size]
      : x.shape.length < 2 && mode !== 'one_hot'
        ? [size]
        : [...leading, size];
  return derived(rt, 'one_hot', x, shape, floatType);
}

/** How many entries a vocabulary has, those for unknown words among them; null: that is learnt from the data. */
function vocabularySize(layer: Layer): number | null {
  const { rt, config } = layer;
  const most = config.known('max_tokens') === null ? null : layer.int('max_tokens');
  if (layer.bool('pad_to_max_tokens') && most !== null) return most;
  const tokens = vocabularyOf(layer);
  if (tokens !== null) return tokens.length;
  if (most !== null) {
    rt.recorder.assume('the vocabulary is taken to be as large as max_tokens allows', rt.here());
  }
  return most;
}

function lookup(name: string, token: string): LayerSpec {
  return {
    signature:
      `${name}(max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=${token}, vocabulary=None, ` +
      "vocabulary_dtype='int64', idf_weights=None, invert=False, output_mode='int', sparse=False, " +
      "pad_to_max_tokens=False, encoding='utf-8')",
    check: (layer) => {
      if (!layer.bool('pad_to_max_tokens') || layer.has('max_tokens')) return;
      throw layer.invalid('If pad_to_max_tokens is True, must set `max_tokens`.');
    },
    declares: (layer, [input = []]) =>
      layer.string('output_mode') === 'int' ? input : [input[0] ?? null, vocabularySize(layer)],
    call: ({ rt, layer, x }) => {
      const inverted = layer.bool('invert') && name === 'StringLookup';
      const mode = layer.string('output_mode');
      return encoded(
        rt,
        x,
        mode,
        mode === 'int' ? 0 : vocabularySize(layer),
        inverted ? 'string' : 'int64',
        layer.computeDType,
      );
    },
  };
}

export const CATEGORIES: readonly LayerSpec[] = [
  lookup('StringLookup', "'[UNK]'"),
  lookup('IntegerLookup', '-1'),
  {
    signature:
      "TextVectorization(max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', ngrams=None, " +
      "output_mode='int', output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None, " +
      "sparse=False, ragged=False, encoding='utf-8')",
    call: ({ rt, layer, x }) => {
      const leading = x.shape.length > 1 && x.shape.at(-1) === 1 ? x.shape.slice(0, -1) : x.shape;
      if (layer.string('output_mode') !== 'int') {
        const size = vocabularySize(layer);
        if (size === null) {
          throw new UnknownInput(rt.unknown('the size of a vocabulary that is learnt from the data'));
        }
        return derived(rt, 'lookup', x, [...leading, size], layer.computeDType);
      }
      const length = layer.intOrNone('output_sequence_length');
      if (length === null) throw new DataDependentShape('the length of the longest text of a batch');
      return derived(rt, 'lookup', x, [...leading, length], 'int64');
    },
    ofUnknown: (layer, texts) => {
      const length = layer.string('output_mode') === 'int' ? layer.intOrNone('output_sequence_length') : null;
      return length === null ? null : new OpenArray('int64', [length], texts);
    },
  },
  {
    signature: "CategoryEncoding(num_tokens=None, output_mode='multi_hot', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.intOrNone('num_tokens'), 'int64', layer.computeDType),
  },
  {
    signature:
      "Discretization(bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False)",
    // Whatever the encoding, Keras declares the shape of the input.
    declares: (_layer, [input]) => input ?? null,
    call: ({ rt, layer, x }) => {
      const bins = layer.has('bin_boundaries')
        ? layer.config.elements('bin_boundaries').length + 1
        : layer.intOrNone('num_bins');
      return encoded(rt, x, layer.string('output_mode'), bins, 'int32', layer.computeDType);
    },
  },
  {
    signature: "Hashing(num_bins, mask_value=None, salt=None, output_mode='int', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.int('num_bins'), 'int64', layer.computeDType),
  },
  {
    signature: "HashedCrossing(num_bins, output_mode='int', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.int('num_bins'), 'int64', layer.computeDType),
  },
];
