/** Which models there are in a file: built by its functions, created by its code, or its classes. */
import type { FunctionDefStmt, ParsedModule, Stmt } from '../python/syntax/ast.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { Cancelled } from '../python/runtime/signals.ts';
import type { Recipe, Training } from '../model/recipe.ts';
import type { Owner, Owners } from '../model/recipe.ts';
import { groupedBy, isWrapper, type ModelRef, type RootOf } from '../model/timeline.ts';
import { NeedsFiles } from '../python/ports.ts';
import { PyClass, PyFunction, type Unknown } from '../python/runtime/values.ts';
import type { PyObject, PyModule } from '../python/runtime/values.ts';
import { UNTRAINED } from '../torch/nn/tree.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { ModelFramework } from '../trace/framework.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import type { ModelAnalysis } from './modelAnalysis.ts';

export interface Candidate {
  readonly name: string;
  readonly id: string;
  readonly range: Range;
  /** Creates or hands over the model; may raise. Null: what comes out is none. */
  readonly create: () => { readonly model: PyObject; readonly framework: ModelFramework } | Unknown | null;
  /** Whether it may well be that it makes no model, or fails: nothing is said then. */
  readonly isGuess: boolean;
}

export function frameworkOf(
  it: Interpreter,
  frameworks: readonly ModelFramework[],
  value: Parameters<ModelFramework['isModel']>[1],
): { readonly model: PyObject; readonly framework: ModelFramework } | null {
  for (const framework of frameworks) {
    if (framework.isModel(it, value)) return { model: value, framework };
  }
  return null;
}

export interface Created {
  readonly model: PyObject;
  readonly framework: ModelFramework;
  /** The line of the main file that led to it. */
  readonly line: SourceSpan | null;
}

/** Candidates of a search are made by one line over and over: the first few tell all. */
const MOST_PER_PLACE = 8;

/** Models that the running code created and that are no part of another, in order of creation. */
export function createdModels(
  it: Interpreter,
  frameworks: readonly ModelFramework[],
  events: readonly TraceEvent[],
): Created[] {
  const contained = new Set<number>();
  const roots: Created[] = [];
  const places = new Map<string, number>();
  const trainedBefore = firstTrainings(events);
  for (const [index, event] of events.entries()) {
    if (event.type !== 'construct' || contained.has(event.object.serial)) continue;
    if (isWrapper(event.object.cls.name)) continue;
    // What a library makes for its own use, or takes apart again, is none of the file's models.
    const isOwn = event.span?.uri === event.mainLine?.uri;
    if (!isOwn && !it.handedOver.has(event.object.serial)) continue;
    const found = frameworkOf(it, frameworks, event.object);
    if (found === null) continue;
    const inventory = found.framework.inventory(it, found.model);
    // The parts of a model that cannot be called are models of their own.
    const isWhole = found.framework.isCallable?.(it, found.model) !== false;
    for (const { serial } of inventory.modules) {
      // What was trained before this was made of it has been a model of its own.
      const wasTrained = (trainedBefore.get(serial) ?? index) < index;
      if (isWhole && !wasTrained && serial !== found.model.serial) contained.add(serial);
    }
    const isEmpty = inventory.parameters.length === 0 && inventory.unknowns.length === 0;
    if (isEmpty && found.framework.isOpen?.(it, found.model) !== true) continue;
    const line = isOwn ? event.span : event.mainLine;
    const place = `${event.object.cls.serial}@${line?.uri ?? ''}:${line?.start.line ?? ''}`;
    const before = places.get(place) ?? 0;
    if (before >= MOST_PER_PLACE) continue;
    places.set(place, before + 1);
    roots.push({ ...found, line });
  }
  return roots.filter(({ model }) => !contained.has(model.serial));
}

/** Where the modules that the program calls itself are first trained. */
function firstTrainings(events: readonly TraceEvent[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  let called = new Set<number>();
  let depth = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === 'enter') {
      if (depth === 0 && event.training) called.add(event.module);
      depth += 1;
    } else if (event.type === 'exit') {
      depth = Math.max(depth - 1, 0);
    } else if (event.type === 'step') {
      for (const module of called) if (!first.has(module)) first.set(module, index);
      called = new Set();
    }
  }
  return first;
}

