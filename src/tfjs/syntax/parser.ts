/** From text to trees, with the TypeScript compiler's parser. Trees are kept by the text they came from. */
import type * as Compiler from 'typescript';
import type { Place, Pragma } from '../../python/syntax/ast.ts';
import type { PagePart, ParsedScript, ScriptUnit } from './ast.ts';
import { LoweringContext, placeOf, type SyntaxError, type TypeScript } from './context.ts';
import { varsOf } from './declarations.ts';
import { handlerAttributes, isPage, onlyBetween, scriptElements, scriptKindOf } from './html.ts';
import { exportedNames, lowerBlock } from './lowerStatements.ts';

export interface ScriptParser {
  parse(uri: string, text: string): ParsedScript;
}

/** Longer files are generated: bundles and data. */
const LONGEST = 2_000_000;
/** Trees that are kept. */
const MOST_KEPT = 200;

interface Unit {
  readonly unit: ScriptUnit;
  readonly errors: readonly { readonly at: Place; readonly message: string }[];
}

/** `ts` is the module of the compiler: it is large, and whoever loads it does so when it is needed. */
export function createScriptParser(ts: TypeScript): ScriptParser {
  const kept = new Map<string, { readonly text: string; readonly parsed: ParsedScript }>();
  return {
    parse(uri, text) {
      const known = kept.get(uri);
      if (known?.text === text) return known.parsed;
      const parsed = parseText(ts, uri, text);
      kept.delete(uri);
      kept.set(uri, { text, parsed });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      return parsed;
    },
  };
}

function parseText(ts: TypeScript, uri: string, text: string): ParsedScript {
  if (text.length > LONGEST) return broken(uri, 'the file is too long to be read');
  try {
    return isPage(uri) ? parsePage(ts, uri, text) : parseFile(ts, uri, text);
  } catch (error) {
    // What nests too deeply for the parser.
    if (error instanceof RangeError) return broken(uri, 'the code nests too deeply to be read');
    throw error;
  }
}

function broken(uri: string, message: string): ParsedScript {
  const at: Place = { line: 0, character: 0, endLine: 0, endCharacter: 0 };
  const unit: ScriptUnit = {
    block: { statements: [{ kind: 'Error', message, at }], lexical: [], functions: [] },
    vars: [],
    exports: [],
    isModule: true,
  };
  return { uri, parts: [{ kind: 'inline', unit }], pragmas: [], errors: [{ at, message }] };
}

function parseFile(ts: TypeScript, uri: string, text: string): ParsedScript {
  const { unit, errors } = parseUnit(ts, uri, text, true);
  return { uri, parts: [{ kind: 'inline', unit }], pragmas: pragmasIn(text), errors };
}

function parsePage(ts: TypeScript, uri: string, text: string): ParsedScript {
  const parts: PagePart[] = [];
  const errors: { at: Place; message: string }[] = [];
  for (const { src, isModule, from, to } of scriptElements(text)) {
    if (src !== null) {
      const line = text.slice(0, from).split('\n').length - 1;
      parts.push({ kind: 'file', src, isModule, at: { line, character: 0, endLine: line, endCharacter: 0 } });
      continue;
    }
    const parsed = parseUnit(ts, uri, onlyBetween(text, from, to), isModule);
    parts.push({ kind: 'inline', unit: parsed.unit });
    errors.push(...parsed.errors);
  }
  for (const { from, to } of handlerAttributes(text)) {
    parts.push({ kind: 'handler', unit: parseUnit(ts, uri, onlyBetween(text, from, to), false).unit });
  }
  return { uri, parts, pragmas: pragmasIn(text), errors };
}

function parseUnit(ts: TypeScript, uri: string, text: string, isModule: boolean): Unit {
  const kind = scriptKindOf(ts, uri);
  const file = ts.createSourceFile(uri, text, ts.ScriptTarget.Latest, false, kind);
  const errors = syntaxErrors(ts, file);
  const ctx = new LoweringContext(ts, file, errors);
  const block = lowerBlock(ctx, file.statements);
  const unit: ScriptUnit = {
    block,
    vars: varsOf(ctx, file.statements),
    exports: file.statements.flatMap((statement) => exportedNames(ctx, statement)),
    isModule,
  };
  return { unit, errors };
}

/** The parser keeps its errors where its declarations do not tell. */
function syntaxErrors(ts: TypeScript, file: Compiler.SourceFile): SyntaxError[] {
  if (!('parseDiagnostics' in file) || !Array.isArray(file.parseDiagnostics)) return [];
  return file.parseDiagnostics.flatMap((diagnostic: unknown) => {
    if (!isDiagnostic(diagnostic)) return [];
    const { start, length, messageText } = diagnostic;
    return [
      {
        at: placeOf(file, start, start + length),
        message: ts.flattenDiagnosticMessageText(messageText, ' '),
        position: start,
      },
    ];
  });
}

function isDiagnostic(value: unknown): value is Compiler.DiagnosticWithLocation {
  return typeof value === 'object' && value !== null && 'start' in value && 'messageText' in value;
}

const PRAGMA = /^.*?\/\/\s*wattlens:\s*(.*?)\s*$/;

function pragmasIn(text: string): Pragma[] {
  if (!text.includes('wattlens:')) return [];
  return text.split('\n').flatMap((source, line) => {
    const found = PRAGMA.exec(source)?.[1];
    return found === undefined ? [] : [{ text: found, line }];
  });
}
