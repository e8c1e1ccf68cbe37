import type { Expr, Pattern } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { itemsPlace, lowerExpr } from './expressions.ts';

type MappingEntry = { readonly key: Expr; readonly pattern: Pattern };

/** The pattern of one `case`: several patterns, or one with a comma, are a sequence. */
export function lowerCasePattern(lowering: Lowering, clause: Cst): Pattern | null {
  const nodes = clause.children.filter((child) => child.type === 'case_pattern');
  const [first] = nodes;
  if (first === undefined) return null;
  if (nodes.length === 1 && !clause.hasComma) return lowerPattern(lowering, first);
  const patterns = nodes.map((node) => lowerPattern(lowering, node));
  return { kind: 'SequencePattern', at: itemsPlace(lowering, clause, nodes), patterns };
}

function lowerPattern(lowering: Lowering, node: Cst): Pattern {
  const lowered = lowering.nested(node, () => lowerUnbounded(lowering, node));
  return lowered.kind === 'ErrorExpr' ? valuePattern(lowered) : lowered;
}

function valuePattern(value: Expr): Pattern {
  return { kind: 'ValuePattern', at: value.at, value };
}

function lowerUnbounded(lowering: Lowering, node: Cst): Pattern {
  const at = lowering.at(node);
  switch (node.type) {
    case 'case_pattern': {
      const [pattern] = lowerAlternatives(lowering, node);
      return pattern ?? { kind: 'WildcardPattern', at };
    }
    case '_':
      return { kind: 'WildcardPattern', at };
    case 'dotted_name':
    case 'identifier': {
      const name = lowering.text(node).normalize('NFKC');
      if (name === '_') return { kind: 'WildcardPattern', at };
      if (node.type === 'dotted_name' && node.children.length > 1) {
        return valuePattern(lowerExpr(lowering, node));
      }
      return { kind: 'CapturePattern', at, name };
    }
    case 'as_pattern':
      return lowerAsPattern(lowering, node);
    case 'union_pattern':
      return { kind: 'OrPattern', at, patterns: lowerAlternatives(lowering, node) };
    case 'list_pattern':
      return { kind: 'SequencePattern', at, patterns: lowerAlternatives(lowering, node) };
    case 'tuple_pattern': {
      const patterns = lowerAlternatives(lowering, node);
      const [only] = patterns;
      if (patterns.length === 1 && !node.hasComma && only !== undefined && only.kind !== 'StarPattern') {
        return only;
      }
      return { kind: 'SequencePattern', at, patterns };
    }
    case 'splat_pattern':
      return { kind: 'StarPattern', at, name: splatName(lowering, node) };
    case 'dict_pattern':
      return lowerMapping(lowering, node);
    case 'class_pattern':
      return lowerClassPattern(lowering, node);
    case 'complex_pattern':
      return valuePattern(lowerComplex(lowering, node));
    default:
      return valuePattern(lowerExpr(lowering, node));
  }
}

/** The patterns among a node's children, where a number may be preceded by its sign. */
function lowerAlternatives(lowering: Lowering, node: Cst): Pattern[] {
  const patterns: Pattern[] = [];
  let minus: Cst | null = null;
  for (const child of node.children) {
    if (child.type === '-') {
      minus = child;
    } else if (child.type !== '|') {
      patterns.push(
        minus === null ? lowerPattern(lowering, child) : valuePattern(negated(lowering, minus, child)),
      );
      minus = null;
    }
  }
  return patterns;
}

function negated(lowering: Lowering, minus: Cst, number: Cst): Expr {
  const at = lowering.source.place(minus.start, number.end);
  return { kind: 'Unary', at, op: '-', operand: lowerExpr(lowering, number) };
}

function splatName(lowering: Lowering, node: Cst): string | null {
  const name = node.children.at(-1);
  if (name?.type !== 'identifier') return null;
  const text = lowering.text(name);
  return text === '_' ? null : text.normalize('NFKC');
}

