import type {
  Factor,
  Figure,
  Footprint,
  FootprintReport,
  LayerFootprint,
} from '../../src/footprint/schema.ts';

export const URI = 'file:///w/model.py';
const MODEL_SOURCE = 'cost model 1: roofline';

/** A range on one line. */
export function rangeOn(line: number, character = 0, length = 10) {
  return { start: { line, character }, end: { line, character: character + length } };
}

/** A place on one line of the sample file. */
export function place(line: number, character = 0, length = 10) {
  return { uri: URI, ...rangeOn(line, character, length) };
}

export function band(value: number, spread = 1.5, source = MODEL_SOURCE): Figure {
  return { value, low: value / spread, high: value * spread, source };
}

export function unknown(reason: string): Figure {
  return { value: null, reason, source: MODEL_SOURCE };
}

export function bound(low: number, reason: string): Figure {
  return { value: null, low, high: null, reason, source: MODEL_SOURCE };
}

const factor = (value: number, source: string): Factor => ({ value, source });

const A100 = { id: 'a100-sxm-80', name: 'NVIDIA A100 80GB', kind: 'gpu', source: 'NVIDIA A100 datasheet' };
const WORLD = { code: 'world', name: 'World', carbonIntensity: 473, source: 'Ember 2024' };

/** kWh times g/kWh. */
const carbon = (joules: number) => (joules / 3.6e6) * WORLD.carbonIntensity;

export function layer(
  path: string,
  kind: string,
  flops: number,
  joules: number,
  rest: Partial<LayerFootprint> = {},
): LayerFootprint {
  return {
    path,
    type: kind,
    role: 'module',
    kind,
    calls: 1,
    outputShape: [1, 64, 56, 56],
    params: 1000,
    macs: flops / 2,
    flops,
    bytesRead: 4000,
    bytesWritten: 8000,
    energy: band(joules),
    efficiency: { value: 0.42, source: 'efficiency curve' },
    boundBy: 'compute',
    penalty: { value: 1.7, source: 'penalty table' },
    range: place(5),
    ...rest,
  };
}

