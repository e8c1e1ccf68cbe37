import type { SourceSpan } from './span.ts';

/** What is known of the counts (never of the energy, which is always an estimate). */
export type CompletenessLevel = 'exact' | 'estimated' | 'partial';

/** Why a count is not exact, and the line that made it so. */
export interface Reason {
  readonly text: string;
  readonly span: SourceSpan | null;
}

export interface Completeness {
  readonly level: CompletenessLevel;
  readonly reasons: readonly Reason[];
}

const RANK: Record<CompletenessLevel, number> = { exact: 0, estimated: 1, partial: 2 };

export const EXACT: Completeness = { level: 'exact', reasons: [] };

export function worse(a: CompletenessLevel, b: CompletenessLevel): CompletenessLevel {
  return RANK[a] >= RANK[b] ? a : b;
}

/** The completeness of a whole made of parts: the worst level, every distinct reason once. */
export function combine(parts: readonly Completeness[]): Completeness {
  let level: CompletenessLevel = 'exact';
  const reasons = new Map<string, Reason>();
  for (const part of parts) {
    level = worse(level, part.level);
    for (const reason of part.reasons) {
      reasons.set(reasonKey(reason), reason);
    }
  }
  return { level, reasons: [...reasons.values()] };
}

function reasonKey({ text, span }: Reason): string {
  return span === null ? text : `${text}@${span.uri}:${span.start.line}:${span.start.character}`;
}
