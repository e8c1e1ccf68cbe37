import * as tf from '@tensorflow/tfjs';

export const IMAGE_H = 28;
export const IMAGE_W = 28;
const IMAGE_SIZE = IMAGE_H * IMAGE_W;
const NUM_CLASSES = 10;
const NUM_DATASET_ELEMENTS = 65000;
const NUM_TRAIN_ELEMENTS = 55000;
const NUM_TEST_ELEMENTS = NUM_DATASET_ELEMENTS - NUM_TRAIN_ELEMENTS;

const IMAGES = 'https://example.org/digits/images.bin';
const LABELS = 'https://example.org/digits/labels.bin';

/** Fetches all digits and hands them out as tensors. */
export class MnistData {
  constructor() {}

  async load() {
    const [images, labels] = await Promise.all([fetch(IMAGES), fetch(LABELS)]);
    this.datasetImages = new Float32Array(NUM_DATASET_ELEMENTS * IMAGE_SIZE);
    const pixels = new Uint8Array(await images.arrayBuffer());
    for (let i = 0; i < pixels.length; i++) {
      this.datasetImages[i] = pixels[i] / 255;
    }
    this.datasetLabels = new Uint8Array(await labels.arrayBuffer());

    this.trainImages = this.datasetImages.slice(0, IMAGE_SIZE * NUM_TRAIN_ELEMENTS);
    this.testImages = this.datasetImages.slice(IMAGE_SIZE * NUM_TRAIN_ELEMENTS);
    this.trainLabels = this.datasetLabels.slice(0, NUM_CLASSES * NUM_TRAIN_ELEMENTS);
    this.testLabels = this.datasetLabels.slice(NUM_CLASSES * NUM_TRAIN_ELEMENTS);
  }

  getTrainData() {
    const xs = tf.tensor4d(this.trainImages, [NUM_TRAIN_ELEMENTS, IMAGE_H, IMAGE_W, 1]);
    const labels = tf.tensor2d(this.trainLabels, [NUM_TRAIN_ELEMENTS, NUM_CLASSES]);
    return { xs, labels };
  }

  getTestData(numExamples) {
    let xs = tf.tensor4d(this.testImages, [NUM_TEST_ELEMENTS, IMAGE_H, IMAGE_W, 1]);
    let labels = tf.tensor2d(this.testLabels, [NUM_TEST_ELEMENTS, NUM_CLASSES]);
    if (numExamples != null) {
      xs = xs.slice([0, 0, 0, 0], [numExamples, IMAGE_H, IMAGE_W, 1]);
      labels = labels.slice([0, 0], [numExamples, NUM_CLASSES]);
    }
    return { xs, labels };
  }
}
