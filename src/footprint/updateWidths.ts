/** How wide what an optimiser reads and writes is. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { denseBytes } from '../cost/packing.ts';
import type { UpdateWidths } from '../cost/update.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import type { OptimizerInfo } from '../trace/events.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Assumption } from './schema.ts';
import { located } from './settings.ts';

/**
 * Parameters and gradients are as wide as the trained weights, and so is the state, unless the optimiser stores that in
 * another format. One that keeps a copy of the weights in single precision updates that.
 */
export function updateWidths(graph: LayerGraph, optimizer: OptimizerInfo | null): UpdateWidths {
  const parameter = optimizer?.keepsSingle === true ? DEFAULTS.stateBytes.value : trainedWidth(graph);
  return { parameter, state: optimizer?.stored?.bytes ?? parameter };
}

/** Mean bytes of a trained element, and of its gradient. */
export function trainedWidth({ layers }: LayerGraph): number {
  const trained = new Map<number, { readonly elements: number; readonly bytes: number }>();
  for (const weight of layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights))) {
    if (!weight.trainable) continue;
    const { serial, elements } = weight;
    if ((trained.get(serial)?.elements ?? 0) < elements) {
      trained.set(serial, { elements, bytes: denseBytes(weight) });
    }
  }
  const sum = (of: 'elements' | 'bytes'): number =>
    [...trained.values()].reduce((all, one) => all + one[of], 0);
  return sum('elements') === 0 ? DEFAULTS.stateBytes.value : sum('bytes') / sum('elements');
}

/** What differs from single precision. */
export function updateAssumptions(
  { parameter, state }: UpdateWidths,
  optimizer: OptimizerInfo | null,
  span: SourceSpan | null,
): Assumption[] {
  const single = DEFAULTS.stateBytes.value;
  const said = (name: string, value: number, source: string): Assumption =>
    located({ name, value, unit: 'bytes', source }, span);
  return [
    ...(parameter === single
      ? []
      : [said('parameterBytes', parameter, 'the optimiser reads and writes weights as they are stored')]),
    ...(optimizer === null || optimizer.statePerParameter === 0 || state === single
      ? []
      : [
          said(
            'optimizerStateBytes',
            state,
            optimizer.stored === undefined
              ? `${optimizer.name} keeps its state in the type of the weights`
              : `${optimizer.name}: ${optimizer.stored.source}`,
          ),
        ]),
  ];
}
