/** `match`. */
import type { MatchStmt, Pattern } from '../syntax/ast.ts';
import { dictCopy, dictDelete, dictGet } from '../builtins/hash.ts';
import { branch } from './branches.ts';
import { evaluate } from './expressions.ts';
import type { Interpreter } from './interpreter.ts';
import { assignName } from './scopes.ts';
import { executeBlock, type Completion } from './statements.ts';
import { PyClass, PyDict, PyList, PyTuple, Unknown } from './values.ts';
import type { Value } from './values.ts';

export function executeMatch(it: Interpreter, node: MatchStmt): Completion {
  return tryCases(it, node, evaluate(it, node.subject), 0);
}

function tryCases(it: Interpreter, node: MatchStmt, subject: Value, index: number): Completion {
  const current = node.cases[index];
  if (current === undefined) return 'normal';
  let outcome = matches(it, current.pattern, subject);
  if (outcome === true && current.guard !== null) outcome = it.truth(evaluate(it, current.guard));
  if (outcome instanceof Unknown) {
    return branch(
      it,
      outcome,
      () => executeBlock(it, current.body),
      () => tryCases(it, node, subject, index + 1),
    );
  }
  return outcome ? executeBlock(it, current.body) : tryCases(it, node, subject, index + 1);
}

function matches(it: Interpreter, pattern: Pattern, subject: Value): boolean | Unknown {
  switch (pattern.kind) {
    case 'WildcardPattern':
      return true;
    case 'CapturePattern':
      assignName(it, it.frame.scope, pattern.name, subject);
      return true;
    case 'StarPattern':
      if (pattern.name !== null) assignName(it, it.frame.scope, pattern.name, subject);
      return true;
    case 'ValuePattern':
      return it.equals(subject, evaluate(it, pattern.value));
    case 'AsPattern': {
      const outcome = matches(it, pattern.pattern, subject);
      if (outcome === true) assignName(it, it.frame.scope, pattern.name, subject);
      return outcome;
    }
    case 'OrPattern':
      for (const option of pattern.patterns) {
        const outcome = matches(it, option, subject);
        if (outcome !== false) return outcome;
      }
      return false;
    case 'SequencePattern':
      return sequence(it, pattern.patterns, subject);
    case 'MappingPattern':
      if (subject instanceof Unknown) return subject;
      if (!(subject instanceof PyDict)) return false;
      for (const entry of pattern.entries) {
        const value = dictGet(it, subject, evaluate(it, entry.key));
        if (value === undefined) return subject.taint ?? false;
        const outcome = matches(it, entry.pattern, value);
        if (outcome !== true) return outcome;
      }
      if (pattern.rest !== null) {
        const rest = dictCopy(it, subject);
        for (const { key } of pattern.entries) dictDelete(it, rest, evaluate(it, key));
        assignName(it, it.frame.scope, pattern.rest, rest);
      }
      return true;
    case 'ClassPattern':
      return instance(it, pattern, subject);
  }
}

function sequence(it: Interpreter, patterns: readonly Pattern[], subject: Value): boolean | Unknown {
  if (subject instanceof Unknown) return subject;
  if (!(subject instanceof PyList || subject instanceof PyTuple)) return false;
  const { items } = subject;
  const star = patterns.findIndex((pattern) => pattern.kind === 'StarPattern');
  const fits = star < 0 ? items.length === patterns.length : items.length >= patterns.length - 1;
  if (!fits) return false;
  const after = star < 0 ? 0 : patterns.length - star - 1;
  for (const [i, pattern] of patterns.entries()) {
    const part =
      i === star
        ? new PyList(items.slice(star, items.length - after))
        : (items[star < 0 || i < star ? i : items.length - (patterns.length - i)] ?? null);
    const outcome = matches(it, pattern, part);
    if (outcome !== true) return outcome;
  }
  return true;
}

function instance(
  it: Interpreter,
  pattern: Extract<Pattern, { kind: 'ClassPattern' }>,
  subject: Value,
): boolean | Unknown {
  const cls = evaluate(it, pattern.type);
  const isInstance = it.isInstance(subject, cls);
  if (isInstance !== true) return isInstance;
  const named: (readonly [string | null, Pattern])[] = [];
  const positions = cls instanceof PyClass ? it.findAttribute(cls, '__match_args__') : undefined;
  for (const [i, sub] of pattern.positional.entries()) {
    const name = positions instanceof PyTuple ? positions.items[i] : undefined;
    named.push([typeof name === 'string' ? name : null, sub]);
  }
  for (const { name, pattern: sub } of pattern.keywords) named.push([name, sub]);
  for (const [name, sub] of named) {
    // `int(x)`: builtin classes match themselves by position.
    const value = name === null ? subject : it.findAttribute(subject, name);
    if (value === undefined) return false;
    const outcome = matches(it, sub, value);
    if (outcome !== true) return outcome;
  }
  return true;
}
