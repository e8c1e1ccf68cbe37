import type { Connection } from 'vscode-languageserver';
import { ENVIRONMENT, LIST_FOLDER, READ_FILE } from '../protocol/server.ts';
import type { FolderNames, InitializationOptions } from '../protocol/server.ts';
import { isFolderUri, listingText } from '../python/imports/listing.ts';
import type { FolderEntry } from '../python/imports/listing.ts';

/** The disk, where there is one: both answer `file:` URIs, with null for what is not there. */
export interface Disk {
  read(uri: string): string | null;
  list(uri: string): readonly FolderEntry[] | null;
}

const isFile = (uri: string) => uri.startsWith('file:');

/** What lies outside the server's own documents: on the disk, or where only the editor can look. */
export class Outside {
  readonly #connection: Connection;
  readonly #disk: Disk | null;
  readonly #options: () => InitializationOptions;

  constructor(connection: Connection, disk: Disk | null, options: () => InitializationOptions) {
    this.#connection = connection;
    this.#disk = disk;
    this.#options = options;
  }

  get disk(): Disk | null {
    return this.#disk;
  }

  async read(uri: string): Promise<string | null> {
    return this.#disk !== null && isFile(uri) ? this.#disk.read(uri) : this.readThroughClient(uri);
  }

  /** Names of what a folder holds; null for what is not there. */
  async list(uri: string): Promise<readonly string[] | null> {
    const entries =
      this.#disk !== null && isFile(uri) ? this.#disk.list(uri) : await this.#listThroughClient(uri);
    return entries?.map(({ name }) => name) ?? null;
  }

  /** A file of the disk, or the listing of a folder on it; null for what is not there. */
  fromDisk(uri: string): string | null {
    if (this.#disk === null) return null;
    if (!isFolderUri(uri)) return this.#disk.read(uri);
    const entries = this.#disk.list(uri);
    return entries === null ? null : listingText(entries);
  }

  /** A file that only the client can reach, or the listing of such a folder; null where it does not answer. */
  async fromClient(uri: string): Promise<string | null> {
    if (!isFolderUri(uri)) return this.readThroughClient(uri);
    const entries = await this.#listThroughClient(uri);
    return entries === null ? null : listingText(entries);
  }

  async #listThroughClient(uri: string): Promise<readonly FolderEntry[] | null> {
    if (this.#options().listsFolders !== true) return null;
    const answer = await this.#connection.sendRequest<FolderNames | null>(LIST_FOLDER.method, { uri });
    const folders = new Set(answer?.folders);
    return answer?.names.map((name) => ({ name, isFolder: folders.has(name) })) ?? null;
  }

  /** Null where the client does not answer. */
  async readThroughClient(uri: string): Promise<string | null> {
    if (this.#options().readsFiles !== true) return null;
    const answer = await this.#connection.sendRequest<{ text: string } | null>(READ_FILE.method, { uri });
    return answer?.text ?? null;
  }

  /** URI of the interpreter or environment that is selected in the editor. */
  async selectedEnvironment(uri: string): Promise<string | null> {
    if (this.#options().tellsEnvironment !== true) return null;
    return (await this.#connection.sendRequest<{ uri: string | null }>(ENVIRONMENT.method, { uri })).uri;
  }
}
