import type { Expr, FunctionDefStmt, Param, Place, Stmt } from './ast.ts';
import { docstringOf } from './docstring.ts';

/** A function's definition without what its body decides. */
export interface FunctionHead {
  readonly at: Place;
  readonly name: string;
  readonly nameAt: Place;
  readonly params: readonly Param[];
  readonly returns: Expr | null;
  readonly decorators: readonly Expr[];
  readonly isAsync: boolean;
}

export interface FunctionBody {
  readonly statements: readonly Stmt[];
  readonly hasYield: boolean;
  readonly hasErrors: boolean;
}

/** A function's definition that knows whether anyone has looked at its body. */
export class FunctionNode implements FunctionDefStmt {
  readonly kind = 'FunctionDef';
  readonly at: Place;
  readonly name: string;
  readonly nameAt: Place;
  readonly params: readonly Param[];
  readonly returns: Expr | null;
  readonly decorators: readonly Expr[];
  readonly isAsync: boolean;
  readonly #body: () => FunctionBody;
  #isRead = false;

  constructor(head: FunctionHead, body: () => FunctionBody) {
    this.at = head.at;
    this.name = head.name;
    this.nameAt = head.nameAt;
    this.params = head.params;
    this.returns = head.returns;
    this.decorators = head.decorators;
    this.isAsync = head.isAsync;
    this.#body = body;
  }

  get isRead(): boolean {
    return this.#isRead;
  }

  get body(): readonly Stmt[] {
    return this.#read().statements;
  }

  get isGenerator(): boolean {
    return this.#read().hasYield;
  }

  get hasErrors(): boolean {
    return this.#read().hasErrors;
  }

  get docstring(): string | null {
    return docstringOf(this.#read().statements);
  }

  get returnsValue(): boolean {
    return returnsValue(this.#body().statements);
  }

  /** The body, without this being noted. */
  peek(): FunctionBody {
    return this.#body();
  }

  #read(): FunctionBody {
    this.#isRead = true;
    return this.#body();
  }
}

function returnsValue(body: readonly Stmt[]): boolean {
  return body.some((node) => {
    switch (node.kind) {
      case 'Return':
        return node.value !== null && node.value.kind !== 'Constant';
      case 'If':
        return returnsValue(node.then) || returnsValue(node.otherwise);
      case 'For':
      case 'While':
      case 'With':
        return returnsValue(node.body);
      case 'Try':
        return returnsValue(node.body) || node.handlers.some((handler) => returnsValue(handler.body));
      case 'Match':
        return node.cases.some((one) => returnsValue(one.body));
      default:
        return false;
    }
  });
}
