/**
 * Commands that start a script in several processes, one for each accelerator: the world size that it may run at.
 * torchrun: https://docs.pytorch.org/docs/stable/elastic/run.html; accelerate: https://huggingface.co/docs/accelerate/package_reference/cli;
 * DeepSpeed: https://www.deepspeed.ai/getting-started/; Horovod: https://horovod.readthedocs.io/en/stable/running_include.html
 */
import type { Finding } from './jobFiles.ts';

interface Word {
  /** Variables of the same file filled in. */
  readonly text: string;
  /** As it stands there. */
  readonly raw: string;
  readonly at: number;
}

/** Processes that options ask for: `all` of them together, or in each of several nodes. */
interface Options {
  readonly all: readonly string[];
  readonly perNode: readonly string[];
  readonly nodes: readonly string[];
}

const NONE: Options = { all: [], perNode: [], nodes: [] };
const TORCHRUN: Options = { ...NONE, perNode: ['nproc-per-node'], nodes: ['nnodes'] };
const LIGHTNING: Options = { ...NONE, perNode: ['devices'], nodes: ['num-nodes'] };
const MPI: Options = { ...NONE, all: ['np', 'n'] };

const COMMANDS: Readonly<Record<string, Options>> = {
  torchrun: TORCHRUN,
  'torch.distributed.run': TORCHRUN,
  'torch.distributed.launch': TORCHRUN,
  colossalai: TORCHRUN,
  accelerate: { ...NONE, all: ['num-processes'] },
  'accelerate.commands.launch': { ...NONE, all: ['num-processes'] },
  deepspeed: { ...NONE, perNode: ['num-gpus'], nodes: ['num-nodes'] },
  composer: { ...NONE, all: ['n', 'nproc', 'world-size'] },
  horovodrun: MPI,
  mpirun: MPI,
  mpiexec: MPI,
  lightning: LIGHTNING,
  fabric: LIGHTNING,
};

