import type { Expr } from '../syntax/ast.ts';
import { evaluate } from './expressions.ts';
import { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { PyRaise } from './signals.ts';
import { PyDict } from './values.ts';
import type { PyFunction, Value } from './values.ts';

/** `f.__annotations__`: evaluated when somebody asks, in the scope that the function was defined in. */
export function annotationsOf(it: Interpreter, fn: PyFunction): PyDict {
  const annotations = new PyDict();
  const frame = new Frame(fn.closure, fn.origin, fn.baseLine);
  it.inFrame(frame, () => {
    for (const { name, annotation } of fn.node.params) {
      if (annotation !== null) annotations.entries.set(name, read(it, annotation));
    }
    if (fn.node.kind === 'FunctionDef' && fn.node.returns !== null) {
      annotations.entries.set('return', read(it, fn.node.returns));
    }
  });
  it.journal.mapSet(fn.attrs, '__annotations__', annotations);
  return annotations;
}

/** Annotations may name what exists for the type checker only. */
function read(it: Interpreter, annotation: Expr): Value {
  try {
    return evaluate(it, annotation);
  } catch (error) {
    if (error instanceof PyRaise) return it.unknown('an annotation that cannot be evaluated');
    throw error;
  }
}
