/**
 * Runs the suite inside VS Code against the packaged extension.
 *
 *   node --import tsx test/host/run.ts --host=node|web
 *
 * Exit code 0: every test passed; 1: a test failed; 2: the host died, hung or never came to an end.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { onEndRequest, stopAllChildren } from '../../scripts/processes.mjs';
import { ROOT, VSIX } from '../../scripts/setup/paths.mjs';
import { hostFromArguments, withEditor } from './editor-session.ts';
import { exitCodeOf, runSuite } from './run-suite.ts';
import { makeWorkspace } from './make-workspace.ts';
import { toolsOrSkip } from './tools.ts';
import { writeRecord } from './write-record.ts';

onEndRequest(stopAllChildren);
const host = hostFromArguments();
const development = path.join(ROOT, 'dist/test/host');

function namesOfTests(): readonly string[] {
  const list = createRequire(import.meta.url)(path.join(development, 'list.cjs')) as { run: () => string[] };
  return list.run();
}

/** The stand-in for the Python extension, packaged. */
async function packagePython(): Promise<string> {
  const packagePath = path.join(ROOT, 'dist/test/python.vsix');
  await createVSIX({
    cwd: path.join(ROOT, 'dist/test/python'),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}

const tools = await toolsOrSkip(namesOfTests);
const outcome = await withEditor(
  {
    ...tools,
    host,
    packages: [VSIX, await packagePython()],
    extensions: ['wattlens.wattlens', 'wattlens.wattlens-tests', 'ms-python.python'],
    workspace: makeWorkspace(),
  },
  ({ browser, port, workspace }) =>
    runSuite({
      browser,
      port,
      workspace,
      development,
      suite: path.join(development, host === 'node' ? 'suite-node.cjs' : 'suite-web.js'),
      timeoutMs: 300_000,
      stallMs: 60_000,
      log: (line) => {
        console.log(line);
      },
    }),
);
if (outcome.kind === 'broken') console.error(`✖ ${host} host: ${outcome.reason}`);
else writeRecord(outcome.record);
process.exit(exitCodeOf(outcome));
