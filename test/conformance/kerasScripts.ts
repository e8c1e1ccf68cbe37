/** Scripts of our own in the styles of Keras' examples. */
import { diskSnapshot, readTruth, type Question, type Truth } from './judge.ts';
import { fetchCorpus } from './corpora.ts';

/** Their files lie in `test/corpus/keras`; applications are analysed from their installed source. */
export function openKerasScripts(): { readonly truth: Truth; readonly question: Question }[] {
  const searchPath = [fetchCorpus('keras')];
  const files = diskSnapshot();
  const corpus = new URL('../corpus/', import.meta.url);
  return readTruth('keras-scripts').map((truth) => ({
    truth: { ...truth, layers: likeCallsFolded(truth.layers) },
    question: { uri: new URL(truth.file, corpus).href, files, searchPath, expr: truth.builder },
  }));
}

/** Like calls of one layer share a row. */
export function likeCallsFolded(layers: Truth['layers']): Truth['layers'] {
  const rows = new Map<string, NonNullable<Truth['layers']>[number]>();
  for (const row of layers ?? []) {
    const [path, type, input, output, params, macs] = row;
    const key = JSON.stringify([path, type, input, output]);
    const known = rows.get(key);
    rows.set(
      key,
      known === undefined || macs === null
        ? row
        : [path, type, input, output, params, (known[5] ?? 0) + macs],
    );
  }
  return layers === null ? null : [...rows.values()];
}
