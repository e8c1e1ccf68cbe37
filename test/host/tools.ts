import { ensureChromium } from '../../scripts/setup/chromium.mjs';
import { ensureEditor } from '../../scripts/setup/editor.mjs';
import { SetupError } from '../../scripts/setup/progress.mjs';
import type { EditorTools } from './editor-session.ts';
import { writeRecord } from './write-record.ts';

/**
 * The editor and the browser. Where one cannot be had, every test named is recorded as skipped for that reason and the
 * process ends.
 */
export async function toolsOrSkip(testNames: () => readonly string[]): Promise<EditorTools> {
  try {
    return { vscode: await ensureEditor(), chromium: await ensureChromium() };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const reason = `${error.message} What helps: ${error.remedy}`;
    const skipped = testNames().map((name) => ({ name, reason }));
    writeRecord({ total: skipped.length, passed: [], failed: [], skipped });
    console.error(`${skipped.length} tests skipped: ${reason}`);
    process.exit(0);
  }
}
