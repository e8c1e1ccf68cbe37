import type { Language, TreeCursor } from 'web-tree-sitter';

/**
 * A node of the concrete tree, copied out of WebAssembly memory. Punctuation is left out, except
 * where it carries meaning; a comma is a flag of its parent.
 */
export interface Cst {
  readonly type: string;
  /** Offsets in UTF-16 code units into the text of the unit that was read; -1 for an operator. */
  readonly start: number;
  readonly end: number;
  readonly hasComma: boolean;
  readonly children: readonly Cst[];
}

type NodeClass = 'skip' | 'comma' | 'operator' | 'name' | 'leaf' | 'string' | 'comment' | 'branch';

interface NodeType {
  readonly name: string;
  readonly nodeClass: NodeClass;
  /** The only parents whose children of this type are kept. */
  readonly keptIn: readonly string[] | null;
}

const UNKNOWN_TYPE: NodeType = { name: 'ERROR', nodeClass: 'branch', keptIn: null };
const DROPPED: ReadonlySet<NodeClass> = new Set(['skip', 'comma', 'comment']);

/** Tokens that the lowering reads; every other anonymous token is implied by its parent's type. */
const KEPT_TOKENS: ReadonlySet<string> = new Set([
  'async', 'from', 'and', 'or', 'not', 'in', 'is', 'not in', 'is not',
  '+', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '~',
  '<', '<=', '==', '!=', '>=', '>', '<>',
  '+=', '-=', '*=', '/=', '@=', '//=', '%=', '**=', '>>=', '<<=', '&=', '^=', '|=',
]); // prettier-ignore

/** Tokens that carry meaning in one kind of node alone. */
const KEPT_IN: ReadonlyMap<string, readonly string[]> = new Map([
  [':', ['slice']],
  ['=', ['interpolation', 'format_expression']],
]);

const LEAVES: ReadonlySet<string> = new Set([
  '-', '_', 'integer', 'float', 'true', 'false', 'none', 'ellipsis', 'pass_statement', 'break_statement',
  'continue_statement', 'string_start', 'string_end', 'string_content', 'type_conversion', 'import_prefix',
  'wildcard_import', 'keyword_separator', 'positional_separator',
]); // prettier-ignore

/** Nodes whose end the grammar puts after a trailing comment: they end with their last child. */
const BLOCK_LIKE: ReadonlySet<string> = new Set([
  'block', 'elif_clause', 'else_clause', 'except_clause', 'finally_clause', 'case_clause',
  'function_definition', 'class_definition',
]); // prettier-ignore

function classify(name: string, named: boolean): NodeClass {
  if (name === ',') return 'comma';
  if (name === 'identifier') return 'name';
  if (LEAVES.has(name)) return 'leaf';
  if (!named) return KEPT_TOKENS.has(name) || KEPT_IN.has(name) ? 'operator' : 'skip';
  if (name === 'comment') return 'comment';
  if (name === 'line_continuation') return 'skip';
  return name === 'string' ? 'string' : 'branch';
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
      const nodeClass = classify(name, language.nodeTypeIsNamed(id));
      types.push({ name, nodeClass, keptIn: KEPT_IN.get(name) ?? null });
    }
    this.#types = types;
  }

  /** False for what lies between statements: comments and semicolons. */
  isStatement(cursor: TreeCursor): boolean {
    const { nodeClass } = this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE;
    return nodeClass === 'branch' || nodeClass === 'leaf';
  }

  /**
   * Copies the node under the cursor; the cursor ends where it began.
   * @param text the text of the unit, whose first character has the offset `base` in the tree
   */
  read(cursor: TreeCursor, text: string, base: number): Cst {
    const root = this.#open(this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE, cursor, text, base);
    if (this.#isBranch(root, text) && cursor.gotoFirstChild()) {
      this.#readChildren(cursor, text, base, [root]);
      cursor.gotoParent();
    }
    return root;
  }

  /** Reads the siblings from the cursor on, and all below them, into the last node of `path`. */
  #readChildren(cursor: TreeCursor, text: string, base: number, path: OpenNode[]): void {
    for (let parent = path.at(-1); parent !== undefined; parent = path.at(-1)) {
      const child = this.#readChild(cursor, text, base, parent);
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

  #readChild(cursor: TreeCursor, text: string, base: number, parent: OpenNode): OpenNode | null {
    const type = this.#types[cursor.nodeTypeId] ?? UNKNOWN_TYPE;
    if (type.nodeClass === 'comma') parent.hasComma = true;
    if (DROPPED.has(type.nodeClass) || type.keptIn?.includes(parent.type) === false) return null;
    const child = this.#open(type, cursor, text, base);
    parent.children.push(child);
    return child;
  }

  /** Strings other than f-strings are decoded from their text: their children are not needed. */
  #isBranch(node: OpenNode, text: string): boolean {
    if (node.nodeClass !== 'string') return node.nodeClass === 'branch';
    return /^[a-z]*[ft]/i.test(text.slice(node.start, node.start + 3));
  }

  /** Each question to the cursor is a call into WebAssembly: none that can be done without. */
  #open({ name, nodeClass }: NodeType, cursor: TreeCursor, text: string, base: number): OpenNode {
    const isPlaced = nodeClass !== 'operator';
    const start = isPlaced ? cursor.startIndex - base : -1;
    const nameEnd = nodeClass === 'name' ? asciiNameEnd(text, start) : -1;
    const end = !isPlaced || nameEnd >= 0 ? nameEnd : cursor.endIndex - base;
    return { type: name, nodeClass, start, end, hasComma: false, children: [] };
  }
}

const ASCII_NAME = /[A-Za-z0-9_]*(?![A-Za-z0-9_\u0080-\uffff])/y;

/** The end of a name of ASCII letters; -1 for another. */
function asciiNameEnd(text: string, start: number): number {
  ASCII_NAME.lastIndex = start;
  return ASCII_NAME.test(text) ? ASCII_NAME.lastIndex : -1;
}

function closeBlock(node: OpenNode): void {
  const last = node.children.at(-1);
  if (last !== undefined && (node.type === 'block' || BLOCK_LIKE.has(last.type))) node.end = last.end;
}
