/** One model: the pass of an inference, the pass of a training step, and how sure both are. */
import { inferenceMode } from '../model/inferenceMode.ts';
import { inferencePrecision } from '../model/inferencePrecision.ts';
import { inferenceFormat } from '../model/memoryFormat.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import type { Training } from '../model/recipe.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import { BoundMethod, PyFunction } from '../python/runtime/values.ts';
import type { PyObject } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { EnterEvent, SearchBeginEvent, TraceEvent } from '../trace/events.ts';
import type { ModelFramework, ModelInventory, TrialInput } from '../trace/framework.ts';
import { combine, EXACT, type Completeness } from '../units/completeness.ts';
import { describeSpan, type Range } from '../units/span.ts';
import { firstCalls } from './calls.ts';
import { constructionNotes } from './construction.ts';
import { contextOf, decoderOf } from './decoder.ts';
import type { AnalysedPass, ModelAnalysis } from './modelAnalysis.ts';
import {
  abduce,
  describeInput,
  likeCall,
  nestedCall,
  requiredParameters,
  runPass,
  type NamedTrial,
} from './passes.ts';
import type { DiscoverRequest, GivenInput, NamedGivenInput } from './request.ts';

export interface ModelToAnalyse {
  readonly it: Interpreter;
  readonly framework: ModelFramework;
  readonly model: PyObject;
  readonly request: Omit<DiscoverRequest, 'parser'>;
  readonly place: { readonly name: string; readonly id: string; readonly range: Range; readonly uri: string };
  /** The first time that the script calls it. */
  readonly call: EnterEvent | null;
  readonly trainings: readonly Training[];
  /** In which models of its class were made, and nothing that they train was followed. */
  readonly openSearches?: readonly SearchBeginEvent[];
  /** What the run recorded before: the construction of the model lies somewhere in it. */
  readonly history: readonly TraceEvent[];
  readonly buildGraph: (inventory: ModelInventory, events: readonly TraceEvent[]) => LayerGraph;
}

export function analyseModel(subject: ModelToAnalyse): ModelAnalysis {
  const { it, framework, model, place, trainings, request } = subject;
  const inventory = framework.inventory(it, model);
  const tree = subject.buildGraph(inventory, constructionNotes(inventory, subject.history));
  const atInference = asDeployed(subject);
  const inference = inferencePass(atInference);
  const training = trainingPass(subject, inventory);
  const backend = framework.backend?.(it);
  return {
    id: place.id,
    name: place.name,
    uri: place.uri,
    range: { start: place.range.start, end: place.range.end },
    madeOf: null,
    createdAt: null,
    framework: framework.name,
    ...(backend === undefined || backend === 'tensorflow' ? {} : { backend }),
    inference: inference.pass,
    inferencePrecision: inferencePrecision(
      subject.history,
      atInference.model.serial,
      inference.pass?.graph ?? null,
      inference.pass?.precision ?? null,
    ),
    inferenceMode: inferenceMode(subject.history, new Set([model.serial, atInference.model.serial])),
    inferenceFormat: inferenceFormat(
      subject.history,
      atInference.model.serial,
      inference.pass?.graph ?? null,
    ),
    training,
    params: tree.params,
    trainableParams: tree.trainableParams,
    isBuilt: true,
    completeness: combine([
      tree.completeness,
      inference.pass?.graph.completeness ?? EXACT,
      inference.completeness,
    ]),
    alternativeMacs: inference.alternativeMacs,
    decoder: decoderOf(
      atInference,
      inference.pass,
      contextOf(subject.history, model.serial, request.contextTokens ?? null),
    ),
    trainings,
    searches: searchesOf(subject),
  };
}

/** An inference is one of the copy that the code converted, where it did. */
function asDeployed(subject: ModelToAnalyse): ModelToAnalyse {
  const { framework, model, call, history } = subject;
  const copy = framework.deployed?.(model) ?? null;
  return copy === null
    ? subject
    : { ...subject, model: copy, call: call ?? firstCalls(history).get(copy.serial) ?? null };
}

/** Of its trainings; where none of these lies in a search, those that made it without our seeing what they train. */
function searchesOf({ trainings, openSearches = [] }: ModelToAnalyse): readonly SearchBeginEvent[] {
  const own = trainings.flatMap(({ search }) => (search === null ? [] : [search]));
  return own.length > 0 ? own : openSearches;
}

interface Inference {
  readonly pass: AnalysedPass | null;
  readonly completeness: Completeness;
  readonly alternativeMacs: readonly number[];
}

