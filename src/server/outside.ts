import type { Connection } from 'vscode-languageserver';
import { ENVIRONMENT, LIST_FOLDER, READ_FILE } from '../protocol/server.ts';
import type { InitializationOptions } from '../protocol/server.ts';

/** The disk, where there is one: both answer `file:` URIs, with null for what is not there. */
export interface Disk {
  read(uri: string): string | null;
  list(uri: string): readonly string[] | null;
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

  async list(uri: string): Promise<readonly string[] | null> {
    if (this.#disk !== null && isFile(uri)) return this.#disk.list(uri);
    if (this.#options().listsFolders !== true) return null;
    const answer = await this.#connection.sendRequest<{ names: string[] } | null>(LIST_FOLDER.method, {
      uri,
    });
    return answer?.names ?? null;
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
