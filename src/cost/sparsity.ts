/** Weights of which two of every four values are zero, packed without them (Mishra et al. 2021). */
import type { Precision } from '../catalog/device.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import type { Platform } from './platform.ts';
import { precisionFor, type Product } from './precision.ts';

/** Of the values, half are kept. */
const KEPT = 0.5;
/** An index of two bits for each value that is kept, bytes for each value that there was. */
const INDEX_BYTES = KEPT * (2 / 8);

/** Units for all arithmetic know no such format. */
const MATRIX_PRECISIONS: ReadonlySet<Precision> = new Set<Precision>(['tf32', 'fp16', 'bf16', 'int8']);

/** Of an operation of the graph. */
type WeightUse = LayerGraph['layers'][number]['ops'][number]['event']['weights'][number];

/** Of a kernel. */
export interface Launch extends Product {
  readonly pass: 'forward' | 'backward' | 'update';
  readonly isSparse?: true;
}

export function isSemiStructured({ sparsity }: WeightUse): boolean {
  return sparsity === 'semi-structured';
}

/** Bytes that the packed format saves of elements of so many bytes: n · w − n · (w / 2 + 1 / 8). */
export function packedSaving(elements: number, width: number): number {
  return elements * (width * (1 - KEPT) - INDEX_BYTES);
}

/**
 * How many times the dense peak of the matrix units a launch may reach: 2 with such weights where the device has units
 * for them, in the forward pass; gradients are dense.
 */
export function sparseSpeedup(launch: Launch, { device, arithmetic }: Platform): number {
  const { pass, isSparse } = launch;
  if (isSparse !== true || pass === 'backward' || !device.hasStructuredSparsity) return 1;
  return MATRIX_PRECISIONS.has(precisionFor(launch, arithmetic, device)) ? 1 / KEPT : 1;
}

/**
 * Elements of embeddings that an update leaves alone, since their gradient has the rows that a batch looks up and no
 * others: at most one row for each look-up. None of a table that another operation reads as well.
 * @param ratio samples of the batch over those of the graph
 */
export function untouchedElements({ layers }: LayerGraph, ratio: number): number {
  const tables = new Map<number, { readonly elements: number; looked: number }>();
  const dense = new Set<number>();
  for (const { event, count } of layers.flatMap(({ ops }) => ops)) {
    for (const { serial, elements, trainable, hasRowGradient } of event.weights) {
      if (hasRowGradient !== true || !trainable) {
        dense.add(serial);
        continue;
      }
      const [indices] = event.inputs;
      const lookups =
        indices === undefined ? Infinity : indices.shape.reduce((all, length) => all * length, 1);
      const width = event.outputs[0]?.shape.at(-1) ?? elements;
      const table = tables.get(serial) ?? { elements, looked: 0 };
      table.looked += count * lookups * width * ratio;
      tables.set(serial, table);
    }
  }
  return [...tables]
    .filter(([serial]) => !dense.has(serial))
    .reduce((all, [, { elements, looked }]) => all + Math.max(0, elements - looked), 0);
}
