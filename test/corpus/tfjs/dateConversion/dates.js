import * as tf from '@tensorflow/tfjs';

export const INPUT_LENGTH = 12;
export const OUTPUT_LENGTH = 10;
export const INPUT_VOCAB = '\n0123456789/-., ' + 'JANFEBMRPYULGSOCTVD';
export const OUTPUT_VOCAB = '\n\t0123456789-';
export const START_CODE = 1;

const pad = (n) => (n < 10 ? `0${n}` : `${n}`);

export function encodeInputDateStrings(dateStrings) {
  const n = dateStrings.length;
  const x = tf.buffer([n, INPUT_LENGTH], 'float32');
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < INPUT_LENGTH; ++j) {
      x.set(j < dateStrings[i].length ? INPUT_VOCAB.indexOf(dateStrings[i][j]) : 0, i, j);
    }
  }
  return x.toTensor();
}

export function encodeOutputDateStrings(dateStrings, oneHot = false) {
  const n = dateStrings.length;
  const x = tf.buffer([n, OUTPUT_LENGTH], 'int32');
  for (let i = 0; i < n; ++i) {
    tf.util.assert(dateStrings[i].length === OUTPUT_LENGTH, `wrong length of ${dateStrings[i]}`);
    for (let j = 0; j < OUTPUT_LENGTH; ++j) {
      x.set(OUTPUT_VOCAB.indexOf(dateStrings[i][j]), i, j);
    }
  }
  return oneHot ? tf.oneHot(x.toTensor(), OUTPUT_VOCAB.length) : x.toTensor();
}

export function generateDates(minYear, maxYear) {
  const tuples = [];
  for (let year = minYear; year < maxYear; year++) {
    for (let month = 1; month <= 12; month++) {
      for (let day = 1; day <= 28; day += 7) {
        tuples.push([year, month, day]);
      }
    }
  }
  return tuples;
}

export const INPUT_FNS = [
  ([y, m, d]) => `${pad(m)}/${pad(d)}/${y}`,
  ([y, m, d]) => `${y}.${pad(m)}.${pad(d)}`,
];
export const toIso = ([y, m, d]) => `${y}-${pad(m)}-${pad(d)}`;