/** An exact convolutional network that is trained and searched for; life cycle known. */
export const convnet: Footprint = {
  schemaVersion: 1,
  catalogVersion: '2025.1',
  id: 'model.py#ConvNet',
  uri: URI,
  name: 'ConvNet',
  range: rangeOn(3, 6, 7),
  framework: 'pytorch',
  completeness: { level: 'exact', reasons: [] },
  inputs: [
    { name: 'x', shape: [1, 1, 28, 28], dtype: 'float32', batch: 1, evidence: 'torch.randn in line 40' },
  ],
  outputs: [{ shape: [1, 10] }],
  params: 1199882,
  trainableParams: 1199882,
  macs: 11988480,
  flops: 23976960,
  layers: [
    layer('conv1', 'conv2d', 389376, 0.0004, { range: place(6, 8), params: 320 }),
    layer('conv2', 'conv2d', 21233664, 0.0011, { range: place(7, 8), params: 18496 }),
    layer('', 'elementwise', 0, 0.0001, {
      role: 'functional',
      type: 'relu',
      macs: 0,
      efficiency: { value: null, reason: 'no FLOPs', source: MODEL_SOURCE },
      penalty: { value: null, reason: 'no FLOPs', source: MODEL_SOURCE },
      boundBy: 'memory',
      range: place(12, 8),
    }),
    layer('fc1', 'dense', 2353920, 0.0004, {
      range: place(8, 8),
      params: 1179776,
      boundBy: 'memory',
      penalty: { value: 1, source: 'the reference' },
      outputShape: [1, 128],
    }),
  ],
  inference: {
    batch: factor(1, 'default'),
    device: A100,
    region: WORLD,
    pue: factor(1.58, 'default: Uptime Institute 2018'),
    precision: { value: 'fp32', source: 'PyTorch default' },
    mode: { value: 'eager', source: 'default' },
    itEnergy: band(0.002),
    energy: band(0.00316),
    time: band(0.0001),
    carbon: band(carbon(0.00316)),
  },
  training: {
    device: A100,
    region: WORLD,
    pue: factor(1.58, 'default: Uptime Institute 2018'),
    precision: { value: 'fp32', source: 'PyTorch default' },
    mode: { value: 'eager', source: 'default' },
    itEnergy: band(3780),
    energy: band(5972.4),
    time: band(90),
    carbon: band(carbon(5972.4)),
    factors: {
      samples: { value: 60000, source: 'datasets.MNIST(train=True)', range: place(30) },
      epochs: { value: 14, source: 'argparse default of --epochs', range: place(31) },
      batch: { value: 64, source: 'argparse default of --batch-size', range: place(32) },
      steps: null,
      inferenceEnergyAtTrainingBatch: band(0.0015),
      overhead: factor(3, 'backward and update work of this model'),
      overheadByGitzel: factor(5, 'Gitzel et al. 2023'),
      devices: factor(1, 'one device unless told'),
      scalingEfficiency: factor(1, 'one device exchanges nothing'),
      timeBased: null,
      validation: { samples: factor(0, 'no validation in the code'), energy: band(0) },
    },
  },
  search: {
    device: A100,
    region: WORLD,
    pue: factor(1.58, 'default: Uptime Institute 2018'),
    energy: band(597240),
    carbon: band(carbon(597240)),
    trials: { value: 100, source: 'study.optimize(n_trials=100)', range: place(50) },
    fits: factor(100, 'trials × 1 fold × 1 execution'),
    includesFinalTraining: 'no',
    groups: [{ fits: 100, energyPerFit: band(5972.4) }],
  },
  lifecycle: {
    energy: band(606372.4),
    inferences: factor(1e6, 'workspace setting wattlens.inferences'),
    label: 'with search',
    breakEven: band(603212.4 / 0.00316),
  },
  embodied: null,
  cloudCost: unknown('no published price of an hour of NVIDIA A100 80GB is in the catalogue'),
  carbon: band(carbon(606372.4)),
  cost: band(0.02),
  factors: [
    {
      name: 'device',
      label: 'Device',
      setting: 'wattlens.device',
      value: 'a100-sxm-80',
      origin: 'user-setting',
      source: 'wattlens.device in the user settings',
      alternatives: [],
    },
    {
      name: 'epochs',
      label: 'Epochs (E)',
      setting: 'wattlens.training.epochs',
      value: 14,
      origin: 'code',
      source: 'argparse default',
      range: place(3),
      alternatives: [
        { value: 90, origin: 'code', source: 'another training', range: place(70) },
        { value: 3, origin: 'user-setting', source: 'a setting' },
      ],
    },
    {
      name: 'trials',
      label: 'Trials of the search (H)',
      setting: 'wattlens.training.trials',
      value: null,
      origin: null,
      source: 'the code searches for nothing that was found',
      alternatives: [],
    },
  ],
  assumptions: [
    { name: 'device', value: 'NVIDIA A100 80GB', unit: null, source: 'default' },
    { name: 'pue', value: 1.58, unit: null, source: 'default: Uptime Institute 2018' },
    { name: 'region', value: 473, unit: 'gCO2eq/kWh', source: 'default: world average, Ember 2024' },
  ],
};

