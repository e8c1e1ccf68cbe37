import type { FileSource } from '../footprint/analyser.ts';

/** One spelling for each URI: clients escape more than others do (`%3A`, `%40`). */
export function canonicalUri(uri: string): string {
  try {
    return encodeURI(decodeURIComponent(uri)).replace(/^file:\/\/\/[A-Z]:/, (drive) => drive.toLowerCase());
  } catch {
    // a stray % is no escape: the URI stands for itself
    return uri;
  }
}

export interface FileReaders {
  /** The text of an open document, by its canonical URI. */
  readonly open: (uri: string) => string | undefined;
  /** Reads `file:` URIs; null where there is no disk. */
  readonly disk: ((uri: string) => Promise<string | null>) | null;
  /** Asks the client; null where it does not answer. */
  readonly client: ((uri: string) => Promise<string | null>) | null;
}

/** Files as the person sees them: unsaved text first, then the disk, then whatever the editor can reach. */
export function fileSource({ open, disk, client }: FileReaders): FileSource {
  return {
    async read(uri) {
      const text = open(canonicalUri(uri));
      if (text !== undefined) return text;
      if (disk !== null && uri.startsWith('file:')) return disk(uri);
      return client === null ? null : client(uri);
    },
  };
}
