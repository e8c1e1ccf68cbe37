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
  readonly disk: ((uri: string) => string | null) | null;
  /** Asks the client; null where it does not answer. */
  readonly client: ((uri: string) => Promise<string | null>) | null;
}

const isFile = (uri: string) => uri.startsWith('file:');

/**
 * Files as the person sees them: unsaved text first, then the disk, then whatever the editor can reach.
 * @param document what is analysed: if it lies on the disk, so does all that it can import
 */
export function fileSource(document: string, { open, disk, client }: FileReaders): FileSource {
  const near = (uri: string): string | null | undefined => {
    const text = open(canonicalUri(uri));
    if (text !== undefined) return text;
    return disk !== null && isFile(uri) ? disk(uri) : undefined;
  };
  return {
    read: async (uri) => {
      const text = near(uri);
      if (text !== undefined) return text;
      return client === null ? null : client(uri);
    },
    ...(disk !== null && isFile(document) ? { readSync: (uri: string) => near(uri) ?? null } : {}),
  };
}
