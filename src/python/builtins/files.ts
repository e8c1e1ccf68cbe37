/** Files that the program opens: known texts are read from the snapshot, everything else is unknown. */
import { givenByOption } from './absentOptions.ts';
import type { Runtime } from '../runtime/api.ts';
import { Inert } from '../stdlib/inert.ts';
import { HostObject } from '../runtime/host.ts';
import { asString } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { nextSerial } from '../runtime/journal.ts';
import { PyBytes, PyIterator, PyList, Unknown } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import { isFolderUri, parseListing, type Listing } from '../imports/listing.ts';
import { NeedsFiles } from '../ports.ts';
import { callable } from './natives.ts';
import { splitLines } from './text.ts';

/** Kinds of file that configure a model; data files are not worth fetching. */
const READABLE = /\.(json|ya?ml|toml|ini|cfg|conf|txt|md|names|py|gin)$|(^|\/)\.env$/i;

/** Where a path of the running program leads: relative ones start at the running script's folder. */
export function fileUri(rt: Runtime, path: string): string | null {
  const base = rt.origin()?.uri;
  if (base === undefined || path === '') return null;
  try {
    return new URL(path.split('/').map(encodeURIComponent).join('/'), base).href;
  } catch {
    return null;
  }
}

/** The text; null: there is no such file; undefined: it cannot be told. May ask for the file. */
export function fileText(rt: Runtime, path: string): string | null | undefined {
  const uri = fileUri(rt, path);
  if (uri === null || !READABLE.test(path)) return undefined;
  const text = rt.files.get(uri);
  if (text === undefined) throw new NeedsFiles([uri]);
  return text;
}

const TABLE = /\.(?:csv|tsv|txt|data|dat|tab)$/i;

/** The text of a table in the workspace; unknown where it is not, is too large, or is no text. */
export function tableText(rt: Runtime, path: string): string | Unknown {
  const absent = rt.unknown(
    `the rows and columns of '${path}' are not known before it is read: it is not in the workspace`,
  );
  const isRemote = /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
  const uri = isRemote ? null : fileUri(rt, path);
  if (uri === null || !TABLE.test(path) || rt.origin()?.isUserCode === false) return absent;
  const text = rt.files.get(uri);
  if (text === undefined) throw new NeedsFiles([uri]);
  return text ?? absent;
}

/** What a folder holds; null: there is no such folder; undefined: it cannot be told. May ask for the listing. */
export function folderListing(rt: Runtime, path: string): Listing | null | undefined {
  const uri = fileUri(rt, path === '' ? '.' : path);
  if (uri === null) return undefined;
  const folder = isFolderUri(uri) ? uri : `${uri}/`;
  const text = rt.files.get(folder);
  if (text === undefined) throw new NeedsFiles([folder]);
  return text === null ? null : parseListing(text);
}

/** A path as `open` takes it: text, or an object with `__fspath__`. */
export function pathText(rt: Runtime, value: Value): string | Unknown {
  if (value instanceof Unknown) return value;
  const text = asString(value);
  if (text !== undefined) return text;
  const given = value === null ? givenByOption(rt, 'a path') : null;
  if (given !== null) return given;
  const method = rt.findAttribute(value, '__fspath__');
  const path = method === undefined ? undefined : rt.call(method, []);
  if (path instanceof Unknown || typeof path === 'string') return path;
  // What a logger or a progress bar says of itself is not followed.
  if (value instanceof Inert) return rt.unknown('a path that a library makes');
  throw rt.error('TypeError', `expected str, bytes or os.PathLike object, not ${rt.typeName(value)}`);
}

/** `open(file, mode)`. A missing file is not an error here: it may exist where the program runs. */
export function openFile(rt: Runtime, args: Args): Value {
  const path = pathText(rt, args.value('file'));
  const mode = args.value('mode');
  if (path instanceof Unknown) return new PyFile(path, '');
  const isRead = typeof mode === 'string' && !/[wax+]/.test(mode);
  if (!isRead) return new PyFile(rt.unknown('what a file that is being written holds'), path);
  const text = fileText(rt, path) ?? rt.unknown(`the content of ${path}`);
  return new PyFile(text, path, mode.includes('b'));
}

/** An open file. Writing to it has no effect. */
export class PyFile extends HostObject {
  readonly #text: string | Unknown;
  readonly #path: string;
  readonly #isBinary: boolean;
  readonly #place = { serial: nextSerial(), line: 0 };

  constructor(text: string | Unknown, path: string, isBinary = false) {
    super();
    this.#text = text;
    this.#path = path;
    this.#isBinary = isBinary;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('TextIOWrapper');
  }

  /** As the mode of the file has it. */
  #given(text: string): Value {
    return this.#isBinary ? new PyBytes(new TextEncoder().encode(text)) : text;
  }

  /** What is left to read; reading moves to the end. */
  read(rt: Runtime): string | Unknown {
    const lines = this.#lines();
    if (lines instanceof Unknown) return lines;
    const rest = lines.slice(this.#place.line).join('');
    rt.journal.setField(this.#place, 'line', lines.length);
    return rest;
  }

  #lines(): string[] | Unknown {
    return this.#text instanceof Unknown ? this.#text : splitLines(this.#text, true);
  }

  #readLine(rt: Runtime): string | Unknown | undefined {
    const lines = this.#lines();
    if (lines instanceof Unknown) return lines;
    const line = lines[this.#place.line];
    if (line !== undefined) rt.journal.setField(this.#place, 'line', this.#place.line + 1);
    return line;
  }

  override iterate(rt: Runtime): PyIterator | Unknown {
    if (this.#text instanceof Unknown) return this.#text;
    return new PyIterator('iterator', () => {
      const line = this.#readLine(rt);
      return typeof line === 'string' ? this.#given(line) : line;
    });
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__enter__':
        return callable(name, () => this);
      case '__exit__':
      case 'close':
      case 'flush':
      case 'seek':
      case 'truncate':
        return callable(name, () => null);
      case 'write':
      case 'writelines':
        return callable(name, (rt) => rt.unknown('how much was written'));
      case 'read':
        return callable(name, (rt) => {
          const text = this.read(rt);
          return text instanceof Unknown ? text : this.#given(text);
        });
      case 'readline':
        return callable(name, (rt) => {
          const line = this.#readLine(rt) ?? '';
          return line instanceof Unknown ? line : this.#given(line);
        });
      case 'readlines':
        return callable(name, (rt) => {
          const text = this.read(rt);
          if (text instanceof Unknown) return text;
          return new PyList(splitLines(text, true).map((line) => this.#given(line)));
        });
      case 'name':
        return this.#path;
      case 'closed':
        return false;
      default:
        return undefined;
    }
  }
}
