/**
 * Drives the workbench in a browser and checks what a person sees in it. Screenshots go to out/screenshots.
 *
 *   node --import tsx test/host/ui.ts [--host=node|web] [--only=TEXT of the names]
 */
import path from 'node:path';
import { onEndRequest, stopAllChildren } from '../../scripts/processes.mjs';
import { ROOT, VSIX } from '../../scripts/setup/paths.mjs';
import { hostFromArguments, withEditor } from './editor-session.ts';
import { makeWorkspace } from './make-workspace.ts';
import { toolsOrSkip } from './tools.ts';
import { accessibilityChecks } from './ui-accessibility.ts';
import { uiChecks } from './ui-checks.ts';
import { documentChecks } from './ui-documents.ts';
import { Workbench } from './workbench.ts';
import { writeRecord } from './write-record.ts';

onEndRequest(stopAllChildren);
const host = hostFromArguments();
const checks = [...uiChecks, ...documentChecks, ...accessibilityChecks];
const tools = await toolsOrSkip(() => checks.map(({ name }) => name));
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '';
const chosen = checks.filter(({ name }) => name.includes(only));
const passed: string[] = [];
const failed: { name: string; message: string }[] = [];

await withEditor(
  {
    ...tools,
    host,
    packages: [VSIX],
    extensions: ['wattlens.wattlens'],
    workspace: makeWorkspace(),
    settings: { 'window.commandCenter': false, 'chat.commandCenter.enabled': false },
  },
  async ({ browser, port, workspace }) => {
    const shots = path.join(ROOT, 'out/screenshots', host);
    const workbench = await Workbench.open({ browser, port, workspace, file: 'model.py', shots });
    for (const [i, { name, run }] of chosen.entries()) {
      try {
        await run(workbench);
        passed.push(name);
        console.log(`  ✔ ${name}`);
      } catch (error) {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failed.push({ name, message });
        console.log(`  ✖ ${name}\n${message}`);
        await workbench.screenshot(`failed-${i}`);
      }
    }
  },
);
writeRecord({ total: chosen.length, passed, failed, skipped: [] });
process.exit(failed.length ? 1 : 0);
