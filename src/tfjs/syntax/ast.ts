/**
 * The syntax tree that the script evaluator runs: plain objects, made once from the compiler's tree. Types, decorators
 * and all else that does nothing when the program runs are left out. Places are absolute, zero-based.
 */
import type { Place, Pragma } from '../../python/syntax/ast.ts';

export type { Place };

interface At {
  readonly at: Place;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '<<'
  | '>>'
  | '>>>'
  | '&'
  | '|'
  | '^'
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'instanceof';
export type LogicalOperator = '&&' | '||' | '??';
export type UnaryOperator = '-' | '+' | '!' | '~' | 'typeof' | 'void' | 'delete';

// --- expressions ----------------------------------------------------------------------------------

export interface IdentifierExpr extends At {
  readonly kind: 'Identifier';
  readonly name: string;
}
export interface LiteralExpr extends At {
  readonly kind: 'Literal';
  readonly value: null | boolean | number | string | bigint;
}
export interface RegExpExpr extends At {
  readonly kind: 'RegExp';
  readonly source: string;
  readonly flags: string;
}
/** Texts and the values between them; `tag` is the function of a tagged one. */
export interface TemplateExpr extends At {
  readonly kind: 'Template';
  readonly tag: Expr | null;
  readonly texts: readonly string[];
  readonly values: readonly Expr[];
}
export interface SpreadElement extends At {
  readonly kind: 'Spread';
  readonly value: Expr;
}
/** Null: a hole. */
export interface ArrayExpr extends At {
  readonly kind: 'Array';
  readonly items: readonly (Expr | SpreadElement | null)[];
}
/** A name that is known, or computed where it stands. Names of private members start with `#`. */
export type PropertyKey = string | Expr;
export type ObjectMember =
  | { readonly kind: 'property'; readonly key: PropertyKey; readonly value: Expr; readonly at: Place }
  | { readonly kind: 'get' | 'set'; readonly key: PropertyKey; readonly fn: FunctionNode; readonly at: Place }
  | SpreadElement;
export interface ObjectExpr extends At {
  readonly kind: 'Object';
  readonly members: readonly ObjectMember[];
}
export interface FunctionExpr extends At {
  readonly kind: 'Function';
  readonly fn: FunctionNode;
}
export interface ClassExpr extends At {
  readonly kind: 'Class';
  readonly cls: ClassNode;
}
export interface MemberExpr extends At {
  readonly kind: 'Member';
  readonly object: Expr;
  readonly name: string;
  readonly isOptional: boolean;
}
export interface IndexExpr extends At {
  readonly kind: 'Index';
  readonly object: Expr;
  readonly index: Expr;
  readonly isOptional: boolean;
}
export interface CallExpr extends At {
  readonly kind: 'Call';
  readonly callee: Expr;
  readonly args: readonly (Expr | SpreadElement)[];
  readonly isOptional: boolean;
}
export interface NewExpr extends At {
  readonly kind: 'New';
  readonly callee: Expr;
  readonly args: readonly (Expr | SpreadElement)[];
}
/** `a?.b.c`: where a link is missing, the whole chain is undefined. */
export interface ChainExpr extends At {
  readonly kind: 'Chain';
  readonly expr: Expr;
}
export interface UnaryExpr extends At {
  readonly kind: 'Unary';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface UpdateExpr extends At {
  readonly kind: 'Update';
  readonly by: 1 | -1;
  readonly isPrefix: boolean;
  readonly target: Expr;
}
export interface BinaryExpr extends At {
  readonly kind: 'Binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface LogicalExpr extends At {
  readonly kind: 'Logical';
  readonly op: LogicalOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface ConditionalExpr extends At {
  readonly kind: 'Conditional';
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}
export interface AssignExpr extends At {
  readonly kind: 'Assign';
  /** Null: `=`. */
  readonly op: BinaryOperator | LogicalOperator | null;
  readonly target: Pattern;
  readonly value: Expr;
}
export interface SequenceExpr extends At {
  readonly kind: 'Sequence';
  readonly items: readonly Expr[];
}
export interface BareExpr extends At {
  readonly kind: 'This' | 'Super' | 'NewTarget' | 'ImportMeta';
}
export interface ImportCallExpr extends At {
  readonly kind: 'ImportCall';
  readonly source: Expr;
}
export interface AwaitExpr extends At {
  readonly kind: 'Await';
  readonly value: Expr;
}
export interface YieldExpr extends At {
  readonly kind: 'Yield';
  readonly value: Expr | null;
  readonly isDelegate: boolean;
}
/** What has no value that could be followed: JSX, what does not parse. */
export interface OpaqueExpr extends At {
  readonly kind: 'Opaque';
  readonly reason: string;
}

export type Expr =
  | IdentifierExpr
  | LiteralExpr
  | RegExpExpr
  | TemplateExpr
  | ArrayExpr
  | ObjectExpr
  | FunctionExpr
  | ClassExpr
  | MemberExpr
  | IndexExpr
  | CallExpr
  | NewExpr
  | ChainExpr
  | UnaryExpr
  | UpdateExpr
  | BinaryExpr
  | LogicalExpr
  | ConditionalExpr
  | AssignExpr
  | SequenceExpr
  | BareExpr
  | ImportCallExpr
  | AwaitExpr
  | YieldExpr
  | OpaqueExpr;

// --- patterns -------------------------------------------------------------------------------------

export interface PatternElement {
  readonly target: Pattern;
  /** Taken where the value is undefined. */
  readonly default: Expr | null;
}
export interface ArrayPattern extends At {
  readonly kind: 'ArrayPattern';
  readonly items: readonly (PatternElement | null)[];
  readonly rest: Pattern | null;
}
export interface ObjectPattern extends At {
  readonly kind: 'ObjectPattern';
  readonly properties: readonly (PatternElement & { readonly key: PropertyKey })[];
  readonly rest: Pattern | null;
}
/** What can be assigned to: a name, a member, or a pattern of these. */
export type Pattern = IdentifierExpr | MemberExpr | IndexExpr | ArrayPattern | ObjectPattern | OpaqueExpr;

// --- functions and classes ------------------------------------------------------------------------

/** What a block declares. Names are there from its start; functions have their values then, too. */
export interface Declarations {
  /** `let`, `const` and classes: not to be used before their statement. */
  readonly lexical: readonly { readonly name: string; readonly isConst: boolean }[];
  readonly functions: readonly FunctionNode[];
}

export interface Block extends Declarations {
  readonly statements: readonly Stmt[];
}

export interface FunctionNode extends At {
  /** '' where it has none. */
  readonly name: string;
  /** A function expression with a name of its own, which it can call itself by. */
  readonly hasOwnName: boolean;
  readonly nameAt: Place;
  readonly params: readonly PatternElement[];
  readonly rest: Pattern | null;
  /** An expression: the value of an arrow function without braces. */
  readonly body: Block | Expr;
  /** Names that `var` declares anywhere in it. */
  readonly vars: readonly string[];
  readonly isArrow: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly usesArguments: boolean;
}

export type ClassMember =
  | {
      readonly kind: 'method' | 'get' | 'set';
      readonly key: PropertyKey;
      readonly isStatic: boolean;
      readonly fn: FunctionNode;
    }
  | {
      readonly kind: 'field';
      readonly key: PropertyKey;
      readonly isStatic: boolean;
      readonly value: Expr | null;
      readonly at: Place;
    }
  | { readonly kind: 'static-block'; readonly body: Block; readonly vars: readonly string[] };

export interface ClassNode extends At {
  readonly name: string;
  readonly nameAt: Place;
  readonly base: Expr | null;
  /** Parameters of a TypeScript constructor that become fields (`constructor(private units: number)`). */
  readonly parameterFields: readonly string[];
  readonly ctor: FunctionNode | null;
  readonly members: readonly ClassMember[];
}

// --- statements -----------------------------------------------------------------------------------

export interface VariableStmt extends At {
  readonly kind: 'Variable';
  readonly declares: 'var' | 'let' | 'const';
  readonly declarations: readonly { readonly target: Pattern; readonly init: Expr | null }[];
}
export interface ExprStmt extends At {
  readonly kind: 'ExprStmt';
  readonly value: Expr;
}
export interface ReturnStmt extends At {
  readonly kind: 'Return';
  readonly value: Expr | null;
}
export interface IfStmt extends At {
  readonly kind: 'If';
  readonly test: Expr;
  readonly then: Stmt;
  readonly otherwise: Stmt | null;
}
export interface ForStmt extends At {
  readonly kind: 'For';
  readonly init: VariableStmt | ExprStmt | null;
  readonly test: Expr | null;
  readonly update: Expr | null;
  readonly body: Stmt;
  /** Names that `let` declares in `init`. */
  readonly lexical: Declarations['lexical'];
  /** A function inside may keep the variables of one iteration. */
  readonly hasClosures: boolean;
}
export interface ForEachStmt extends At {
  readonly kind: 'ForOf' | 'ForIn';
  /** Null: assigns to what is there already. */
  readonly declares: VariableStmt['declares'] | null;
  readonly target: Pattern;
  readonly iterable: Expr;
  readonly body: Stmt;
  readonly lexical: Declarations['lexical'];
}
export interface WhileStmt extends At {
  readonly kind: 'While' | 'DoWhile';
  readonly test: Expr;
  readonly body: Stmt;
}
export interface SwitchStmt extends At, Declarations {
  readonly kind: 'Switch';
  readonly value: Expr;
  /** The default has no test. */
  readonly cases: readonly { readonly test: Expr | null; readonly body: readonly Stmt[] }[];
}
export interface BlockStmt extends At {
  readonly kind: 'Block';
  readonly block: Block;
}
export interface JumpStmt extends At {
  readonly kind: 'Break' | 'Continue';
  readonly label: string | null;
}
export interface LabelledStmt extends At {
  readonly kind: 'Labelled';
  readonly label: string;
  readonly body: Stmt;
}
export interface ThrowStmt extends At {
  readonly kind: 'Throw';
  readonly value: Expr;
}
export interface TryStmt extends At {
  readonly kind: 'Try';
  readonly body: Block;
  readonly handler: {
    readonly target: Pattern | null;
    readonly body: Block;
    readonly names: Declarations['lexical'];
  } | null;
  readonly finalizer: Block | null;
}
/** A declared function has its value from the start of its block. */
export interface FunctionStmt extends At {
  readonly kind: 'FunctionDeclaration';
  readonly fn: FunctionNode;
}
export interface ClassStmt extends At {
  readonly kind: 'ClassDeclaration';
  readonly cls: ClassNode;
}
export interface EnumStmt extends At {
  readonly kind: 'Enum';
  readonly name: string;
  readonly members: readonly { readonly key: string; readonly value: Expr | null }[];
}
export interface NamespaceStmt extends At {
  readonly kind: 'Namespace';
  readonly name: string;
  readonly body: Block;
  readonly vars: readonly string[];
  /** Names that it exports. */
  readonly exports: readonly string[];
}
/** `import d, * as n, { a as b } from 'source'`. Also `import x = require('source')`. */
export interface ImportStmt extends At {
  readonly kind: 'Import';
  readonly source: string;
  /** `imported` is `default`, `*` for the namespace, `=` for `require`. */
  readonly names: readonly { readonly imported: string; readonly local: string }[];
}
/** `export { a as b }`, `export { a as b } from 'source'`, `export * from 'source'`. */
export interface ExportStmt extends At {
  readonly kind: 'Export';
  readonly source: string | null;
  readonly names: readonly { readonly local: string; readonly exported: string }[];
  /** `export * from` exports all names, `export * as n from` one. */
  readonly star: boolean;
}
/** `export default expression`. */
export interface ExportDefaultStmt extends At {
  readonly kind: 'ExportDefault';
  readonly value: Expr;
}
export interface EmptyStmt extends At {
  readonly kind: 'Empty';
}
/** What does not parse. */
export interface ErrorStmt extends At {
  readonly kind: 'Error';
  readonly message: string;
}

export type Stmt =
  | VariableStmt
  | ExprStmt
  | ReturnStmt
  | IfStmt
  | ForStmt
  | ForEachStmt
  | WhileStmt
  | SwitchStmt
  | BlockStmt
  | JumpStmt
  | LabelledStmt
  | ThrowStmt
  | TryStmt
  | FunctionStmt
  | ClassStmt
  | EnumStmt
  | NamespaceStmt
  | ImportStmt
  | ExportStmt
  | ExportDefaultStmt
  | EmptyStmt
  | ErrorStmt;

// --- files ----------------------------------------------------------------------------------------

/** One script or module: of a file the only one, of an HTML page one of several. */
export interface ScriptUnit {
  readonly block: Block;
  readonly vars: readonly string[];
  /** Names that declarations export by themselves: `export const a`, `export default class`. */
  readonly exports: readonly { readonly local: string; readonly exported: string }[];
  /** A module has names of its own; the scripts of a page share theirs. */
  readonly isModule: boolean;
}

/** A `<script>`: its text, or the file that it names; and what an attribute like `onclick` runs. */
export type PagePart =
  | { readonly kind: 'inline'; readonly unit: ScriptUnit }
  | { readonly kind: 'handler'; readonly unit: ScriptUnit }
  | { readonly kind: 'file'; readonly src: string; readonly isModule: boolean; readonly at: Place };

export interface ParsedScript {
  readonly uri: string;
  readonly parts: readonly PagePart[];
  readonly pragmas: readonly Pragma[];
  /** Stretches that do not parse. */
  readonly errors: readonly { readonly at: Place; readonly message: string }[];
}
