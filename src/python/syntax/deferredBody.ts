import type { Stmt } from './ast.ts';
import type { FunctionBody } from './functionNode.ts';
import { blockOf } from './grammar.ts';
import type { Grammar } from './grammar.ts';
import { lowerStatements } from './lower/blocks.ts';
import { Lowering } from './lower/context.ts';
import { SourceText } from './lower/source.ts';
import { Recovery } from './recovery.ts';
import { scanLines } from './scan.ts';
import { codeOf } from './split.ts';

/** The body of a function, parsed when it is first looked at. */
export class DeferredBody {
  readonly #grammar: Grammar;
  readonly #text: string;
  readonly #line: number;
  #body: FunctionBody | null = null;

  /**
   * @param text the lines of the body, with their indentation
   * @param line of its beginning, relative to the first line of the top-level statement
   */
  constructor(grammar: Grammar, text: string, line: number) {
    this.#grammar = grammar;
    this.#text = text;
    this.#line = line;
  }

  get(): FunctionBody {
    this.#body ??= this.#parse();
    return this.#body;
  }

  #parse(): FunctionBody {
    const scan = scanLines(this.#text);
    const code = codeOf(this.#text, scan, { first: 0, last: scan.lines.length - 1 });
    const nodes = this.#grammar.blockStatements(code);
    if (nodes === null) return this.#recover();
    // The line that makes the block parse stands before its first.
    const lowering = new Lowering(new SourceText(blockOf(code).text, this.#line - 1));
    const indent = this.#text.slice(0, scan.lines[0]?.indent);
    return inScope(lowering, () => lowerStatements(lowering, nodes, indent));
  }

  #recover(): FunctionBody {
    const text = '\n'.repeat(this.#line) + this.#text;
    const lowering = new Lowering(new SourceText(text, 0));
    return inScope(lowering, () => new Recovery(this.#grammar, text).recoverBlock(lowering));
  }
}

function inScope(lowering: Lowering, lower: () => Stmt[]): FunctionBody {
  const { result: statements, facts } = lowering.inScope(lower);
  return { statements, hasYield: facts.hasYield, hasErrors: facts.hasErrors };
}
