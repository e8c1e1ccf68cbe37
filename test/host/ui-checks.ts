import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** One thing a person sees; the checks run in their order, in one workbench with `model.py` open. */
export interface UiCheck {
  readonly name: string;
  readonly run: (workbench: Workbench) => Promise<void>;
}

const EXTENSION = 'wattlens.wattlens';

/** What the editor shows of a line, with plain spaces. */
const plain = async (locator: Locator) => (await locator.innerText()).replaceAll('\u00a0', ' ');

/** Puts the cursor into the code, so that keys go there. */
const focusCode = ({ page }: Workbench) =>
  page
    .locator('.monaco-editor .view-lines')
    .first()
    .click({ position: { x: 300, y: 12 } });

declare global {
  interface Window {
    lensFrames?: { seen: number; gone: number; apart: number };
  }
}

/** Runs in the page: looks in each frame from now on whether the lens stands right over the line of its class. */
function watchLens(classLine: string): void {
  const frames = { seen: 0, gone: 0, apart: 0 };
  window.lensFrames = frames;
  const look = () => {
    const lens = document.querySelector('.codelens-decoration');
    const line = Array.from(document.querySelectorAll('.view-line')).find(({ textContent }) =>
      textContent.replaceAll('\u00a0', ' ').includes(classLine),
    );
    frames.seen++;
    if (lens === null) {
      frames.gone++;
    } else if (line !== undefined) {
      const distance = line.getBoundingClientRect().top - lens.getBoundingClientRect().top;
      if (Math.abs(distance) > 30) frames.apart++;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Waits until a text has changed, and gives the new one. */
async function changed(locator: Locator, before: string): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    const now = await plain(locator);
    if (now !== before) return now;
    await locator.page().waitForTimeout(100);
  }
  throw new Error(`it stays ${before}`);
}

export const uiChecks: readonly UiCheck[] = [
  {
    name: 'shows the text of the model',
    async run({ page }) {
      const text = await plain(page.locator('.monaco-editor .view-lines').first());
      expect(text).to.contain('class TinyNet(nn.Module):');
    },
  },
  {
    name: 'shows three lenses over the class, the first with its icon',
    async run(workbench) {
      const first = workbench.lens('/inference');
      await first.waitFor({ timeout: 60_000 });
      expect(await plain(first)).to.match(/I (?:≥ )?[\d.]+ [nµm]?J\/inference \(/);
      await first.locator('.codicon-zap').waitFor();
      expect(await workbench.page.locator('.codelens-decoration').first().locator('a').count()).to.equal(3);
      await workbench.screenshot('lenses');
    },
  },
  {
    name: 'shows the badge on the right of the status bar',
    async run(workbench) {
      const badge = workbench.statusItem(EXTENSION, 'wattlens\\.badge');
      await badge.waitFor();
      expect(await plain(badge)).to.match(/J\/inference/);
      expect(await badge.getAttribute('class')).to.contain('right');
      expect(await badge.locator('a').getAttribute('aria-label')).to.match(/^Wattlens: /);
    },
  },
  {
    name: 'shows the layers in a table when hovering over the class',
    async run(workbench) {
      const hover = await workbench.hover('TinyNet');
      await hover.locator('table').first().waitFor();
      const text = await plain(hover);
      expect(text).to.contain('Inference, per sample').and.to.contain('vs dense').and.to.contain('conv');
      expect(await hover.locator('table').nth(1).locator('tbody tr').count()).to.be.at.least(2);
      // it fades in
      await workbench.page.waitForTimeout(500);
      await workbench.screenshot('hover');
      await workbench.page.keyboard.press('Escape');
    },
  },
  {
    name: 'keeps the lens over its class in every frame while code is typed that does not parse',
    async run(workbench) {
      const { page } = workbench;
      const lens = workbench.lens('/inference');
      const before = await plain(lens);
      await focusCode(workbench);
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('End');
      // what runs the checks wraps named functions in calls of this helper, which the page lacks
      await page.evaluate('globalThis.__name = (named) => named');
      await page.evaluate(watchLens, 'class TinyNet');
      await page.keyboard.type('\nx = """', { delay: 60 });
      await page.waitForTimeout(1500);
      await page.keyboard.type(' a', { delay: 60 });
      const frames = await page.evaluate(() => window.lensFrames);
      expect(frames?.seen, 'frames').to.be.above(20);
      expect(frames?.gone, 'frames without the lens').to.equal(0);
      expect(frames?.apart, 'frames with the lens away from its class').to.equal(0);
      expect(await plain(lens)).to.equal(before);
      await workbench.command('File: Revert File');
      await page.locator('.view-line', { hasText: 'x = """' }).waitFor({ state: 'detached' });
    },
  },
  {
    name: 'opens the report on a click on the lens: totals, bars, layers',
    async run(workbench) {
      await workbench.lens('/inference').click();
      const page = workbench.webview();
      await page.locator('h1', { hasText: 'TinyNet' }).waitFor();
      expect(await page.locator('table.layers tbody tr').count()).to.be.at.least(2);
      expect(await page.locator('svg.chart .bar').count()).to.be.at.least(2);
      expect(await page.locator('h2').allInnerTexts()).to.include.members([
        'Totals',
        'Layers',
        'Assumptions',
      ]);
      await workbench.screenshot('report');
    },
  },
  {
    name: 'takes the colours of the theme',
    async run(workbench) {
      const colours = () =>
        workbench
          .webview()
          .locator('body')
          .evaluate((body) => [getComputedStyle(body).backgroundColor, getComputedStyle(body).color]);
      const one = await colours();
      await workbench.command('Preferences: Toggle between Light/Dark Themes');
      let other = await colours();
      for (let tries = 0; tries < 50 && other[0] === one[0]; tries++) {
        await workbench.page.waitForTimeout(100);
        other = await colours();
      }
      expect(other[0]).not.to.equal(one[0]);
      expect(other[1]).not.to.equal(one[1]);
      await workbench.screenshot('report-other-theme');
      await workbench.command('Preferences: Toggle between Light/Dark Themes');
    },
  },
  {
    name: 'leads from a bar to its line of code, by the keyboard alone',
    async run(workbench) {
      const bar = workbench.webview().locator('svg.chart .bar[role=link]').first();
      expect(await bar.getAttribute('aria-label')).to.contain('model.py:');
      await bar.focus();
      await bar.press('Enter');
      const position = workbench.page.locator('[id="status.editor.selection"]');
      await position.filter({ hasText: /Ln (8|9|12|13)/ }).waitFor();
    },
  },
  {
    name: 'asks for the samples on a click on the training lens, and takes them',
    async run(workbench) {
      const training = workbench.lens(/^T\b/);
      const before = await plain(training);
      await training.click();
      const input = workbench.page.locator('.quick-input-widget input[type=text]');
      await input.waitFor();
      await input.fill('2.5');
      await workbench.row('must be a whole number').waitFor();
      await input.fill('60k images');
      await workbench.row('60,000').waitFor();
      await input.press('Enter');
      await workbench.row('Workspace settings').click();
      await workbench.webview().locator('td', { hasText: '60,000' }).first().waitFor();
      expect(await changed(training, before)).to.contain('D 60,000');
    },
  },
  {
    name: 'takes the samples back by the palette alone',
    async run(workbench) {
      const training = workbench.lens(/^T\b/);
      const before = await plain(training);
      await workbench.command('Wattlens: Remove Override…');
      await workbench.row('Training samples (D)').waitFor();
      await workbench.page.keyboard.press('Enter');
      expect(await changed(training, before)).to.contain('set samples');
    },
  },
  {
    name: 'lets a region be picked, which changes the carbon in the report',
    async run(workbench) {
      const { page } = workbench;
      const where = workbench.webview().locator('tr', { hasText: 'Inference, energy per sample' });
      const before = await plain(where);
      await workbench.command('Wattlens: Set Region…');
      const input = page.locator('.quick-input-widget input[type=text]');
      await workbench.row('Region of the inference').click();
      await page.locator('.quick-input-widget', { hasText: 'Region of the inference of' }).waitFor();
      await input.fill('Norway');
      await workbench.row(/^Norway/).click();
      await workbench.row('Workspace settings').click();
      expect(await changed(where, before)).to.contain('Norway');
      await workbench.screenshot('region');
    },
  },
  {
    name: 'shows what a training script costs: over its class, in the hover, and in the report beside it',
    async run(workbench) {
      const { page } = workbench;
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'train.py' }).dblclick();
      const training = workbench.lens(/^T .*D 60,000 × E 14/);
      await training.waitFor();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.command('View: Close Editors in Other Groups');
      const line = page.locator('.view-line', { hasText: 'class ConvNet' });
      await line.locator('span', { hasText: 'ConvNet' }).last().hover();
      const layers = page.locator('.monaco-hover:not(.hidden) table').nth(1);
      await layers.waitFor();
      await page.waitForTimeout(500);
      // the hover scrolls; the picture shows its layers, too
      await page.mouse.move(400, 430, { steps: 5 });
      for (let notch = 0; notch < 3; notch++) await page.mouse.wheel(0, 100);
      await layers.locator('td', { hasText: 'conv2' }).waitFor();
      await page.waitForTimeout(300);
      await workbench.screenshot('training-hover');
      await page.keyboard.press('Escape');
      await workbench.command('Wattlens: Show Footprint Report');
      await workbench.webview().locator('h1', { hasText: 'ConvNet' }).waitFor();
      await workbench.screenshot('training');
    },
  },
  {
    name: 'edits a factor from the hover, by keyboard, into a comment over the class, which is undone',
    async run(workbench) {
      const { page } = workbench;
      if (!(await page.locator('.view-line', { hasText: 'class ConvNet' }).isVisible())) {
        await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'train.py' }).dblclick();
      }
      const training = workbench.lens(/^T .*D 60,000 × E 14/);
      await training.waitFor({ timeout: 60_000 });
      const line = page.locator('.view-line', { hasText: 'class ConvNet' });
      await line.locator('span', { hasText: 'ConvNet' }).last().hover();
      const factor = page.locator('.monaco-hover:not(.hidden) tr', { hasText: 'Epochs (E)' });
      await factor.waitFor();
      expect(await plain(factor)).to.contain('train.py:');
      await factor.scrollIntoViewIfNeeded();
      await workbench.screenshot('factor-hover');
      await factor.locator('a').first().click();
      const input = page.locator('.quick-input-widget input[type=text]');
      await workbench.row('14').waitFor();
      await input.fill('90 images');
      await workbench.row('is no unit of it').waitFor();
      await input.fill('90 epochs');
      await workbench.row('as typed: 90 epochs').waitFor();
      await workbench.screenshot('factor-value');
      await page.keyboard.press('Enter');
      await workbench.row('Comment in the code, over ConvNet').waitFor();
      await workbench.row('wattlens.toml (new)').waitFor();
      await workbench.screenshot('factor-target');
      await page.keyboard.press('Enter');
      await page.locator('.view-line', { hasText: '# wattlens: epochs=90' }).waitFor();
      await workbench.lens(/^T .*D 60,000 × E 90/).waitFor();
      await workbench.screenshot('factor-edited');
      await page.keyboard.press('Control+z');
      await training.waitFor();
    },
  },
];
