/** The bundled command answers many requests by several threads at once. */
import { expect } from 'chai';
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('requests by several threads', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wattlens-threads-'));
    await build({
      absWorkingDir: root,
      entryPoints: ['src/cli/main.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
      outfile: path.join(folder, 'cli.cjs'),
      logLevel: 'silent',
    });
    mkdirSync(path.join(folder, 'wasm'));
    for (const file of ['tree-sitter-python.wasm', 'web-tree-sitter.wasm']) {
      copyFileSync(path.join(root, 'grammars', file), path.join(folder, 'wasm', file));
    }
  });

  after(() => rmSync(folder, { recursive: true }));

  function answers(lines: readonly string[], threads: number): { answers: string[]; status: number | null } {
    const file = path.join(folder, 'requests.jsonl');
    writeFileSync(file, lines.join('\n'));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(folder, 'cli.cjs'), 'estimate', '--requests', file, '--threads', `${threads}`],
      { cwd: root, encoding: 'utf8', maxBuffer: 100 * 1024 * 1024 },
    );
    expect(stderr).to.equal('');
    return { answers: stdout.trimEnd().split('\n'), status };
  }

  it('are answered as by one, in their order', () => {
    const lines = Array.from({ length: 30 }, (_, i) =>
      i === 7 ? '{"id": 7' : JSON.stringify({ id: i, file: 'examples/pytorch_mnist.py', batch: i + 1 }),
    );
    const one = answers(lines, 1);
    const three = answers(lines, 3);
    expect(three.status).to.equal(0);
    expect(three.answers).to.have.length(30);
    expect(three.answers[7]).to.match(/bad-request.*"line":8/);
    expect(three.answers[29]).to.match(/^\{"id":29,"models":\[\{/);
    expect(three.answers.filter((answer, i) => answer !== one.answers[i])).to.deep.equal([]);
  });

  it('end with 1 where none has figures', () => {
    const lines = Array.from({ length: 24 }, (_, i) => JSON.stringify({ id: i, file: `gone${i}.py` }));
    expect(answers(lines, 2).status).to.equal(1);
  });
});