/** Trained, but the code does not say on how many samples; two shapes are possible; no search. */
export const classifier: Footprint = {
  ...convnet,
  id: 'model.py#Classifier',
  name: 'Classifier',
  range: rangeOn(60, 6, 10),
  completeness: {
    level: 'estimated',
    reasons: [{ text: 'input size assumed: 224 of 32, 64, 224', range: place(61) }],
  },
  training: {
    ...nonNull(convnet.training),
    itEnergy: unknown('the number of samples is not in the code'),
    energy: unknown('the number of samples is not in the code'),
    time: unknown('the number of samples is not in the code'),
    carbon: unknown('the number of samples is not in the code'),
    factors: {
      ...nonNull(convnet.training).factors,
      samples: {
        value: null,
        reason: 'the number of samples is not in the code',
        source: 'ImageFolder(args.data)',
        range: place(70),
      },
    },
  },
  search: null,
  lifecycle: {
    energy: unknown('training is unknown'),
    inferences: { value: null, reason: 'set wattlens.inferences', source: 'default' },
    label: 'without search',
    breakEven: unknown('the number of samples is not in the code'),
  },
  carbon: unknown('training is unknown'),
  cost: unknown('training is unknown'),
  assumptions: [
    ...convnet.assumptions,
    {
      name: 'input',
      value: '1 × 3 × 224 × 224',
      unit: null,
      source: 'the most plausible of 3',
      range: place(61),
    },
  ],
};

/** One layer could not be determined: lower bounds; nothing trains it. Its name needs escaping. */
export const partial: Footprint = {
  ...convnet,
  id: 'model.py#build_|net',
  name: 'build_|net',
  range: rangeOn(80, 4, 5),
  framework: 'keras',
  completeness: {
    level: 'partial',
    reasons: [{ text: 'kernels.make(*args) is not known', range: place(83, 4) }],
  },
  inputs: [{ name: null, shape: [null, 28, 28, 1], dtype: 'float32', batch: null, evidence: 'keras.Input' }],
  outputs: [{ shape: null }],
  params: { value: null, low: 1000, high: null, reason: 'kernels.make(*args) is not known' },
  trainableParams: { value: null, reason: 'kernels.make(*args) is not known' },
  macs: { value: null, low: 194688, high: null, reason: 'kernels.make(*args) is not known' },
  flops: { value: null, low: 389376, high: null, reason: 'kernels.make(*args) is not known' },
  layers: [
    layer('conv1', 'conv2d', 389376, 0.0004, { range: place(82, 8), params: 320 }),
    layer('extra', 'unknown', 0, 0, {
      range: place(83, 4),
      outputShape: null,
      params: { value: null, reason: 'kernels.make(*args) is not known' },
      macs: { value: null, reason: 'kernels.make(*args) is not known' },
      flops: { value: null, reason: 'kernels.make(*args) is not known' },
      bytesRead: { value: null, reason: 'kernels.make(*args) is not known' },
      bytesWritten: { value: null, reason: 'kernels.make(*args) is not known' },
      energy: unknown('kernels.make(*args) is not known'),
      efficiency: { value: null, reason: 'kernels.make(*args) is not known', source: MODEL_SOURCE },
      penalty: { value: null, reason: 'kernels.make(*args) is not known', source: MODEL_SOURCE },
      boundBy: 'nothing',
    }),
  ],
  inference: {
    ...convnet.inference,
    itEnergy: bound(0.0004, 'kernels.make(*args) is not known'),
    energy: bound(0.000632, 'kernels.make(*args) is not known'),
    time: bound(0.00002, 'kernels.make(*args) is not known'),
    carbon: bound(carbon(0.000632), 'kernels.make(*args) is not known'),
  },
  training: null,
  search: null,
  lifecycle: {
    energy: unknown('no training in the code'),
    inferences: { value: null, reason: 'set wattlens.inferences', source: 'default' },
    label: 'without search',
    breakEven: unknown('no training in the code'),
  },
  carbon: unknown('no training in the code'),
  cost: unknown('no training in the code'),
  assumptions: [],
};

export const report: FootprintReport = {
  schemaVersion: 1,
  catalogVersion: '2025.1',
  models: [convnet, classifier, partial],
  classes: [],
  problems: [
    { uri: 'file:///w/data.py', message: 'no model in this file', range: null },
    {
      uri: 'file:///w/broken.py',
      message: 'this line is no Python',
      range: rangeOn(4, 2, 7),
    },
  ],
};

function nonNull<T>(value: T | null): T {
  if (value === null) throw new Error('the sample has this part');
  return value;
}
