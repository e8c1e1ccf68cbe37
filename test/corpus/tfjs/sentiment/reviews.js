import * as tf from '@tensorflow/tfjs';

export const PAD_CHAR = 0;
export const OOV_CHAR = 2;

/** Cuts or fills up each sequence to `maxLen` numbers. */
export function padSequences(sequences, maxLen, padding = 'pre', truncating = 'pre', value = PAD_CHAR) {
  return sequences.map((seq) => {
    if (seq.length > maxLen) {
      if (truncating === 'pre') {
        seq.splice(0, seq.length - maxLen);
      } else {
        seq.splice(maxLen, seq.length - maxLen);
      }
    }
    if (seq.length < maxLen) {
      const pad = [];
      for (let i = 0; i < maxLen - seq.length; ++i) {
        pad.push(value);
      }
      seq = padding === 'pre' ? pad.concat(seq) : seq.concat(pad);
    }
    return seq;
  });
}

function makeReviews(count, numWords) {
  const reviews = [];
  for (let i = 0; i < count; i++) {
    const words = [];
    for (let j = 0; j < 20 + (i % 7); j++) {
      words.push((i * 31 + j * 17) % numWords);
    }
    reviews.push(words);
  }
  return reviews;
}

export function loadData(numWords, len, multihot = false) {
  const numTrain = 400;
  const numTest = 100;
  const make = (count) => {
    const reviews = makeReviews(count, numWords);
    const ys = tf.tensor2d(
      reviews.map((_, i) => [i % 2]),
      [count, 1],
    );
    if (!multihot) {
      return [tf.tensor2d(padSequences(reviews, len), [count, len], 'int32'), ys];
    }
    const buffer = tf.buffer([count, numWords]);
    reviews.forEach((seq, i) => seq.forEach((word) => buffer.set(1, i, word)));
    return [buffer.toTensor(), ys];
  };
  const [xTrain, yTrain] = make(numTrain);
  const [xTest, yTest] = make(numTest);
  return { xTrain, yTrain, xTest, yTest };
}
