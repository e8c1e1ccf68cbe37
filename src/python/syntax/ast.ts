/**
 * The syntax tree that the evaluator runs: plain objects, built once from the concrete tree.
 *
 * Places are relative to the first line of the enclosing top-level statement, so that a lowered
 * statement can be reused, by its text, wherever an edit has moved it.
 */
export interface Place {
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

interface At {
  readonly at: Place;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>';
export type UnaryOperator = '-' | '+' | '~' | 'not';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

/** Python literals. `float` and `int` differ by tag because JavaScript has one number type. */
export type Literal =
  | { readonly type: 'none' | 'ellipsis' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number | bigint }
  | { readonly type: 'float' | 'imaginary'; readonly value: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array };

export interface NameExpr extends At {
  readonly kind: 'Name';
  readonly name: string;
}
export interface ConstantExpr extends At {
  readonly kind: 'Constant';
  readonly literal: Literal;
}
/** `f"…"`: strings and replacement fields in order. */
export interface FStringExpr extends At {
  readonly kind: 'FString';
  readonly parts: readonly (string | FStringField)[];
}
export interface FStringField {
  readonly value: Expr;
  /** `{x!r}` */
  readonly conversion: 's' | 'r' | 'a' | null;
  /** `{x:spec}`, itself possibly with fields. */
  readonly spec: readonly (string | FStringField)[] | null;
  /** `{x=}`: the text to print before the value. */
  readonly debugText: string | null;
}
export interface SequenceExpr extends At {
  readonly kind: 'Tuple' | 'List' | 'Set';
  readonly items: readonly Expr[];
}
/** An entry without a key is `**mapping`. */
export interface DictExpr extends At {
  readonly kind: 'Dict';
  readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[];
}
/** `f(a, *b, c=1, **d)` in source order. */
export type Argument =
  | { readonly kind: 'positional' | 'star' | 'double-star'; readonly value: Expr }
  | { readonly kind: 'keyword'; readonly name: string; readonly value: Expr };
export interface CallExpr extends At {
  readonly kind: 'Call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
}
export interface AttributeExpr extends At {
  readonly kind: 'Attribute';
  readonly object: Expr;
  readonly name: string;
}
/** `x[i]`; `x[i, j]` has a Tuple as its index. */
export interface SubscriptExpr extends At {
  readonly kind: 'Subscript';
  readonly object: Expr;
  readonly index: Expr;
}
export interface SliceExpr extends At {
  readonly kind: 'Slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
export interface StarredExpr extends At {
  readonly kind: 'Starred';
  readonly value: Expr;
}
export interface UnaryExpr extends At {
  readonly kind: 'Unary';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface BinaryExpr extends At {
  readonly kind: 'Binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface BoolExpr extends At {
  readonly kind: 'Bool';
  readonly op: 'and' | 'or';
  readonly left: Expr;
  readonly right: Expr;
}
/** `a < b <= c`: operands.length === ops.length + 1. */
export interface CompareExpr extends At {
  readonly kind: 'Compare';
  readonly operands: readonly Expr[];
  readonly ops: readonly CompareOperator[];
}
export interface ConditionalExpr extends At {
  readonly kind: 'Conditional';
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}
export interface LambdaExpr extends At {
  readonly kind: 'Lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
}
export interface ComprehensionClause {
  readonly target: Expr;
  readonly iterable: Expr;
  readonly conditions: readonly Expr[];
  readonly isAsync: boolean;
}
export interface ComprehensionExpr extends At {
  readonly kind: 'ListComp' | 'SetComp' | 'GeneratorExp';
  readonly element: Expr;
  readonly clauses: readonly ComprehensionClause[];
}
export interface DictCompExpr extends At {
  readonly kind: 'DictComp';
  readonly key: Expr;
  readonly value: Expr;
  readonly clauses: readonly ComprehensionClause[];
}
export interface NamedExpr extends At {
  readonly kind: 'NamedExpr';
  readonly target: NameExpr;
  readonly value: Expr;
}
export interface YieldExpr extends At {
  readonly kind: 'Yield';
  readonly value: Expr | null;
}
export interface YieldFromExpr extends At {
  readonly kind: 'YieldFrom';
  readonly value: Expr;
}
export interface AwaitExpr extends At {
  readonly kind: 'Await';
  readonly value: Expr;
}
/** Text that did not parse: evaluates to Unknown, naming this place. */
export interface ErrorExpr extends At {
  readonly kind: 'ErrorExpr';
  readonly message: string;
}

export type Expr =
  | NameExpr
  | ConstantExpr
  | FStringExpr
  | SequenceExpr
  | DictExpr
  | CallExpr
  | AttributeExpr
  | SubscriptExpr
  | SliceExpr
  | StarredExpr
  | UnaryExpr
  | BinaryExpr
  | BoolExpr
  | CompareExpr
  | ConditionalExpr
  | LambdaExpr
  | ComprehensionExpr
  | DictCompExpr
  | NamedExpr
  | YieldExpr
  | YieldFromExpr
  | AwaitExpr
  | ErrorExpr;

export type ParamKind = 'positional-only' | 'normal' | 'keyword-only' | 'var-positional' | 'var-keyword';
export interface Param extends At {
  readonly name: string;
  readonly paramKind: ParamKind;
  readonly default: Expr | null;
  readonly annotation: Expr | null;
}

export interface ExprStmt extends At {
  readonly kind: 'ExprStmt';
  readonly value: Expr;
}
/** `a = b = value`: targets in source order. */
export interface AssignStmt extends At {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssignStmt extends At {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
/** `x: T = value`; the annotation is kept because dataclasses need it. */
export interface AnnAssignStmt extends At {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
}
export interface ReturnStmt extends At {
  readonly kind: 'Return';
  readonly value: Expr | null;
}
export interface IfStmt extends At {
  readonly kind: 'If';
  readonly test: Expr;
  readonly then: readonly Stmt[];
  /** `elif` is lowered to a nested If. */
  readonly otherwise: readonly Stmt[];
}
export interface ForStmt extends At {
  readonly kind: 'For';
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: readonly Stmt[];
  readonly otherwise: readonly Stmt[];
  readonly isAsync: boolean;
}
export interface WhileStmt extends At {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly otherwise: readonly Stmt[];
}
export interface WithStmt extends At {
  readonly kind: 'With';
  readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[];
  readonly body: readonly Stmt[];
  readonly isAsync: boolean;
}
export interface ExceptHandler extends At {
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
}
export interface TryStmt extends At {
  readonly kind: 'Try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly otherwise: readonly Stmt[];
  readonly finalizer: readonly Stmt[];
}
export interface RaiseStmt extends At {
  readonly kind: 'Raise';
  readonly exception: Expr | null;
  readonly cause: Expr | null;
}
export interface AssertStmt extends At {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly message: Expr | null;
}
export interface DeleteStmt extends At {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
export interface SimpleStmt extends At {
  readonly kind: 'Pass' | 'Break' | 'Continue';
}
export interface ImportAlias extends At {
  /** Dotted name as written. */
  readonly name: string;
  readonly asName: string | null;
}
export interface ImportStmt extends At {
  readonly kind: 'Import';
  readonly names: readonly ImportAlias[];
}
/** `from ..a.b import c as d`: level 2, module 'a.b'. A name `*` imports all. */
export interface ImportFromStmt extends At {
  readonly kind: 'ImportFrom';
  readonly level: number;
  readonly module: string;
  readonly names: readonly ImportAlias[];
}
export interface ScopeStmt extends At {
  readonly kind: 'Global' | 'Nonlocal';
  readonly names: readonly string[];
}
export interface FunctionDefStmt extends At {
  readonly kind: 'FunctionDef';
  readonly name: string;
  readonly nameAt: Place;
  readonly params: readonly Param[];
  readonly returns: Expr | null;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly isAsync: boolean;
  /** The body, nested functions apart, contains `yield`. */
  readonly isGenerator: boolean;
  readonly docstring: string | null;
  /** The body, nested functions apart, contains text that did not parse. */
  readonly hasErrors: boolean;
  /** Some `return` of the body gives more than a constant. */
  readonly returnsValue: boolean;
  /**
   * Whether the body, or what depends on it but for `returnsValue`, was ever looked at: nothing that was found out
   * without looking depends on it.
   */
  readonly isRead: boolean;
}
export interface ClassDefStmt extends At {
  readonly kind: 'ClassDef';
  readonly name: string;
  readonly nameAt: Place;
  readonly bases: readonly Argument[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly docstring: string | null;
}
export type Pattern =
  | (At & { readonly kind: 'ValuePattern'; readonly value: Expr })
  | (At & { readonly kind: 'WildcardPattern' })
  | (At & { readonly kind: 'CapturePattern'; readonly name: string })
  | (At & { readonly kind: 'StarPattern'; readonly name: string | null })
  | (At & { readonly kind: 'AsPattern'; readonly pattern: Pattern; readonly name: string })
  | (At & { readonly kind: 'OrPattern'; readonly patterns: readonly Pattern[] })
  | (At & { readonly kind: 'SequencePattern'; readonly patterns: readonly Pattern[] })
  | (At & {
      readonly kind: 'MappingPattern';
      readonly entries: readonly { readonly key: Expr; readonly pattern: Pattern }[];
      readonly rest: string | null;
    })
  | (At & {
      readonly kind: 'ClassPattern';
      readonly type: Expr;
      readonly positional: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    });
export interface MatchStmt extends At {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly {
    readonly pattern: Pattern;
    readonly guard: Expr | null;
    readonly body: readonly Stmt[];
  }[];
}
/** A stretch that did not parse: executing it taints what follows, naming this place. */
export interface ErrorStmt extends At {
  readonly kind: 'ErrorStmt';
  readonly message: string;
  /** Names bound somewhere in the stretch, as far as can be told: they become Unknown. */
  readonly boundNames: readonly string[];
}

export type Stmt =
  | ExprStmt
  | AssignStmt
  | AugAssignStmt
  | AnnAssignStmt
  | ReturnStmt
  | IfStmt
  | ForStmt
  | WhileStmt
  | WithStmt
  | TryStmt
  | RaiseStmt
  | AssertStmt
  | DeleteStmt
  | SimpleStmt
  | ImportStmt
  | ImportFromStmt
  | ScopeStmt
  | FunctionDefStmt
  | ClassDefStmt
  | MatchStmt
  | ErrorStmt;

/** One top-level statement at its present line; `node` is shared between versions of the file. */
export interface TopLevel {
  readonly line: number;
  readonly node: Stmt;
}

/** A `# wattlens: …` comment: its text after the colon, and its absolute line. */
export interface Pragma {
  readonly text: string;
  readonly line: number;
}

export interface ParsedModule {
  readonly uri: string;
  readonly statements: readonly TopLevel[];
  readonly pragmas: readonly Pragma[];
  /** Absolute places of what did not parse. */
  readonly errors: readonly { readonly at: Place; readonly message: string }[];
  readonly docstring: string | null;
}
