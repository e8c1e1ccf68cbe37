import type { ErrorExpr, ErrorStmt, Place } from '../ast.ts';
import { boundNamesIn } from '../bound-names.ts';
import type { Cst } from '../concrete.ts';
import type { SourceText } from './source.ts';

/** Something that did not parse; the place is relative to the top-level statement. */
export interface SyntaxProblem {
  readonly at: Place;
  readonly message: string;
}

/**
 * Deepest nesting of expressions. The tree is run by recursion, so this bounds the stack; CPython
 * itself refuses more than 200 nested brackets.
 */
export const MAX_EXPRESSION_DEPTH = 500;

/** Deepest nesting of blocks: CPython's own limit on indentation. */
export const MAX_BLOCK_DEPTH = 100;

/** What one function body (or the module) turned out to contain. */
interface ScopeFacts {
  hasYield: boolean;
  hasErrors: boolean;
}

/** The state of lowering one unit. */
export class Lowering {
  readonly source: SourceText;
  readonly problems: SyntaxProblem[] = [];
  #scope: ScopeFacts = { hasYield: false, hasErrors: false };
  #expressionDepth = 0;
  #blockDepth = 0;

  constructor(source: SourceText) {
    this.source = source;
  }

  get facts(): Readonly<ScopeFacts> {
    return this.#scope;
  }

  text(node: Cst): string {
    return this.source.slice(node);
  }

  at(node: Cst): Place {
    return this.source.place(node.start, node.end);
  }

  /** Runs `lower` for the body of a function, and tells what the body contains. */
  inScope<T>(lower: () => T): { readonly result: T; readonly facts: Readonly<ScopeFacts> } {
    const outer = this.#scope;
    const facts: ScopeFacts = { hasYield: false, hasErrors: false };
    this.#scope = facts;
    try {
      return { result: lower(), facts };
    } finally {
      this.#scope = outer;
    }
  }

  noteYield(): void {
    this.#scope.hasYield = true;
  }

  /** `lower`, unless expressions are nested too deeply here. */
  nested<T>(node: Cst, lower: () => T): T | ErrorExpr {
    if (this.#expressionDepth >= MAX_EXPRESSION_DEPTH) return this.errorExpr(node, 'too deeply nested');
    this.#expressionDepth++;
    try {
      return lower();
    } finally {
      this.#expressionDepth--;
    }
  }

  /** `lower`, unless blocks are nested too deeply here. */
  nestedBlock<T>(node: Cst, lower: () => T): T | ErrorStmt {
    if (this.#blockDepth >= MAX_BLOCK_DEPTH) return this.errorStmt(node, 'too many nested blocks');
    this.#blockDepth++;
    try {
      return lower();
    } finally {
      this.#blockDepth--;
    }
  }

  errorExpr(node: Cst, message: string): ErrorExpr {
    const at = this.#problem(node, message);
    return { kind: 'ErrorExpr', at, message };
  }

  errorStmt(node: Cst, message: string): ErrorStmt {
    const at = this.#problem(node, message);
    return { kind: 'ErrorStmt', at, message, boundNames: boundNamesIn(this.text(node)) };
  }

  #problem(node: Cst, message: string): Place {
    const at = this.at(node);
    this.problems.push({ at, message });
    this.#scope.hasErrors = true;
    return at;
  }
}
