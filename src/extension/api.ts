import type { PageMessage } from '../protocol/page.ts';
import type { DocumentFootprints, ServerStatus } from '../protocol/server.ts';

/** What `activate` returns: enough for another extension, and for the tests, to see what a person sees. */
export interface WattlensApi {
  readonly hostKind: 'node' | 'webworker';
  /** Resolves when the language server answers for the first time. */
  readonly ready: Promise<void>;
  /** The figures of an open document, analysed to the end; null when the server does not know it. */
  readonly footprints: (uri: string) => Promise<DocumentFootprints | null>;
  /** The status bar's text; null while it is hidden. */
  readonly badge: () => string | null;
  readonly health: () => ServerStatus;
  /** What the report page last said of itself; null while there is none. */
  readonly report: () => Extract<PageMessage, { type: 'rendered' }> | null;
  /** How often the language server was started again because it died or did not answer. */
  readonly restarts: () => number;
  /** Ends the language server the hard way, as the watchdog does. */
  readonly killServer: () => void;
}
