import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { skip } from '../support/skip.ts';
import { launchBrowser } from './browser.ts';
import { toolsOr } from './tools.ts';

const WORKSPACE = path.join(ROOT, 'test/host/workspace');

interface Started {
  readonly output: () => string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  readonly interrupt: () => void;
  /** Resolves as soon as the output has a match. */
  readonly shows: (pattern: RegExp) => Promise<RegExpExecArray>;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/start.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const shows = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then((code) => {
        reject(new Error(`ended with ${String(code)} before it showed ${String(pattern)}:\n${text}`));
      });
      look();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return { output: () => text, ended, interrupt: () => child.kill('SIGINT'), shows };
}

/** The processes whose environment has this entry: all that a marked process has started, however often it forked. */
function processesWith(entry: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
      } catch {
        return false;
      }
    })
    .map((pid) => `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`);
}

describe('npm start', function () {
  this.timeout(180_000);

  it('serves the embedded editor, and Ctrl-C leaves no process behind', async function () {
    if (process.platform !== 'linux') skip(this, 'processes are looked up in /proc, which only Linux has');
    const { chromium } = await toolsOr((reason) => skip(this, reason));
    const mark = `WATTLENS_TEST_MARK=${randomUUID()}`;
    const run = start(
      ['--embedded', path.join(WORKSPACE, 'model.py')],
      Object.fromEntries([mark.split('=')]) as NodeJS.ProcessEnv,
    );
    const browser = await launchBrowser(chromium);
    try {
      const [, address = ''] = await run.shows(/(http:\/\/127\.0\.0\.1:\S+)/);
      const page = await browser.newPage();
      await page.goto(address);
      await page.locator('.monaco-editor .view-line', { hasText: 'TinyNet' }).first().waitFor();
      const withoutToken = await fetch(new URL('/', address));
      expect(withoutToken.status).to.equal(403);
      // the text may be drawn before the process that runs extensions is there
      const isForked = (): boolean =>
        processesWith(mark).some((line) => line.includes('--type=extensionHost'));
      const deadline = Date.now() + 60_000;
      while (!isForked() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(isForked()).to.equal(true);
    } finally {
      run.interrupt();
      await browser.close();
    }
    expect(await run.ended).to.equal(0);
    expect(processesWith(mark)).to.deep.equal([]);
  });

  it('opens the path in the user’s own VS Code where there is one', async function () {
    if (process.platform === 'win32') skip(this, 'the stand-in for `code` is a shell script');
    const bin = mkdtempSync(path.join(tmpdir(), 'wattlens-bin-'));
    try {
      const code = path.join(bin, 'code');
      writeFileSync(code, '#!/bin/sh\nprintf "code %s %s\\n" "$@"\n');
      chmodSync(code, 0o755);
      const run = start([WORKSPACE], { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` });
      expect(await run.ended).to.equal(0);
      expect(run.output()).to.contain(`code --extensionDevelopmentPath=${ROOT} ${WORKSPACE}\n`);
    } finally {
      rmSync(bin, { recursive: true, force: true });
    }
  });

  it('names the remedy when the path does not exist', async () => {
    const run = start([path.join(WORKSPACE, 'absent')], {});
    expect(await run.ended).to.equal(1);
    expect(run.output()).to.match(/There is no .*absent/);
    expect(run.output()).to.contain('What helps: name a file or a folder that exists.');
  });
});
