/** What zeros in the weights are taken to change. */
import type { LayerGraph } from '../model/layerGraph.ts';
import type { Platform } from '../cost/platform.ts';
import { numbersOf } from '../cost/packing.ts';
import { precisionFor, type Product } from '../cost/precision.ts';
import { isSemiStructured, sparseSpeedup } from '../cost/sparsity.ts';
import type { OpEvent, Sparsity } from '../trace/events.ts';
import type { Assumption } from './schema.ts';
import type { StageName } from './settings.ts';

export function sparsityAssumptions(graph: LayerGraph, platform: Platform, stage: StageName): Assumption[] {
  const masked = parametersWith(graph, 'masked');
  const packed = parametersWith(graph, 'semi-structured');
  return [
    ...(masked === 0
      ? []
      : [
          {
            name: `${stage}.prunedParameters`,
            value: masked,
            unit: 'parameters',
            source:
              'pruned in place: products are dense, so that zeros are read and multiplied like other values',
          },
        ]),
    ...(packed === 0
      ? []
      : [
          {
            name: `${stage}.sparsePeak`,
            value: peakFactor(graph, platform),
            unit: 'times the dense peak',
            source: `two of every four weights are zero and left out of ${packed} parameters: ${whyPeak(graph, platform)}`,
          },
        ]),
  ];
}

/** @param untouched elements that an update leaves alone */
export function rowAssumptions(untouched: number): Assumption[] {
  if (untouched === 0) return [];
  return [
    {
      name: 'untouchedParameters',
      value: Math.round(untouched),
      unit: 'parameters a step',
      source:
        'embeddings with sparse gradients: an update touches the rows that a batch looks up, each look-up another row',
    },
  ];
}

function parametersWith({ layers }: LayerGraph, sparsity: Sparsity): number {
  const sizes = new Map<number, number>();
  for (const { event } of layers.flatMap(({ ops }) => ops)) {
    for (const weight of event.weights) {
      if (weight.sparsity === sparsity) {
        sizes.set(weight.serial, Math.max(sizes.get(weight.serial) ?? 0, weight.elements));
      }
    }
  }
  return [...sizes.values()].reduce((all, size) => all + size, 0);
}

/** The least over the products with such weights. */
function peakFactor({ layers }: LayerGraph, platform: Platform): number {
  const factors = layers
    .flatMap(({ ops }) => ops)
    .filter(({ event }) => event.weights.some(isSemiStructured))
    .map(({ event }) =>
      sparseSpeedup({ ...productOf(event, platform), pass: 'forward', isSparse: true }, platform),
    );
  return Math.min(...factors);
}

/** An operation as its launch multiplies. */
function productOf(event: OpEvent, { arithmetic }: Platform): Product {
  const numbers = numbersOf(event, arithmetic.elementBytes, 'forward');
  return { kind: event.kind, ...(numbers === undefined ? {} : { numbers }) };
}

function whyPeak(graph: LayerGraph, platform: Platform): string {
  const { device, arithmetic } = platform;
  if (!device.hasStructuredSparsity) return `the ${device.name} has no units for that`;
  if (peakFactor(graph, platform) > 1) return `the ${device.name} has units for that`;
  const computed = new Set(
    graph.layers
      .flatMap(({ ops }) => ops)
      .filter(({ event }) => event.weights.some(isSemiStructured))
      .map(({ event }) => precisionFor(productOf(event, platform), arithmetic, device)),
  );
  return `products in ${[...computed].join(' and ')} have no units for that`;
}