function lowerAsPattern(lowering: Lowering, node: Cst): Pattern {
  const [inner, name] = node.children;
  if (inner === undefined || name === undefined) {
    return valuePattern(lowering.errorExpr(node, 'invalid pattern'));
  }
  return {
    kind: 'AsPattern',
    at: lowering.at(node),
    pattern: lowerPattern(lowering, inner),
    name: lowering.text(name),
  };
}

function lowerMapping(lowering: Lowering, node: Cst): Pattern {
  const entries: MappingEntry[] = [];
  let rest: string | null = null;
  let key: Expr | null = null;
  let minus: Cst | null = null;
  for (const child of node.children) {
    if (child.type === 'splat_pattern') {
      rest = splatName(lowering, child);
    } else if (child.type === '-') {
      minus = child;
    } else if (child.type === 'case_pattern' && key !== null) {
      entries.push({ key, pattern: lowerPattern(lowering, child) });
      key = null;
    } else {
      key = lowerKey(lowering, minus, child);
      minus = null;
    }
  }
  return { kind: 'MappingPattern', at: lowering.at(node), entries, rest };
}

function lowerKey(lowering: Lowering, minus: Cst | null, node: Cst): Expr {
  if (minus !== null) return negated(lowering, minus, node);
  return node.type === 'complex_pattern' ? lowerComplex(lowering, node) : lowerExpr(lowering, node);
}

/** `-1 + 2j` */
function lowerComplex(lowering: Lowering, node: Cst): Expr {
  const [first] = node.children;
  const numbers = node.children.filter((child) => child.type === 'integer' || child.type === 'float');
  const [real, imaginary] = numbers;
  if (first === undefined || real === undefined || imaginary === undefined) {
    return lowering.errorExpr(node, 'invalid pattern');
  }
  const sign = node.children[node.children.length - 2]?.type;
  const left = first.type === '-' ? negated(lowering, first, real) : lowerExpr(lowering, real);
  const right = lowerExpr(lowering, imaginary);
  return { kind: 'Binary', at: lowering.at(node), op: sign === '-' ? '-' : '+', left, right };
}

function lowerClassPattern(lowering: Lowering, node: Cst): Pattern {
  const [type, ...args] = node.children;
  if (type === undefined) return valuePattern(lowering.errorExpr(node, 'invalid pattern'));
  const positional: Pattern[] = [];
  const keywords: { readonly name: string; readonly pattern: Pattern }[] = [];
  for (const arg of args) {
    const keyword = keywordOf(lowering, arg);
    if (keyword === null) positional.push(lowerPattern(lowering, arg));
    else keywords.push(keyword);
  }
  return {
    kind: 'ClassPattern',
    at: lowering.at(node),
    type: lowerExpr(lowering, type),
    positional,
    keywords,
  };
}

/** `x=pattern`. The grammar reads `x=pattern as y` as `(x=pattern) as y`: the name belongs inside. */
function keywordOf(
  lowering: Lowering,
  node: Cst,
): { readonly name: string; readonly pattern: Pattern } | null {
  const [inner, alias] = node.children;
  if (node.type === 'case_pattern') return inner === undefined ? null : keywordOf(lowering, inner);
  if (node.type === 'as_pattern' && inner !== undefined && alias !== undefined) {
    const keyword = keywordOf(lowering, inner);
    if (keyword === null) return null;
    const { line, character } = keyword.pattern.at;
    const at = { ...lowering.at(node), line, character };
    return {
      name: keyword.name,
      pattern: { kind: 'AsPattern', at, pattern: keyword.pattern, name: lowering.text(alias) },
    };
  }
  if (node.type !== 'keyword_pattern' || inner === undefined) return null;
  const value = { ...node, children: node.children.slice(1) };
  const [pattern] = lowerAlternatives(lowering, value);
  return pattern === undefined ? null : { name: lowering.text(inner), pattern };
}
