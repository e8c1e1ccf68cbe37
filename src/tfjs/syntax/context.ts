/** What the lowering of one file shares: the compiler, the file, and the errors that no statement has been told of. */
import type * as Compiler from 'typescript';
import type { Place } from './ast.ts';

export type TypeScript = typeof Compiler;
export type Node = Compiler.Node;

export interface SyntaxError {
  readonly at: Place;
  readonly message: string;
  readonly position: number;
}

export class LoweringContext {
  readonly ts: TypeScript;
  readonly file: Compiler.SourceFile;
  readonly errors: readonly SyntaxError[];
  /** Errors that no statement of the tree stands for so far. */
  readonly #unclaimed: Set<SyntaxError>;

  constructor(ts: TypeScript, file: Compiler.SourceFile, errors: readonly SyntaxError[]) {
    this.ts = ts;
    this.file = file;
    this.errors = errors;
    this.#unclaimed = new Set(errors);
  }

  at(node: Node): Place {
    return placeOf(this.file, node.getStart(this.file), node.end);
  }

  /** An error between two positions that nobody inside of them stands for; it is handed out once. */
  claim(from: number, to: number): SyntaxError | null {
    if (this.#unclaimed.size === 0) return null;
    let found: SyntaxError | null = null;
    for (const error of this.#unclaimed) {
      if (error.position < from || error.position > to) continue;
      found ??= error;
      this.#unclaimed.delete(error);
    }
    return found;
  }

  /** A node that the parser made up where one had to be. */
  isMissing(node: Node): boolean {
    return node.pos === node.end && node.kind === this.ts.SyntaxKind.Identifier;
  }

  hasModifier(node: Node, kind: Compiler.SyntaxKind): boolean {
    const { ts } = this;
    return (
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true
    );
  }
}

export function placeOf(file: Compiler.SourceFile, start: number, end: number): Place {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(end);
  return { line: from.line, character: from.character, endLine: to.line, endCharacter: to.character };
}
