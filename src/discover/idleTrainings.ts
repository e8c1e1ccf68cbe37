/** Functions that train what they are given and that nothing of the file calls: no evidence of a training, but of one that is meant. */
import type { CallExpr, Expr, FunctionDefStmt, ParsedModule, Place, Stmt } from '../python/syntax/ast.ts';
import { FunctionNode } from '../python/syntax/functionNode.ts';
import type { SourceSpan } from '../units/span.ts';

export interface IdleValue {
  readonly value: number;
  /** `default of train`. */
  readonly detail: string;
  readonly span: SourceSpan;
}

export interface IdleTraining {
  /** `Trainer.fit` for a method. */
  readonly name: string;
  readonly span: SourceSpan;
  readonly epochs: readonly IdleValue[];
  readonly batches: readonly IdleValue[];
}

/** Without places: these depend on where the statement stands. */
interface Written {
  readonly value: number;
  readonly detail: string;
  readonly at: Place;
}

interface Unit {
  readonly name: string;
  /** How others mention it: `train`, `.fit`. */
  readonly called: string;
  /** Whose method it is. */
  readonly owner: string | null;
  readonly at: Place;
  readonly mentions: ReadonlySet<string>;
  readonly trains: boolean;
  readonly isRegistered: boolean;
  readonly epochs: readonly Written[];
  readonly batches: readonly Written[];
}

interface Units {
  readonly units: readonly Unit[];
  /** Names that the statement itself reads as it runs. */
  readonly mentions: ReadonlySet<string>;
}

const EPOCHS = /^(?:(?:n|nb|num|number_of|max|total|train|training)_*)*epochs$/i;
const BATCH = /^(?:per_device_)?(?:train(?:ing)?_?)?(?:batch_?size|bs)$/i;
/** Of `fit`, where it fits a network: other things have a `fit` as well. */
const OF_A_FIT = new Set(['epochs', 'batch_size', 'validation_data', 'validation_split', 'steps_per_epoch']);
/** Of trainers. */
const OF_A_TRAINER = new Set(['max_epochs', 'num_train_epochs']);
const UPDATES = ['.apply_gradients', '.train_on_batch', '.fit_generator'];
/** What libraries call. */
const HOOKS = new Set(['train_step', 'training_step']);
const IMPLIED = /^\.(?:__\w+|forward|call)$/;
/** Decorators that hand a function to nobody. */
const PLAIN = new Set([
  'staticmethod',
  'classmethod',
  'no_grad',
  'enable_grad',
  'function',
  'compile',
  'wraps',
]);

/** Statements that an edit does not touch keep their nodes. */
const unitsOf = new WeakMap<Stmt, Units>();

/** Asked of the version before an edit as well. */
const idleOf = new WeakMap<ParsedModule, readonly IdleTraining[]>();

export function idleTrainings(module: ParsedModule): readonly IdleTraining[] {
  let idle = idleOf.get(module);
  if (idle === undefined) idleOf.set(module, (idle = look(module)));
  return idle;
}

function look({ uri, statements }: ParsedModule): IdleTraining[] {
  const live = new Set<string>();
  const all: { readonly unit: Unit; readonly line: number }[] = [];
  for (const { node, line } of statements) {
    const { units, mentions } = unitsIn(node);
    for (const name of mentions) live.add(name);
    for (const unit of units) all.push({ unit, line });
  }
  const idle = new Set(all);
  const trains = new Set(all.filter(({ unit }) => unit.trains));
  for (let changed = true; changed;) {
    changed = false;
    for (const one of idle) {
      const { called, owner, isRegistered, mentions } = one.unit;
      const isLive = (owner === null || live.has(owner)) && (live.has(called) || isImplied(one.unit));
      if (!isRegistered && !isLive) continue;
      idle.delete(one);
      for (const name of mentions) live.add(name);
      changed = true;
    }
  }
  const names = new Set([...trains].map(({ unit }) => unit.called));
  for (let before = -1; before !== trains.size;) {
    before = trains.size;
    for (const one of all) {
      if (![...one.unit.mentions].some((name) => names.has(name))) continue;
      trains.add(one);
      names.add(one.unit.called);
    }
  }
  return all
    .filter((one) => idle.has(one) && trains.has(one))
    .map(({ unit: { name, at, epochs, batches }, line }) => {
      const spanOf = (place: Place): SourceSpan => ({
        uri,
        start: { line: line + place.line, character: place.character },
        end: { line: line + place.endLine, character: place.endCharacter },
      });
      const placed = (one: Written): IdleValue => ({
        value: one.value,
        detail: one.detail,
        span: spanOf(one.at),
      });
      return { name, span: spanOf(at), epochs: epochs.map(placed), batches: batches.map(placed) };
    });
}

/** Whether two versions of a file leave the same trainings uncalled. */
export function sameIdleTrainings(before: ParsedModule, after: ParsedModule): boolean {
  return JSON.stringify(idleTrainings(before)) === JSON.stringify(idleTrainings(after));
}

/** A method that whoever has the object calls without naming it. */
function isImplied({ called, owner }: Unit): boolean {
  return owner !== null && IMPLIED.test(called);
}

