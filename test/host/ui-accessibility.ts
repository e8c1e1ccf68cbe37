/** What a person who uses a keyboard, a screen reader or a theme of high contrast finds. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { UiCheck } from './ui-checks.ts';
import type { Workbench } from './workbench.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The last is the one that the editor begins with. */
const THEMES = [
  { theme: 'Default High Contrast', kind: 'vscode-high-contrast' },
  { theme: 'Default High Contrast Light', kind: 'vscode-high-contrast-light' },
  { theme: 'Default Dark Modern', kind: 'vscode-dark' },
  { theme: 'Default Light Modern', kind: 'vscode-light' },
];

/** Rules that the visible report breaks, each with the first element that breaks it; empty: none. */
async function violations(workbench: Workbench): Promise<unknown> {
  const body = await workbench.webview().locator('body').elementHandle();
  const frame = await body.ownerFrame();
  if (frame === null) throw new Error('the report has no frame');
  await frame.evaluate(AXE);
  return frame.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + ' ' + nodes[0].failureSummary).join('; '))`,
  );
}

export const accessibilityChecks: readonly UiCheck[] = [
  ...THEMES.map(({ theme, kind }) => ({
    name: `has a report that axe finds nothing against in the theme ${theme}`,
    async run(workbench: Workbench) {
      const { page } = workbench;
      const heading = workbench.webview().locator('h1');
      if (!(await heading.isVisible().catch(() => false))) {
        await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'train.py' }).dblclick();
        await workbench.lens('/inference').first().waitFor({ timeout: 60_000 });
        await workbench.command('Wattlens: Show Footprint Report');
        await heading.waitFor();
      }
      workbench.set('workbench.colorTheme', theme);
      await workbench.webview().locator(`body.${kind}`).waitFor();
      await page.waitForTimeout(500);
      await workbench.screenshot(`report-${theme.toLowerCase().replaceAll(' ', '-')}`);
      expect(await violations(workbench)).to.equal('');
    },
  })),
];