/** The trainings of models that share a place, and the model of them that is trained: it stands for all. */
export function trainedOf(
  recipe: Recipe,
  group: readonly Created[],
): { readonly trainings: readonly Training[]; readonly trained: Created | undefined } {
  const serials = new Set(group.map(({ model }) => model.serial));
  const trainings = recipe.trainings.filter(({ model }) => serials.has(model.serial));
  // A search trains candidates; the one that is trained for good stands for all of them.
  const last = trainings.findLast(({ search }) => search === null) ?? trainings[0];
  return { trainings, trained: group.find(({ model }) => model.serial === last?.model.serial) };
}

/**
 * Models of one place that are trained for good and have weights of other shapes are models of their own: what holds of
 * one holds of no other. Those that nobody trains go with the first.
 */
export function apart<P extends { readonly id: string }>(
  it: Interpreter,
  recipe: Recipe,
  places: Iterable<{ readonly place: P; readonly group: readonly Created[] }>,
): { readonly place: P; readonly group: readonly Created[] }[] {
  const trained = new Set(
    recipe.trainings.flatMap(({ model, search }) => (search === null ? [model.serial] : [])),
  );
  const shapesOf = ({ framework, model }: Created): string =>
    framework
      .inventory(it, model)
      .parameters.map(({ shape }) => shape.join('x'))
      .join();
  return [...places].flatMap(({ place, group }) => {
    const [first, ...others] = groupedBy(
      group.filter(({ model }) => trained.has(model.serial)),
      shapesOf,
    ).values();
    if (first === undefined || others.length === 0) return [{ place, group }];
    const whole = [...first, ...group.filter(({ model }) => !trained.has(model.serial))];
    return [
      { place, group: whole },
      ...others.map((own, i) => ({ place: { ...place, id: `${place.id}:${i + 2}` }, group: own })),
    ];
  });
}

/** Of models that one place makes the first, or the one that has all of its parameters and more. */
export function wholeOf(it: Interpreter, group: readonly Created[]): Created | undefined {
  const parametersOf = ({ framework, model }: Created): Set<number> =>
    new Set(framework.inventory(it, model).parameters.map(({ serial }) => serial));
  const [first, ...others] = group;
  if (first === undefined) return undefined;
  let [whole, held] = [first, others.length === 0 ? new Set<number>() : parametersOf(first)];
  for (const other of others) {
    const parameters = parametersOf(other);
    const isMore = parameters.size > held.size && [...held].every((serial) => parameters.has(serial));
    if (isMore) [whole, held] = [other, parameters];
  }
  return whole;
}

/** Which of the models a module is part of; itself where it is part of none. */
export function rootsOf(
  it: Interpreter,
  models: readonly { readonly model: PyObject; readonly framework: ModelFramework }[],
): RootOf {
  const roots = new Map<number, ModelRef>();
  for (const { model, framework } of models) {
    const root = { serial: model.serial, className: model.cls.name };
    for (const { serial } of framework.inventory(it, model).modules) {
      if (!roots.has(serial)) roots.set(serial, root);
    }
  }
  return (module) => roots.get(module.serial) ?? module;
}

/** The models that weights belong to: each to the first that has it. */
export function ownersOf(
  it: Interpreter,
  models: readonly { readonly model: PyObject; readonly framework: ModelFramework }[],
): Owners {
  const owners = new Map<number, Owner>();
  const modules = new Map<number, Owner>();
  for (const { model, framework } of models) {
    const inventory = framework.inventory(it, model);
    const dtypes = groupedBy(inventory.parameters, ({ dtype }) => dtype);
    const [most] = [...dtypes].sort(([, a], [, b]) => b.length - a.length);
    const owner = { model: { serial: model.serial, className: model.cls.name }, dtype: most?.[0] ?? null };
    for (const { serial } of inventory.parameters) if (!owners.has(serial)) owners.set(serial, owner);
    if (model.attrs.get(UNTRAINED) === true) continue;
    for (const { serial } of inventory.modules) if (!modules.has(serial)) modules.set(serial, owner);
  }
  return {
    of: (parameters) => parameters.map((one) => owners.get(one)).find((one) => one !== undefined) ?? null,
    ofModule: (module) => modules.get(module) ?? null,
    mayHaveWeights: (module) => modules.has(module),
  };
}

