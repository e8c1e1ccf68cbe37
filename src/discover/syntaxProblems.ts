import type { ParsedModule } from '../python/syntax/ast.ts';
import type { DiscoverProblem } from './request.ts';

/** What does not parse in a file. */
export function syntaxProblems({ uri, errors }: ParsedModule): DiscoverProblem[] {
  return errors.map(({ at, message }) => ({
    code: 'syntax-error',
    message,
    uri,
    range: {
      start: { line: at.line, character: at.character },
      end: { line: at.endLine, character: at.endCharacter },
    },
  }));
}
