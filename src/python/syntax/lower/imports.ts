import type { ImportAlias, ImportFromStmt, ImportStmt } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';

/** Null where Python refuses the names. */
export function lowerImport(lowering: Lowering, node: Cst): ImportStmt | null {
  if (/,\s*$/.test(lowering.text(node))) return null;
  return {
    kind: 'Import',
    at: lowering.at(node),
    names: node.children.map((child) => lowerAlias(lowering, child)),
  };
}

/** Null where Python refuses the names. */
export function lowerImportFrom(lowering: Lowering, node: Cst): ImportFromStmt | null {
  if (/,\s*$/.test(lowering.text(node))) return null;
  const children = node.children.filter((child) => child.type !== 'from');
  const isFuture = node.type === 'future_import_statement';
  const source = isFuture ? undefined : children[0];
  const { level, module } = isFuture ? { level: 0, module: '__future__' } : lowerSource(lowering, source);
  const names = children.slice(isFuture ? 0 : 1).map((child) => lowerAlias(lowering, child));
  if (names.some(({ name }) => name.includes('.'))) return null;
  return { kind: 'ImportFrom', at: lowering.at(node), level, module, names };
}

function lowerSource(lowering: Lowering, node: Cst | undefined): { level: number; module: string } {
  if (node === undefined) return { level: 0, module: '' };
  if (node.type !== 'relative_import') return { level: 0, module: dottedName(lowering, node) };
  const [prefix, name] = node.children;
  const level = prefix === undefined ? 0 : lowering.text(prefix).replace(/[^.]/g, '').length;
  return { level, module: name === undefined ? '' : dottedName(lowering, name) };
}

function lowerAlias(lowering: Lowering, node: Cst): ImportAlias {
  const at = lowering.at(node);
  if (node.type === 'wildcard_import') return { at, name: '*', asName: null };
  const [name, alias] = node.children;
  if (node.type === 'aliased_import' && name !== undefined && alias !== undefined) {
    return { at, name: dottedName(lowering, name), asName: lowering.text(alias).normalize('NFKC') };
  }
  return { at, name: dottedName(lowering, node), asName: null };
}

function dottedName(lowering: Lowering, node: Cst): string {
  return node.children.map((part) => lowering.text(part).normalize('NFKC')).join('.');
}
