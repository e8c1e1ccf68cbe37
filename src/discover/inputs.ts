/** Inputs to try a model with, when the code does not say: drawn from its first weights. */
import type { DeclaredInput, ModelInventory, TrialInput } from '../trace/framework.ts';
import { isFloating, type DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';

/** Edge lengths of images, most usual first. Of each table the first three that fit span the range that is shown. */
const IMAGE_SIZES = [224, 32, 28, 64, 96, 128, 256, 299, 384, 512, 48, 16, 84, 512];
const SEQUENCE_LENGTHS = [128, 512, 32, 64, 100, 256, 16, 1024];
const VOLUME_SIZES: readonly Shape[] = [
  [16, 112, 112],
  [16, 224, 224],
  [32, 32, 32],
  [64, 64, 64],
  [8, 64, 64],
];
/** Values for so many open axes, and what they are. */
const TABLES: readonly [Table, ...Table[]] = [
  [[], ''],
  [SEQUENCE_LENGTHS, 'sequence length'],
  [IMAGE_SIZES, 'image size'],
  [VOLUME_SIZES, 'volume size'],
];

/** Channels that a first convolution of unknown width is tried with. */
const CHANNELS = [3, 1];

type Table = readonly [sizes: readonly (number | Shape)[], freedom: string];

export interface Candidate {
  readonly inputs: readonly TrialInput[];
  /** What about it is a choice among several: `image size`, `sequence length`. */
  readonly freedom: string;
}

/**
 * Candidates in order of plausibility. `count` inputs are needed; `names` are their parameter names; `suggested` says what
 * the model or parts of it declare.
 */
export function candidateInputs(
  inventory: ModelInventory,
  count: number,
  names: readonly string[],
  suggested: readonly (readonly DeclaredInput[])[] = [],
): Candidate[] {
  const declared = suggested.flatMap((inputs) => filled(inputs, count));
  return [...declared, ...derived(inventory, count, names).map((one) => asStored(one, inventory))];
}

/** Numbers of another type than the weights' would be refused. */
function asStored(candidate: Candidate, { parameters }: ModelInventory): Candidate {
  const [dtype, ...others] = new Set(parameters.map((one) => one.dtype));
  if (dtype === undefined || others.length > 0 || !isFloating(dtype)) return candidate;
  const inputs = candidate.inputs.map((input): TrialInput =>
    input.kind === 'tensor' && input.dtype === 'float32' ? { ...input, dtype } : input,
  );
  return { ...candidate, inputs };
}

/** Declared inputs with their open axes filled: the last ones of a shape are those of space, a single one is a length. */
function filled(inputs: readonly DeclaredInput[], count: number): Candidate[] {
  const most = Math.max(...inputs.map(openAxes));
  const [sizes, freedom] = TABLES[Math.min(most, TABLES.length - 1)] ?? TABLES[0];
  const options = most === 0 ? [0] : [...sizes.keys()];
  return options.map((option) => {
    const tensors = inputs.map(({ shape, dtype }, i): TrialInput => {
      const [own] = TABLES[Math.min(openAxes(inputs[i]), TABLES.length - 1)] ?? TABLES[0];
      const size = own[option] ?? 1;
      const fill = [...(typeof size === 'number' ? shape.map(() => size) : size)];
      return tensor([1, ...shape.slice(1).map((known) => known ?? fill.shift() ?? 1)], dtype);
    });
    const isOne = count <= 1 && tensors.length > 1;
    return { inputs: isOne ? [{ kind: 'list', items: tensors }] : tensors, freedom };
  });
}

function openAxes(input: DeclaredInput | undefined): number {
  return input?.shape.slice(1).filter((size) => size === null).length ?? 0;
}

function derived(inventory: ModelInventory, count: number, names: readonly string[]): Candidate[] {
  const singles = [...published(inventory), ...firstInputs(inventory, names[0] ?? '')];
  if (count <= 1) return singles.map(({ input, freedom }) => ({ inputs: [input], freedom }));
  // Several inputs: alike (siamese pairs), unless their names tell otherwise.
  return singles.map(({ input, freedom }) => ({
    inputs: Array.from({ length: count }, (_, i) => adaptTo(names[i] ?? '', input)),
    freedom,
  }));
}

function published({ publishedInputs = [] }: ModelInventory): Single[] {
  const [first] = publishedInputs;
  if (first === undefined) return [];
  const input = tensor(
    first.shape.map((size) => size ?? 1),
    first.dtype,
  );
  return [{ input, freedom: '' }];
}

function adaptTo(name: string, input: TrialInput): TrialInput {
  if (input.kind !== 'tensor') return input;
  const batch = input.shape[0] ?? 1;
  if (/^(t|time|timesteps?|noise_level|sigma|labels?|y)$/i.test(name)) return tensor([batch], 'int64');
  return input;
}

interface Single {
  readonly input: TrialInput;
  readonly freedom: string;
}

function firstInputs(inventory: ModelInventory, name: string): Single[] {
  const candidates: Single[] = [];
  const moduleNames = new Map(inventory.modules.map((module) => [module.serial, module.className]));
  const seen = new Set<string>();
  const looksLikeTokens = /^(idx|ids|input_ids|tokens?|src|text|words?|sentences?)$/i.test(name);
  for (const { shape, module } of inventory.parameters) {
    const className = moduleNames.get(module) ?? '';
    const key = /Embedding/.test(className) ? 'embedding' : `${className}:${shape.length}`;
    if (seen.has(key)) continue;
    const found = candidatesFor(className, shape, inventory.imageSize);
    if (found.length === 0) continue;
    seen.add(key);
    if (looksLikeTokens && key === 'embedding') candidates.unshift(...found);
    else candidates.push(...found);
    if (seen.size >= 3) break;
  }
  return candidates;
}

function candidatesFor(className: string, shape: Shape, stated: Shape | undefined): Single[] {
  if (/Embedding/.test(className)) {
    return SEQUENCE_LENGTHS.map((length) => ({
      input: tensor([1, length], 'int64'),
      freedom: 'sequence length',
    }));
  }
  const [out = 1, inner = 1] = shape;
  const transposed = /Transpose/.test(className);
  const channels = transposed ? out : inner;
  switch (shape.length) {
    case 5:
      return VOLUME_SIZES.map((size) => ({
        input: tensor([1, channels, ...size]),
        freedom: 'volume size',
      }));
    case 4: {
      const squares = (transposed ? [1, 4, 7, 8] : IMAGE_SIZES).map((size): Shape => [size, size]);
      const sizes =
        transposed || stated === undefined
          ? squares
          : [stated, ...squares.filter((size) => !isSame(size, stated))];
      const widths = channels === 1 && out > 3 ? [channels] : [channels, ...CHANNELS];
      return [...new Set(widths)].flatMap((width) =>
        sizes.map((size) => ({ input: tensor([1, width, ...size]), freedom: 'image size' })),
      );
    }
    case 3:
      return SEQUENCE_LENGTHS.map((length) => ({
        input: tensor([1, channels, length]),
        freedom: 'sequence length',
      }));
    case 2: {
      const flat = [{ input: tensor([1, inner]), freedom: '' }];
      const images = [28, 32, 64]
        .flatMap((size) => CHANNELS.map((c) => [c, size] as const))
        .filter(([c, size]) => c * size * size === inner)
        .map(([c, size]) => ({ input: tensor([1, c, size, size]), freedom: '' }));
      const sequences = SEQUENCE_LENGTHS.map((length) => ({
        input: tensor([1, length, inner]),
        freedom: 'sequence length',
      }));
      // A cell that is stepped over an axis takes one value of it at a time.
      const series =
        inner === 1
          ? SEQUENCE_LENGTHS.map((length) => ({ input: tensor([1, length]), freedom: 'sequence length' }))
          : [];
      return [...series, ...images, ...flat, ...sequences];
    }
    default:
      return [];
  }
}

function isSame(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function tensor(shape: Shape, dtype: DType = 'float32'): TrialInput {
  return { kind: 'tensor', shape, dtype };
}
