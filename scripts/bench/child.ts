/** Runs a process to its end and looks at the clock. */
import { spawn } from 'node:child_process';
import process from 'node:process';

export interface ChildRun {
  /** From the start of the process to its end. */
  readonly milliseconds: number;
  /** When each line of the output came, in milliseconds since the start. */
  readonly lineTimes: readonly number[];
  readonly output: string;
}

/** Rejects, with what the process wrote to its error output, when it fails. */
export function runChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildRun> {
  const begin = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const lineTimes: number[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const now = performance.now() - begin;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineTimes.push(now);
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const milliseconds = performance.now() - begin;
      if (code === 0) resolve({ milliseconds, lineTimes, output });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${errors.trim()}`));
    });
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
