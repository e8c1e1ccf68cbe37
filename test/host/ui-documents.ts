/** What a person sees of documents of other kinds: unread models, notebooks, measured runs. */
import { expect } from 'chai';
import type { UiCheck } from './ui-checks.ts';
import type { Workbench } from './workbench.ts';

/** Opens a file from the list of files, beside no other. */
async function show(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  await workbench.command('View: Close All Editors');
  const rows = page.locator('.explorer-folders-view .monaco-list-row');
  if (!(await rows.first().isVisible())) await workbench.command('View: Show Explorer');
  await rows.filter({ hasText: name }).first().dblclick();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

export const documentChecks: readonly UiCheck[] = [
  {
    name: 'says of a training whose model could not be read what is known, and what helps',
    async run(workbench) {
      const { page } = workbench;
      await show(workbench, 'unread.py');
      await workbench.lens(/I unknown: the model could not be read/).waitFor({ timeout: 60_000 });
      await workbench.lens(/^T unknown = I\(B 64\) × D 60,000 × E 5/).waitFor();
      const badge = workbench.statusItem('wattlens.wattlens', 'wattlens\\.badge');
      await badge.filter({ hasText: 'inference unknown, T unknown' }).waitFor();
      const step = page.locator('.view-line', { hasText: 'optimizer.step' });
      await step.locator('span', { hasText: 'optimizer' }).last().hover();
      const hover = page.locator('.monaco-hover:not(.hidden)').first();
      await hover.locator('td', { hasText: 'Training samples (D)' }).waitFor();
      expect(await hover.innerText())
        .to.contain('parameters and FLOPs unknown')
        .and.to.contain('select the environment that has it');
      await page.waitForTimeout(500);
      await workbench.screenshot('unread');
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'shows the figures of a cell below it and no lenses in it, and the badge of the notebook',
    async run(workbench) {
      const { page } = workbench;
      await show(workbench, 'notebook.ipynb');
      const items = page.locator('.cell-status-item', { hasText: /J\/inference|none found/ });
      await items.nth(2).waitFor({ timeout: 60_000 });
      expect(await items.allInnerTexts()).to.have.length(3);
      expect(await page.locator('.codelens-decoration').count()).to.equal(0);
      await workbench.statusItem('wattlens.wattlens', 'wattlens\\.badge').waitFor();
      await workbench.screenshot('notebook');
      await items.filter({ hasText: 'set samples' }).click();
      await page.locator('.quick-input-widget', { hasText: 'Training samples (D) of Net' }).waitFor();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'takes measured runs back after asking, and says when there are none',
    async run(workbench) {
      const { page } = workbench;
      const rows = page.locator('.explorer-folders-view .monaco-list-row');
      await rows.filter({ hasText: 'measured' }).first().click();
      await show(workbench, 'net.py');
      await workbench.lens('/inference').first().waitFor({ timeout: 60_000 });
      await workbench.command('Wattlens: Remove Measured Corrections…');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.filter({ hasText: 'wattlens.measured.json' }).waitFor();
      await workbench.screenshot('remove-measured');
      await dialog.locator('.monaco-button', { hasText: 'Remove' }).click();
      await rows.filter({ hasText: 'wattlens.measured.json' }).waitFor({ state: 'detached' });
      await workbench.command('Wattlens: Remove Measured Corrections…');
      await page.locator('.notification-toast', { hasText: 'nothing was measured' }).waitFor();
      await workbench.command('Notifications: Clear All Notifications');
    },
  },
];