function unitsIn(node: Stmt): Units {
  let found = unitsOf.get(node);
  if (found === undefined) {
    const units: Unit[] = [];
    const mentions = new Set<string>();
    collect(node, null, units, mentions);
    found = { units, mentions };
    unitsOf.set(node, found);
  }
  return found;
}

/** Functions and methods apart from what runs as the file does. */
function collect(node: unknown, owner: string | null, units: Unit[], mentions: Set<string>): void {
  if (isFunction(node)) {
    units.push(unitOf(node, owner));
    for (const part of [node.params, node.decorators]) collect(part, owner, units, mentions);
    return;
  }
  const fields = fieldsOf(node);
  if (fields === null) return;
  note(fields, mentions);
  const name = fields.get('name');
  const inside = fields.get('kind') === 'ClassDef' && typeof name === 'string' ? name : owner;
  for (const inner of fields.values()) collect(inner, inside, units, mentions);
}

function unitOf(node: FunctionDefStmt, owner: string | null): Unit {
  const mentions = new Set<string>();
  const name = owner === null ? node.name : `${owner}.${node.name}`;
  const epochs: Written[] = [];
  const batches: Written[] = [];
  let trains = false;
  const add = (what: string, value: Expr | null, detail: string): void => {
    const number = wholeNumber(value);
    if (value === null || number === null) return;
    if (EPOCHS.test(what)) epochs.push({ value: number, detail, at: value.at });
    if (BATCH.test(what)) batches.push({ value: number, detail, at: value.at });
  };
  for (const param of node.params) add(param.name, param.default, `the default of ${name}`);
  walk(bodyOf(node), (inner) => {
    const fields = fieldsOf(inner);
    if (fields === null) return;
    note(fields, mentions);
    if (isCall(inner)) {
      const callee = lastName(inner.callee);
      for (const argument of inner.args) {
        if (argument.kind !== 'keyword') continue;
        trains ||= OF_A_TRAINER.has(argument.name) || (callee === 'fit' && OF_A_FIT.has(argument.name));
        add(argument.name, argument.value, `given to ${callee ?? 'a call'} in ${name}`);
      }
    }
    if (fields.get('kind') !== 'For') return;
    const passes = rangeOf(fields.get('iterable'));
    if (passes !== null && /epoch/i.test(lastName(fields.get('target')) ?? '')) {
      epochs.push({ ...passes, detail: `the loop of ${name}` });
    }
  });
  trains ||=
    UPDATES.some((update) => mentions.has(update)) || (mentions.has('.backward') && mentions.has('.step'));
  return {
    name,
    called: owner === null ? node.name : `.${node.name}`,
    owner,
    at: node.nameAt,
    mentions,
    trains: trains && !HOOKS.has(node.name),
    isRegistered: node.decorators.some((one) => !PLAIN.has(lastName(one) ?? '')),
    epochs,
    batches,
  };
}

function note(fields: ReadonlyMap<string, unknown>, mentions: Set<string>): void {
  const kind = fields.get('kind');
  const name = fields.get('name');
  if (typeof name !== 'string') return;
  if (kind === 'Name') mentions.add(name);
  if (kind === 'Attribute') mentions.add(`.${name}`);
}

/** `fit` of `model.fit` and of `self.model.fit(…)`. */
function lastName(node: unknown): string | null {
  if (isCall(node)) return lastName(node.callee);
  const name = fieldsOf(node)?.get('name');
  return typeof name === 'string' ? name : null;
}

/** The passes of a loop over `range(10)`, whatever is around it. */
function rangeOf(iterable: unknown): { readonly value: number; readonly at: Place } | null {
  let found: { readonly value: number; readonly at: Place } | null = null;
  walk(iterable, (node) => {
    if (!isCall(node) || !['range', 'trange'].includes(lastName(node) ?? '')) return;
    const [first, second, third] = node.args;
    const from = second === undefined ? 0 : constantOf(first?.value ?? null);
    const to = constantOf((second ?? first)?.value ?? null);
    if (from === null || to === null || to <= from || third?.kind === 'positional') return;
    found = { value: to - from, at: node.at };
  });
  return found;
}

function wholeNumber(node: Expr | null): number | null {
  const value = constantOf(node);
  return value !== null && value > 0 ? value : null;
}

function constantOf(node: Expr | null): number | null {
  if (node?.kind !== 'Constant' || node.literal.type !== 'int') return null;
  return Number(node.literal.value);
}

function bodyOf(node: FunctionDefStmt): readonly Stmt[] {
  // looking does not count as reading: what was found without it stands when the body changes
  return node instanceof FunctionNode ? node.peek().statements : node.body;
}

function walk(node: unknown, visit: (node: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return;
  visit(node);
  if (node instanceof FunctionNode) walk(node.peek().statements, visit);
  for (const inner of Object.values(node)) walk(inner, visit);
}

function fieldsOf(node: unknown): ReadonlyMap<string, unknown> | null {
  return typeof node === 'object' && node !== null ? new Map(Object.entries(node)) : null;
}

function isFunction(node: unknown): node is FunctionDefStmt {
  return isOfKind(node, 'FunctionDef');
}

function isCall(node: unknown): node is CallExpr {
  return isOfKind(node, 'Call');
}

function isOfKind(node: unknown, kind: string): boolean {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === kind;
}
