/** Running a model forward: with given inputs, or with the ones that turn out to fit. */
import { buildLayerGraph } from '../model/layerGraph.ts';
import { partlyPrecise, precisionInside } from '../model/precision.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { BudgetExceeded, PyRaise } from '../python/runtime/signals.ts';
import { BoundMethod, PyFunction, Unknown } from '../python/runtime/values.ts';
import type { PyObject, Value } from '../python/runtime/values.ts';
import type { EnterEvent, TraceEvent } from '../trace/events.ts';
import type { ModelFramework, TrialInput } from '../trace/framework.ts';
import { traceOf } from '../trace/trace.ts';
import type { AnalysedPass, ModelInput } from './modelAnalysis.ts';
import { candidateInputs, type Candidate } from './inputs.ts';

export interface NamedTrial {
  readonly name: string | null;
  readonly input: TrialInput;
}

export interface PassRequest {
  readonly it: Interpreter;
  readonly framework: ModelFramework;
  readonly model: PyObject;
}

/** Runs one pass and leaves the heap and the trace as they were. Throws what the program raises. */
export function runPass(
  { it, framework, model }: PassRequest,
  trials: readonly NamedTrial[],
  training: boolean,
  evidence: string,
): AnalysedPass {
  const trace = traceOf(it);
  const mark = it.journal.mark();
  const start = trace.mark();
  try {
    framework.setTraining(it, model, training);
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const { name, input } of trials) {
      const value = framework.createInput(it, input);
      if (name === null) positional.push(value);
      else keywords.set(name, value);
    }
    const begin = trace.mark();
    const result = framework.forward(it, model, positional, keywords, training);
    const events: readonly TraceEvent[] = trace.since(begin);
    const graph = buildLayerGraph(framework.inventory(it, model), events);
    const outputs = framework.outputShapes(it, result);
    const isLost = result instanceof Unknown;
    const precision = precisionInside(events);
    const partly = partlyPrecise(events);
    return {
      inputs: trials.flatMap(({ name, input }) => describeInput(name, input, evidence)),
      outputs,
      ...(precision === null ? {} : { precision }),
      ...(partly === null ? {} : { partly }),
      graph: isLost
        ? {
            ...graph,
            completeness: {
              level: 'partial',
              reasons: [
                ...graph.completeness.reasons,
                { text: `the result of the forward pass is unknown: ${result.reason}`, span: result.span },
              ],
            },
          }
        : graph,
    };
  } finally {
    trace.rollback(start);
    it.journal.rollback(mark);
  }
}

export function describeInput(name: string | null, input: TrialInput, evidence: string): ModelInput[] {
  if (input.kind === 'list') return input.items.flatMap((item) => describeInput(name, item, evidence));
  if (input.kind === 'dict') {
    return input.items.flatMap((item) => describeInput(item.name, item.input, evidence));
  }
  return [
    {
      name,
      shape: input.shape,
      dtype: input.dtype,
      batch: input.shape[0] ?? null,
      evidence,
      span: null,
    },
  ];
}

export interface Abduced {
  readonly pass: AnalysedPass;
  readonly candidate: Candidate;
  /** MACs under the other candidates that fit. */
  readonly alternativeMacs: readonly number[];
}

/** Most candidates that are run to see how far apart the survivors lie. */
const MOST_SURVIVORS = 3;
const MOST_TRIALS = 40;

/** Tries plausible inputs and keeps those under which `forward` type-checks. */
export function abduce(request: PassRequest): Abduced | PyRaise | null {
  const { it, framework, model } = request;
  const names = requiredParameters(it, model);
  if (names === null) return null;
  const inventory = framework.inventory(it, model);
  const survivors: { candidate: Candidate; pass: AnalysedPass }[] = [];
  let failure: PyRaise | null = null;
  const suggested = framework.suggestedInputs?.(it, model) ?? [];
  const count = Math.max(names.length, 1);
  const candidates = candidateInputs(inventory, count, names, suggested).slice(0, MOST_TRIALS);
  for (const candidate of candidates) {
    try {
      const trials = candidate.inputs.map((input) => ({ name: null, input }));
      const pass = runPass(request, trials, false, 'tried because it fits');
      const isWhole = pass.graph.completeness.level !== 'partial';
      if (survivors.length > 0 && !isWhole) continue;
      survivors.push({ candidate, pass });
      if (survivors.length >= MOST_SURVIVORS || candidate.freedom === '') break;
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      failure ??= error;
    }
  }
  const [best, ...others] = survivors;
  if (best === undefined) return failure;
  return {
    pass: best.pass,
    candidate: best.candidate,
    alternativeMacs: others.map(({ pass }) => pass.graph.work.macs),
  };
}

/** Parameters of `forward`/`call` that must be given; null when there is no such method. */
export function requiredParameters(it: Interpreter, model: PyObject): readonly string[] | null {
  const method = it.findAttribute(model, 'forward') ?? it.findAttribute(model, 'call');
  const fn = method instanceof BoundMethod ? method.fn : method;
  if (!(fn instanceof PyFunction)) return fn === undefined || fn === null ? null : [''];
  return fn.params
    .slice(1)
    .filter(
      ({ kind, default: value }) => value === undefined && (kind === 'normal' || kind === 'positional-only'),
    )
    .map(({ name }) => name);
}

/**
 * Inputs like those of a recorded call, with another batch: of the parameters that must be given, or (null) all that it
 * was given.
 */
export function likeCall(
  { inputs, positional = inputs.length, keywords = [] }: EnterEvent,
  required: readonly string[] | null,
  batch: number | null,
): readonly NamedTrial[] {
  const size = inputs[0]?.shape[0];
  const all = inputs.flatMap(({ shape, dtype }, i): NamedTrial[] => {
    const name = i < positional ? null : keywords[i - positional];
    if (name === undefined) return [];
    const isBatched = batch !== null && size !== undefined && shape[0] === size;
    const sized = isBatched ? [batch, ...shape.slice(1)] : shape;
    return [{ name, input: { kind: 'tensor', shape: sized, dtype } }];
  });
  if (required === null) return all;
  const wanted = all.filter(({ name }, i) =>
    name === null ? i < Math.max(required.length, 1) : required.includes(name),
  );
  return wanted.length === 0 ? all.slice(0, 1) : wanted;
}

/** The arguments of a recorded call as they were nested, with another batch. */
export function nestedCall(
  { inputs, nested }: EnterEvent,
  batch: number | null,
): readonly NamedTrial[] | null {
  if (nested === undefined) return null;
  const size = inputs[0]?.shape[0];
  const resized = (input: TrialInput): TrialInput => {
    switch (input.kind) {
      case 'tensor': {
        const isBatched = batch !== null && size !== undefined && input.shape[0] === size;
        return isBatched ? { ...input, shape: [batch, ...input.shape.slice(1)] } : input;
      }
      case 'list':
        return { kind: 'list', items: input.items.map(resized) };
      case 'dict':
        return {
          kind: 'dict',
          items: input.items.map(({ name, input: inner }) => ({ name, input: resized(inner) })),
        };
    }
  };
  return nested.map((input) => ({ name: null, input: resized(input) }));
}

export function isBudget(error: unknown): error is BudgetExceeded {
  return error instanceof BudgetExceeded || error instanceof RangeError;
}
