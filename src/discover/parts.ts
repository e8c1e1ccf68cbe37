/** Which classes of a file are only parts of others, and what the parts of a model are called with. */
import type { ClassDefStmt, ParsedModule, Stmt } from '../python/syntax/ast.ts';
import { FunctionNode } from '../python/syntax/functionNode.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import type { PyObject, Value } from '../python/runtime/values.ts';
import type { EnterEvent } from '../trace/events.ts';
import type { ModelFramework } from '../trace/framework.ts';
import { traceOf } from '../trace/trace.ts';
import type { ModelInput } from './modelAnalysis.ts';

/**
 * The classes among `names` that another of them uses, directly or through a third, or that some call hands to one
 * of them: `ResNet(Bottleneck, …)`. Of classes that use one another in a circle the last one is nobody's part.
 */
export function partsByText(parsed: ParsedModule, names: readonly string[]): ReadonlySet<string> {
  const known = new Set(names);
  const uses = new Map<string, ReadonlySet<string>>();
  const handed = new Map<string, Set<string>>();
  for (const { node } of parsed.statements) {
    const { classes, calls } = mentionsIn(node);
    for (const { name: user, names: read } of classes) {
      if (!known.has(user)) continue;
      const used = read.filter((name) => known.has(name) && name !== user);
      uses.set(user, new Set([...(uses.get(user) ?? []), ...used]));
    }
    for (const { callee, names: given } of calls) {
      if (!known.has(callee)) continue;
      const all = handed.get(callee) ?? new Set<string>();
      for (const name of given) if (known.has(name) && name !== callee) all.add(name);
      handed.set(callee, all);
    }
  }
  const partsOf = (name: string): string[] => [...(uses.get(name) ?? []), ...(handed.get(name) ?? [])];
  const used = new Set(names.flatMap(partsOf));
  const parts = new Set<string>();
  const reach = (name: string): void => {
    for (const part of partsOf(name)) {
      if (parts.has(part)) continue;
      parts.add(part);
      reach(part);
    }
  };
  for (const name of names) if (!used.has(name)) reach(name);
  for (const name of names.toReversed()) {
    if (parts.has(name) || !used.has(name)) continue;
    reach(name);
    parts.delete(name);
  }
  return parts;
}

interface Mentions {
  readonly classes: readonly { readonly name: string; readonly names: readonly string[] }[];
  readonly calls: readonly { readonly callee: string; readonly names: readonly string[] }[];
}

/** Statements that an edit does not touch keep their nodes. */
const mentionsOf = new WeakMap<Stmt, Mentions>();

function mentionsIn(node: Stmt): Mentions {
  let mentions = mentionsOf.get(node);
  if (mentions === undefined) {
    const classes = classesIn(node).map((cls) => ({ name: cls.name, names: namesIn(cls) }));
    mentions = { classes, calls: callsIn(node) };
    mentionsOf.set(node, mentions);
  }
  return mentions;
}

/** Whether the classes of two versions of a file use one another alike. */
export function sameParts(before: ParsedModule, after: ParsedModule): boolean {
  const [ours, theirs] = [before, after].map((parsed) => {
    const classes = parsed.statements.flatMap(({ node }) => classesIn(node));
    return partsByText(parsed, [...new Set(classes.map(({ name }) => name))]);
  });
  return ours !== undefined && theirs !== undefined && [...ours].join() === [...theirs].join();
}

function classesIn(node: Stmt): ClassDefStmt[] {
  if (node.kind === 'ClassDef') return [node];
  if (node.kind === 'If') return [...node.then, ...node.otherwise].flatMap(classesIn);
  if (node.kind === 'Try') return [...node.body, ...node.otherwise].flatMap(classesIn);
  return [];
}

/** Names that are read anywhere below a node of the syntax tree. */
function namesIn(node: unknown): string[] {
  const names: string[] = [];
  walk(node, (kind, fields) => {
    const name = fields.get('name');
    if (kind === 'Name' && typeof name === 'string') names.push(name);
  });
  return names;
}

/** Calls of plain names, with the names among their arguments. */
function callsIn(node: unknown): { readonly callee: string; readonly names: readonly string[] }[] {
  const calls: { callee: string; names: readonly string[] }[] = [];
  walk(node, (kind, fields) => {
    if (kind !== 'Call') return;
    const [callee] = namesIn(fields.get('callee'));
    if (callee !== undefined) calls.push({ callee, names: namesIn(fields.get('args')) });
  });
  return calls;
}

/** Visits every node: but for the bodies of functions the tree is plain data. */
function walk(node: unknown, visit: (kind: unknown, fields: ReadonlyMap<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (node instanceof FunctionNode) walk(node.peek().statements, visit);
  if (!Array.isArray(node)) {
    const fields = new Map<string, unknown>(Object.entries(node));
    visit(fields.get('kind'), fields);
  }
  for (const inner of Object.values(node)) walk(inner, visit);
}

/** The first call of each part of a model in one inference, by the part's serial. */
export function callsOfParts(
  it: Interpreter,
  framework: ModelFramework,
  model: PyObject,
  inputs: readonly ModelInput[],
): ReadonlyMap<number, EnterEvent> {
  const trace = traceOf(it);
  const mark = it.journal.mark();
  const start = trace.mark();
  try {
    framework.setTraining(it, model, false);
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const { name, shape, dtype } of inputs) {
      const value = framework.createInput(it, { kind: 'tensor', shape, dtype });
      if (name === null) positional.push(value);
      else keywords.set(name, value);
    }
    framework.forward(it, model, positional, keywords, false);
    const calls = new Map<number, EnterEvent>();
    for (const event of trace.since(start)) {
      if (event.type === 'enter' && event.inputs.length > 0 && !calls.has(event.module)) {
        calls.set(event.module, event);
      }
    }
    return calls;
  } catch (error) {
    // lists of tensors are no longer lists in what is told of an input
    if (error instanceof PyRaise) return new Map();
    throw error;
  } finally {
    trace.rollback(start);
    it.journal.rollback(mark);
  }
}
