import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type {
  CodeLens,
  Hover,
  InitializeResult,
  ProtocolConnection,
} from 'vscode-languageserver-protocol/node';

const ROOT = path.join(import.meta.dirname, '../..');
const SERVER = path.join(ROOT, 'dist/server-node.cjs');
const FOLDER = path.join(ROOT, 'test/host/workspace');

/** What any editor's language client does: it knows nothing of Wattlens. */
describe('server over stdio', function () {
  this.timeout(60_000);
  let child: ChildProcessWithoutNullStreams;
  let client: ProtocolConnection;
  let exit: Promise<number | null>;

  before(async () => {
    if (!existsSync(SERVER)) spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT });
    expect(existsSync(SERVER), 'dist/server-node.cjs is built').to.equal(true);
    child = spawn(process.execPath, [SERVER, '--stdio']);
    exit = new Promise((resolve) => child.once('exit', resolve));
    client = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    client.listen();
    const { capabilities } = await client.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(FOLDER).href,
      capabilities: {},
    });
    expect(capabilities.codeLensProvider).to.deep.equal({ resolveProvider: true });
    expect(capabilities.hoverProvider).to.equal(true);
    await client.sendNotification('initialized', {});
  });
  after(() => {
    // the build may have failed before there was either
    (client as ProtocolConnection | undefined)?.dispose();
    (child as ChildProcessWithoutNullStreams | undefined)?.kill('SIGKILL');
  });

  const uriOf = (name: string) => pathToFileURL(path.join(FOLDER, name)).href;
  async function open(name: string): Promise<string[]> {
    const textDocument = { uri: uriOf(name) };
    const text = readFileSync(path.join(FOLDER, name), 'utf8');
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'python', version: 1, text },
    });
    const lenses = await client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
    const resolved = await Promise.all(
      lenses.map((lens) => client.sendRequest<CodeLens>('codeLens/resolve', lens)),
    );
    return resolved.map(({ command }) => command?.title ?? '');
  }

  it('gives lenses with figures, and no icons that only one editor draws', async () => {
    const [inference, training, search] = await open('model.py');
    expect(inference).to.match(/^I [\d.]+ [nµm]?J\/inference \(/);
    expect(training).to.match(/^T\b/);
    expect(search).to.equal('CT: none found, set trials…');
  });

  it('gives a hover with the layers', async () => {
    const line = readFileSync(path.join(FOLDER, 'model.py'), 'utf8')
      .split('\n')
      .indexOf('class TinyNet(nn.Module):');
    const hover = await client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: uriOf('model.py') },
      position: { line, character: 8 },
    });
    expect(JSON.stringify(hover?.contents)).to.contain('TinyNet').and.to.contain('| conv |');
  });

  it('reads imported files from the disk by itself', async () => {
    const [inference] = await open('uses.py');
    expect(inference).to.match(/^I [\d.]+ [nµm]?J\/inference \(/);
  });

  it('ends when it is told to', async () => {
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    expect(await exit).to.equal(0);
  });
});
