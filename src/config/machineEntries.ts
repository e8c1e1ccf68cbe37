/** Entries of the configuration about machines; see `entryTable.ts`. */
import { PRECISIONS, type Precision } from '../catalog/device.ts';
import { MEMORY_FORMATS, type MemoryFormat } from '../units/memoryFormat.ts';
import type { ExecutionMode } from './configuration.ts';
import { entry, name, number, type Bounds, type Entry } from './entry.ts';
import type { Units } from './quantityText.ts';
import { choiceSchema, type ChoiceValue } from './valueKind.ts';

const PRECISION_HELP: Readonly<Record<Precision, string>> = {
  fp64: 'double precision',
  fp32: 'single precision',
  tf32: 'single precision, products in TensorFloat-32',
  fp16: 'half precision, mixed or pure',
  bf16: 'bfloat16, mixed or pure',
  int8: 'quantised to 8-bit integers',
};
const PRECISION_VALUES = PRECISIONS.map((value) => ({ value, help: PRECISION_HELP[value] }));
const MODES: readonly (ChoiceValue & { readonly value: ExecutionMode })[] = [
  { value: 'eager', help: 'operations run one by one' },
  { value: 'compiled', help: 'operations are fused: torch.compile, XLA' },
];
const FORMAT_HELP: Readonly<Record<MemoryFormat, string>> = {
  contiguous: 'channel by channel: NCHW',
  'channels-last': 'the channels of a place together: NHWC, torch.channels_last',
};
const FORMATS = MEMORY_FORMATS.map((value) => ({ value, help: FORMAT_HELP[value] }));
const PLAIN: Units = { words: {}, magnitudes: false, example: '1.2' };
const PUE_BOUNDS: Bounds = { least: 1, most: 10 };

/** On what a stage runs, where, and how it computes. */
export const MACHINE_ENTRIES: readonly Entry[] = [
  name(
    {
      name: 'device',
      label: 'Device',
      help: 'device of the training, and of the inference unless that has its own',
      argument: 'NAME',
      setting: [
        'device',
        'Device to estimate for: training, and inference unless it has its own. A name or id of the catalogue such as `A100-SXM-80`, `RTX 3090`, `T4`. Empty: the default, which is listed among the assumptions. *Wattlens: Set Hardware…* lists them.',
      ],
    },
    'device',
    (overrides, value) => (overrides.device = value),
  ),
  name(
    {
      name: 'region',
      label: 'Region',
      help: 'region of the training, and of the inference unless that has its own',
      argument: 'CODE',
      setting: [
        'region',
        "Region whose electricity is used: for training, and for inference unless it has its own. A country (`DE`), a state (`US-CA`) or a cloud region (`aws:us-east-1`). Empty: the world's average. *Wattlens: Set Region…* lists them.",
      ],
    },
    'region',
    (overrides, value) => (overrides.region = value),
  ),
  name(
    {
      name: 'inference-device',
      label: 'Device of the inference',
      help: 'device of the inference',
      argument: 'NAME',
      setting: [
        'inferenceDevice',
        'Device that runs the trained model, where it is another than the one that trains.',
      ],
    },
    'device',
    (overrides, value) => (overrides.inferenceDevice = value),
  ),
  name(
    {
      name: 'inference-region',
      label: 'Region of the inference',
      help: 'region of the inference',
      argument: 'CODE',
      setting: [
        'inferenceRegion',
        'Region where the trained model runs, where it is another than the one of the training.',
      ],
    },
    'region',
    (overrides, value) => (overrides.inferenceRegion = value),
  ),
  name(
    {
      name: 'search-device',
      label: 'Device of the search',
      help: 'device of the search, where it is another than that of the training',
      argument: 'NAME',
      setting: [
        'searchDevice',
        'Device that the search for the model runs on, where it is another than the one that trains.',
      ],
    },
    'device',
    (overrides, value) => (overrides.searchDevice = value),
  ),
  name(
    {
      name: 'search-region',
      label: 'Region of the search',
      help: 'region of the search',
      argument: 'CODE',
      setting: [
        'searchRegion',
        'Region that the search for the model runs in, where it is another than that of the training.',
      ],
    },
    'region',
    (overrides, value) => (overrides.searchRegion = value),
  ),
  number(
    {
      name: 'pue',
      label: 'Power usage effectiveness (PUE)',
      help: 'power usage effectiveness',
      argument: 'N',
      inUserSettings: true,
      setting: [
        'pue',
        "Power usage effectiveness where it is trained: all of a data centre's energy over that of its computers. Empty: 1.58 in a data centre (Uptime Institute 2018), 1 on a machine of one's own.",
      ],
    },
    PLAIN,
    PUE_BOUNDS,
    (overrides, value) => (overrides.pue = value),
  ),
  number(
    {
      name: 'inference-pue',
      label: 'PUE of the inference',
      help: 'power usage effectiveness of the inference',
      argument: 'N',
      inUserSettings: true,
      setting: ['inferencePue', 'Power usage effectiveness where the trained model runs.'],
    },
    PLAIN,
    PUE_BOUNDS,
    (overrides, value) => (overrides.inferencePue = value),
  ),
  number(
    {
      name: 'search-pue',
      label: 'PUE of the search',
      help: 'power usage effectiveness of the search',
      argument: 'N',
      inUserSettings: true,
      setting: ['searchPue', 'Power usage effectiveness where the search runs.'],
    },
    PLAIN,
    PUE_BOUNDS,
    (overrides, value) => (overrides.searchPue = value),
  ),
  entry(
    {
      name: 'precision',
      label: 'Precision',
      help: 'arithmetic to estimate for',
      argument: 'NAME',
      setting: [
        'precision',
        "Arithmetic to estimate for. Empty: what the code says, else the framework's default.",
      ],
    },
    { kind: 'choice', values: PRECISION_VALUES },
    choiceSchema(PRECISION_VALUES),
    (overrides, value) => (overrides.precision = value),
  ),
  entry(
    {
      name: 'mode',
      label: 'Execution',
      help: 'eager or compiled',
      argument: 'MODE',
      setting: [
        'mode',
        'Whether operations run one by one or compiled into fused kernels. Empty: what the code says.',
      ],
    },
    { kind: 'choice', values: MODES },
    choiceSchema(MODES),
    (overrides, value) => (overrides.mode = value),
  ),
  entry(
    {
      name: 'memory-format',
      label: 'Memory format',
      help: 'contiguous or channels-last',
      argument: 'FORMAT',
      setting: [
        'memoryFormat',
        'How tensors of images lie in memory: what matters to convolutions on tensor cores. Empty: what the code says, else what the framework chooses.',
      ],
    },
    { kind: 'choice', values: FORMATS },
    choiceSchema(FORMATS),
    (overrides, value) => (overrides.memoryFormat = value),
  ),
];
