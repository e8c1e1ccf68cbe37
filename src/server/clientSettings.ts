/** The settings of the client, per document: asked for as its protocol allows, or as they were pushed. */
import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import { SETTINGS } from '../protocol/server.ts';
import type { InitializationOptions } from '../protocol/server.ts';
import type { SettingValues } from '../protocol/settings.ts';
import { readSettings, settingValues } from './settings.ts';
import type { Settings } from './settings.ts';

/** What the client said of itself when it connected. */
export interface Client {
  readonly options: InitializationOptions;
  readonly capabilities: ClientCapabilities;
}

/** It can be told to ask for lenses again. */
export function canRefresh({ capabilities }: Client): boolean {
  return capabilities.workspace?.codeLens?.refreshSupport ?? false;
}

export class ClientSettings {
  readonly #connection: Connection;
  readonly #client: () => Client;
  readonly #known = new Map<string, Promise<Settings>>();
  #pushed: unknown = {};

  constructor(connection: Connection, client: () => Client) {
    this.#connection = connection;
    this.#client = client;
  }

  /** @param settings as the client pushes them; what is not understood is asked for again */
  changed(settings: unknown): void {
    if (typeof settings === 'object' && settings !== null && 'wattlens' in settings) {
      this.#pushed = settings.wattlens;
    }
    this.clear();
  }

  clear(): void {
    this.#known.clear();
  }

  closed(uri: string): void {
    this.#known.delete(uri);
  }

  of(uri: string): Promise<Settings> {
    const known = this.#known.get(uri);
    if (known !== undefined) return known;
    const { console } = this.#connection;
    const settings = this.#ask(uri).then(readSettings, (error: unknown) => {
      console.warn(`the client told no settings: ${String(error)}`);
      return readSettings({});
    });
    this.#known.set(uri, settings);
    void settings.then(({ complaints }) => {
      for (const complaint of complaints) console.warn(complaint);
    });
    return settings;
  }

  async #ask(uri: string): Promise<SettingValues> {
    const { options, capabilities } = this.#client();
    if (options.tellsSettings === true) {
      return this.#connection.sendRequest<SettingValues>(SETTINGS.method, { uri });
    }
    if (capabilities.workspace?.configuration) {
      const section: unknown = await this.#connection.workspace.getConfiguration({
        scopeUri: uri,
        section: 'wattlens',
      });
      return settingValues(section);
    }
    return settingValues(this.#pushed);
  }
}
