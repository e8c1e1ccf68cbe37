/** What weights in formats of their own are taken to change. */
import { float8Rate, type Numbers } from '../catalog/device.ts';
import { denseBytes } from '../cost/packing.ts';
import type { Platform } from '../cost/platform.ts';
import { precisionFor } from '../cost/precision.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import type { PackedWeight } from '../trace/events.ts';
import { significant } from '../units/format.ts';
import { placeOf } from './figures.ts';
import type { Assumption } from './schema.ts';
import type { StageName } from './settings.ts';

/** One for each format and line that asked for it. */
export function packingAssumptions(graph: LayerGraph, platform: Platform, stage: StageName): Assumption[] {
  return [...groupsOf(graph).values()].map(({ packed, bytes, elements }) => {
    const { format, note, source, span } = packed;
    const width = `${significant((8 * bytes) / elements)} bits each with what is kept beside them`;
    const parts = [`${format}: ${width}`, products(packed, platform), note].filter((part) => part !== null);
    return {
      name: `${stage}.packedParameters`,
      value: elements,
      unit: 'parameters',
      source: `${parts.join('; ')} (${source})`,
      ...(span === null ? {} : { range: placeOf(span) }),
    };
  });
}

interface Group {
  readonly packed: PackedWeight;
  readonly elements: number;
  readonly bytes: number;
}

function groupsOf({ layers }: LayerGraph): ReadonlyMap<string, Group> {
  const seen = new Set<number>();
  const groups = new Map<string, Group>();
  for (const weight of layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights))) {
    const { serial, elements, packed } = weight;
    if (packed === undefined || seen.has(serial)) continue;
    seen.add(serial);
    const { format, products: computed, span } = packed;
    const key = JSON.stringify([format, computed, span?.uri, span?.start]);
    const before = groups.get(key);
    groups.set(key, {
      packed,
      elements: elements + (before?.elements ?? 0),
      bytes: (packed.bytes === null ? denseBytes(weight) : elements * packed.bytes) + (before?.bytes ?? 0),
    });
  }
  return groups;
}

/** What products are computed in, and at which rate where the device has no units for that. */
function products({ products: computed }: PackedWeight, { device, arithmetic }: Platform): string {
  if (computed === undefined) return 'products in the numbers of the activations';
  const used = precisionFor({ kind: 'dense', numbers: computed }, arithmetic, device);
  const has = computed === 'fp8' ? float8Rate(device) !== null : used === computed;
  const rate = has ? '' : `, at the rate of ${used}: the ${device.name} has no fast path for them`;
  return `products in ${NAMES[computed]}${rate}`;
}

const NAMES: Readonly<Record<Numbers, string>> = {
  fp64: 'double precision',
  fp32: 'single precision',
  tf32: 'TF32',
  fp16: 'FP16',
  bf16: 'BF16',
  int8: '8-bit integers',
  fp8: '8-bit floating point',
};
