/**
 * Language models that generate token by token, known by what they compute: token numbers go in, positions see only what
 * is before them, and for each position one value comes out for every entry of the vocabulary. How their work grows is
 * found out by running them over two lengths.
 */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import { BudgetExceeded, PyRaise } from '../python/runtime/signals.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { AnalysedPass, AskedTokens, DecoderAnalysis, ModelInput, TokenPass } from './modelAnalysis.ts';
import { runPass, type NamedTrial, type PassRequest } from './passes.ts';

type OpEvent = Extract<TraceEvent, { type: 'op' }>;

/** Fewer do not tell how work grows. */
const LEAST_LENGTH = 4;

/** What a call of a language model is expected to be. */
export interface Context {
  readonly asked: AskedTokens | null;
  /** Tokens that the model should be able to see. */
  readonly wanted: number;
}

/**
 * As the first call in the code has it that tells how many tokens it asks for, else the usual ones.
 * @param told tokens that a person wants it to see; null: nothing was said
 */
export function contextOf(events: readonly TraceEvent[], model: number, told: number | null): Context {
  const { promptTokens: prompt, newTokens: added } = DEFAULTS;
  const asked = events.find(
    (event) => event.type === 'generate' && event.model === model && event.newTokens !== null,
  );
  if (asked?.type !== 'generate') return { asked: null, wanted: told ?? prompt.value + added.value };
  const { promptTokens, newTokens, span } = asked;
  return {
    asked: { promptTokens, newTokens, span },
    wanted: told ?? (promptTokens ?? prompt.value) + (newTokens ?? added.value),
  };
}

/** Null: it is no such model, or a length of its own is built into it. */
export function decoderOf(
  request: PassRequest,
  pass: AnalysedPass | null,
  { asked, wanted }: Context,
): DecoderAnalysis | null {
  if (pass === null || pass.graph.completeness.level === 'partial') return null;
  const vocabulary = vocabularyOf(pass);
  if (vocabulary === null || !isCausal(pass.graph)) return null;
  const lengths = lengthsOf(pass.inputs);
  if (lengths === null) return null;
  const long = longest(request, pass.inputs, lengths, wanted);
  if (long === null) return null;
  const half = Math.floor(long.tokens / 2);
  const short = half < LEAST_LENGTH ? null : passOver(request, pass.inputs, lengths, half);
  if (short === null || !isAlike(short.graph, long.graph)) return null;
  return { asked, vocabulary, short, long, isCut: long.tokens < wanted };
}

/**
 * As many outputs of the last product for a position as the first embedding, that of the tokens, has rows; null: there
 * is no such embedding or output.
 */
function vocabularyOf({ graph, outputs }: AnalysedPass): number | null {
  const ops = opsOf(graph);
  const table = ops.find(({ kind, weights }) => kind === 'embedding' && weights.length > 0);
  const width = table?.outputs[0]?.shape.at(-1) ?? 0;
  const rows = width === 0 ? 0 : (table?.weights[0]?.elements ?? 0) / width;
  const head = ops.findLast(({ work }) => work.macs > 0)?.outputs[0]?.shape.at(-1);
  return rows === head && outputs.some((shape) => shape?.at(-1) === rows) ? rows : null;
}

function isCausal(graph: LayerGraph): boolean {
  return opsOf(graph).some(({ isCausal: masked }) => masked === true);
}

function opsOf({ layers }: LayerGraph): OpEvent[] {
  return layers.flatMap(({ ops }) => ops.map(({ event }) => event));
}

/** The tokens that each input has a row of: `[batch, tokens]` of whole numbers; null: other inputs are there as well. */
function lengthsOf(inputs: readonly ModelInput[]): number | null {
  const [first] = inputs;
  const tokens = first?.shape[1];
  if (first === undefined || tokens === undefined) return null;
  const isRow = ({ shape, dtype }: ModelInput): boolean =>
    shape.length === 2 && shape[1] === tokens && /^u?int/.test(dtype);
  return inputs.every(isRow) ? tokens : null;
}

/** Over as many tokens as are wanted, else over as many as it takes. */
function longest(
  request: PassRequest,
  inputs: readonly ModelInput[],
  ran: number,
  wanted: number,
): TokenPass | null {
  let best = passOver(request, inputs, ran, wanted);
  if (best !== null) return best;
  let [fits, fails] = [Math.min(ran, wanted), wanted];
  best = passOver(request, inputs, ran, fits);
  while (best !== null && fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    const pass = passOver(request, inputs, ran, middle);
    if (pass === null) fails = middle;
    else [fits, best] = [middle, pass];
  }
  return best;
}

/** Null where the model does not take so many. */
function passOver(
  request: PassRequest,
  inputs: readonly ModelInput[],
  ran: number,
  tokens: number,
): TokenPass | null {
  const trials = inputs.map(({ name, shape, dtype }): NamedTrial => ({
    name,
    input: {
      kind: 'tensor',
      shape: shape.map((size, axis) => (axis === 1 && size === ran ? tokens : size)),
      dtype,
    },
  }));
  try {
    const { graph } = runPass(request, trials, false, 'tokens');
    return graph.completeness.level === 'partial' || exceedsPositions(graph, tokens)
      ? null
      : { tokens, graph };
  } catch (error) {
    if (error instanceof PyRaise || error instanceof BudgetExceeded) return null;
    throw error;
  }
}

/** A table of positions has no row for the last ones: indices are not known, so that looking them up raised nothing. */
function exceedsPositions(graph: LayerGraph, tokens: number): boolean {
  const [, ...others] = opsOf(graph).filter(
    ({ kind, weights }) => kind === 'embedding' && weights.length > 0,
  );
  return others.some(({ inputs, outputs, weights }) => {
    const width = outputs[0]?.shape.at(-1) ?? 0;
    const rows = (weights[0]?.elements ?? 0) / width;
    return inputs[0]?.shape.at(-1) === tokens && rows < tokens && !inputs[0].shape.includes(0);
  });
}

/** The same operations, over other lengths. */
function isAlike(a: LayerGraph, b: LayerGraph): boolean {
  const [left, right] = [opsOf(a), opsOf(b)];
  return left.length === right.length && left.every(({ op }, i) => op === right[i]?.op);
}
