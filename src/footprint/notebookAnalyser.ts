/** Notebooks, analysed as one program of their code cells; every place in the result is one in a cell. */
import { cellAtLine, notebookSource } from '../python/syntax/notebook.ts';
import type { NotebookCell, NotebookSource } from '../python/syntax/notebook.ts';
import type { Position } from '../units/span.ts';
import { withoutModels } from './analyser.ts';
import type { Analyser, AnalysisRequest, AnalysisResult, FileSource, Problem } from './analyser.ts';
import { isNotebook, readNotebook } from './notebook.ts';

/** Wraps an analyser of plain Python. */
export class NotebookAnalyser implements Analyser {
  readonly #inner: Analyser;

  constructor(inner: Analyser) {
    this.#inner = inner;
  }

  async analyse(request: AnalysisRequest, files: FileSource): Promise<AnalysisResult> {
    const { cells: given, ...plain } = request;
    const { uri, module } = request;
    if (module !== undefined || (given === undefined && !isNotebook(uri))) {
      return this.#inner.analyse(plain, files);
    }
    const { cells, problems } =
      given === undefined ? await this.#read(request, files) : { cells: given, problems: [] };
    const source = notebookSource(cells);
    const told = problems.map((message): Problem => ({ code: 'notebook', message, uri, range: null }));
    if (cells.length === 0 && told.length > 0) return withoutModels(told);
    const result = placedInCells(
      await this.#inner.analyse({ ...plain, text: source.text }, files),
      uri,
      source,
    );
    return { ...result, problems: [...told, ...result.problems] };
  }

  close(uri: string): void {
    this.#inner.close(uri);
  }

  release(uri: string): void {
    this.#inner.release(uri);
  }

  invalidate(uri: string): void {
    this.#inner.invalidate(uri);
  }

  async #read(
    { uri, text: open }: AnalysisRequest,
    files: FileSource,
  ): Promise<{ readonly cells: readonly NotebookCell[]; readonly problems: readonly string[] }> {
    const text = open ?? (await files.read(uri));
    if (text === null) {
      return { cells: [], problems: ['there is no such notebook, or it is too large to read'] };
    }
    return readNotebook(uri, text);
  }
}

/**
 * The result with each line of the joined text told as cell and line within it: in every place, and in every sentence
 * that names one. It is plain data, so that one walk over it misses none.
 */
function placedInCells(result: AnalysisResult, notebook: string, source: NotebookSource): AnalysisResult {
  const name = decodeURIComponent(notebook.slice(notebook.lastIndexOf('/') + 1));
  const mention = new RegExp(`${name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}:(\\d+)`, 'g');
  const inText = (text: string): string =>
    text.replace(mention, (whole, line: string) => {
      const found = cellAtLine(source, Number(line) - 1);
      return found === null ? whole : `${name}${fragmentOf(found.cell.uri)}:${found.line + 1}`;
    });
  const move = (range: Span, uri: string): { readonly uri: string; readonly range: Span } => {
    const found = cellAtLine(source, range.start.line);
    if (found === null) return { uri, range };
    const up = ({ line, character }: Position): Position => ({ line: line - found.cell.line, character });
    return { uri: found.cell.uri, range: { start: up(range.start), end: up(range.end) } };
  };
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const copy = new Map(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
    if (copy.get('uri') === notebook) {
      const range = copy.get('range');
      if (isSpan(value)) {
        const { uri, range: moved } = move(value, notebook);
        copy.set('uri', uri).set('start', moved.start).set('end', moved.end);
      } else if (isSpan(range)) {
        const { uri, range: moved } = move(range, notebook);
        copy.set('uri', uri).set('range', moved);
      }
    }
    return Object.fromEntries(copy);
  };
  // every field keeps its name and its type
  return visit(result) as AnalysisResult;
}

interface Span {
  readonly start: Position;
  readonly end: Position;
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

function fragmentOf(uri: string): string {
  const at = uri.indexOf('#');
  return at < 0 ? '' : uri.slice(at);
}
