/** Layer graphs made by hand from the work rules, for tests of what comes after them. */
import type { AnalysedPass, ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import type { Layer, LayerGraph } from '../../src/model/layerGraph.ts';
import type { Training } from '../../src/model/recipe.ts';
import type { OpResult } from '../../src/tensor/work.ts';
import { addWork, NO_WORK } from '../../src/tensor/work.ts';
import { convolution } from '../../src/tensor/ops/convolution.ts';
import { mapped } from '../../src/tensor/ops/elementwise.ts';
import { linear } from '../../src/tensor/ops/matmul.ts';
import { elementCount, type Shape } from '../../src/tensor/shape.ts';
import type { OpEvent, SearchBeginEvent } from '../../src/trace/events.ts';
import { EXACT } from '../../src/units/completeness.ts';
import { given } from '../../src/units/found.ts';

export const URI = 'file:///w/model.py';
const tensor = (shape: Shape) => ({ shape, dtype: 'float32' }) as const;

export interface LayerOptions {
  readonly trainable?: boolean;
  readonly inputNeedsGrad?: boolean;
  readonly isView?: boolean;
  readonly count?: number;
}

let serial = 1;

export function layer(
  path: string,
  op: string,
  result: OpResult,
  weights: readonly Shape[],
  input: Shape,
  { trainable = true, inputNeedsGrad = true, isView = false, count = 1 }: LayerOptions = {},
): Layer {
  const uses = weights.map((shape) => ({
    serial: serial++,
    elements: elementCount(shape),
    dtype: 'float32' as const,
    trainable,
  }));
  const event: OpEvent = {
    type: 'op',
    op,
    kind: result.kind,
    inputs: [tensor(input)],
    outputs: result.outputs.map(tensor),
    weights: uses,
    work: result.work,
    inputNeedsGrad,
    gradEnabled: inputNeedsGrad || (trainable && weights.length > 0),
    isView,
    unmodelled: null,
    span: null,
  };
  return {
    path,
    type: op,
    role: 'module',
    kind: result.kind,
    calls: count,
    outputShape: result.outputs[0] ?? null,
    params: uses.reduce((sum, { elements }) => sum + elements, 0),
    work: result.work,
    ops: [{ event, count }],
    completeness: EXACT,
    span: null,
  };
}

export function dense(path: string, batch: number, from: number, to: number, options?: LayerOptions): Layer {
  const [input, weight, bias] = [[batch, from], [to, from], [to]];
  const result = linear(tensor(input), tensor(weight), tensor(bias));
  return layer(path, 'addmm', result, [weight, bias], input, options);
}

export function conv(path: string, input: Shape, to: number, kernel: number, options?: LayerOptions): Layer {
  const weight = [to, input[1] ?? 1, kernel, kernel];
  const same = { stride: [1, 1], padding: 'same', dilation: [1, 1], groups: 1 } as const;
  const result = convolution(tensor(input), tensor(weight), null, same);
  return layer(path, 'convolution', result, [weight], input, options);
}

export function relu(path: string, shape: Shape, options?: LayerOptions): Layer {
  return layer(path, 'relu', mapped('relu', [tensor(shape)], shape, 'float32'), [], shape, options);
}

export function graphOf(layers: readonly Layer[]): LayerGraph {
  const params = layers.reduce((sum, one) => sum + one.params, 0);
  const trained = layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights));
  return {
    layers,
    params,
    trainableParams: trained.reduce((sum, { elements, trainable }) => sum + (trainable ? elements : 0), 0),
    work: layers.reduce((sum, { work }) => addWork(sum, work), NO_WORK),
    completeness: EXACT,
  };
}

/** An MLP with ReLUs between its layers; the gradient stops at the first one. */
export function mlp(batch: number, widths: readonly number[]): LayerGraph {
  const layers: Layer[] = [];
  for (let i = 0; i + 1 < widths.length; i++) {
    const [from = 1, to = 1] = [widths[i], widths[i + 1]];
    layers.push(dense(`fc${i}`, batch, from, to, { inputNeedsGrad: i > 0 }));
    if (i + 2 < widths.length) layers.push(relu(`relu${i}`, [batch, to]));
  }
  return graphOf(layers);
}

/** A convnet for images of 32 × 32. */
export function convnet(batch: number): LayerGraph {
  return graphOf([
    conv('conv1', [batch, 3, 32, 32], 32, 3, { inputNeedsGrad: false }),
    relu('relu1', [batch, 32, 32, 32]),
    conv('conv2', [batch, 32, 32, 32], 64, 3),
    relu('relu2', [batch, 64, 32, 32]),
    dense('fc', batch, 64 * 32 * 32, 10),
  ]);
}

export function passOf(graph: LayerGraph, shape: Shape): AnalysedPass {
  const last = graph.layers.at(-1)?.outputShape ?? null;
  return {
    inputs: [
      { name: null, shape, dtype: 'float32', batch: shape[0] ?? null, evidence: 'torch.randn', span: null },
    ],
    outputs: [last],
    graph,
  };
}

const found = (value: number, detail: string) => given(value, 'code', detail);

export function training(parts: Partial<Training> = {}): Training {
  return {
    model: { serial: 1, className: 'Net' },
    samples: found(50_000, 'CIFAR10(train=True)'),
    epochs: found(10, 'for epoch in range(10)'),
    batch: found(64, 'DataLoader(batch_size=64)'),
    passesPerUpdate: 1,
    steps: null,
    validationSamples: found(100_000, 'forward passes only'),
    optimizer: { name: 'Adam', statePerParameter: 2, parameters: null },
    precision: null,
    mode: null,
    stepEvents: [],
    span: { uri: URI, start: { line: 20, character: 0 }, end: { line: 20, character: 4 } },
    search: null,
    ...parts,
  };
}

export function search(parts: Partial<SearchBeginEvent> = {}): SearchBeginEvent {
  return {
    type: 'search-begin',
    tool: 'optuna',
    trials: found(40, 'study.optimize(n_trials=40)'),
    fitsPerTrial: found(1, 'one fit a trial'),
    includesFinalTraining: 'no',
    span: null,
    ...parts,
  };
}

export function analysis(parts: Partial<ModelAnalysis> = {}): ModelAnalysis {
  const inference = passOf(convnet(1), [1, 3, 32, 32]);
  return {
    madeOf: null,
    createdAt: null,
    id: `${URI}#Net`,
    name: 'Net',
    uri: URI,
    range: { start: { line: 3, character: 6 }, end: { line: 3, character: 9 } },
    framework: 'pytorch',
    inference,
    training: passOf(convnet(64), [64, 3, 32, 32]),
    params: inference.graph.params,
    trainableParams: inference.graph.trainableParams,
    isBuilt: true,
    completeness: EXACT,
    alternativeMacs: [],
    trainings: [training()],
    searches: [],
    ...parts,
  };
}
