/** Trainings on devices that no fit has seen: what datasheets alone predict. */
import { joules, seconds } from '../../src/units/quantity.ts';
import { formatOfNvidia, PRECISIONS, stepOf, type PublishedRow } from './step.ts';
import { readTable } from './tables.ts';

const ADAM = 2;
const MOMENTUM = 1;

/** NVIDIA's published single-GPU trainings of ResNet-50 and BERT-large. Time only. */
export function nvidiaRows(): PublishedRow[] {
  const setOf = (device: string): string => `NVIDIA tables, ${chipOf(device)}, training`;
  return trainings('nvidia-training.csv', setOf, formatOfNvidia);
}

/** The same programs on GPUs that a dealer sells: data made up, NCHW. Time only. */
export function lambdaRows(): PublishedRow[] {
  return trainings(
    'lambda-training.csv',
    () => 'Lambda, eleven GPUs, training',
    () => 'contiguous',
  );
}

function chipOf(device: string): string {
  return device.split('-')[0] ?? device;
}

function trainings(
  table: string,
  setOf: (device: string) => string,
  formatOf: typeof formatOfNvidia,
): PublishedRow[] {
  return readTable(table).map((row): PublishedRow => {
    const { features = '', task = '', device = '', framework = '', xla, precision = '' } = row;
    const batch = Number(row['batch']);
    const asked = {
      features,
      framework: framework === 'PyTorch' ? 'pytorch' : 'keras',
      precision: PRECISIONS[precision] ?? 'fp32',
    } as const;
    const step = stepOf({
      ...asked,
      device,
      compiled: xla === 'yes',
      memoryFormat: formatOf(asked),
      batch,
      state: task === 'pretraining' ? null : task === 'squad' ? ADAM : MOMENTUM,
      launchesPerTensor: null,
    });
    return {
      ...step,
      set: setOf(device),
      id: `${features} ${framework} ${device} ${precision} batch ${batch}`,
      group: features,
      repeats: 1,
      time: seconds(batch / Number(row['throughput'])),
      energy: null,
    };
  });
}

/**
 * Operations for each tensor of optimisers that go from tensor to tensor, as PyTorch's do before 2.0 (torch.optim of 1.10;
 * AdamW of transformers): those of its update, one that adds the gradient to the last one's zeros, and one that makes
 * the zeros.
 */
const LOOPS = { adadelta: 11 + 2, adam: 8 + 2, adamw: 8 + 2 } as const;

interface ZeusNetwork {
  readonly features: string;
  /** Of an epoch. */
  readonly samples: number;
  readonly optimiser: keyof typeof LOOPS;
}

/** What of Zeus is known well enough. It was measured in 2022. */
const ZEUS: Readonly<Record<string, ZeusNetwork>> = {
  // Train splits of ImageNet and CIFAR-100; SQuAD 1.1 as windows of 384 tokens (88,524 with the usual stride).
  'imagenet resnet50 adadelta': { features: 'resnet50@224', samples: 1_281_167, optimiser: 'adadelta' },
  'cifar100 shufflenetv2 adadelta': { features: 'shufflenetv2@32', samples: 50_000, optimiser: 'adadelta' },
  'cifar100 shufflenetv2 adam': { features: 'shufflenetv2@32', samples: 50_000, optimiser: 'adam' },
  'squad bert_base_uncased adamw': { features: 'bert-base-squad@384', samples: 88_524, optimiser: 'adamw' },
};

/** The limit that leaves these boards as they are, W. */
const FULL_POWER = '250';

/** Epochs on one GPU without a power limit: time, and energy of the board. */
export function zeusRows(): PublishedRow[] {
  return [
    { table: 'zeus/summary_power_v100.csv', device: 'V100-PCIe', name: 'V100' },
    { table: 'zeus/summary_power_p100.csv', device: 'P100-PCIe', name: 'P100' },
  ].flatMap(({ table, device, name }) =>
    readTable(table).flatMap((row): PublishedRow[] => {
      const known = ZEUS[`${row['dataset'] ?? ''} ${row['network'] ?? ''} ${row['optimizer'] ?? ''}`];
      if (known === undefined || row['power_limit'] !== FULL_POWER) return [];
      const batch = Number(row['batch_size']);
      const { features, samples, optimiser } = known;
      const step = stepOf({
        features,
        device,
        framework: 'pytorch',
        compiled: false,
        precision: 'fp32',
        batch,
        state: ADAM,
        launchesPerTensor: LOOPS[optimiser],
      });
      const time = Number(row['time_per_epoch']);
      return [
        {
          ...step,
          set: `Zeus, ${name}, training, FP32`,
          id: `${features} ${device} ${row['optimizer'] ?? ''} batch ${batch}`,
          group: features,
          repeats: samples / batch,
          time: seconds(time),
          energy: joules(time * Number(row['average_power'])),
        },
      ];
    }),
  );
}
