import type { Language, TreeCursor } from 'web-tree-sitter';

/**
 * A node of the concrete tree, copied out of WebAssembly memory. Punctuation is left out, except
 * where it carries meaning; a comma is a flag of its parent.
 */
export interface Cst {
  readonly type: string;
  /** Offsets in UTF-16 code units into the text of the unit that was read. */
  readonly start: number;
  readonly end: number;
  readonly hasComma: boolean;
  readonly children: readonly Cst[];
}

type NodeClass = 'skip' | 'comma' | 'colon' | 'token' | 'leaf' | 'string' | 'comment' | 'branch';

interface NodeType {
  readonly name: string;
  readonly nodeClass: NodeClass;
}

const UNKNOWN_TYPE: NodeType = { name: 'ERROR', nodeClass: 'branch' };
const DROPPED: ReadonlySet<NodeClass> = new Set(['skip', 'comma', 'comment']);

/** Tokens that the lowering reads; every other anonymous token is implied by its parent's type. */
const KEPT_TOKENS: ReadonlySet<string> = new Set([
  'async', 'from', '=', '_', 'and', 'or', 'not', 'in', 'is', 'not in', 'is not',
  '+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '~',
  '<', '<=', '==', '!=', '>=', '>', '<>',
  '+=', '-=', '*=', '/=', '@=', '//=', '%=', '**=', '>>=', '<<=', '&=', '^=', '|=',
]); // prettier-ignore

const LEAVES: ReadonlySet<string> = new Set([
  'identifier', 'integer', 'float', 'true', 'false', 'none', 'ellipsis', 'pass_statement', 'break_statement',
  'continue_statement', 'string_start', 'string_end', 'string_content', 'type_conversion', 'import_prefix',
  'wildcard_import', 'keyword_separator', 'positional_separator',
]); // prettier-ignore

/** Nodes whose end the grammar puts after a trailing comment: they end with their last child. */
const BLOCK_LIKE: ReadonlySet<string> = new Set([
  'block', 'elif_clause', 'else_clause', 'except_clause', 'finally_clause', 'case_clause',
  'function_definition', 'class_definition',
]); // prettier-ignore

function classify(name: string, named: boolean): NodeClass {
  if (!named) {
    if (name === ',') return 'comma';
    if (name === ':') return 'colon';
    return KEPT_TOKENS.has(name) ? 'token' : 'skip';
  }
  if (name === 'comment') return 'comment';
  if (name === 'line_continuation') return 'skip';
  if (name === 'string') return 'string';
  return LEAVES.has(name) ? 'leaf' : 'branch';
}

interface OpenNode {
  readonly type: string;
  readonly nodeClass: NodeClass;
  readonly start: number;
  end: number;
  hasComma: boolean;
  readonly children: OpenNode[];
}

/** Copies concrete trees out of WebAssembly: one cursor walk, without recursion. */
export class ConcreteReader {
  readonly #types: readonly NodeType[];

  constructor(language: Language) {
    const types: NodeType[] = [];
    for (let id = 0; id < language.nodeTypeCount; id++) {
      const name = language.nodeTypeForId(id) ?? '';
      types.push({ name, nodeClass: classify(name, language.nodeTypeIsNamed(id)) });
    }
    this.#types = types;
  }

  /** False for what lies between statements: comments and semicolons. */
  isStatement(cursor: TreeCursor): boolean {
    return (this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE).nodeClass === 'branch';
  }

  /**
   * Copies the node under the cursor; the cursor ends where it began.
   * @param text the text of the unit, whose first character has the offset `base` in the tree
   */
  read(cursor: TreeCursor, text: string, base: number): Cst {
    const root = this.#open(this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE, cursor, base);
    if (this.#isBranch(root, text) && cursor.gotoFirstChild()) {
      this.#readChildren(cursor, text, base, [root]);
      cursor.gotoParent();
    }
    return root;
  }

  /** Reads the siblings from the cursor on, and all below them, into the last node of `path`. */
  #readChildren(cursor: TreeCursor, text: string, base: number, path: OpenNode[]): void {
    for (let parent = path.at(-1); parent !== undefined; parent = path.at(-1)) {
      const child = this.#readChild(cursor, base, parent);
      if (child !== null && this.#isBranch(child, text) && cursor.gotoFirstChild()) {
        path.push(child);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        const closed = path.pop();
        if (closed !== undefined) closeBlock(closed);
        if (path.length === 0) return;
        cursor.gotoParent();
      }
    }
  }

  #readChild(cursor: TreeCursor, base: number, parent: OpenNode): OpenNode | null {
    const type = this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE;
    if (type.nodeClass === 'comma') parent.hasComma = true;
    const isKept = type.nodeClass === 'colon' ? parent.type === 'slice' : !DROPPED.has(type.nodeClass);
    if (!isKept) return null;
    const child = this.#open(type, cursor, base);
    parent.children.push(child);
    return child;
  }

  /** Strings other than f-strings are decoded from their text: their children are not needed. */
  #isBranch(node: OpenNode, text: string): boolean {
    if (node.nodeClass !== 'string') return node.nodeClass === 'branch';
    return /^[a-z]*[ft]/i.test(text.slice(node.start, node.start + 3));
  }

  #open(type: NodeType, cursor: TreeCursor, base: number): OpenNode {
    return {
      type: type.name,
      nodeClass: type.nodeClass,
      start: cursor.startIndex - base,
      end: cursor.endIndex - base,
      hasComma: false,
      children: [],
    };
  }
}

function closeBlock(node: OpenNode): void {
  const last = node.children.at(-1);
  if (last !== undefined && (node.type === 'block' || BLOCK_LIKE.has(last.type))) node.end = last.end;
}
