/**
 * Writes src/catalog/launches.json: what known models ask of a machine, in a few launches of each kind.
 *
 *   node --import tsx scripts/catalog/make-launches.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listKnownModels, type KnownModel } from '../../src/catalog/knownModels.ts';
import { listPretrained } from '../../src/catalog/pretrained.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import type { KernelRow } from '../features/kernelRows.ts';
import { kerasFeatures, torchvisionFeatures, transformersFeatures } from '../features/sourceFeatures.ts';

const PATH = fileURLToPath(new URL('../../src/catalog/launches.json', import.meta.url));
/** Weights of a filter over one channel of Winograd's algorithm, and channels that a vector holds. */
const TAPS = 9;
const FEW = 8;
const DIGITS = 4;

function ofImages({ library, name, input }: KnownModel): Counted | null {
  if (library === 'keras') return kerasFeatures(name, input);
  if (library === 'torchvision') return torchvisionFeatures(name, input);
  return readFeatures('timm').models[`${name}@${input[1] ?? 0}`] ?? null;
}

/** Null where the source is not read as a whole. */
function attempt(id: string, count: () => Counted | null): Counted | null {
  try {
    return count();
  } catch (error) {
    console.log(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

type Counted = Pick<ModelFeatures, 'params' | 'rows'>;

interface Group {
  readonly first: KernelRow;
  readonly isWinograd: boolean;
  readonly members: KernelRow[];
}

/** Launches that run alike: of a kind, with as many gradients and as wide in mixed precision; convolutions by algorithm, all by size. */
function grouped(rows: readonly KernelRow[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const [kind = 0, mac = 0] = row;
    const [reduction = 0, columns = 0, channels = 0, inputShare = 0, gradients = 0, keeps = 0] = row.slice(6);
    const places = channels === 0 ? 0 : ((inputShare / (1 - inputShare)) * columns) / channels;
    const isWinograd = channels > 0 && Math.round(reduction / channels) === TAPS && places < 1.9;
    const isFew = channels > 0 && channels < FEW;
    // What fits a cache depends on its size.
    const size = Math.round(Math.log10(Math.max(1, row[5] ?? 0)));
    const key = [kind, mac > 0, channels > 0, isWinograd, isFew, gradients, keeps, size].join();
    const group = groups.get(key) ?? { first: row, isWinograd, members: [] };
    group.members.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** One launch for all of a group: means, those of lengths by the time that short ones take more. */
function meanOf({ first, isWinograd, members }: Group): KernelRow {
  const count = members.reduce((sum, row) => sum + (row[12] ?? 0), 0);
  const mean = (column: number): number =>
    members.reduce((sum, row) => sum + (row[column] ?? 0) * (row[12] ?? 0), 0) / count;
  const work = mean(1);
  const length = (column: number): number => {
    const inverse = members.reduce((sum, row) => {
      const own = row[column] ?? 0;
      return own === 0 ? sum : sum + ((row[12] ?? 0) * (row[1] ?? 0)) / own;
    }, 0);
    return inverse === 0 ? 0 : (count * work) / inverse;
  };
  const [reduction, columns] = [length(6), length(7)];
  const convolves = (first[8] ?? 0) > 0;
  const channels = !convolves ? 0 : isWinograd ? reduction / TAPS : (first[8] ?? 0) < FEW ? 3 : reduction;
  const inputShare = isWinograd ? channels / (channels + columns) : convolves ? mean(9) : 0;
  return [
    ...[first[0] ?? 0, work, mean(2), mean(3), mean(4), mean(5), reduction, columns, channels, inputShare],
    ...[first[10] ?? 0, first[11] ?? 0, count],
  ].map((value) => Number(value.toPrecision(DIGITS)));
}

const counted = [
  ...listKnownModels()
    .filter(({ library }) => library !== 'transformers')
    .map((model) => [model.id, attempt(model.id, () => ofImages(model))] as const),
  ...listPretrained().map(({ id, architecture, inputs }) => {
    const key = `transformers/${id}`;
    return [key, attempt(key, () => transformersFeatures(id, architecture, inputs))] as const;
  }),
];
const lines = counted.flatMap(([id, model]) =>
  model === null
    ? []
    : [
        `    ${JSON.stringify(id)}: ${JSON.stringify({ params: model.params, rows: grouped(model.rows).map(meanOf) })}`,
      ],
);
writeFileSync(PATH, `{\n  "source": "wattlens-counted",\n  "models": {\n${lines.join(',\n')}\n  }\n}\n`);
console.log(`${lines.length} models`);
