/** From a file to its models: run it, find them, run each forward, read the trainings. */
import { readRecipe, type Recipe, type Training } from '../model/recipe.ts';
import { readSuggestions, suggestionsOf } from '../model/suggestions.ts';
import type { Timeline } from '../model/timeline.ts';
import { buildLayerGraph } from '../model/layerGraph.ts';
import { dottedNameOf, isInstalledPackage } from '../python/imports/uris.ts';
import { DEFAULT_BUDGET, type BudgetLimits, type LibraryRegistry } from '../python/ports.ts';
import { TEXT_URI } from '../python/runtime/frameFunctions.ts';
import { Interpreter } from '../python/runtime/interpreter.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { PyClass, PyModule, PyObject } from '../python/runtime/values.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import { openSearches, type OpenSearches } from './searches.ts';
import type { EnterEvent, TraceEvent } from '../trace/events.ts';
import type { ModelFramework } from '../trace/framework.ts';
import { Trace } from '../trace/trace.ts';
import { combine, EXACT, type Completeness } from '../units/completeness.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import { analyseModel, type ModelToAnalyse } from './analyseModel.ts';
import {
  apart,
  builders,
  createdModels,
  frameworkOf,
  modelClasses,
  ownersOf,
  rootsOf,
  unknownModel,
  trainedOf,
  wholeOf,
  type Candidate,
  type Created,
} from './candidates.ts';
import { callsByClass, createdAt, firstCalls } from './calls.ts';
import { evaluateIn } from './expression.ts';
import { placesToGoOnAfter } from './goingOn.ts';
import type { ModelAnalysis } from './modelAnalysis.ts';
import { byPlace, idOf } from './places.ts';
import { notesOf } from './notes.ts';
import { callsOfParts, partsByText } from './parts.ts';
import { isBudget } from './passes.ts';
import { FILE_START, Problems, quietly } from './problems.ts';
import { samplingOf } from './sampling.ts';
import { searchCandidates } from './searchCandidates.ts';
import { syntaxProblems } from './syntaxProblems.ts';
import { unreadModels } from './unread.ts';
import { scriptsThatCreate, scriptsThatImport } from './workspace.ts';
import type { DiscoverRequest, DiscoverResult, DiscoverSteps } from './request.ts';

export interface DiscoverSetup {
  readonly frameworks: readonly ModelFramework[];
  readonly libraries: LibraryRegistry;
}

/** For a script that only tells how a class is used: a fraction of what a file of its own may spend. */
const ELSEWHERE_BUDGET: BudgetLimits = { ...DEFAULT_BUDGET, steps: 1_000_000, objects: 200_000 };

