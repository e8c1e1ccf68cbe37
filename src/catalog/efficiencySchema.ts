/** What `efficiency.json` must look like: the coefficients of the cost model, by class of devices. */
import * as v from 'valibot';
import { fraction, identifier, nonNegative, positive, text, year } from './values.ts';

const sourced = v.strictObject({ value: positive, source: text });

const kindEfficiency = v.strictObject({
  /** Share of the peak that the largest layers of this kind reach. */
  etaMax: fraction,
  /** Which peak: that of the precision (matrix), or FP32 without tensor cores (vector). */
  unit: v.picklist(['matrix', 'vector']),
  /** Tiles of its products over those of convolutions. */
  tiles: positive,
  /** Bytes that reach memory for each byte of activations. */
  traffic: positive,
  /** Of one gradient, over the forward launch. */
  backward: v.strictObject({ work: positive, traffic: positive }),
  source: text,
});

const formatFactors = v.strictObject({ work: positive, traffic: positive });

/** What changes where tensors of images are in channels-last, by kind; kinds that it does not have run as in plain order. */
const channelsLast = v.strictObject({
  kinds: v.strictObject({
    conv: formatFactors,
    depthwise: formatFactors,
    'grouped-conv': formatFactors,
    'transposed-conv': formatFactors,
    normalisation: formatFactors,
  }),
  source: text,
});

const activationBytes = v.strictObject({
  eager: positive,
  eagerLow: positive,
  eagerHigh: positive,
  compiled: positive,
  compiledLow: positive,
  compiledHigh: positive,
  elementBytes: positive,
  source: text,
});

/** One entry for every kind of layer there is. */
const kinds = v.strictObject({
  dense: kindEfficiency,
  conv: kindEfficiency,
  depthwise: kindEfficiency,
  'grouped-conv': kindEfficiency,
  'transposed-conv': kindEfficiency,
  matmul: kindEfficiency,
  attention: kindEfficiency,
  recurrent: kindEfficiency,
  elementwise: kindEfficiency,
  activation: kindEfficiency,
  normalisation: kindEfficiency,
  pooling: kindEfficiency,
  softmax: kindEfficiency,
  embedding: kindEfficiency,
  reduction: kindEfficiency,
  copy: kindEfficiency,
  other: kindEfficiency,
});

const deviceClass = v.strictObject({
  clock: sourced,
  kinds,
  tiles: v.strictObject({ reduction: nonNegative, columns: nonNegative, source: text }),
  overhead: v.strictObject({
    launch: nonNegative,
    launchCompiled: nonNegative,
    dispatchEager: nonNegative,
    dispatchCompiled: nonNegative,
    source: text,
  }),
  overlap: sourced,
  memory: sourced,
  convolution: v.strictObject({
    winograd: fraction,
    lanes: nonNegative,
    fewChannels: positive,
    source: text,
  }),
  /** Absent: nothing is known of it. */
  channelsLast: v.optional(channelsLast),
  threads: v.strictObject({
    wide: positive,
    batch: nonNegative,
    rows: nonNegative,
    source: text,
  }),
  idle: sourced,
  power: v.strictObject({ compute: positive, memory: positive, launch: nonNegative, source: text }),
  activationBytes,
  band: v.strictObject({ time: positive, energy: positive, otherDevice: positive, source: text }),
  host: v.strictObject({
    cpuWatts: nonNegative,
    cpuLow: nonNegative,
    cpuHigh: nonNegative,
    memoryGB: nonNegative,
    memoryLow: nonNegative,
    memoryHigh: nonNegative,
    source: text,
  }),
  machine: v.strictObject({
    /** Board, drives and fans, as a share of the TDP of the device. */
    rest: v.strictObject({ value: nonNegative, low: nonNegative, high: nonNegative, source: text }),
    /** Share of what the socket gives that the power supply passes on. */
    supply: v.strictObject({ value: fraction, low: fraction, high: fraction, source: text }),
  }),
});

/** How a framework issues operations to a GPU, s. */
const issue = v.strictObject({
  dispatch: positive,
  mixed: positive,
  dispatchCompiled: positive,
  launchCompiled: positive,
  fused: fraction,
  otherDevice: positive,
  otherDeviceWaiting: positive,
  otherDeviceCompiled: positive,
  source: text,
});

export const efficiencyFile = v.strictObject({
  year,
  classes: v.strictObject({ gpu: deviceClass, tpu: deviceClass, cpu: deviceClass, edge: deviceClass }),
  /** Where products run in single precision on the units for all arithmetic. */
  withoutMatrixUnits: v.strictObject({ gpu: deviceClass }),
  /** Where the code is compiled. */
  compiled: v.strictObject({ cpu: deviceClass }),
  frameworks: v.strictObject({ pytorch: issue, keras: issue }),
  /** What was measured of single devices. */
  machines: v.array(v.strictObject({ device: identifier, clock: positive, source: text })),
  /** How far off the figures of measured sets were for fits that had not seen them, and of how many rows. */
  residuals: v.strictObject({
    source: text,
    sets: v.array(
      v.strictObject({
        set: text,
        quantity: v.picklist(['time', 'energy', 'time ratio']),
        split: text,
        rows: positive,
        /** Of |predicted / measured − 1|. */
        medianError: nonNegative,
        /** Median of predicted over measured. */
        bias: positive,
        /** Standard deviation of its logarithm. */
        logSigma: nonNegative,
      }),
    ),
  }),
});

export type EfficiencyFile = v.InferOutput<typeof efficiencyFile>;
