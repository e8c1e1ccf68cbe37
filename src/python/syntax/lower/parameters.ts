import type { Expr, Param, ParamKind } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerExpr, lowerItem } from './expressions.ts';

/** Lowers `parameters` or `lambda_parameters`; null where Python 3 refuses the list. */
export function lowerParams(lowering: Lowering, node: Cst): Param[] | null {
  const params: Param[] = [];
  let kind: ParamKind = 'normal';
  let hasDefaults = false;
  let isClosed = false;
  for (const child of node.children) {
    if (isClosed) return null;
    if (child.type === 'positional_separator') {
      for (const [index, param] of params.entries()) {
        params[index] = { ...param, paramKind: 'positional-only' };
      }
    } else if (child.type === 'keyword_separator') {
      if (kind === 'keyword-only') return null;
      kind = 'keyword-only';
    } else {
      const param = lowerParam(lowering, child, kind);
      if (param === null) return null;
      const isOptional = param.default !== null;
      if (param.paramKind === 'normal' && hasDefaults && !isOptional) return null;
      if (param.paramKind === 'var-positional' && kind === 'keyword-only') return null;
      hasDefaults ||= isOptional;
      isClosed = param.paramKind === 'var-keyword';
      if (params.some(({ name }) => name === param.name)) return null;
      params.push(param);
      if (param.paramKind === 'var-positional') kind = 'keyword-only';
    }
  }
  return params;
}

function lowerParam(lowering: Lowering, node: Cst, kind: ParamKind): Param | null {
  switch (node.type) {
    case 'identifier':
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
      return makeParam(lowering, node, node, kind, null, null);
    case 'default_parameter': {
      const [name, value] = node.children;
      return makeParam(
        lowering,
        node,
        name,
        kind,
        null,
        value === undefined ? null : lowerExpr(lowering, value),
      );
    }
    case 'typed_parameter': {
      const [name, type] = node.children;
      if (name === undefined || type === undefined) return null;
      // `*args: *Ts`
      const lower = name.type === 'list_splat_pattern' ? lowerItem : lowerExpr;
      return makeParam(lowering, node, name, kind, lower(lowering, type), null);
    }
    case 'typed_default_parameter': {
      const [name, type, value] = node.children;
      if (type === undefined || value === undefined) return null;
      return makeParam(lowering, node, name, kind, lowerExpr(lowering, type), lowerExpr(lowering, value));
    }
    default:
      return null;
  }
}

function makeParam(
  lowering: Lowering,
  node: Cst,
  nameNode: Cst | undefined,
  kind: ParamKind,
  annotation: Expr | null,
  defaultValue: Expr | null,
): Param | null {
  if (nameNode === undefined) return null;
  const identifier = nameNode.type === 'identifier' ? nameNode : nameNode.children.at(-1);
  if (identifier?.type !== 'identifier') return null;
  return {
    name: lowering.text(identifier).normalize('NFKC'),
    paramKind: paramKindOf(nameNode.type, kind),
    default: defaultValue,
    annotation,
    at: lowering.at(node),
  };
}

function paramKindOf(type: string, kind: ParamKind): ParamKind {
  if (type === 'list_splat_pattern') return 'var-positional';
  return type === 'dictionary_splat_pattern' ? 'var-keyword' : kind;
}
