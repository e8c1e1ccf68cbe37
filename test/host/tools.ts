import { ensureChromium } from '../../scripts/setup/chromium.mjs';
import { ensureEditor } from '../../scripts/setup/editor.mjs';
import { SetupError } from '../../scripts/setup/progress.mjs';
import type { EditorTools } from './editor-session.ts';
import { writeRecord } from './write-record.ts';

/** The editor and the browser, or what `otherwise` makes of the reason why one cannot be had. */
export async function toolsOr(otherwise: (reason: string) => never): Promise<EditorTools> {
  try {
    return { vscode: await ensureEditor(), chromium: await ensureChromium() };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return otherwise(`${error.message} What helps: ${error.remedy}`);
  }
}

/**
 * The editor and the browser. Where one cannot be had, every test named is recorded as skipped for that reason and the
 * process ends.
 */
export function toolsOrSkip(testNames: () => readonly string[]): Promise<EditorTools> {
  return toolsOr((reason) => {
    const skipped = testNames().map((name) => ({ name, reason }));
    writeRecord({ total: skipped.length, passed: [], failed: [], skipped });
    console.error(`${skipped.length} tests skipped: ${reason}`);
    process.exit(0);
  });
}
