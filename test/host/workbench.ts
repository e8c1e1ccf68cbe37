/** What a person does in the workbench and sees there, as a driver for the checks of the user interface. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { workbenchUrl } from '../../scripts/setup/editor-server.mjs';

export interface WorkbenchOptions {
  readonly browser: Browser;
  readonly port: number;
  /** The folder to open; absolute. */
  readonly workspace: string;
  /** The file to open, relative to the workspace. */
  readonly file: string;
  /** Where screenshots go. */
  readonly shots: string;
}

export class Workbench {
  readonly page: Page;
  readonly #settings: string;
  readonly #shots: string;

  private constructor(page: Page, settings: string, shots: string) {
    this.page = page;
    this.#settings = settings;
    this.#shots = shots;
  }

  /** Loads the workbench and waits until the file's text is there. */
  static async open({ browser, port, workspace, file, shots }: WorkbenchOptions): Promise<Workbench> {
    mkdirSync(shots, { recursive: true });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(workbenchUrl({ port, folder: workspace, file: path.join(workspace, file) }));
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
    return new Workbench(page, path.join(workspace, '.vscode/settings.json'), shots);
  }

  /** The code lenses whose title has this text. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The status bar's item with this id, of the extension `publisher.name`. */
  statusItem(extension: string, id: string): Locator {
    return this.page.locator(`[id="${extension}.${id}"]`);
  }

  /** Puts the mouse on a word of the text and gives the hover that comes up. */
  async hover(word: string): Promise<Locator> {
    await this.page.locator('.view-line span', { hasText: word }).last().hover();
    const hover = this.page.locator('.monaco-hover:not(.hidden)').first();
    await hover.waitFor();
    return hover;
  }

  /** A row of the list that is open. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Runs a command by its title through the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Writes a setting of the workspace into its file. */
  set(key: string, value: unknown): void {
    const settings = JSON.parse(readFileSync(this.#settings, 'utf8')) as object;
    writeFileSync(this.#settings, JSON.stringify({ ...settings, [key]: value }, null, 2));
  }

  /** The page inside the visible webview. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Saves what is to be seen as `name`.png. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.#shots, `${name}.png`) });
  }
}
