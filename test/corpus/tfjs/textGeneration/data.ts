import * as tf from '@tensorflow/tfjs';

/** Cuts a text into samples of characters, as one-hot tensors. */
export class TextData {
  private readonly text: string;
  private readonly sampleLen: number;
  private readonly sampleStep: number;
  private readonly charSet: string;
  private beginIndices: number[] = [];
  private position = 0;

  constructor(text: string, charSet: string, sampleLen: number, sampleStep: number) {
    this.text = text;
    this.charSet = charSet;
    this.sampleLen = sampleLen;
    this.sampleStep = sampleStep;
  }

  charSetSize(): number {
    return this.charSet.length;
  }

  nextDataEpoch(numExamples?: number): [tf.Tensor3D, tf.Tensor2D] {
    this.generateBeginIndices();
    if (numExamples == null) {
      numExamples = this.beginIndices.length;
    }
    const xs = tf.buffer([numExamples, this.sampleLen, this.charSetSize()]);
    const ys = tf.buffer([numExamples, this.charSetSize()]);
    for (let i = 0; i < numExamples; i++) {
      const begin = this.beginIndices[this.position % this.beginIndices.length];
      for (let j = 0; j < this.sampleLen; j++) {
        xs.set(1, i, j, this.charSet.indexOf(this.text[begin + j]));
      }
      ys.set(1, i, this.charSet.indexOf(this.text[begin + this.sampleLen]));
      this.position++;
    }
    return [xs.toTensor() as tf.Tensor3D, ys.toTensor() as tf.Tensor2D];
  }

  private generateBeginIndices(): void {
    this.beginIndices = [];
    for (let i = 0; i < this.text.length - this.sampleLen - 1; i += this.sampleStep) {
      this.beginIndices.push(i);
    }
    tf.util.shuffle(this.beginIndices);
    this.position = 0;
  }
}
