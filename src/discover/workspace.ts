/** The scripts of the workspace that create models of a file's classes: they say with which arguments. */
import { isForeignFolder, parseListing } from '../python/imports/listing.ts';
import { folderOf, isInstalledPackage, joinUri, moduleNameOf } from '../python/imports/uris.ts';
import { NeedsFiles, type FileSnapshot } from '../python/ports.ts';

/** What is looked through at most: a workspace may be a whole disk. */
const MOST_FOLDERS = 150;
const MOST_FILES = 400;
const MOST_USERS = 3;

/** Tests make models small, to be quick. */
const TEST = /(?:^|\/)(?:tests?|testing)\/|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

/** What a training does; scripts that only use a model come after those that train it. */
const TRAINS = /\.backward\(|\.fit\(|\btrain(?:er|ing)?\b.*\(/i;
/** A file that does something when it is run: behind the usual guard, in a loop, or by calling one of its functions. */
const IS_STARTED = /^(?:if __name__\b|for\b|while\b|[A-Za-z_]\w*\()/m;

/**
 * Scripts that call one of the classes by its name with arguments: those that train first, then the nearest.
 * @param uri of the file that defines the classes
 * @throws {NeedsFiles} where the snapshot does not hold what must be looked at
 */
export function scriptsThatCreate(
  classes: readonly string[],
  uri: string,
  files: FileSnapshot,
  searchPath: readonly string[],
): string[] {
  if (classes.length === 0) return [];
  const module = moduleNameOf(uri);
  const calls = classes.map((name) => ({
    call: `${name}(`,
    pattern: new RegExp(String.raw`(?<!\w|class )${name}\(\s*[^)\s]`),
    imported: importOf([name, module]),
    own: new RegExp(String.raw`^class ${name}\b`, 'm'),
  }));
  return scripts(uri, files, searchPath, (text) =>
    calls.some(
      ({ call, pattern, imported, own }) =>
        text.includes(call) && pattern.test(text) && imported.test(text) && !own.test(text),
    ),
  );
}

/** A line that imports one of the names, from one of them, or everything from somewhere. */
function importOf(names: readonly string[]): RegExp {
  const any = `\\b(?:${names.map((name) => name.replace(/\W/g, '\\$&')).join('|')})\\b`;
  return new RegExp(
    String.raw`^[ \t]*(?:from|import)\s(?:[^\n]*${any}|[^\n]*\([^)]*${any}|[^\n]*import \*)`,
    'm',
  );
}

/**
 * Scripts that can be started and that import from the file or from the package around it: a model may be created by a
 * function of another file, with what the script was told.
 * @throws {NeedsFiles} where the snapshot does not hold what must be looked at
 */
export function scriptsThatImport(uri: string, files: FileSnapshot, searchPath: readonly string[]): string[] {
  const root = rootOf(uri, searchPath);
  const [top = ''] = uri.slice(root.length + 1).split('/');
  const pattern = importOf([moduleNameOf(uri), moduleNameOf(top)]);
  return scripts(uri, files, searchPath, (text) => IS_STARTED.test(text) && pattern.test(text));
}

function scripts(
  uri: string,
  files: FileSnapshot,
  searchPath: readonly string[],
  matches: (text: string) => boolean,
): string[] {
  const candidates = pythonFiles(rootOf(uri, searchPath), uri, files).filter(
    (file) => file !== uri && !TEST.test(file),
  );
  const texts = fetched(candidates, files);
  const found = candidates.flatMap((file, i) => {
    const text = texts[i] ?? '';
    return text.includes('import') && matches(text) ? [{ file, trains: TRAINS.test(text) }] : [];
  });
  return [...found.filter(({ trains }) => trains), ...found.filter(({ trains }) => !trains)]
    .slice(0, MOST_USERS)
    .map(({ file }) => file);
}

/** The outermost folder that imports of the file are looked for in, and that holds it. */
function rootOf(uri: string, searchPath: readonly string[]): string {
  const around = searchPath
    .map((folder) => folder.replace(/\/$/, ''))
    .filter((folder) => !isInstalledPackage(`${folder}/`) && uri.startsWith(`${folder}/`));
  return [folderOf(uri), ...around].reduce((a, b) => (b.length < a.length ? b : a));
}

/** Those beside the file first, then level by level from the root. */
function pythonFiles(root: string, uri: string, files: FileSnapshot): string[] {
  const own = folderOf(uri);
  const found = new Set<string>();
  let level = own === root ? [root] : [own, root];
  const visited = new Set<string>();
  while (level.length > 0 && visited.size < MOST_FOLDERS && found.size < MOST_FILES) {
    const folders = level.filter((folder) => !visited.has(folder)).slice(0, MOST_FOLDERS - visited.size);
    const listings = fetched(
      folders.map((folder) => `${folder}/`),
      files,
    );
    level = [];
    for (const [i, folder] of folders.entries()) {
      visited.add(folder);
      const text = listings[i];
      if (text === null || text === undefined) continue;
      const { files: names, folders: inside } = parseListing(text);
      if (names.includes('pyvenv.cfg')) continue;
      for (const name of names) {
        if (name.endsWith('.py') && found.size < MOST_FILES) found.add(joinUri(folder, name));
      }
      for (const name of inside) {
        if (!isForeignFolder(name)) level.push(joinUri(folder, name));
      }
    }
  }
  return [...found];
}

function fetched(uris: readonly string[], files: FileSnapshot): (string | null)[] {
  const texts = uris.map((uri) => files.get(uri));
  const missing = uris.filter((_, i) => texts[i] === undefined);
  if (missing.length > 0) throw new NeedsFiles(missing);
  return texts.map((text) => text ?? null);
}
