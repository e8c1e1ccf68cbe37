import type { Expr, Stmt } from './ast.ts';

/** The names that a statement binds in its own scope, however deep in its blocks. */
export function boundNames(node: Stmt): string[] {
  const names: string[] = [];
  collect(node, names);
  return names;
}

function collect(node: Stmt, names: string[]): void {
  const all = (body: readonly Stmt[]): void => {
    for (const statement of body) collect(statement, names);
  };
  switch (node.kind) {
    case 'Assign':
      for (const target of node.targets) targetNames(target, names);
      return;
    case 'AugAssign':
    case 'AnnAssign':
      targetNames(node.target, names);
      return;
    case 'FunctionDef':
    case 'ClassDef':
      names.push(node.name);
      return;
    case 'Import':
      for (const { name, asName } of node.names) names.push(asName ?? name.split('.')[0] ?? name);
      return;
    case 'ImportFrom':
      for (const { name, asName } of node.names) if (name !== '*') names.push(asName ?? name);
      return;
    case 'For':
      targetNames(node.target, names);
      all(node.body);
      all(node.otherwise);
      return;
    case 'While':
      all(node.body);
      all(node.otherwise);
      return;
    case 'If':
      all(node.then);
      all(node.otherwise);
      return;
    case 'With':
      for (const { target } of node.items) if (target !== null) targetNames(target, names);
      all(node.body);
      return;
    case 'Try':
      all(node.body);
      for (const { body } of node.handlers) all(body);
      all(node.otherwise);
      all(node.finalizer);
      return;
    case 'Match':
      for (const { body } of node.cases) all(body);
      return;
    case 'ErrorStmt':
      names.push(...node.boundNames);
      return;
    default:
      return;
  }
}

function targetNames(target: Expr, names: string[]): void {
  if (target.kind === 'Name') names.push(target.name);
  else if (target.kind === 'Tuple' || target.kind === 'List') {
    for (const item of target.items) targetNames(item, names);
  } else if (target.kind === 'Starred') targetNames(target.value, names);
}