/** Throws `NeedsFiles` and `Cancelled`; everything else becomes part of the result. */
export function discover(request: DiscoverRequest, setup: DiscoverSetup): DiscoverResult {
  const steps = discoverSteps(request, setup);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, model by model: what is yielded may be thrown away again, and the result is what counts. */
export function discoverSteps(request: DiscoverRequest, setup: DiscoverSetup): DiscoverSteps {
  return new Discovery(request, setup).run();
}

class Discovery {
  readonly #request: DiscoverRequest;
  readonly #setup: DiscoverSetup;
  readonly #trace: Trace;
  readonly #it: Interpreter;
  readonly #problems: Problems;
  readonly #models: ModelAnalysis[] = [];
  readonly #syntax: ParsedModule | null;
  #callsByClass: ReadonlyMap<number, EnterEvent> = new Map();
  #openSearches: OpenSearches = new Map();

  constructor(request: DiscoverRequest, setup: DiscoverSetup) {
    this.#request = request;
    this.#setup = setup;
    this.#trace = new Trace(request.candidate);
    this.#problems = new Problems(request.uri, this.#trace);
    this.#syntax = request.module === undefined ? request.parser.parse(request.uri, request.text) : null;
    this.#it = new Interpreter({
      recorder: this.#trace,
      files: request.files,
      libraries: setup.libraries,
      parse: (uri, text) => this.#parse(uri, text),
      searchPath: request.searchPath,
      ...(request.limits === undefined ? {} : { limits: request.limits }),
      ...(request.isCancelled === undefined ? {} : { isCancelled: request.isCancelled }),
      ...(request.goOnAfter === undefined ? {} : { goOnAfter: request.goOnAfter }),
    });
  }

  *run(): DiscoverSteps {
    const request = this.#request;
    const parsed = this.#syntax;
    if (request.expr !== undefined) this.#expression(request.expr);
    else if (parsed !== null) {
      const again = this.#main();
      if (again !== null) return yield* again.run();
      yield* this.#file(parsed);
    } else this.#problems.add('no-model', 'a module needs an expression to say which of its models is meant');
    if (this.#models.length === 0 && this.#problems.found.length === 0) {
      this.#problems.add('no-model', 'no model was found in this file');
    }
    const syntax = parsed === null ? [] : syntaxProblems(parsed);
    return {
      models: this.#models,
      problems: [...this.#problems.found, ...syntax],
      notes: notesOf(this.#trace.events, this.#models),
      stepsTaken: this.#it.stepsTaken,
      dependencies: [...this.#it.importer.dependencies].filter((uri) => uri !== request.uri),
      hasSyntaxErrors: (parsed?.errors.length ?? 0) > 0,
      syntax: parsed,
    };
  }

  #parse(uri: string, text: string): ParsedModule {
    const { parser, uri: own } = this.#request;
    if (uri === own && this.#syntax !== null) return this.#syntax;
    // Of text that the program makes the syntax errors are wanted at once.
    return uri === TEXT_URI ? parser.parse(uri, text) : parser.parseOnDemand(uri, text);
  }

  // --- an expression -------------------------------------------------------------------------

  #expression(expr: string): void {
    const request = this.#request;
    const { parser } = request;
    const module = this.#problems.guard(() => this.#module(), 'module-not-found');
    if (module === null) return;
    if (module instanceof Unknown) {
      this.#problems.add('module-not-found', module.reason);
      return;
    }
    const uri = request.module === undefined ? request.uri : (module.uri ?? request.uri);
    const value = this.#problems.guard(
      () => evaluateIn(this.#it, parser, { expr, module, uri }),
      'expression-failed',
    );
    if (value === null) return;
    const found = frameworkOf(this.#it, this.#setup.frameworks, value);
    if (found === null) {
      const what = value instanceof Unknown ? value.reason : `it is a ${this.#it.typeName(value)}`;
      this.#problems.add('expression-failed', `'${expr}' gives no model: ${what}`);
      return;
    }
    const { definition } = found.model.cls;
    // Of an installed module the class that is meant says more than the package it is reached by.
    const place = request.module === undefined ? uri : (definition?.origin.uri ?? uri);
    const range = definition?.origin.uri === place ? definition.span : FILE_START;
    this.#analyse(found, { name: expr, id: `${place}#${expr}`, range, uri: place });
  }

  #module(): PyModule | Unknown {
    const { module, uri, text } = this.#request;
    if (module !== undefined) return this.#it.importModule(module);
    const isPackage = (folder: string): boolean =>
      typeof this.#request.files.get(`${folder}/__init__.py`) === 'string';
    return this.#it.importer.runMain(uri, text, dottedNameOf(uri, isPackage));
  }

  // --- a file --------------------------------------------------------------------------------

  /** Runs it; where it stops before its end: the one that goes on after that. */
  #main(): Discovery | null {
    const { uri, text } = this.#request;
    this.#problems.guard(() => this.#it.importer.runMain(uri, text, '__main__'), 'budget');
    const goOnAfter = placesToGoOnAfter(this.#request, this.#it, this.#trace);
    return goOnAfter === null ? null : new Discovery({ ...this.#request, goOnAfter }, this.#setup);
  }

  *#file(parsed: ParsedModule): Generator<ModelAnalysis, void> {
    const { uri } = this.#request;
    const it = this.#it;
    const module = it.modules.get('__main__');
    if (module === undefined) return;
    const events = [...this.#trace.events];
    const { frameworks } = this.#setup;
    const created = this.#problems.guard(() => createdModels(it, frameworks, events), 'budget') ?? [];
    const roots = rootsOf(it, created);
    const owners = ownersOf(it, created);
    // Lengths of data are asked of the program, which may have nothing left to spend.
    const recipe =
      this.#problems.guard(() => readRecipe(events, roots, owners), 'budget') ??
      readRecipe([], roots, owners);
    const calls = firstCalls(events);
    this.#callsByClass = callsByClass(events, calls);
    this.#openSearches = openSearches(events, recipe);
    const covered = new Set<number>();
    const candidates = this.#problems.guard(() => builders(it, frameworks, parsed, module), 'budget') ?? [];
    const trainedModels = new Set(recipe.trainings.map(({ model }) => model.serial));
    const trained = [...byPlace(created, parsed, candidates, trainedModels)].flatMap(([id, { group }]) =>
      trainedOf(recipe, group).trainings.length > 0 ? [id] : [],
    );
    for (const candidate of this.#lookedAtFirst(candidates)) {
      this.#candidate(candidate, { calls, covered });
      // What the script itself builds and trains takes the place of what a builder gives on trial.
      if (!trained.includes(candidate.id)) yield* this.#last(candidate.id);
    }
    const places = byPlace(created, parsed, this.#models, trainedModels).values();
    for (const { place, group } of apart(it, recipe, places)) {
      const { id } = place;
      const { trainings, trained } = trainedOf(recipe, group);
      const found = trained ?? wholeOf(it, group);
      const known = this.#models.findIndex((model) => model.id === id);
      // What the script creates with its own arguments says more than a builder called without any.
      if (found === undefined || (known >= 0 && trainings.length === 0)) continue;
      if (known >= 0) this.#models.splice(known, 1);
      this.#cover(found.framework, found.model, covered);
      const { timeline, candidates: repeated } = recipe;
      this.#analyse(found, { ...place, uri }, { trainings, calls, events, timeline, candidates: repeated });
      yield* this.#last(id);
    }
    const classes = this.#problems.guard(() => modelClasses(it, frameworks, parsed, module), 'budget') ?? [];
    const parts = partsByText(parsed, [...new Set(classes.map(({ name }) => name))]);
    const isShown = (cls: PyClass): boolean => {
      if (this.#request.showParts !== true) return !covered.has(cls.serial) && !parts.has(cls.name);
      const { definition } = cls;
      return !this.#models.some(({ id, madeOf }) => [id, madeOf?.id].includes(idOf(uri, definition)));
    };
    const open = classes.toReversed().filter((cls) => cls.definition !== null && isShown(cls));
    const { files, searchPath } = this.#request;
    const names = open.map(({ name }) => name);
    this.#fromWorkspace(open, covered, () => scriptsThatCreate(names, uri, files, searchPath));
    // Later classes are usually made of earlier ones: what they contain needs no lens of its own.
    for (const cls of open) {
      if (cls.definition === null || !isShown(cls) || this.#isShownAlready(cls)) continue;
      this.#candidate(
        {
          name: cls.name,
          id: idOf(uri, cls.definition),
          range: cls.definition.span,
          create: () => {
            const value = it.call(cls, []);
            if (value instanceof Unknown) return value;
            return frameworkOf(it, frameworks, value) ?? it.unknown(`${cls.name}() gave no model`);
          },
          isGuess: false,
        },
        { calls, covered },
      );
      yield* this.#last(idOf(uri, cls.definition));
    }
    // What takes arguments and is given them nowhere by name may be created by a function of another file.
    const unbuilt = open.filter((cls) => this.#unbuilt(cls) >= 0);
    this.#fromWorkspace(unbuilt, covered, () => [
      ...scriptsThatCreate(names, uri, files, searchPath),
      ...scriptsThatImport(uri, files, searchPath),
    ]);
    this.#models.push(...unreadModels(recipe.trainings, this.#request));
    this.#models.sort((a, b) => a.range.start.line - b.range.start.line);
  }

  /** Candidates are tried and undone one by one: their order is free. */
  #lookedAtFirst(candidates: readonly Candidate[]): readonly Candidate[] {
    const { first } = this.#request;
    if (first === undefined) return candidates;
    const isFirst = ({ id }: Candidate): boolean => first.has(id);
    return [...candidates.filter(isFirst), ...candidates.filter((candidate) => !isFirst(candidate))];
  }

  /** The model that was just found, if it is this one. */
  *#last(id: string): Generator<ModelAnalysis, void> {
    const model = this.#models.at(-1);
    if (model?.id === id && model.isBuilt) yield model;
  }

  #isShownAlready({ definition }: PyClass): boolean {
    return this.#models.some(({ id }) => id === idOf(this.#request.uri, definition));
  }

  /** Where the model stands that a class should have given; -1 where it did. */
  #unbuilt({ definition }: PyClass): number {
    const id = idOf(this.#request.uri, definition);
    return this.#models.findIndex((model) => model.id === id && !model.isBuilt);
  }

  /** Models of the file's classes that it does not create itself, with the arguments that other scripts give them. */
  #fromWorkspace(classes: readonly PyClass[], covered: Set<number>, scripts: () => readonly string[]): void {
    if (classes.length === 0 || isInstalledPackage(this.#request.uri)) return;
    for (const script of scripts()) {
      const wanted = classes.filter((cls) => !this.#isShownAlready(cls) || this.#unbuilt(cls) >= 0);
      if (wanted.length === 0) return;
      const mark = this.#it.journal.mark();
      const start = this.#trace.mark();
      try {
        this.#fromScript(script, wanted, covered);
      } finally {
        this.#trace.rollback(start);
        this.#it.journal.rollback(mark);
      }
    }
  }

  #fromScript(script: string, wanted: readonly PyClass[], covered: Set<number>): void {
    const it = this.#it;
    const { uri, files } = this.#request;
    const start = this.#trace.mark();
    it.apart(ELSEWHERE_BUDGET, () => {
      quietly(() => it.importer.runScript(script, files.get(script) ?? ''));
      const events = this.#trace.events.slice(start);
      const created = quietly(() => createdModels(it, this.#setup.frameworks, events)) ?? [];
      const [roots, owners] = [rootsOf(it, created), ownersOf(it, created)];
      const recipe = quietly(() => readRecipe(events, roots, owners)) ?? readRecipe([], roots, owners);
      const calls = firstCalls(events);
      for (const cls of wanted) {
        const group = created.filter(({ model }) => model.cls.serial === cls.serial);
        const { trainings, trained } = trainedOf(recipe, group);
        const found = trained ?? group[0];
        if (found === undefined || cls.definition === null) continue;
        const place = { name: cls.name, id: idOf(uri, cls.definition), range: cls.definition.span, uri };
        this.#analyse(found, place, { trainings, calls, events, elsewhere: createdAt(events, found) });
        if (!this.#isShownAlready(cls)) continue;
        this.#cover(found.framework, found.model, covered);
      }
    });
  }

  #candidate(
    candidate: Candidate,
    context: { calls: ReadonlyMap<number, EnterEvent>; covered: Set<number> },
  ): void {
    const it = this.#it;
    const mark = it.journal.mark();
    const start = this.#trace.mark();
    try {
      const made = candidate.create();
      if (made === null) return;
      if (made instanceof Unknown) {
        this.#models.push(unknownModel(candidate, this.#request.uri, made.reason, made));
        return;
      }
      this.#cover(made.framework, made.model, context.covered);
      // Of what ran before, a call on trial only sees what modules kept.
      const events = this.#trace.events.filter(
        (event, index) => index >= start || (event.type === 'assume' && event.spread === 'globally'),
      );
      this.#analyse(made, { ...candidate, uri: this.#request.uri }, { ...context, events });
    } catch (error) {
      if (candidate.isGuess && (error instanceof PyRaise || isBudget(error))) return;
      if (error instanceof PyRaise) {
        this.#models.push(unknownModel(candidate, this.#request.uri, error.message, error));
      } else if (isBudget(error)) {
        this.#problems.budget(error);
      } else throw error;
    } finally {
      this.#trace.rollback(start);
      it.journal.rollback(mark);
    }
  }

  /** The classes that a model is made of need no lens of their own. */
  #cover(framework: ModelFramework, model: PyObject, covered: Set<number>): void {
    covered.add(model.cls.serial);
    for (const cls of framework.inventory(this.#it, model).classes) covered.add(cls);
  }

  #analyse(
    found: { readonly model: PyObject; readonly framework: ModelFramework },
    place: { name: string; id: string; range: Range; uri: string },
    context: {
      trainings?: readonly Training[];
      calls?: ReadonlyMap<number, EnterEvent>;
      events?: readonly TraceEvent[];
      /** Of the script that created it. */
      timeline?: Timeline;
      /** Trainings that its loops repeat. */
      candidates?: Recipe['candidates'];
      /** Of the model that it is a part of: its input follows from the other's. */
      whole?: Completeness;
      /** The line of another script that created it. */
      elsewhere?: SourceSpan | null;
    } = {},
  ): void {
    const { trainings = [] } = context;
    const analysis = this.#problems.guard(() => {
      const subject: ModelToAnalyse = {
        it: this.#it,
        framework: found.framework,
        model: found.model,
        request: this.#request,
        place,
        call:
          context.calls?.get(found.model.serial) ?? this.#callsByClass.get(found.model.cls.serial) ?? null,
        trainings,
        openSearches: this.#openSearches.get(found.model.cls.serial) ?? [],
        history: context.events ?? this.#trace.events,
        buildGraph: buildLayerGraph,
      };
      const analysed = analyseModel(subject);
      const { candidates } = context;
      if (candidates === undefined) return analysed;
      return { ...analysed, candidates: searchCandidates(subject, analysed, candidates) };
    }, 'internal');
    if (analysis === null) return;
    const { elsewhere } = context;
    const unbuilt = elsewhere === undefined ? -1 : this.#models.findIndex(({ id }) => id === place.id);
    // The defaults of a class are worth more than arguments that are unknown, but not than nothing.
    if (elsewhere !== undefined && unbuilt < 0 && analysis.completeness.level === 'partial') return;
    if (unbuilt >= 0) this.#models.splice(unbuilt, 1);
    const completeness = combine([analysis.completeness, context.whole ?? EXACT]);
    const madeOf = this.#classOf(found.model, place.id);
    const { timeline } = context;
    const { framework, model } = found;
    const sampling =
      timeline === undefined ? [] : samplingOf(timeline, model.serial, framework.inventory(this.#it, model));
    const { searches } = analysis;
    const suggestions =
      searches.length === 0 ? [] : suggestionsOf(readSuggestions(this.#trace.events), searches);
    const createdAt = elsewhere ?? null;
    this.#models.push({ ...analysis, completeness, madeOf, createdAt, sampling, suggestions });
    if (this.#request.showParts === true) this.#parts(found, analysis);
  }

  /** The file's own classes among the parts of a model, with the arguments and inputs that they have in it. */
  #parts(
    { framework, model }: Pick<Created, 'model' | 'framework'>,
    { inference, completeness: whole }: ModelAnalysis,
  ): void {
    const it = this.#it;
    const { uri } = this.#request;
    const objects = framework.parts(it, model).filter(({ serial }) => serial !== model.serial);
    const calls = inference === null ? null : callsOfParts(it, framework, model, inference.inputs);
    for (const part of objects) {
      const { definition } = part.cls;
      const id = idOf(uri, definition);
      if (definition?.origin.uri !== uri || this.#models.some((known) => known.id === id)) continue;
      const call = calls?.get(part.serial);
      const place = { name: part.cls.name, id, range: definition.span, uri };
      const seen = call === undefined ? {} : { calls: new Map([[part.serial, call]]) };
      this.#analyse({ framework, model: part }, place, { ...seen, whole });
    }
  }

  #classOf({ cls: { name, definition } }: PyObject, id: string): ModelAnalysis['madeOf'] {
    const { uri } = this.#request;
    if (this.#request.expr !== undefined || definition?.origin.uri !== uri) return null;
    if (idOf(uri, definition) === id) return null;
    return { id: idOf(uri, definition), name, range: definition.span };
  }
}
