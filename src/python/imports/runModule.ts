import type { ParsedModule, Stmt } from '../syntax/ast.ts';
import { boundNames } from '../syntax/boundNames.ts';
import { Frame } from '../runtime/frame.ts';
import type { Interpreter } from '../runtime/interpreter.ts';
import { PyRaise } from '../runtime/signals.ts';
import { executeBlock } from '../runtime/statements.ts';
import { Scope, Unknown } from '../runtime/values.ts';
import type { CodeOrigin, PyModule } from '../runtime/values.ts';
import { describeSpan } from '../../units/span.ts';
import { pathOf } from './uris.ts';

/**
 * Runs a module statement by statement. One that raises does not end the module, as it would in
 * Python: what it would have bound is unknown, and the rest is still read.
 */
export function runModule(it: Interpreter, module: PyModule, origin: CodeOrigin, parsed: ParsedModule): void {
  const scope = new Scope('module', null, module.vars);
  module.vars.set('__name__', origin.moduleName);
  module.vars.set('__file__', pathOf(origin.uri));
  module.vars.set('__doc__', parsed.docstring);
  module.vars.set('__spec__', new Unknown('how a module was found', null));
  const frame = new Frame(scope, origin, 0);
  it.inFrame(frame, () => {
    for (const { line, node } of parsed.statements) {
      frame.baseLine = line;
      try {
        executeBlock(it, [node]);
      } catch (error) {
        if (!(error instanceof PyRaise)) throw error;
        if (error.exception.cls.name === 'SystemExit') return;
        fail(it, module, scope, node, error);
      }
    }
  });
}

function fail(it: Interpreter, module: PyModule, scope: Scope, node: Stmt, error: PyRaise): void {
  const at = error.span === null ? '' : ` at ${describeSpan(error.span)}`;
  const unknown = new Unknown(`running this raised ${error.message}${at}`, it.frame.span(node.at));
  it.recorder.incomplete(unknown);
  if (!it.incompleteModules.has(module.name)) it.incompleteModules.set(module.name, unknown);
  for (const name of boundNames(node)) {
    if (!scope.vars.has(name)) it.journal.mapSet(scope.vars, name, unknown);
  }
}
