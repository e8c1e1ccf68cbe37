/** From a script of TensorFlow.js to its models: run it, find what it made, run each forward, read the trainings. */
import { kerasFramework } from '../keras/framework.ts';
import { layerOf } from '../keras/layer.ts';
import { leavesOf } from '../keras/structure.ts';
import { readRecipe, type Training } from '../model/recipe.ts';
import type { Timeline } from '../model/timeline.ts';
import { buildLayerGraph } from '../model/layerGraph.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { ScriptLibraries } from '../tfjs/script/api.ts';
import { ScriptRun, type ScriptFunction } from '../tfjs/script/run.ts';
import type { ScriptParser } from '../tfjs/syntax/parser.ts';
import type { EnterEvent, TraceEvent } from '../trace/events.ts';
import type { ModelFramework } from '../trace/framework.ts';
import { Trace } from '../trace/trace.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import { analyseModel } from './analyseModel.ts';
import { createdModels, frameworkOf, rootsOf, trainedOf, type Created } from './candidates.ts';
import { firstCalls } from './calls.ts';
import type { ModelAnalysis } from './modelAnalysis.ts';
import { notesOf } from './notes.ts';
import type { DiscoverRequest, DiscoverResult } from './request.ts';
import { FILE_START, Problems } from './problems.ts';
import { samplingOf } from './sampling.ts';

/** Keras' layers, as TensorFlow.js has them. A model whose inputs or outputs are not known is a model all the same. */
const FRAMEWORK: ModelFramework = {
  ...kerasFramework,
  name: 'tfjs',
  inventory: (rt, model) => {
    const inventory = kerasFramework.inventory(rt, model);
    const graph = layerOf(rt, model)?.model?.graph ?? null;
    const ends = graph === null ? [] : [...graph.inputs, ...leavesOf(graph.outputStructure)];
    const lost = ends.find((end) => end instanceof Unknown);
    return lost === undefined ? inventory : { ...inventory, unknowns: [...inventory.unknowns, lost] };
  },
};

export interface ScriptSetup {
  readonly parser: ScriptParser;
  readonly libraries: ScriptLibraries;
}

export type ScriptRequest = Omit<DiscoverRequest, 'parser'>;

/** Throws `NeedsFiles` and `Cancelled`; everything else becomes part of the result. */
export function discoverScript(request: ScriptRequest, setup: ScriptSetup): DiscoverResult {
  return new ScriptDiscovery(request, setup).run();
}

interface Place {
  readonly name: string;
  readonly id: string;
  readonly range: Range;
}

interface Context {
  readonly trainings: readonly Training[];
  readonly calls: ReadonlyMap<number, EnterEvent>;
  readonly events: readonly TraceEvent[];
  readonly timeline: Timeline | null;
}

class ScriptDiscovery {
  readonly #request: ScriptRequest;
  readonly #trace = new Trace();
  readonly #run: ScriptRun;
  readonly #problems: Problems;
  readonly #models: ModelAnalysis[] = [];

