/** The scripts of an HTML page. */
import type * as Compiler from 'typescript';

export interface ScriptElement {
  readonly src: string | null;
  readonly isModule: boolean;
  /** Where its text begins and ends in the page. */
  readonly from: number;
  readonly to: number;
}

// a tag ends before the next begins: so a page without an end of any tag is read once, not once for each tag
const SCRIPT =
  /<!--[\s\S]*?(?:-->|$)|<script\b((?:[^<>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)(?:<\/script\s*>|$)/gi;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Types of scripts that run; others are data. */
const RUNS =
  /^(?:module|(?:text|application)\/(?:javascript|ecmascript|typescript|babel|jsx|x-javascript))?$/i;

/** Those that run, in their order. */
export function scriptElements(html: string): ScriptElement[] {
  const found: ScriptElement[] = [];
  for (const match of html.matchAll(SCRIPT)) {
    const [whole, attributeText, text = ''] = match;
    if (attributeText === undefined) continue;
    const attributes = new Map<string, string>();
    for (const [, name = '', a, b, c] of attributeText.matchAll(ATTRIBUTE)) {
      attributes.set(name.toLowerCase(), a ?? b ?? c ?? '');
    }
    const type = attributes.get('type') ?? '';
    if (!RUNS.test(type)) continue;
    const from = match.index + whole.indexOf('>', '<script'.length + attributeText.length) + 1;
    found.push({
      src: attributes.get('src') ?? null,
      isModule: type.toLowerCase() === 'module',
      from,
      to: from + text.length,
    });
  }
  return found;
}

const TAG = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi;
const HANDLER = /\son[a-z]+\s*=\s*(["'])(.*?)\1/gis;

/** Where the code of attributes like `onclick` begins and ends. */
export function handlerAttributes(html: string): { readonly from: number; readonly to: number }[] {
  let markup = html;
  for (const { from, to } of scriptElements(html)) {
    markup = markup.slice(0, from) + ' '.repeat(to - from) + markup.slice(to);
  }
  return [...markup.matchAll(TAG)].flatMap((tag) =>
    [...tag[0].matchAll(HANDLER)].map((found) => {
      const to = tag.index + found.index + found[0].length - 1;
      return { from: to - (found[2] ?? '').length, to };
    }),
  );
}

/** The page with everything but one script blanked out, so that places in it stay what they are. */
export function onlyBetween(html: string, from: number, to: number): string {
  const blank = (text: string): string => text.replaceAll(/[^\r\n\u2028\u2029]/g, ' ');
  return blank(html.slice(0, from)) + html.slice(from, to);
}

export function isPage(uri: string): boolean {
  return /\.x?html?$/i.test(uri);
}

export function scriptKindOf(ts: typeof Compiler, uri: string): Compiler.ScriptKind {
  const extension = /\.([cm]?[jt]sx?)$/i.exec(uri)?.[1]?.toLowerCase() ?? '';
  if (extension === 'tsx') return ts.ScriptKind.TSX;
  return extension.endsWith('ts') ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
}
