import type { ErrorExpr, ErrorStmt, Place, Stmt } from '../ast.ts';
import type { FunctionBody } from '../functionNode.ts';
import { namesInText } from '../namesInText.ts';
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

/** A stretch of a unit's text. */
interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** What one function body (or the module) turned out to contain. */
interface ScopeFacts {
  hasYield: boolean;
  hasErrors: boolean;
}

/** A function's body that is parsed when it is looked at. */
interface BodyToCome {
  get(): FunctionBody;
}

/** Bodies for which a `pass` stands in the text, by their line. */
export interface Placeholders {
  /** Lowered elsewhere. */
  readonly recovered?: ReadonlyMap<number, () => Stmt[]>;
  /** Of functions, parsed when they are looked at. */
  readonly deferred?: ReadonlyMap<number, BodyToCome>;
}

/** The state of lowering one unit. */
export class Lowering {
  readonly source: SourceText;
  readonly problems: SyntaxProblem[] = [];
  readonly #placeholders: Placeholders;
  #scope: ScopeFacts = { hasYield: false, hasErrors: false };
  #expressionDepth = 0;
  #blockDepth = 0;

  constructor(source: SourceText, placeholders: Placeholders = {}) {
    this.source = source;
    this.#placeholders = placeholders;
  }

  text(node: TextSpan): string {
    return this.source.slice(node);
  }

  at(node: TextSpan): Place {
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

  /** Takes over what the lowering of a part of this unit has found. */
  absorb(part: Lowering): void {
    for (const problem of part.problems) this.problems.push(problem);
    this.#scope.hasYield ||= part.#scope.hasYield;
    this.#scope.hasErrors ||= part.#scope.hasErrors;
  }

  /** The body that a placeholder stands for; null for any other statement. */
  recoveredBody(placeholder: Cst): Stmt[] | null {
    const { recovered } = this.#placeholders;
    if (recovered === undefined || placeholder.type !== 'pass_statement') return null;
    return recovered.get(this.at(placeholder).line)?.() ?? null;
  }

  /** The body of a function, if it is parsed later. */
  deferredBody(definition: Cst): BodyToCome | null {
    const { deferred } = this.#placeholders;
    if (deferred === undefined) return null;
    const [first] = definition.children.find(({ type }) => type === 'block')?.children ?? [];
    if (first?.type !== 'pass_statement') return null;
    return deferred.get(this.at(first).line) ?? null;
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

  errorExpr(node: TextSpan, message: string): ErrorExpr {
    const at = this.#problem(node, message);
    return { kind: 'ErrorExpr', at, message };
  }

  errorStmt(node: TextSpan, message: string): ErrorStmt {
    // From the start of the line: what is bound depends on the indentation.
    const text = this.source.before(node.start) + this.text(node);
    return { kind: 'ErrorStmt', at: this.#problem(node, message), message, boundNames: namesInText(text) };
  }

  /** Stands for the body that a `def f():` does not have yet. */
  missingBlock(owner: TextSpan): ErrorStmt {
    const message = 'expected an indented block';
    return { kind: 'ErrorStmt', at: this.#problem(owner, message), message, boundNames: [] };
  }

  addProblem(problem: SyntaxProblem): void {
    this.problems.push(problem);
    this.#scope.hasErrors = true;
  }

  #problem(node: TextSpan, message: string): Place {
    const at = this.at(node);
    this.addProblem({ at, message });
    return at;
  }
}
