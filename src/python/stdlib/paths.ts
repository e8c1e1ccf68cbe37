/** POSIX paths as texts, as `posixpath` treats them. */

export function joinPaths(first: string, ...rest: readonly string[]): string {
  let path = first;
  for (const part of rest) {
    if (part.startsWith('/')) path = part;
    else if (path === '' || path.endsWith('/')) path += part;
    else path += `/${part}`;
  }
  return path;
}

export function splitPath(path: string): readonly [head: string, tail: string] {
  const slash = path.lastIndexOf('/') + 1;
  const [head, tail] = [path.slice(0, slash), path.slice(slash)];
  return [/^\/+$/.test(head) ? head : head.replace(/\/+$/, ''), tail];
}

/** The extension begins at the last dot, leading dots of the name apart. */
export function splitExtension(path: string): readonly [root: string, extension: string] {
  const name = splitPath(path)[1];
  const lead = /^\.+/.exec(name)?.[0].length ?? 0;
  const dot = name.lastIndexOf('.');
  if (dot < lead || dot <= 0) return [path, ''];
  const extension = name.slice(dot);
  return [path.slice(0, path.length - extension.length), extension];
}

export function normalizePath(path: string): string {
  if (path === '') return '.';
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (parts.length === 0 || parts.at(-1) === '..'))) parts.push(part);
    else parts.pop();
  }
  const normal = root + parts.join('/');
  return normal === '' ? '.' : normal;
}

export function relativePath(path: string, start: string): string {
  const [to, from] = [normalizePath(path).split('/'), normalizePath(start).split('/')];
  let common = 0;
  while (common < to.length && common < from.length && to[common] === from[common]) common += 1;
  const parts = [...from.slice(common).map(() => '..'), ...to.slice(common)];
  return parts.length === 0 ? '.' : parts.join('/');
}
