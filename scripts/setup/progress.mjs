// @ts-check
import process from 'node:process';
import { CommandFailed } from '../processes.mjs';

/** Something the user has to do before this can work; `remedy` says what. */
export class SetupError extends Error {
  /**
   * @param {string} message what is missing or went wrong
   * @param {string} remedy what to do about it
   * @param {unknown} [cause]
   */
  constructor(message, remedy, cause) {
    super(message, { cause });
    this.name = 'SetupError';
    this.remedy = remedy;
  }
}

/**
 * Shows on stderr that `work` is under way, every 10 s that it still is, and how long it took.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const begin = Date.now();
  const seconds = () => Math.round((Date.now() - begin) / 1000);
  console.error(`• ${title} …`);
  const beat = setInterval(() => console.error(`  … still at it after ${seconds()} s`), 10_000);
  try {
    const result = await work();
    if (seconds() > 1) console.error(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(beat);
  }
}

/**
 * Prints why a set-up step failed and what helps, the end of the failed command's output included.
 *
 * @param {unknown} error
 */
export function explainFailure(error) {
  const cause = error instanceof SetupError ? error.cause : error;
  if (cause instanceof CommandFailed) {
    const tail = cause.output.trimEnd().split('\n').slice(-30).join('\n');
    if (tail) console.error(tail);
  }
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof SetupError) {
    if (cause instanceof Error) console.error(`  ${cause.message}`);
    console.error(`  What helps: ${error.remedy}`);
  } else if (error instanceof Error && !(error instanceof CommandFailed)) {
    console.error(error.stack);
  }
  process.exitCode = 1;
}