/** @param script the file name of the script: commands that start another one say nothing of it */
export function launches(text: string, script: string): Finding[] {
  const joined = text.replaceAll(/\\\r?\n/g, (end) => ' '.repeat(end.length));
  const variables = assignments(text);
  const found: Finding[] = [];
  let at = 0;
  for (const line of joined.split('\n')) {
    if (!/^\s*#/.test(line)) found.push(...launchesIn(wordsOf(line, at, variables), script));
    at += line.length + 1;
  }
  return found;
}

/** Quotes are taken off; the brackets and commas of `CMD ["torchrun", "train.py"]` only separate. */
function wordsOf(line: string, offset: number, variables: Variables): Word[] {
  const written = line.matchAll(/(?:\$\(\([^)]*\)\)|[^\s"'[\],;]|"[^"]*"|'[^']*')+/g);
  return [...written].flatMap(({ 0: raw, index }) => {
    const filled = filledIn(raw.replaceAll(/["']/g, ''), variables);
    const parts = filled.includes('$((') ? [filled] : filled.split(/\s+/);
    return parts.filter((text) => text !== '').map((text) => ({ text, raw, at: offset + index }));
  });
}

function launchesIn(words: readonly Word[], script: string): Finding[] {
  const end = words.findIndex((word, i) => startsScript(word, words[i - 1], script));
  const before = words.slice(0, Math.max(end, 0));
  const start = before.findLastIndex(({ text }) => Object.hasOwn(COMMANDS, baseName(text)));
  const command = COMMANDS[baseName(before[start]?.text ?? '')];
  if (command === undefined) return [];
  // Lightning's take them behind the script's name.
  const options = command === LIGHTNING ? words.slice(start + 1) : before.slice(start + 1);
  const [all, perNode, nodes] = [command.all, command.perNode, command.nodes].map((names) =>
    option(options, names),
  );
  const main = all ?? perNode;
  if (main === undefined) return [];
  const times = all === undefined && nodes !== undefined ? nodes.count : 1;
  const count = main.count === null || times === null ? null : main.count * times;
  return [
    { kind: 'launcher', text: main.text, at: main.at, device: null, count: count === 0 ? null : count },
  ];
}

/** `train.py`, `src/train.py`, `-m package.train`. */
function startsScript({ text }: Word, before: Word | undefined, script: string): boolean {
  if (baseName(text) === script) return true;
  const stem = script.replace(/\.py$/, '');
  return (before?.text === '-m' || before?.text === '--module') && text.split('.').at(-1) === stem;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Asked {
  readonly text: string;
  readonly at: number;
  /** Null: not a number that stands there. */
  readonly count: number | null;
}

/** `--nproc_per_node=8`, `--nproc-per-node 8`, `-np 4`. */
function option(words: readonly Word[], names: readonly string[]): Asked | undefined {
  for (const [i, word] of words.entries()) {
    const [, name = '', given] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/.exec(word.text) ?? [];
    if (!names.includes(name.replaceAll('_', '-'))) continue;
    const next = words[i + 1];
    const value = given ?? next?.text ?? '';
    const isNear = given === undefined && next?.at === word.at + word.raw.length + 1;
    const text = isNear ? `${word.raw} ${next.raw}` : word.raw;
    return { text, at: word.at, count: /^\d+$/.test(value) ? Number(value) : null };
  }
  return undefined;
}

type Variables = ReadonlyMap<string, string>;

/** `NGPUS=8`, `export NGPUS="8"`, `NGPUS ?= 8`. What is set to several things, or by a command, is not known. */
function assignments(text: string): Variables {
  const found = new Map<string, string>();
  const written =
    /^[ \t]*(?:export\s+|ENV\s+)?([A-Za-z_]\w*)[ \t]*(?:\?=|:=|=)[ \t]*("[^"]*"|'[^']*'|[^\s"'#]*)/gm;
  for (const [, name = '', quoted = ''] of text.matchAll(written)) {
    const value = quoted.replaceAll(/["'\\]/g, '').trim();
    const isSame = !found.has(name) || found.get(name) === value;
    found.set(name, isSame && !/\$\([^(]|`/.test(value) ? value : '');
  }
  const nodes = slurmNodes(text);
  for (const name of ['SLURM_NNODES', 'SLURM_JOB_NUM_NODES']) {
    if (nodes !== null) found.set(name, `${nodes}`);
  }
  return found;
}

/** `#SBATCH --nodes=2`; null: it asks for none. */
export function slurmNodes(text: string): number | null {
  const nodes = /^#SBATCH\s+(?:--nodes[= ]|-N\s*)(\d+)\s*(?:#.*)?$/m.exec(text)?.[1];
  return nodes === undefined ? null : Number(nodes);
}

/** `$NGPUS`, `${NGPUS:-8}`, `$(NGPUS)` and `${1:-train.py}`, and products of them; what is not known stays as it is. */
function filledIn(text: string, variables: Variables): string {
  const filled = text.replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|\((\w+)\)|([A-Za-z_]\w*))/g,
    (whole, braced?: string, fallback?: string, made?: string, plain?: string) => {
      const name = braced ?? made ?? plain ?? '';
      const value = variables.get(name) ?? '';
      // `NGPUS=${NGPUS:-8}` is what stands where nobody says otherwise.
      const others = new Map([...variables].filter(([other]) => other !== name));
      return value === '' ? (fallback ?? whole) : filledIn(value, others);
    },
  );
  const named = filled.replaceAll(/\$\(\(([^)]*)\)\)/g, (whole, inside: string) => {
    const product = inside.split('*').map((part) => Number(variables.get(part.trim()) ?? part));
    const value = product.reduce((all, factor) => all * factor, 1);
    return Number.isSafeInteger(value) ? `${value}` : whole;
  });
  return named;
}

/** `num_processes: 8` of a configuration of accelerate: over all machines. */
export function accelerateProcesses(text: string): Finding[] {
  if (!/^(?:distributed_type|compute_environment)\s*:/m.test(text)) return [];
  const match = /^num_processes\s*:\s*(\d+)/m.exec(text);
  if (match === null) return [];
  return [{ kind: 'launcher', text: match[0], at: match.index, device: null, count: Number(match[1]) }];
}

/** `worker-1 slots=4`: as many processes as all lines of a hostfile together have slots. */
export function hostSlots(text: string): Finding[] {
  const slots = [...text.matchAll(/^[^#\s]\S*\s+slots\s*=\s*(\d+)/gm)];
  const [first] = slots;
  if (first === undefined) return [];
  const count = slots.reduce((sum, [, number]) => sum + Number(number), 0);
  return [{ kind: 'launcher', text: first[0], at: first.index, device: null, count }];
}

/** `Trainer(devices=4, num_nodes=2)` and `spawn(main, nprocs=4)`, where the numbers stand in the code. */
export function launchesInCode(code: string): Finding[] {
  const found: Finding[] = [];
  for (const match of code.matchAll(/\bnprocs\s*=\s*(\d+)/g)) {
    found.push({ kind: 'launcher', text: match[0], at: match.index, device: null, count: Number(match[1]) });
  }
  for (const call of code.matchAll(/\b(?:Trainer|Fabric)\(((?:[^()]|\([^()]*\))*)\)/g)) {
    const [, inside = ''] = call;
    const devices = /\b(?:devices|gpus)\s*=\s*["']?(\d+)\b(?!\s*,\s*\d)/.exec(inside);
    const nodes = /\bnum_nodes\s*=\s*(\d+)/.exec(inside);
    if (devices === null || (nodes === null && /\bnum_nodes\s*=/.test(inside))) continue;
    const count = Number(devices[1]) * Number(nodes?.[1] ?? 1);
    const at = call.index + call[0].indexOf('(') + 1 + devices.index;
    if (count > 0) found.push({ kind: 'launcher', text: devices[0], at, device: null, count });
  }
  return found;
}
