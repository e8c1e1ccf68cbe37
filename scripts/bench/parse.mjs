// Times parsing: `node --import tsx scripts/bench/parse.mjs [file.py …]`.
// Without files it times a made-up module of 3,500 lines.
import { readFileSync } from 'node:fs';
import { createParser } from '../../src/python/syntax/parser.ts';

const grammars = new URL('../../grammars/', import.meta.url);
const wasm = ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'];
const [runtime, grammar] = wasm.map((name) => new Uint8Array(readFileSync(new URL(name, grammars))));
const newParser = () => createParser(runtime, grammar);

const ONE_CLASS = `class Block(nn.Module):
    """A residual block."""

    def __init__(self, in_channels: int, out_channels: int = 64, *, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False)
        self.layers = nn.ModuleList([nn.Linear(d, d) for d in (128, 256, 512) if d >= in_channels])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        identity = x  # for the shortcut
        out = F.relu(self.bn1(self.conv1(x)))
        if self.training and x.shape[0] > 1:
            out = F.dropout(out, p=0.1 * 2 + 3)
        elif not self.training:
            print(f"shape {tuple(x.shape)!r:>{20}} {out.dtype=}")
        return F.relu(self.conv2(out) + identity)


`;
const made = ONE_CLASS.repeat(185);

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function time(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Distinct texts, so that no tree is reused. */
const renamed = (text, n) => text.replaceAll('self', `self${n}`);

async function measure(name, text) {
  const lines = text.split('\n').length;
  const parser = await newParser();
  const cold = [];
  for (let n = 0; n < 10; n++) {
    const version = renamed(text, n).replaceAll('class Block', () => `class Block${(classes += 1)}`);
    cold.push(time(() => parser.parse('file:///bench.py', version)));
  }
  const update = (version) => parser.parse('file:///bench.py', version);
  update(text);
  const middle = text.indexOf('\n', text.length / 2);
  const typed = [];
  const broken = [];
  for (let n = 0; n < 40; n++) {
    const edited = `${text.slice(0, middle)}  # ${n}${text.slice(middle)}`;
    typed.push(time(() => update(edited)));
    const open = `${text.slice(0, middle)} + foo(${n}${text.slice(middle)}`;
    broken.push(time(() => update(open)));
  }
  const again = [];
  for (let n = 0; n < 20; n++) again.push(time(() => update(text)));
  const perThousand = (median(cold) / lines) * 1000;
  console.log(
    `${name}: ${lines} lines; cold ${perThousand.toFixed(1)} ms per 1,000 lines (first ${((cold[0] / lines) * 1000).toFixed(1)}); ` +
      `unchanged ${median(again).toFixed(2)} ms; keystroke ${median(typed).toFixed(2)} ms; unclosed bracket ${median(broken).toFixed(2)} ms`,
  );
}

let classes = 0;
const files = process.argv.slice(2);
if (files.length === 0) await measure('made-up module', made);
for (const file of files) await measure(file, readFileSync(file, 'utf8'));

const parser = await newParser();
const heap = () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return `${(heapUsed / 2 ** 20).toFixed(0)} MB heap, ${(external / 2 ** 20).toFixed(0)} MB external, ${(rss / 2 ** 20).toFixed(0)} MB resident`;
};
for (let n = 0; n <= 4000; n++) {
  parser.parse('file:///bench.py', `${made}\nx = ${n}\n${ONE_CLASS.replace('1', String(n))}`);
  if (n % 1000 === 0) console.log(`after ${n} parses: ${heap()}`);
}
