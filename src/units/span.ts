/** A place in a document, as editors count: zero-based line, zero-based UTF-16 code unit. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a named document. `uri` is an absolute URI (`file:///…`, `vscode-remote:…`). */
export interface SourceSpan extends Range {
  readonly uri: string;
}

/** `name.py:12`, one-based as people count lines. */
export function describeSpan(span: SourceSpan): string {
  const name = span.uri.slice(span.uri.lastIndexOf('/') + 1);
  return `${decodeURIComponent(name)}:${span.start.line + 1}`;
}

export function containsPosition(range: Range, position: Position): boolean {
  const afterStart =
    position.line > range.start.line ||
    (position.line === range.start.line && position.character >= range.start.character);
  const beforeEnd =
    position.line < range.end.line ||
    (position.line === range.end.line && position.character <= range.end.character);
  return afterStart && beforeEnd;
}
