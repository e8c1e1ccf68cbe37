/** Backbones of keras_hub, from the unmodified source of its package over our Keras. */
import { fetchCorpus } from './corpora.ts';
import { diskSnapshot, readTruth, type Question, type Truth } from './judge.ts';
import { likeCallsFolded } from './kerasScripts.ts';

export function openKerasHub(): { readonly truth: Truth; readonly question: Question }[] {
  const searchPath = [fetchCorpus('keras-hub'), fetchCorpus('keras')];
  const files = diskSnapshot();
  return readTruth('keras-hub').map((truth) => ({
    truth: { ...truth, layers: likeCallsFolded(truth.layers) },
    question: { files, searchPath, module: 'keras_hub.models' },
  }));
}
