/** `wattlens.toml`, `pyproject.toml` and pragmas as an editor shows them: what is wrong, and what can be written. */
import { CompletionItemKind, DiagnosticSeverity } from 'vscode-languageserver';
import type { CompletionItem, Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { pragmaCompletions, tomlCompletions, type Completions } from '../config/completion.ts';
import { CONFIG_FILE_NAMES, readConfigFile } from '../config/configFile.ts';
import { nameProblem } from '../config/factorValue.ts';
import { entryName } from '../config/entries.ts';
import type { Problem } from '../footprint/analyser.ts';
import type { Position, Range } from '../units/span.ts';

/** Whether a document is one that says what is taken for others. */
export function isConfigDocument(uri: string): boolean {
  return CONFIG_FILE_NAMES.some((name) => uri.endsWith(`/${name}`));
}

/** What is wrong in a configuration file, each with its remedy. */
export function configDiagnostics(document: Pick<TextDocument, 'uri' | 'getText'>): Diagnostic[] {
  const { uri } = document;
  const text = document.getText();
  const file = readConfigFile(uri, text);
  if (file === null) return [];
  const said = Object.entries<{
    readonly value: unknown;
    readonly span: { readonly start: Position; readonly end: Position } | null;
  }>({ ...file.overrides });
  const names = said.flatMap(([key, { value, span }]) => {
    const message = nameProblem(entryName(key), value);
    return message === null || span === null ? [] : [{ message, span }];
  });
  const place = new RegExp(`^(?:wattlens|pyproject)\\.toml:\\d+: `);
  return [...file.problems, ...names].map(({ message, span }) =>
    warning(message.replace(place, ''), wholeLine(text, span)),
  );
}

/** Problems of the comments in a source text; `place` is the document, or the cell of a notebook. */
export function pragmaDiagnostics(problems: readonly Problem[], place: string, text: string): Diagnostic[] {
  return problems
    .filter(({ code, uri }) => uri === place && /^(?:pragma|unknown-device|unknown-region)$/.test(code))
    .flatMap(({ message, range }) => (range === null ? [] : [warning(message, commentIn(text, range))]));
}

function warning(message: string, range: Range): Diagnostic {
  return { severity: DiagnosticSeverity.Warning, source: 'Wattlens', message, range };
}

/** An error of the parser is one place; a mark of no length would not be seen. */
function wholeLine(text: string, { start, end }: Range): Range {
  if (start.line !== end.line || start.character !== end.character) return { start, end };
  const length = (text.split('\n')[start.line] ?? '').replace(/\r$/, '').length;
  const from = Math.min(start.character, Math.max(length - 1, 0));
  return { start: { line: start.line, character: from }, end: { line: start.line, character: length } };
}

function commentIn(text: string, { start: { line } }: Range): Range {
  const written = (text.split('\n')[line] ?? '').replace(/\r$/, '');
  const from = Math.max(written.search(/#\s*wattlens:/), 0);
  return { start: { line, character: from }, end: { line, character: written.length } };
}

/** What can be written at a place of a source text or a configuration file. */
export function completionsAt(
  document: Pick<TextDocument, 'uri' | 'getText' | 'offsetAt'>,
  position: Position,
): CompletionItem[] {
  const before = document.getText().slice(0, document.offsetAt(position));
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const found = isConfigDocument(document.uri)
    ? tomlCompletions(document.uri, before)
    : pragmaCompletions(line);
  return itemsOf(found, position);
}

function itemsOf({ items, typed }: Completions, { line, character }: Position): CompletionItem[] {
  const range = { start: { line, character: character - typed }, end: { line, character } };
  return items.map(({ label, insert, detail, kind }, index) => ({
    label,
    detail,
    kind: kind === 'key' ? CompletionItemKind.Property : CompletionItemKind.Value,
    // In the order of the table and the catalogue, not of the alphabet.
    sortText: String(index).padStart(4, '0'),
    filterText: insert.startsWith('"') ? insert : label,
    textEdit: { range, newText: insert },
    ...(insert.endsWith('=')
      ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
      : {}),
  }));
}
