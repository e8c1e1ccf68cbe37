import type { ParsedModule, TopLevel } from './ast.ts';
import { FunctionNode } from './functionNode.ts';

/**
 * Whether whoever has read `before` would have found the same in `after`, places included: they differ only in
 * comments, in bodies of functions that nobody looked at, and so in where definitions end.
 */
export function sameToReader(before: ParsedModule, after: ParsedModule): boolean {
  const { statements } = after;
  return (
    before.statements.length === statements.length &&
    before.statements.every((statement, index) => sameStatement(statement, statements[index])) &&
    same(before.pragmas, after.pragmas)
  );
}

function sameStatement(before: TopLevel, after: TopLevel | undefined): boolean {
  return before.line === after?.line && same(before.node, after.node);
}

function same(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return false;
  }
  if (Array.isArray(before)) {
    return (
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((item, index) => same(item, after[index]))
    );
  }
  if (before instanceof FunctionNode) return after instanceof FunctionNode && sameFunction(before, after);
  const theirs = new Map<string, unknown>(Object.entries(after));
  const ours = Object.entries(before);
  const isDefinition = theirs.get('kind') === 'ClassDef';
  return (
    ours.length === theirs.size &&
    ours.every(([key, value]) => {
      const other = theirs.get(key);
      return key === 'at' && isDefinition ? sameStart(value, other) : same(value, other);
    })
  );
}

function sameFunction(before: FunctionNode, after: FunctionNode): boolean {
  return (
    before.name === after.name &&
    before.isAsync === after.isAsync &&
    before.returnsValue === after.returnsValue &&
    sameStart(before.at, after.at) &&
    same(before.nameAt, after.nameAt) &&
    same(before.params, after.params) &&
    same(before.returns, after.returns) &&
    same(before.decorators, after.decorators) &&
    (!before.isRead || same(before.peek(), after.peek()))
  );
}

function sameStart(before: unknown, after: unknown): boolean {
  const [ours, theirs] = [startOf(before), startOf(after)];
  return ours !== null && ours === theirs;
}

function startOf(place: unknown): string | null {
  const isPlace = typeof place === 'object' && place !== null && 'line' in place && 'character' in place;
  return isPlace ? `${String(place.line)}:${String(place.character)}` : null;
}
