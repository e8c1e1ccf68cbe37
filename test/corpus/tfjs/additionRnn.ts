import * as tf from '@tensorflow/tfjs';

class CharacterTable {
  private readonly indices = new Map<string, number>();
  readonly size: number;

  constructor(chars: string) {
    [...chars].forEach((char, i) => this.indices.set(char, i));
    this.size = chars.length;
  }

  encode(strings: string[], numRows: number): tf.Tensor3D {
    const buf = tf.buffer([strings.length, numRows, this.size]);
    strings.forEach((str, n) => {
      for (let i = 0; i < str.length; ++i) {
        buf.set(1, n, i, this.indices.get(str[i]) as number);
      }
    });
    return buf.toTensor() as tf.Tensor3D;
  }
}

type RnnType = 'SimpleRNN' | 'GRU' | 'LSTM';

function createAndCompileModel(
  layers: number,
  hiddenSize: number,
  rnnType: RnnType,
  digits: number,
  vocabularySize: number,
): tf.Sequential {
  const maxLen = digits + 1 + digits;
  const model = tf.sequential();
  switch (rnnType) {
    case 'SimpleRNN':
      model.add(tf.layers.simpleRNN({ units: hiddenSize, inputShape: [maxLen, vocabularySize] }));
      break;
    case 'GRU':
      model.add(tf.layers.gru({ units: hiddenSize, inputShape: [maxLen, vocabularySize] }));
      break;
    case 'LSTM':
      model.add(tf.layers.lstm({ units: hiddenSize, inputShape: [maxLen, vocabularySize] }));
      break;
    default:
      throw new Error(`Unsupported RNN type: '${rnnType}'`);
  }
  model.add(tf.layers.repeatVector({ n: digits + 1 }));
  for (let i = 0; i < layers; ++i) {
    const config = { units: hiddenSize, returnSequences: true };
    model.add(rnnType === 'GRU' ? tf.layers.gru(config) : tf.layers.lstm(config));
  }
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: vocabularySize }) }));
  model.add(tf.layers.activation({ activation: 'softmax' }));
  model.compile({ loss: 'categoricalCrossentropy', optimizer: 'adam', metrics: ['accuracy'] });
  return model;
}

class AdditionDemo {
  readonly model: tf.Sequential;
  private readonly trainXs: tf.Tensor;
  private readonly trainYs: tf.Tensor;
  private readonly testXs: tf.Tensor;
  private readonly testYs: tf.Tensor;

  constructor(digits: number, trainingSize: number, rnnType: RnnType, layers: number, hiddenSize: number) {
    const table = new CharacterTable('0123456789+ ');
    const questions: string[] = [];
    const answers: string[] = [];
    for (let i = 0; i < trainingSize; i++) {
      const a = Math.floor(Math.random() * 10 ** digits);
      const b = Math.floor(Math.random() * 10 ** digits);
      questions.push(`${a}+${b}`.padEnd(2 * digits + 1));
      answers.push(`${a + b}`.padEnd(digits + 1));
    }
    const split = Math.floor(trainingSize * 0.9);
    this.trainXs = table.encode(questions.slice(0, split), 2 * digits + 1);
    this.trainYs = table.encode(answers.slice(0, split), digits + 1);
    this.testXs = table.encode(questions.slice(split), 2 * digits + 1);
    this.testYs = table.encode(answers.slice(split), digits + 1);
    this.model = createAndCompileModel(layers, hiddenSize, rnnType, digits, table.size);
  }

  async train(iterations: number, batchSize: number): Promise<void> {
    for (let i = 0; i < iterations; ++i) {
      const history = await this.model.fit(this.trainXs, this.trainYs, {
        epochs: 1,
        batchSize,
        validationData: [this.testXs, this.testYs],
        yieldEvery: 'epoch',
      });
      console.log(history.history.loss[0]);
    }
  }
}

async function runAdditionRNNDemo(): Promise<void> {
  const demo = new AdditionDemo(2, 5000, 'GRU', 1, 128);
  await demo.train(20, 128);
}

runAdditionRNNDemo();