/** Evidence in order: given inputs, declared ones, a call in the code, what turns out to fit. */
function inferencePass(subject: ModelToAnalyse): Inference {
  const { request, call, framework, it, model, trainings } = subject;
  if (request.inputs !== undefined && request.inputs.length > 0) {
    return given(subject, request.inputs);
  }
  const nested = call === null ? null : nestedCall(call, request.batch ?? 1);
  const declared = framework.declaredInputs(it, model);
  // What was declared stands in the code; what only a call tells is nested as in the call.
  const isStated = (declared ?? []).some(({ span }) => span !== null);
  if (call !== null && nested !== null && !isStated) {
    const result = attempt(subject, [{ trials: nested, evidence: callEvidence(call) }]);
    if (result.pass !== null) return unlessOtherwise(subject, call, result);
  }
  if (declared !== null && declared.length > 0) {
    const isOpen = declared.some(({ shape }) => shape.slice(1).includes(null));
    if (!isOpen) {
      const trials = declared.map(({ shape, dtype }): NamedTrial => {
        const sized = shape.map((size) => size ?? request.batch ?? 1);
        return { name: null, input: { kind: 'tensor', shape: sized, dtype } };
      });
      const [first] = declared;
      const where = first?.span ? ` at ${describeSpan(first.span)}` : '';
      const result = attempt(subject, [{ trials, evidence: `declared by the model${where}` }]);
      if (call === null) return result;
      if (result.pass !== null) return first?.span ? result : unlessOtherwise(subject, call, result);
      // A shape inside of it may have the batch of the training written into it.
      const asCalled = likeCall(call, null, null);
      const again = attempt(subject, [{ trials: asCalled, evidence: callEvidence(call) }]);
      return again.pass === null ? result : again;
    }
  }
  if (call !== null) {
    const evidence = callEvidence(call);
    const batch = request.batch ?? 1;
    const batched = [likeCall(call, requiredParameters(it, model) ?? [], batch), likeCall(call, null, batch)];
    const result = attempt(
      subject,
      batched.map((trials) => ({ trials, evidence })),
    );
    if (result.pass !== null) return unlessOtherwise(subject, call, result);
    const asItIs = attempt(subject, [{ trials: likeCall(call, null, null), evidence }]);
    if (asItIs.pass !== null) return unlessOtherwise(subject, call, withoutBatch(asItIs));
  }
  const fits = fitting(subject);
  if (call !== null || fits.completeness.level === 'exact') return fits;
  const part = firstPart(framework.inventory(it, model), trainings[0]);
  if (part === undefined || requiredParameters(it, model)?.length !== 1) return fits;
  const trials = likeCall(part, [], request.batch ?? 1);
  const asInTraining = attempt(subject, [{ trials, evidence: callEvidence(part) }]);
  return asInTraining.pass === null ? fits : asInTraining;
}

/** One axis that cannot be of another size is that of a sample: there is none of a batch. */
function withoutBatch(found: Inference): Inference {
  const { pass } = found;
  if (pass?.inputs[0]?.shape.length !== 1) return found;
  return { ...found, pass: { ...pass, inputs: pass.inputs.map((input) => ({ ...input, batch: null })) } };
}

/** What the model is called with elsewhere says little of a training whose data is not known. */
function unlessOtherwise(
  { model, trainings }: ModelToAnalyse,
  call: EnterEvent,
  found: Inference,
): Inference {
  const isEnter = (event: TraceEvent): event is EnterEvent =>
    event.type === 'enter' && event.module === model.serial;
  const enters = trainings.flatMap(({ stepEvents }) => stepEvents.filter(isEnter));
  if (enters.length === 0 || enters.some(({ inputs }) => inputs.length > 0)) return found;
  const shape = (found.pass?.inputs ?? []).map((input) => input.shape.join('x')).join(', ');
  const text = `the input ${shape} is assumed: it is that of ${callEvidence(call)}, and what the training is given is not known`;
  return { ...found, completeness: { level: 'estimated', reasons: [{ text, span: call.span }] } };
}

function callEvidence({ span }: EnterEvent): string {
  return span === null ? 'a call in the code' : `a call at ${describeSpan(span)}`;
}

function given(subject: ModelToAnalyse, inputs: readonly NamedGivenInput[]): Inference {
  const { batch } = subject.request;
  const trials = inputs.map(({ name, spec }): NamedTrial => ({
    name,
    input: withBatch(toTrial(spec), batch ?? null),
  }));
  return attempt(subject, [{ trials, evidence: 'given' }]);
}

function attempt(
  subject: ModelToAnalyse,
  attempts: readonly { readonly trials: readonly NamedTrial[]; readonly evidence: string }[],
): Inference {
  let failure: PyRaise | null = null;
  for (const { trials, evidence } of attempts) {
    try {
      const pass = runPass(subject, trials, false, evidence);
      return { pass, completeness: EXACT, alternativeMacs: [] };
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      failure ??= error;
    }
  }
  return failed(failure);
}

