/** Where the file lies that an import names. */

/** `a/b` of `file:///a/b/c.js`. */
export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
}

/** A relative or absolute path from a folder, `.` and `..` resolved. */
export function joinUri(folder: string, path: string): string {
  if (/^[a-z][a-z+.-]*:\/\//i.test(path)) return path;
  const scheme = /^[a-z][a-z+.-]*:\/\/[^/]*/i.exec(folder)?.[0] ?? '';
  const parts = path.startsWith('/') ? [] : folder.slice(scheme.length).split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(encodeURIComponent(decodeURIComponent(part)).replaceAll('%40', '@'));
  }
  return `${scheme}${parts[0] === '' ? '' : '/'}${parts.join('/')}`;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** Written for what is going to be compiled from the others. */
const COMPILED: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** Files that a path may mean, in the order of TypeScript's resolution. */
export function candidates(uri: string): readonly string[] {
  const extension = /\.[^./]+$/.exec(uri)?.[0] ?? '';
  const stem = uri.slice(0, uri.length - extension.length);
  const isKnown = EXTENSIONS.includes(extension) || DATA.test(uri);
  const named = isKnown ? [uri, ...(COMPILED[extension] ?? []).map((one) => stem + one)] : [];
  if (isKnown) return named;
  return [
    ...EXTENSIONS.map((one) => uri + one),
    ...EXTENSIONS.filter((one) => one !== '.json').map((one) => `${uri}/index${one}`),
    ...(extension === '' ? [] : [uri]),
  ];
}

const DATA = /\.(?:json|css|scss|less|svg|png|jpe?g|gif|html?|txt|csv|wasm|bin|md|glsl|vue|svelte)$/i;

/** Whether it is read as data and not run. */
export function isData(uri: string): boolean {
  return DATA.test(uri);
}

/** `@scope/name` of `@scope/name/deep/path`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
