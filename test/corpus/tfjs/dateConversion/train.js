import * as tf from '@tensorflow/tfjs';
import * as dates from './dates.js';
import { createModel } from './model.js';

function generateDataForTraining(trainSplit = 0.25, valSplit = 0.15) {
  const dateTuples = dates.generateDates(1950, 2050);
  tf.util.shuffle(dateTuples);

  const numTrain = Math.floor(dateTuples.length * trainSplit);
  const numVal = Math.floor(dateTuples.length * valSplit);

  function dateTuplesToTensor(tuples) {
    return tf.tidy(() => {
      const inputs = dates.INPUT_FNS.map((fn) => tuples.map((tuple) => fn(tuple)));
      const inputStrings = [];
      inputs.forEach((strings) => inputStrings.push(...strings));
      const encoderInput = dates.encodeInputDateStrings(inputStrings);
      const trainTargetStrings = tuples.map((tuple) => dates.toIso(tuple));
      let decoderInput = dates.encodeOutputDateStrings(trainTargetStrings).asType('float32');
      // the decoder sees what it should have said before
      decoderInput = tf.concat(
        [
          tf.ones([decoderInput.shape[0], 1]).mul(dates.START_CODE),
          decoderInput.slice([0, 0], [decoderInput.shape[0], decoderInput.shape[1] - 1]),
        ],
        1,
      );
      decoderInput = decoderInput.tile([dates.INPUT_FNS.length, 1]);
      const decoderOutput = dates.encodeOutputDateStrings(trainTargetStrings, true).tile([2, 1, 1]);
      return { encoderInput, decoderInput, decoderOutput };
    });
  }

  const train = dateTuplesToTensor(dateTuples.slice(0, numTrain));
  const val = dateTuplesToTensor(dateTuples.slice(numTrain, numTrain + numVal));
  return { train, val };
}

async function run() {
  const model = createModel(
    dates.INPUT_VOCAB.length,
    dates.OUTPUT_VOCAB.length,
    dates.INPUT_LENGTH,
    dates.OUTPUT_LENGTH,
  );
  model.summary();

  const { train, val } = generateDataForTraining();
  await model.fit([train.encoderInput, train.decoderInput], train.decoderOutput, {
    epochs: 2,
    batchSize: 128,
    shuffle: true,
    validationData: [[val.encoderInput, val.decoderInput], val.decoderOutput],
  });
}

run();
