/** The backward pass, op by op: which gradients are computed, and what each costs. */
import type { GraphOp, LayerGraph } from '../model/layerGraph.ts';
import { forwardKernel, type Kernel } from './kernel.ts';
import { publishedKernels, type PublishedKernel } from './published.ts';

type OpEvent = GraphOp['event'];

/** Which gradients of an operation the backward pass needs. */
interface Gradients {
  /** Of the operands that are no parameters. */
  readonly input: boolean;
  /** Of its parameters. */
  readonly weight: boolean;
}

/** A launch of the forward pass and how many products of its size, or passes over its elements, its gradients take. */
export interface Differentiated {
  readonly kernel: Kernel;
  readonly gradients: number;
}

/**
 * The kernels of the backward pass of a graph. A product with both gradients costs two of its forward work; at the
 * first trained layer, and where the weights are frozen but the input needs a gradient, one; below the last frozen
 * layer nothing. Element-wise work has one gradient. Views cost nothing. What was checkpointed is computed again.
 */
export function backwardKernels(graph: LayerGraph, elementBytes: number | null): Kernel[] {
  const gradientKernels = differentiated(graph, elementBytes).flatMap(({ kernel, gradients }): Kernel[] =>
    gradients === 0 ? [] : [{ ...kernel, pass: 'backward', count: kernel.count * gradients }],
  );
  return [...gradientKernels, ...recomputedKernels(graph, elementBytes)];
}

/** What checkpoints did not keep is computed once more, as in the forward pass (Chen et al. 2016). */
function recomputedKernels({ layers }: LayerGraph, elementBytes: number | null): Kernel[] {
  return layers.flatMap(({ ops }, index) =>
    ops.flatMap((op) =>
      op.event.isRecomputed === true ? (forwardKernel(op, index, elementBytes) ?? []) : [],
    ),
  );
}

export function differentiated(graph: LayerGraph, elementBytes: number | null): Differentiated[] {
  const recorded = graph.layers.some(({ ops }) => ops.some(({ event }) => event.gradEnabled));
  let flowing = false;
  return graph.layers.flatMap((layer, index) =>
    layer.ops.flatMap((op): Differentiated[] => {
      const needed = recorded ? recordedGradients(op.event) : followedGradients(op.event, flowing);
      flowing ||= needed.weight;
      const published = publishedKernels(op, index, elementBytes, 'backward');
      if (published !== null) return published.map((one) => publishedGradients(one, needed));
      const kernel = forwardKernel(op, index, elementBytes, 'backward');
      return kernel === null ? [] : [{ kernel, gradients: gradientProducts(op.event, needed) }];
    }),
  );
}

/** Of a model that is frozen as a whole, gradients pass through to what comes before. */
function publishedGradients(
  { kernel, gradients }: PublishedKernel,
  { input, weight }: Gradients,
): Differentiated {
  return { kernel, gradients: weight ? gradients : input ? Math.min(1, gradients) : 0 };
}

function recordedGradients(event: OpEvent): Gradients {
  return event.gradEnabled
    ? { input: event.inputNeedsGrad, weight: hasTrainedWeight(event) }
    : { input: false, weight: false };
}

/** For a pass that ran without recording gradients: they reach back to the first layer with a trained parameter. */
function followedGradients(event: OpEvent, flowing: boolean): Gradients {
  return { input: flowing, weight: hasTrainedWeight(event) };
}

/** The largest parameter decides: a trained bias beside a frozen matrix costs no second product. */
function hasTrainedWeight({ weights, work }: OpEvent): boolean {
  if (work.macs === 0) return weights.some(({ trainable }) => trainable);
  const largest = weights.reduce((most, { elements }) => Math.max(most, elements), 0);
  return weights.some(({ elements, trainable }) => trainable && elements === largest);
}

/** How many times the forward work the gradients of an operation cost. */
function gradientProducts({ work, weights }: OpEvent, { input, weight }: Gradients): number {
  if (work.macs === 0) return input || weight ? 1 : 0;
  // A product of two activations has a gradient for each of them.
  if (weights.length === 0) return input ? 2 : 0;
  return Number(input) + Number(weight);
}