  constructor(request: ScriptRequest, { parser, libraries }: ScriptSetup) {
    this.#request = request;
    this.#problems = new Problems(request.uri, this.#trace);
    const { files, limits, isCancelled } = request;
    this.#run = new ScriptRun({
      recorder: this.#trace,
      files,
      libraries,
      parser,
      ...(limits === undefined ? {} : { limits }),
      ...(isCancelled === undefined ? {} : { isCancelled }),
    });
  }

  get #it(): Interpreter {
    return this.#run.rt;
  }

  run(): DiscoverResult {
    const { uri, text, expr } = this.#request;
    this.#problems.guard(() => {
      this.#run.main(uri, text);
      if (expr === undefined) this.#run.explore();
    }, 'budget');
    if (expr === undefined) this.#file();
    else this.#expression(expr);
    if (this.#models.length === 0 && this.#problems.found.length === 0) {
      this.#problems.add('no-model', 'no model was found in this file');
    }
    const errors = this.#run.parsed?.errors ?? [];
    for (const { at, message } of errors) {
      const range = {
        start: { line: at.line, character: at.character },
        end: { line: at.endLine, character: at.endCharacter },
      };
      this.#problems.add('syntax-error', message, range);
    }
    return {
      models: this.#models,
      problems: this.#problems.found,
      notes: notesOf(this.#trace.events, this.#models),
      dependencies: [...this.#run.dependencies].filter((dependency) => dependency !== uri),
      hasSyntaxErrors: errors.length > 0,
      syntax: null,
    };
  }

  #expression(expr: string): void {
    const { uri } = this.#request;
    const value = this.#problems.guard(() => this.#run.evaluate(expr), 'expression-failed');
    if (value === null) return;
    const found = frameworkOf(this.#it, [FRAMEWORK], value);
    if (found === null) {
      const what = value instanceof Unknown ? value.reason : `it is a ${this.#it.typeName(value)}`;
      this.#problems.add('expression-failed', `'${expr}' gives no model: ${what}`);
      return;
    }
    const place = { name: expr, id: `${uri}#${expr}`, range: FILE_START };
    const events = [...this.#trace.events];
    this.#analyse({ ...found, line: null }, place, {
      trainings: [],
      calls: new Map(),
      events,
      timeline: null,
    });
  }

  #file(): void {
    const it = this.#it;
    const events = [...this.#trace.events];
    const created = this.#problems.guard(() => createdModels(it, [FRAMEWORK], events), 'budget') ?? [];
    const roots = rootsOf(it, created);
    const recipe = readRecipe(events, roots);
    const calls = firstCalls(events);
    for (const { place, group } of this.#byPlace(created).values()) {
      const { trainings, trained } = trainedOf(recipe, group);
      const found = trained ?? this.#best(group);
      if (found === undefined) continue;
      this.#analyse(found, place, { trainings, calls, events, timeline: recipe.timeline });
    }
    this.#models.sort((a, b) => a.range.start.line - b.range.start.line);
  }

  /** Of models that nothing trains one that is known wholly: what is called on trial has arguments that are not. */
  #best(group: readonly Created[]): Created | undefined {
    const isWhole = ({ model }: Created): boolean =>
      FRAMEWORK.inventory(this.#it, model).unknowns.length === 0;
    return group.find(isWhole) ?? group[0];
  }

  /** Models that get one lens together: made by the same function, or at the same place outside of any. */
  #byPlace(
    created: readonly Created[],
  ): Map<string, { readonly place: Place; readonly group: readonly Created[] }> {
    const functions = this.#run.functions();
    const places = new Map<string, { readonly place: Place; readonly group: Created[] }>();
    for (const found of created) {
      const place = this.#placeOf(found, functions);
      if (place === null) continue;
      const known = places.get(place.id);
      if (known === undefined) places.set(place.id, { place, group: [found] });
      else known.group.push(found);
    }
    return places;
  }

  #placeOf({ model, line }: Created, functions: readonly ScriptFunction[]): Place | null {
    const { uri } = this.#request;
    if (line === null || line.uri !== uri) return null;
    const around = innermost(functions, line);
    if (around !== null) return { name: around.name, id: `${uri}#${around.name}`, range: around.range };
    const id = `${uri}#${model.cls.name}@${line.start.line}`;
    return { name: model.cls.name, id, range: { start: line.start, end: line.end } };
  }

  #analyse({ framework, model }: Created, place: Place, context: Context): void {
    const { request, events, ...rest } = { request: this.#request, ...context };
    const analysis = this.#problems.guard(
      () =>
        analyseModel({
          it: this.#it,
          framework,
          model,
          request,
          place: { ...place, uri: request.uri },
          call: rest.calls.get(model.serial) ?? null,
          trainings: rest.trainings,
          history: events,
          buildGraph: buildLayerGraph,
        }),
      'internal',
    );
    if (analysis === null) return;
    const sampling =
      rest.timeline === null
        ? []
        : samplingOf(rest.timeline, model.serial, framework.inventory(this.#it, model));
    this.#models.push({ ...analysis, sampling });
  }

  // --- trouble -------------------------------------------------------------------------------
}

/** The function of the file whose lines hold a place, the innermost that has a name. */
function innermost(functions: readonly ScriptFunction[], span: SourceSpan): ScriptFunction | null {
  const around = functions.filter(
    ({ name, body }) => name !== '' && body.start.line <= span.start.line && span.start.line <= body.end.line,
  );
  return around.toSorted((a, b) => b.body.start.line - a.body.start.line)[0] ?? null;
}