/** Functions of the file that may return a model when called without arguments. */
export function builders(
  it: Interpreter,
  frameworks: readonly ModelFramework[],
  parsed: ParsedModule,
  module: PyModule,
): Candidate[] {
  const found: Candidate[] = [];
  for (const { line, node } of parsed.statements) {
    if (node.kind !== 'FunctionDef' || !mayBuild(node)) continue;
    const fn = module.vars.get(node.name);
    if (!(fn instanceof PyFunction) || !isCallableAlone(fn) || node.isGenerator) continue;
    found.push({
      name: node.name,
      id: `${parsed.uri}#${node.name}`,
      range: absolute(line, node.nameAt),
      create: () => frameworkOf(it, frameworks, it.call(fn, [])),
      isGuess: true,
    });
  }
  return found;
}

/** Classes of the file that are models by themselves. */
export function modelClasses(
  it: Interpreter,
  frameworks: readonly ModelFramework[],
  parsed: ParsedModule,
  module: PyModule,
): PyClass[] {
  const classes: PyClass[] = [];
  for (const { node } of parsed.statements) {
    for (const name of classNames(node)) {
      const cls = module.vars.get(name);
      if (!(cls instanceof PyClass) || cls.definition?.origin.uri !== parsed.uri) continue;
      if (frameworks.some((framework) => framework.isModelClass(it, cls))) classes.push(cls);
    }
  }
  return classes;
}

function classNames(node: Stmt): string[] {
  switch (node.kind) {
    case 'ClassDef':
      return [node.name];
    case 'If':
      return [...node.then, ...node.otherwise].flatMap(classNames);
    case 'Try':
      return [...node.body, ...node.handlers.flatMap(({ body }) => body), ...node.otherwise].flatMap(
        classNames,
      );
    default:
      return [];
  }
}

/** The top-level function of the file whose lines contain this place. */
export function functionAround(
  parsed: ParsedModule,
  span: SourceSpan,
): { name: string; range: Range } | null {
  if (span.uri !== parsed.uri) return null;
  for (const { line, node } of parsed.statements) {
    if (node.kind !== 'FunctionDef') continue;
    const { at } = node;
    if (span.start.line >= line + at.line && span.start.line <= line + at.endLine) {
      return { name: node.name, range: absolute(line, node.nameAt) };
    }
  }
  return null;
}

function mayBuild(node: FunctionDefStmt): boolean {
  return node.returnsValue && !node.isAsync && node.name !== 'main';
}

function isCallableAlone(fn: PyFunction): boolean {
  return fn.params.every(
    ({ kind, default: value }) => value !== undefined || kind === 'var-positional' || kind === 'var-keyword',
  );
}

function absolute(
  line: number,
  at: { line: number; character: number; endLine: number; endCharacter: number },
): Range {
  return {
    start: { line: line + at.line, character: at.character },
    end: { line: line + at.endLine, character: at.endCharacter },
  };
}

/** A model of which nothing is known but why. */
export function unknownModel(
  candidate: Pick<Candidate, 'id' | 'name' | 'range'>,
  uri: string,
  reason: string,
  at: { readonly span: SourceSpan | null },
): ModelAnalysis {
  return {
    id: candidate.id,
    name: candidate.name,
    uri,
    range: candidate.range,
    madeOf: null,
    createdAt: null,
    framework: 'pytorch',
    inference: null,
    training: null,
    params: 0,
    trainableParams: 0,
    isBuilt: false,
    completeness: { level: 'partial', reasons: [{ text: reason, span: at.span }] },
    alternativeMacs: [],
    trainings: [],
    searches: [],
  };
}

/** Ends of a run that say nothing about the program: they are passed on. */
export function isPassedOn(error: unknown): boolean {
  return error instanceof NeedsFiles || error instanceof Cancelled;
}