function failed(failure: PyRaise | null): Inference {
  const text =
    failure === null
      ? 'no input was found that the model accepts'
      : `the forward pass raised ${failure.message}`;
  return {
    pass: null,
    completeness: { level: 'partial', reasons: [{ text, span: failure?.span ?? null }] },
    alternativeMacs: [],
  };
}

function fitting(subject: ModelToAnalyse): Inference {
  const found = abduce(subject);
  if (found === null || found instanceof PyRaise) return failed(found);
  const { pass, candidate, alternativeMacs } = found;
  const shape = candidate.inputs
    .map((input) => describeInput(null, input, '').map((one) => one.shape.join('x')))
    .join(', ');
  // Where the pass is lost halfway, anything fits.
  const isLost = pass.graph.completeness.level === 'partial';
  const differs = isLost || alternativeMacs.some((macs) => macs !== pass.graph.work.macs);
  const isOnly = alternativeMacs.length === 0;
  const evidence = isOnly
    ? 'the only shape tried that fits'
    : `chosen: other values of the ${candidate.freedom} fit as well`;
  const completeness: Completeness = differs
    ? {
        level: 'estimated',
        reasons: [
          {
            text: `the input ${shape} is assumed: the code does not fix the ${candidate.freedom === '' ? 'shape' : candidate.freedom}`,
            span: null,
          },
        ],
      }
    : EXACT;
  const batched = rebatched(subject, candidate.inputs);
  const final = batched ?? pass;
  const grown = final.graph.work.macs / Math.max(1, pass.graph.work.macs);
  return {
    pass: { ...final, inputs: final.inputs.map((input) => ({ ...input, evidence })) },
    completeness,
    // They were tried at another batch.
    alternativeMacs: alternativeMacs.map((macs) => macs * grown),
  };
}

/** The same at the batch that was asked for; null where none was. */
function rebatched(subject: ModelToAnalyse, inputs: readonly TrialInput[]): AnalysedPass | null {
  const { batch } = subject.request;
  if (batch === undefined || batch === 1) return null;
  const trials = inputs.map((input): NamedTrial => ({ name: null, input: withBatch(input, batch) }));
  return runPass(subject, trials, false, 'fits');
}

/** The events of a recorded training step, or a pass in train mode at an overridden batch. */
export function trainingPass(subject: ModelToAnalyse, inventory: ModelInventory): AnalysedPass | null {
  const { trainings, request, it, model } = subject;
  const entersIt = (event: TraceEvent): event is EnterEvent =>
    event.type === 'enter' && event.module === model.serial;
  // Among the trainings may be those of a search's candidates, which are other objects.
  const training = trainings.find(({ stepEvents }) => stepEvents.some(entersIt)) ?? trainings[0];
  const whole = training?.stepEvents.find(entersIt);
  // A step that was given something unknown may call parts on something of its own, noise for one.
  const isWhole = whole !== undefined || hasForward(it, model);
  const enter = isWhole ? whole : firstPart(inventory, training);
  if (training === undefined || enter === undefined) return null;
  if (request.trainingBatch !== undefined && request.trainingBatch !== enter.inputs[0]?.shape[0]) {
    try {
      const { trainingBatch: batch } = request;
      const required = requiredParameters(it, model) ?? [];
      const trials = nestedCall(enter, batch) ?? likeCall(enter, required, batch);
      return runPass(subject, trials, true, 'the training batch that was set');
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
    }
  }
  return {
    inputs: enter.inputs.map(({ shape, dtype }) => ({
      name: null,
      shape,
      dtype,
      batch: shape[0] ?? null,
      evidence: 'the training step in the code',
      span: enter.span,
    })),
    outputs: [],
    graph: subject.buildGraph(inventory, training.stepEvents),
  };
}

/** What takes the data in a step that does not call the model as a whole: the part that is called first. */
function firstPart({ modules }: ModelInventory, training: Training | undefined): EnterEvent | undefined {
  const parts = new Set(modules.map(({ serial }) => serial));
  return training?.stepEvents.find(
    (event): event is EnterEvent =>
      event.type === 'enter' && event.inputs.length > 0 && parts.has(event.module),
  );
}

function hasForward(it: Interpreter, model: PyObject): boolean {
  const forward = it.findAttribute(model, 'forward') ?? it.findAttribute(model, 'call');
  return forward instanceof BoundMethod && forward.fn instanceof PyFunction;
}

function toTrial(spec: GivenInput): TrialInput {
  return spec.kind === 'tensor'
    ? { kind: 'tensor', shape: spec.shape, dtype: spec.dtype as DType }
    : { kind: 'list', items: spec.items.map(toTrial) };
}

function withBatch(input: TrialInput, batch: number | null): TrialInput {
  if (batch === null) return input;
  return input.kind === 'tensor' ? { ...input, shape: [batch, ...input.shape.slice(1)] } : input;
}
