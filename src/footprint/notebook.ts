/** Jupyter notebooks as files: JSON of nbformat 3 and 4, read without trust. */
import * as v from 'valibot';
import type { NotebookCell } from '../python/syntax/notebook.ts';

export interface ReadNotebook {
  /** Code cells in order; their URIs say their place among them. */
  readonly cells: readonly NotebookCell[];
  /** What of it could not be read, for people. */
  readonly problems: readonly string[];
}

const sourceSchema = v.union([v.string(), v.array(v.string())]);
/** Code is `source` since format 4, `input` before; outputs are never looked at. */
const cellSchema = v.looseObject({
  cell_type: v.string(),
  source: v.optional(sourceSchema),
  input: v.optional(sourceSchema),
  // an editor's note of a code cell in another language
  metadata: v.fallback(
    v.optional(v.looseObject({ vscode: v.optional(v.looseObject({ languageId: v.optional(v.string()) })) })),
    undefined,
  ),
});
const cells = v.array(v.unknown());
const notebookSchema = v.looseObject({
  metadata: v.optional(v.unknown()),
  cells: v.optional(cells),
  worksheets: v.optional(v.array(v.looseObject({ cells: v.optional(cells) }))),
});
const languageSchema = v.union([
  v.pipe(
    v.looseObject({ language_info: v.looseObject({ name: v.string() }) }),
    v.transform(({ language_info }) => language_info.name),
  ),
  v.pipe(
    v.looseObject({ kernelspec: v.looseObject({ language: v.string() }) }),
    v.transform(({ kernelspec }) => kernelspec.language),
  ),
]);

export function isNotebook(uri: string): boolean {
  return uri.endsWith('.ipynb');
}

/** `file:///w/net.ipynb#cell3`: the third of the cells with Python code, which is what an editor tells a server of. */
export function cellUri(notebook: string, index: number): string {
  return `${notebook}#cell${index + 1}`;
}

/** Never throws: what is malformed is said, and the rest is read. */
export function readNotebook(uri: string, text: string): ReadNotebook {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return none(`this is no notebook: its JSON is malformed (${reason}); save it anew in Jupyter`);
  }
  const parsed = v.safeParse(notebookSchema, json);
  if (!parsed.success) return none('this is no notebook: it is no JSON object with a list of cells');
  const { metadata, worksheets } = parsed.output;
  const all = parsed.output.cells ?? worksheets?.flatMap((sheet) => sheet.cells ?? []);
  if (all === undefined) return none('this is no notebook: it has no cells');
  const language = v.safeParse(languageSchema, metadata);
  if (language.success && !/^i?python/i.test(language.output)) {
    return none(`the language of this notebook is ${language.output}, not Python`);
  }
  const read = all.map(readCell);
  return {
    cells: read
      .flatMap((cell) => ('code' in cell ? [cell.code] : []))
      .map((code, index) => ({ uri: cellUri(uri, index), text: code })),
    problems: read.flatMap((cell, index) => ('wrong' in cell ? [`cell ${index + 1} ${cell.wrong}`] : [])),
  };
}

type ReadCell = { readonly code: string } | { readonly wrong: string } | Record<string, never>;

function readCell(cell: unknown): ReadCell {
  const parsed = v.safeParse(cellSchema, cell);
  if (!parsed.success) return { wrong: 'of all is malformed and left out' };
  const { cell_type: type, source, input, metadata } = parsed.output;
  const language = metadata?.vscode?.languageId ?? 'python';
  if (type !== 'code' || language !== 'python') return {};
  const code = source ?? input;
  if (code === undefined) return { wrong: 'of all has no source and is left out' };
  return { code: typeof code === 'string' ? code : code.join('') };
}

function none(problem: string): ReadNotebook {
  return { cells: [], problems: [problem] };
}
