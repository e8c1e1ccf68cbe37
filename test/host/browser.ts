import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Chromium's sandbox does not work for root nor in most containers. */
const NO_SANDBOX = process.getuid?.() === 0 || process.env['CI'] ? ['--no-sandbox'] : [];

/** Starts a headless Chromium that keeps to itself: no updates, no background traffic. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...NO_SANDBOX,
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
