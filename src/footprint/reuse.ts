/** Results that outlive an edit: of a text that differs only where nobody looked. */
import { sameIdleTrainings } from '../discover/idleTrainings.ts';
import { sameParts } from '../discover/parts.ts';
import { syntaxProblems } from '../discover/syntaxProblems.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import { sameToReader } from '../python/syntax/sameToReader.ts';
import type { AnalysisResult } from './analyser.ts';

/** A result and the file that it was derived from, as it was parsed and looked at. */
export interface Derived {
  readonly syntax: ParsedModule;
  readonly result: AnalysisResult;
}

/** What an analysis of `after` would give, where that follows from an earlier one; null where it does not. */
export function reuse({ syntax, result }: Derived, after: ParsedModule): AnalysisResult | null {
  if (!sameToReader(syntax, after)) return null;
  if (!sameParts(syntax, after) || !sameIdleTrainings(syntax, after)) return null;
  if (!result.hasSyntaxErrors && after.errors.length === 0) return result;
  const others = result.problems.filter(({ code }) => code !== 'syntax-error');
  return {
    ...result,
    problems: [...others, ...syntaxProblems(after)],
    hasSyntaxErrors: after.errors.length > 0,
  };
}
