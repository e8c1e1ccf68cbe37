import type { Expr, FunctionDefStmt, Param, Place, Stmt } from './ast.ts';
import { blockOf } from './grammar.ts';
import type { Grammar } from './grammar.ts';
import { lowerStatements } from './lower/blocks.ts';
import { Lowering } from './lower/context.ts';
import { docstringOf } from './lower/definitions.ts';
import type { FunctionHead } from './lower/definitions.ts';
import { SourceText } from './lower/source.ts';
import { Recovery } from './recovery.ts';
import { scanLines } from './scan.ts';
import { codeOf } from './split.ts';

interface Body {
  readonly statements: readonly Stmt[];
  readonly hasYield: boolean;
  readonly hasErrors: boolean;
}

/** The body of a function, parsed when it is first looked at. */
export class DeferredBody {
  readonly #grammar: Grammar;
  readonly #text: string;
  readonly #line: number;
  #body: Body | null = null;

  /**
   * @param text the lines of the body, with their indentation
   * @param line of its beginning, relative to the first line of the top-level statement
   */
  constructor(grammar: Grammar, text: string, line: number) {
    this.#grammar = grammar;
    this.#text = text;
    this.#line = line;
  }

  get(): Body {
    this.#body ??= this.#parse();
    return this.#body;
  }

  #parse(): Body {
    const scan = scanLines(this.#text);
    const code = codeOf(this.#text, scan, { first: 0, last: scan.lines.length - 1 });
    const nodes = this.#grammar.blockStatements(code);
    if (nodes === null) return this.#recover();
    // The line that makes the block parse stands before its first.
    const lowering = new Lowering(new SourceText(blockOf(code).text, this.#line - 1));
    const indent = this.#text.slice(0, scan.lines[0]?.indent);
    return inScope(lowering, () => lowerStatements(lowering, nodes, indent));
  }

  #recover(): Body {
    const text = '\n'.repeat(this.#line) + this.#text;
    const lowering = new Lowering(new SourceText(text, 0));
    return inScope(lowering, () => new Recovery(this.#grammar, text).recoverBlock(lowering));
  }

  /** The definition of the function whose body this is. */
  function(head: FunctionHead): FunctionDefStmt {
    return new DeferredFunction(head, this);
  }
}

function inScope(lowering: Lowering, lower: () => Stmt[]): Body {
  const { result: statements, facts } = lowering.inScope(lower);
  return { statements, hasYield: facts.hasYield, hasErrors: facts.hasErrors };
}

class DeferredFunction implements FunctionDefStmt {
  readonly kind = 'FunctionDef';
  readonly at: Place;
  readonly name: string;
  readonly nameAt: Place;
  readonly params: readonly Param[];
  readonly returns: Expr | null;
  readonly decorators: readonly Expr[];
  readonly isAsync: boolean;
  readonly #deferred: DeferredBody;

  constructor(head: FunctionHead, deferred: DeferredBody) {
    this.at = head.at;
    this.name = head.name;
    this.nameAt = head.nameAt;
    this.params = head.params;
    this.returns = head.returns;
    this.decorators = head.decorators;
    this.isAsync = head.isAsync;
    this.#deferred = deferred;
  }

  get body(): readonly Stmt[] {
    return this.#deferred.get().statements;
  }

  get isGenerator(): boolean {
    return this.#deferred.get().hasYield;
  }

  get hasErrors(): boolean {
    return this.#deferred.get().hasErrors;
  }

  get docstring(): string | null {
    return docstringOf(this.body);
  }
}
