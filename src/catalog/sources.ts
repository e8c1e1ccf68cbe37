import type { SourcesFile } from './schema.ts';
import file from './sources.json' with { type: 'json' };
import { trusted } from './trusted.ts';

/** Where a fact comes from. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** Year of publication. */
  readonly year: number;
  readonly licence?: string;
  readonly url?: string;
  /** Of emission factors only: with or without the emissions of building plants and mining fuel. */
  readonly scope?: 'lifecycle' | 'operational';
}

const { sources } = trusted<SourcesFile>(file);

/** The publication behind a key of the tables; the tests hold that every key has one. */
export function sourceOf(id: string): Source {
  const source = sources[id];
  return source === undefined ? { id, title: id, year: 0 } : withoutUndefined(id, source);
}

export function listSources(): readonly Source[] {
  return Object.keys(sources).map(sourceOf);
}

/** `NVIDIA T4 datasheet (2018)`. */
export function citationOf(id: string): string {
  const { title, year } = sourceOf(id);
  return `${title} (${year})`;
}

function withoutUndefined(id: string, source: SourcesFile['sources'][string]): Source {
  const { title, year, licence, url, scope } = source;
  return {
    id,
    title,
    year,
    ...(licence === undefined ? {} : { licence }),
    ...(url === undefined ? {} : { url }),
    ...(scope === undefined ? {} : { scope }),
  };
}
