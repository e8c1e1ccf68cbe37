/** What an editor waits for: the first lens, a keystroke, and the memory of a server that is used for long. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../setup/paths.mjs';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { median } from './child.ts';
import { longFile } from './longFile.ts';
import { Client } from './lsp.ts';

/** A place to type at: a stretch of one line, which each keystroke replaces by another text. */
interface Place {
  readonly what: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly typed: (n: number) => string;
}

const KEYSTROKES = 25;
const COLD_STARTS = 5;
const EDITS = 1000;

export async function benchEditor(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-bench-'));
  try {
    const source = path.join(fileURLToPath(fetchCorpus('torchvision')), 'torchvision');
    cpSync(source, path.join(folder, 'torchvision'), {
      recursive: true,
      filter: (file) => path.extname(file) === '' || file.endsWith('.py'),
    });
    const resnet = path.join(folder, 'torchvision/models/resnet.py');
    const long = path.join(folder, 'long.py');
    writeFileSync(long, longFile());
    const blocks = (text: string): Place[] => [
      placeAt(
        text,
        'outside the models’ reach, in a function that nothing calls',
        'limit % 7 == 0',
        '7',
        (n) => `${n + 7}`,
      ),
      placeAt(text, 'inside Bottleneck.forward', 'out + x * 1', '1', (n) => `${n + 2}`),
    ];
    for (const file of [resnet, long]) await firstLens(folder, file);
    const appended = `${readFileSync(resnet, 'utf8')}\n\ndef helper(rows):\n    return [row for row in rows if row % 7 == 0]\n`;
    await keystrokes(folder, resnet, appended, [
      placeAt(
        appended,
        'outside the models’ reach, in a function that nothing calls',
        'row % 7 == 0',
        '7',
        (n) => `${n + 7}`,
      ),
      placeAt(
        appended,
        'inside Bottleneck.forward',
        'out += identity',
        'identity',
        (n) => (n % 2 === 0 ? `identity * ${n + 2}` : `identity`),
        1,
      ),
    ]);
    const text = readFileSync(long, 'utf8');
    await keystrokes(folder, long, text, blocks(text));
    await memory(folder, resnet);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param nth which of the lines that hold `around` */
function placeAt(
  text: string,
  what: string,
  around: string,
  replaced: string,
  typed: Place['typed'],
  nth = 0,
): Place {
  const lines = text.split('\n');
  const line = lines.flatMap((content, index) => (content.includes(around) ? [index] : []))[nth] ?? -1;
  const content = lines[line];
  if (content === undefined) throw new Error(`there is no ${around}`);
  const from = content.indexOf(replaced, content.indexOf(around));
  return { what, line, from, to: from + replaced.length, typed };
}

async function firstLens(folder: string, file: string): Promise<void> {
  const times: number[] = [];
  const uri = pathToFileURL(file).href;
  for (let i = 0; i < COLD_STARTS; i++) {
    const begin = performance.now();
    const client = await Client.start(pathToFileURL(folder).href);
    await client.open(uri, readFileSync(file, 'utf8'));
    const [first] = await client.lenses(uri);
    // on a machine that is busy with other things the server may give up
    if (first !== undefined) {
      await client.resolve(first);
      times.push(performance.now() - begin);
    }
    await client.stop();
  }
  if (times.length === 0) throw new Error(`${file} got no lens in ${COLD_STARTS} starts`);
  say(`first lens of ${path.basename(file)} over stdio, from the start of the process`, median(times));
}

async function keystrokes(
  folder: string,
  file: string,
  text: string,
  places: readonly Place[],
): Promise<void> {
  const uri = pathToFileURL(file).href;
  const client = await Client.start(pathToFileURL(folder).href);
  await client.open(uri, text);
  const models = await client.models(uri);
  console.log(`  ${path.basename(file)}, ${text.split('\n').length} lines, ${models} models, warm:`);
  for (const place of places) {
    let { to } = place;
    const [seen, all, fresh]: [number[], number[], number[]] = [[], [], []];
    // the first ones warm the code up
    for (let n = -10; n < KEYSTROKES; n++) {
      const typed = place.typed(n + 10);
      const begin = performance.now();
      await client.type(uri, place.line, place.from, to, typed);
      const lenses = await client.lenses(uri);
      // one of a model that what is typed is part of
      const first = lenses.find(({ data }) => JSON.stringify(data).includes('resnet50')) ?? lenses[0];
      if (first !== undefined) await client.resolve(first);
      const lens = performance.now() - begin;
      await client.models(uri);
      to = place.from + typed.length;
      if (n < 0) continue;
      if (client.firstFigures !== null) fresh.push(client.firstFigures);
      seen.push(lens);
      all.push(performance.now() - begin);
    }
    await client.type(uri, place.line, place.from, to, lineOf(text, place));
    await client.models(uri);
    say(`  ${place.what}: a lens, moved`, median(seen));
    if (fresh.length > 0) say(`  ${place.what}: the new figures of the lens on the screen`, median(fresh));
    say(`  ${place.what}: the new figures of all models`, median(all));
  }
  await client.stop();
}

function lineOf(text: string, { line, from, to }: Place): string {
  return text.split('\n')[line]?.slice(from, to) ?? '';
}

async function memory(folder: string, resnet: string): Promise<void> {
  const client = await Client.start(pathToFileURL(folder).href);
  const models = path.dirname(resnet);
  const files = readdirSync(models, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.py'),
  );
  for (const name of files) {
    const uri = pathToFileURL(path.join(models, name)).href;
    await client.open(uri, readFileSync(path.join(models, name), 'utf8'));
    await client.models(uri);
    await client.close(uri);
  }
  const told = (what: string): void => {
    const used = client.memory();
    if (used === null) console.log(`  ${what}: this system does not tell`);
    else console.log(`  ${what}: ${megabytes(used.now)} MB, at most ${megabytes(used.peak)} MB so far`);
  };
  told(`memory of the server after ${files.length} files of torchvision`);
  const gpt = path.join(ROOT, 'examples/pytorch_gpt.py');
  const text = readFileSync(gpt, 'utf8');
  const uri = pathToFileURL(gpt).href;
  const place = placeAt(text, '', 'x = x + self.mlp', 'x + self', (n) => `x * ${n + 2} + self`);
  await client.open(uri, text);
  let { to } = place;
  for (let n = 0; n <= EDITS; n++) {
    const typed = place.typed(n);
    await client.type(uri, place.line, place.from, to, typed);
    await client.models(uri);
    to = place.from + typed.length;
    if (n % (EDITS / 4) === 0) told(`after ${n} edits inside a forward of examples/pytorch_gpt.py`);
  }
  await client.stop();
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function say(what: string, milliseconds: number): void {
  console.log(`  ${what}: ${milliseconds.toFixed(milliseconds < 20 ? 1 : 0)} ms`);
}
