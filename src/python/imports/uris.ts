/** Folders and files as URIs, without knowing the file system behind them. */

export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
}

export function joinUri(folder: string, name: string): string {
  return `${folder}/${encodeURIComponent(name)}`;
}

/** The last part of a URI without its `.py`. */
export function moduleNameOf(uri: string): string {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return name.replace(/\.(py|ipynb)$/, '');
}

/** The same with the packages around it, as an import from outside would say: `package.models.net`. */
export function dottedNameOf(uri: string, isPackage: (folder: string) => boolean): string {
  const parts = [moduleNameOf(uri)];
  let folder = folderOf(uri);
  if (parts[0] === '__init__' && isPackage(folder)) parts.pop();
  for (; isPackage(folder); folder = folderOf(folder)) parts.unshift(moduleNameOf(folder));
  return parts.join('.');
}

export function isInstalledPackage(uri: string): boolean {
  return /\/(site|dist)-packages\//.test(uri);
}

/** What the running program takes for the path of a file, `__file__`. */
export function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
