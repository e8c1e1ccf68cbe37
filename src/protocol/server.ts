/**
 * What Wattlens adds to the language server protocol. A client that knows none of it still gets code lenses and
 * hovers: the server asks only for what `InitializationOptions` says the client can do.
 */
import type { ClassFootprint, Footprint } from '../footprint/schema.ts';
import type { Range } from '../units/span.ts';
import { notification, request } from './message.ts';
import type { SettingValues } from './settings.ts';

/**
 * How Node is started for the server. Most of what an analysis makes is garbage at its end: a small space for what is new
 * costs a few per cent of the time, and saves a tenth of the memory.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-old-space-size=2048', '--max-semi-space-size=8'];

export interface InitializationOptions {
  /** The two WebAssembly files, for a server that cannot read them itself. */
  readonly wasm?: { readonly parserRuntime: Uint8Array; readonly pythonGrammar: Uint8Array };
  /** Where the compiler that reads scripts lies, for a server that cannot read it itself. */
  readonly compiler?: string;
  /** The client answers `wattlens/readFile`. */
  readonly readsFiles?: boolean;
  /** The client answers `wattlens/listFolder`. */
  readonly listsFolders?: boolean;
  /** The client answers `wattlens/environment`, and says when the answer is another. */
  readonly tellsEnvironment?: boolean;
  /** The client answers `wattlens/settings`, which tells where a setting was written. */
  readonly tellsSettings?: boolean;
  /** The client draws `$(name)` in lens titles as an icon. */
  readonly drawsIcons?: boolean;
  /** The client runs `command:` links in hovers. */
  readonly runsCommands?: boolean;
  /** Documents over whose analysis an earlier server died or hung: left alone until they are edited. */
  readonly suspects?: readonly string[];
}

export interface DocumentParams {
  readonly uri: string;
}

/** Client: the text of a file in any file system the editor knows; null when there is none. */
export const READ_FILE = request<DocumentParams, { readonly text: string } | null>('wattlens/readFile');

export interface FolderNames {
  readonly names: readonly string[];
  /** Those of the names that are folders. */
  readonly folders?: readonly string[];
}

/** Client: the names in a folder of any file system the editor knows; null when there is none. */
export const LIST_FOLDER = request<DocumentParams, FolderNames | null>('wattlens/listFolder');

/** Client: URI of the Python interpreter or environment that is selected for a document; null when none is. */
export const ENVIRONMENT = request<DocumentParams, { readonly uri: string | null }>('wattlens/environment');

/** Client: another environment was selected. */
export const ENVIRONMENT_CHANGED = notification<Record<string, never>>('wattlens/environmentChanged');

/** Client: the settings for a document. */
export const SETTINGS = request<DocumentParams, SettingValues>('wattlens/settings');

/** Server: a sign of life. */
export const PING = request<Record<string, never>, true>('wattlens/ping');

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly uri: string;
  readonly range: Range | null;
}

/** All that is known of one document now. */
export interface DocumentFootprints {
  readonly uri: string;
  /** The version of the text that the figures are for. */
  readonly version: number;
  readonly footprints: readonly Footprint[];
  /** Classes whose models stand on the functions that build them. */
  readonly classes: readonly ClassFootprint[];
  /** Some of the figures are those of an earlier text, kept while this one does not parse. */
  readonly kept: boolean;
  readonly problems: readonly Problem[];
}

export interface FootprintsParams extends DocumentParams {
  /** False leaves the layers out, which may be megabytes; they are there unless said otherwise. */
  readonly layers?: boolean;
}

/** Server: the footprints of a document, analysed to the end; null when it is not open. */
export const FOOTPRINTS = request<FootprintsParams, DocumentFootprints | null>('wattlens/footprints');

export interface Choice {
  /** What the setting takes. */
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

export interface Choices {
  readonly devices: readonly Choice[];
  readonly regions: readonly Choice[];
}

/** Server: the devices and regions of the catalogue. */
export const CHOICES = request<Record<string, never>, Choices>('wattlens/choices');

export interface ServerStatus {
  readonly state: 'starting' | 'ready' | 'analysing' | 'failed';
  /** Why it failed, for people. */
  readonly message?: string;
  /** The document in question. */
  readonly uri?: string;
}

/** Server: how it is. Failures are told here; a request that failed would only show as no lenses. */
export const STATUS = notification<ServerStatus>('wattlens/status');

/** Server: the figures of a document have changed. */
export const CHANGED = notification<DocumentParams>('wattlens/footprintsChanged');

/** Commands of the lenses; a client without them shows the titles all the same. */
export const SHOW_REPORT = 'wattlens.showReport';
export const SET_FACTOR = 'wattlens.setTrainingFactors';
/** Arguments: document, model, factor; all may be left out. */
export const EDIT_FACTOR_COMMAND = 'wattlens.editFactor';
/** Arguments: a place in a text, or the full name of a setting. */
export const SHOW_ORIGIN = 'wattlens.showOrigin';
