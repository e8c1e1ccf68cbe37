const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const DEFINITION = new RegExp(String.raw`^(?:async\s+)?(?:def|class)\s+(${NAME})`, 'u');
const IMPORT = /^import\s+(.*)$/u;
const FROM_IMPORT = /^from\s+[\w.\s]+?\s+import\s+(.*)$/u;
const FOR_TARGET = /\bfor\s+(.+?)\s+in\b/gu;
const AS_NAME = new RegExp(String.raw`\bas\s+(${NAME}|\([^)]*\))`, 'gu');
const WALRUS = new RegExp(String.raw`(${NAME})\s*:=`, 'gu');
const TARGET = new RegExp(
  String.raw`^((?:[\s,*()\[\]]|${NAME}(?![\p{L}\p{N}_.(]))+?)\s*(?::[^=]*)?(?:[-+*/@%&|^]|//|\*\*|<<|>>)?=(?!=)`,
  'u',
);
const NAMES = new RegExp(String.raw`(?<![\w.])${NAME}(?![\w.(\[])`, 'gu');
const KEYWORDS: ReadonlySet<string> = new Set([
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del',
  'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal',
  'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield',
]); // prettier-ignore

/** Bounds on the work; a longer line or text is no program that someone is typing. */
const MAX_LINE = 2000;
const MAX_TEXT = 500_000;

/**
 * Names that a stretch of broken source binds in its own scope, read line by line: definitions,
 * imports, assignments, loop and `with` targets. Bodies of functions and classes bind nothing
 * outside them. Rather too many than too few: these names become Unknown.
 */
export function namesInText(text: string): string[] {
  const names = new Set<string>();
  /** Lines further right than this belong to a definition's body. */
  let bodyIndent = Infinity;
  for (const line of text.slice(0, MAX_TEXT).split('\n')) {
    const statement = line.slice(0, MAX_LINE).trim();
    if (statement === '' || statement.startsWith('#')) continue;
    const indent = line.length - line.trimStart().length;
    if (indent > bodyIndent) continue;
    bodyIndent = Infinity;
    const definition = DEFINITION.exec(statement)?.[1];
    if (definition !== undefined) {
      names.add(definition);
      bodyIndent = indent;
      continue;
    }
    for (const part of statement.split(';')) collect(part.trim(), names);
  }
  return [...names];
}

function collect(statement: string, names: Set<string>): void {
  const imported = IMPORT.exec(statement)?.[1] ?? FROM_IMPORT.exec(statement)?.[1];
  if (imported !== undefined) {
    for (const item of imported.split(',')) collectImport(item, names);
    return;
  }
  for (const match of statement.matchAll(FOR_TARGET)) collectTargets(match[1] ?? '', names);
  for (const match of statement.matchAll(AS_NAME)) collectTargets(match[1] ?? '', names);
  for (const match of statement.matchAll(WALRUS)) collectTargets(match[1] ?? '', names);
  let rest = statement;
  for (let target = TARGET.exec(rest); target !== null; target = TARGET.exec(rest)) {
    collectTargets(target[1] ?? '', names);
    rest = rest.slice(target[0].length).trimStart();
  }
}

function collectImport(item: string, names: Set<string>): void {
  const [path, alias] = item
    .replace(/[()\\]/g, '')
    .trim()
    .split(/\s+as\s+/u);
  const name = alias ?? path?.split('.')[0] ?? '';
  collectTargets(name, names);
}

function collectTargets(text: string, names: Set<string>): void {
  for (const [name] of text.matchAll(NAMES)) if (!KEYWORDS.has(name)) names.add(name);
}
