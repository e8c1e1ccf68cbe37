/** What lookups of words and integers know. */
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { asInteger } from '../python/runtime/native.ts';
import type { Layer } from './layer.ts';

/**
 * Every entry in its order: the one for what is masked, those for unknown words, then the words that were given. A list
 * that begins with the former has them already. Null: the words are learnt from data or lie in a file.
 */
export function vocabularyOf(layer: Layer): readonly Value[] | null {
  const { rt, object } = layer;
  const given = object.attrs.get('vocabulary') ?? null;
  if (given instanceof Unknown || given === null || typeof given === 'string') return null;
  const words = rt.elements(given);
  if (words instanceof Unknown) return null;
  const special = specialTokens(layer);
  const hasThem = special.length > 0 && special.every((token, i) => token === words[i]);
  return hasThem ? words : [...special, ...words];
}

function specialTokens({ object }: Layer): readonly Value[] {
  const get = (name: string): Value => object.attrs.get(name) ?? null;
  const isText = object.cls.mro.some(({ name }) => name === 'TextVectorization');
  const mask = isText ? '' : get('mask_token');
  const isMasked = mask !== null && get('output_mode') === 'int';
  const unknownWord = isText ? '[UNK]' : get('oov_token');
  const count = isText ? 1 : (asInteger(get('num_oov_indices')) ?? 1);
  return [...(isMasked ? [mask] : []), ...new Array<Value>(count).fill(unknownWord)];
}
