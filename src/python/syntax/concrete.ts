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

const NO_CHILDREN: readonly Cst[] = [];

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
  readonly start: number;
  readonly end: number;
  hasComma: boolean;
  children: Cst[] | readonly Cst[];
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

  typeOf(cursor: TreeCursor): string {
    return this.#types[cursor.nodeTypeId]?.name ?? 'ERROR';
  }

  /**
   * Copies the node under the cursor; the cursor ends where it began.
   * @param text the text of the unit, whose first character has the offset `base` in the tree
   */
  read(cursor: TreeCursor, text: string, base: number): Cst {
    const root = this.#open(this.typeOf(cursor), cursor, base);
    const path: OpenNode[] = [root];
    if (!this.#hasPlainContent(root, text) && cursor.gotoFirstChild()) {
      this.#readChildren(cursor, text, base, path);
      cursor.gotoParent();
    }
    return root;
  }

  #readChildren(cursor: TreeCursor, text: string, base: number, path: OpenNode[]): void {
    let parent = path[path.length - 1];
    while (parent !== undefined) {
      const type = this.#types[cursor.nodeTypeId];
      const nodeClass = type?.nodeClass ?? 'branch';
      let descended = false;
      if (nodeClass === 'comma') {
        parent.hasComma = true;
      } else if (
        nodeClass !== 'skip' &&
        nodeClass !== 'comment' &&
        (nodeClass !== 'colon' || parent.type === 'slice')
      ) {
        const node = this.#open(type?.name ?? 'ERROR', cursor, base);
        parent.children = append(parent.children, node);
        const isBranch =
          nodeClass === 'branch' || (nodeClass === 'string' && !this.#hasPlainContent(node, text));
        if (isBranch && cursor.gotoFirstChild()) {
          path.push(node);
          parent = node;
          descended = true;
        }
      }
      while (!descended && !cursor.gotoNextSibling()) {
        path.pop();
        parent = path[path.length - 1];
        if (path.length === 0) return;
        cursor.gotoParent();
      }
    }
  }

  #open(type: string, cursor: TreeCursor, base: number): OpenNode {
    return {
      type,
      start: cursor.startIndex - base,
      end: cursor.endIndex - base,
      hasComma: false,
      children: NO_CHILDREN,
    };
  }

  /** Strings other than f-strings are decoded from their text: their children are not needed. */
  #hasPlainContent(node: OpenNode, text: string): boolean {
    return node.type === 'string' && !/^[a-z]*[ft]/i.test(text.slice(node.start, node.start + 3));
  }
}

function append(children: Cst[] | readonly Cst[], node: Cst): Cst[] {
  if (children === NO_CHILDREN) return [node];
  const list = children as Cst[];
  list.push(node);
  return list;
}
