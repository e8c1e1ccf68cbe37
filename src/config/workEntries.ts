/** Entries of the configuration about trainings, searches and use; see `entryTable.ts`. */
import type { OverheadModel } from './configuration.ts';
import { count, counted, entry, number, type Entry } from './entry.ts';
import type { Units } from './quantityText.ts';
import { choiceSchema, switchSchema, type ChoiceValue } from './valueKind.ts';

const OVERHEADS: readonly (ChoiceValue & { readonly value: OverheadModel })[] = [
  { value: 'computed', help: 'from the backward pass and update of the step itself' },
  { value: 'gitzel', help: 'a training is five times its inferences (Gitzel et al. 2023)' },
  { value: 'strubell', help: 'hours times watts (Strubell et al. 2020)' },
];

const WATTS: Units = {
  words: { w: 1, watt: 1, watts: 1, kw: 1000 },
  magnitudes: false,
  example: '250 or 250 W',
};
const HOURS: Units = {
  words: {
    h: 1,
    hour: 1,
    hours: 1,
    min: 1 / 60,
    minutes: 1 / 60,
    d: 24,
    day: 24,
    days: 24,
    weeks: 168,
    week: 168,
  },
  magnitudes: false,
  example: '84, 84 h or 3.5 days',
};
const SHARE: Units = { words: { '%': 0.01, percent: 0.01 }, magnitudes: false, example: '0.9 or 90 %' };
const TOKENS = counted('512', 'tokens', 'token');
/** What is run how often, and by which formula it is reckoned. */
export const WORK_ENTRIES: readonly Entry[] = [
  {
    name: 'input',
    label: 'Input of the model',
    help: 'an input of the model: 1x3x224x224, 1x128:int64, name=…, [3x480x640,…]',
    argument: 'SPEC',
    setting: null,
    inUserSettings: false,
    value: { kind: 'input' },
    check: null,
    put: () => undefined,
  },
  count(
    {
      name: 'batch',
      label: 'Samples per inference (batch)',
      help: 'batch of the inference: replaces the batch axis of the inputs',
      argument: 'N',
      setting: ['batch', 'Samples per inference. Empty: that of an input that was said, else 1.'],
    },
    counted('8 or 8 samples', 'sample', 'samples', 'image', 'images', 'requests'),
    (overrides, value) => (overrides.batch = value),
  ),
  number(
    {
      name: 'inferences',
      label: 'Inferences over the life of the model',
      help: 'inferences expected over the life of the model',
      argument: 'N',
      setting: [
        'inferences',
        'Inferences expected over the life of the model. Without it there is no life-cycle energy.',
      ],
    },
    counted('1e6 or 1M', 'inference', 'inferences', 'requests', 'predictions'),
    {},
    (overrides, value) => (overrides.inferences = value),
  ),
  count(
    {
      name: 'samples',
      label: 'Training samples (D)',
      help: 'samples in the training set',
      argument: 'N',
      setting: [
        'training.samples',
        'Training samples (D) where the code does not tell them or tells others.',
      ],
    },
    counted(
      '1281167, 1.28M or 60,000 images',
      'sample',
      'samples',
      'image',
      'images',
      'example',
      'examples',
      'rows',
      'items',
      'sentences',
      'sequences',
    ),
    (overrides, value) => (overrides.samples = value),
  ),
  count(
    {
      name: 'epochs',
      label: 'Epochs (E)',
      help: 'epochs of the training',
      argument: 'N',
      setting: ['training.epochs', 'Epochs (E) where the code does not tell them or tells others.'],
    },
    counted('90 or 90 epochs', 'epoch', 'epochs', 'passes'),
    (overrides, value) => (overrides.epochs = value),
  ),
  count(
    {
      name: 'steps',
      label: 'Optimiser steps',
      help: 'optimiser steps of the training, instead of epochs',
      argument: 'N',
      setting: [
        'training.steps',
        'Optimiser steps of the training, instead of epochs: steps times batch are the samples that it draws.',
      ],
    },
    counted('100k or 100,000 steps', 'step', 'steps', 'iterations', 'updates'),
    (overrides, value) => (overrides.steps = value),
  ),
  count(
    {
      name: 'training-batch',
      label: 'Training batch (B)',
      help: 'batch of the training',
      argument: 'N',
      setting: [
        'training.batch',
        'Training batch size (B) where the code does not tell it or tells another.',
      ],
    },
    counted('256 or 256 samples', 'sample', 'samples', 'image', 'images', 'examples'),
    (overrides, value) => (overrides.trainingBatch = value),
  ),
  count(
    {
      name: 'trials',
      label: 'Trials of the search (H)',
      help: 'candidates of the search',
      argument: 'N',
      setting: ['training.trials', 'Trials (H) of the search for the model, also where the code has others.'],
    },
    counted('100 or 100 trials', 'trial', 'trials', 'candidates', 'runs'),
    (overrides, value) => (overrides.trials = value),
  ),
  count(
    {
      name: 'devices',
      label: 'Accelerators of the training (world size)',
      help: 'accelerators of the training, data parallel',
      argument: 'N',
      setting: [
        'training.devices',
        'Accelerators that the training runs on, data parallel: the training batch is that of all of them. Empty: one.',
      ],
    },
    counted('8 or 8 GPUs', 'gpu', 'gpus', 'device', 'devices', 'accelerators', 'ranks', 'processes'),
    (overrides, value) => (overrides.devices = value),
  ),
  number(
    {
      name: 'scaling-efficiency',
      label: 'Scaling efficiency',
      help: 'throughput of all of them over that of as many single ones, 0 to 1',
      argument: 'SHARE',
      setting: [
        'training.scalingEfficiency',
        'Throughput of all accelerators over that of as many single ones, above 0 and at most 1. Empty: it follows from the exchange of gradients.',
      ],
    },
    SHARE,
    { isOpen: true, most: 1 },
    (overrides, value) => (overrides.scalingEfficiency = value),
  ),
  entry(
    {
      name: 'overhead',
      label: 'Overhead of the training',
      help: 'computed, gitzel (a training is 5 inferences) or strubell (hours and watts)',
      argument: 'MODEL',
      setting: [
        'training.overhead',
        'How a training is reckoned: `computed` from its own step; `gitzel`: five times its inferences (Gitzel et al. 2023); `strubell`: hours times watts (Strubell et al. 2020). Empty: computed.',
      ],
    },
    { kind: 'choice', values: OVERHEADS },
    choiceSchema(OVERHEADS),
    (overrides, value) => (overrides.overhead = value),
  ),
  number(
    {
      name: 'training-hours',
      label: 'Hours of the training',
      help: 'hours that the training takes, for the overhead strubell',
      argument: 'H',
      setting: [
        'training.hours',
        'Hours that the training takes, for `#wattlens.training.overhead#` `strubell`.',
      ],
    },
    HOURS,
    { isOpen: true },
    (overrides, value) => (overrides.trainingHours = value),
  ),
  number(
    {
      name: 'gpu-watts',
      label: 'Power of one accelerator',
      help: 'mean power of one accelerator, for the overhead strubell; else its TDP',
      argument: 'W',
      setting: [
        'training.gpuWatts',
        'Mean power of one accelerator while it trains, for `strubell`. Empty: its TDP.',
      ],
    },
    WATTS,
    {},
    (overrides, value) => (overrides.gpuWatts = value),
  ),
  number(
    {
      name: 'cpu-watts',
      label: 'Power of all processors',
      help: 'mean power of all processors, for the overhead strubell',
      argument: 'W',
      setting: [
        'training.cpuWatts',
        'Mean power of all processors while it trains, for `strubell`. Empty: that of the cost model.',
      ],
    },
    WATTS,
    {},
    (overrides, value) => (overrides.cpuWatts = value),
  ),
  number(
    {
      name: 'dram-watts',
      label: 'Power of all memory',
      help: 'mean power of all memory, for the overhead strubell',
      argument: 'W',
      setting: [
        'training.dramWatts',
        'Mean power of all memory while it trains, for `strubell`. Empty: that of the cost model.',
      ],
    },
    WATTS,
    {},
    (overrides, value) => (overrides.dramWatts = value),
  ),
  count(
    {
      name: 'prompt-tokens',
      label: 'Prompt of a language model',
      help: 'tokens of the prompt that a language model is given',
      argument: 'N',
      setting: [
        'promptTokens',
        'Tokens of the prompt of one call of a language model that generates token by token. Empty: as the default in the report says.',
      ],
    },
    TOKENS,
    (overrides, value) => (overrides.promptTokens = value),
  ),
  count(
    {
      name: 'new-tokens',
      label: 'Tokens generated',
      help: 'tokens that a language model generates in one call',
      argument: 'N',
      setting: [
        'newTokens',
        'Tokens that one call of a language model generates. Empty: as the code calls it, else the default in the report.',
      ],
    },
    TOKENS,
    (overrides, value) => (overrides.newTokens = value),
  ),
  entry(
    {
      name: 'show-parts',
      label: 'Parts of other models',
      help: 'whether classes that are only parts of other models get figures of their own',
      argument: 'on|off',
      inUserSettings: true,
      setting: [
        'showParts',
        'Whether a class that is only a part of other models gets lenses of its own. Empty: no.',
      ],
    },
    { kind: 'switch' },
    switchSchema,
    (overrides, value) => (overrides.showParts = value),
  ),
];
