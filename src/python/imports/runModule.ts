import type { ParsedModule, Stmt } from '../syntax/ast.ts';
import { boundNames } from '../syntax/boundNames.ts';
import { Frame } from '../runtime/frame.ts';
import type { Interpreter } from '../runtime/interpreter.ts';
import { PyRaise } from '../runtime/signals.ts';
import { executeBlock } from '../runtime/statements.ts';
import { PyClass, Scope, Unknown } from '../runtime/values.ts';
import type { CodeOrigin, PyModule } from '../runtime/values.ts';
import { describeSpan, type SourceSpan } from '../../units/span.ts';
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
    let stopped: Stop | null = null;
    for (const { line, node } of parsed.statements) {
      frame.baseLine = line;
      try {
        executeBlock(it, [node]);
        const broken = stopped ?? brokenInside(parsed, line, node);
        if (broken !== null) doubt(it, scope, node, broken);
      } catch (error) {
        if (!(error instanceof PyRaise)) throw error;
        if (error.exception.cls.name === 'SystemExit') return;
        fail(it, module, scope, node, error);
        const span = error.span ?? frame.span(node.at);
        stopped ??= { text: `it is defined after a line that raises ${error.message}`, span };
      }
    }
  });
}

/** The same of an installed module, with what Wattlens puts in place of members that reach for the network. */
export function runAmended(
  it: Interpreter,
  module: PyModule,
  origin: CodeOrigin,
  parsed: ParsedModule,
): void {
  runModule(it, module, origin, parsed);
  for (const amendment of it.libraries.amendments?.(module.name) ?? []) {
    const { path } = amendment;
    const [name = path, member] = path.split('.');
    const holder = member === undefined ? module : module.vars.get(name);
    const store = holder instanceof PyClass ? holder.dict : holder === module ? module.vars : null;
    if (store?.has(member ?? name) === true) store.set(member ?? name, amendment.make(it));
  }
}

interface Stop {
  readonly text: string;
  readonly span: SourceSpan | null;
}

/** What does not parse inside a statement and is left out. */
function brokenInside({ uri, errors }: ParsedModule, firstLine: number, node: Stmt): Stop | null {
  const [from, to] = [firstLine + node.at.line, firstLine + node.at.endLine];
  const error = errors.find(({ at }) => at.line >= from && at.line <= to);
  if (error === undefined) return null;
  const { line, character, endLine, endCharacter } = error.at;
  const span = { uri, start: { line, character }, end: { line: endLine, character: endCharacter } };
  return { text: 'what does not parse inside of it is left out', span };
}

/** What Python would not have reached or read is there all the same, and its users are told. */
function doubt(it: Interpreter, scope: Scope, node: Stmt, { text, span }: Stop): void {
  if (node.kind !== 'ClassDef' && node.kind !== 'FunctionDef') return;
  const value = scope.vars.get(node.name);
  if (value !== undefined) it.doubts.addForUsers(value, text, span);
}

function fail(it: Interpreter, module: PyModule, scope: Scope, node: Stmt, error: PyRaise): void {
  const at = error.span === null ? '' : ` at ${describeSpan(error.span)}`;
  const unknown = new Unknown(`running this raised ${error.message}${at}`, it.frame.span(node.at));
  it.recorder.incomplete(unknown);
  it.recorder.abandoned(error.loops, unknown);
  if (!it.incompleteModules.has(module.name)) it.incompleteModules.set(module.name, unknown);
  // Definitions are read on without what they lack.
  const isDefinition = node.kind === 'FunctionDef' || node.kind === 'ClassDef';
  if (module.name === '__main__' && !isDefinition) it.noteStop(error);
  // What would have been put in the place of a value is not that value.
  const isAssignment = node.kind === 'Assign' || node.kind === 'AnnAssign' || node.kind === 'AugAssign';
  for (const name of boundNames(node)) {
    if (isAssignment || !scope.vars.has(name)) it.journal.mapSet(scope.vars, name, unknown);
  }
}
