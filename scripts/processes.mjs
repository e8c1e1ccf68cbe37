// @ts-check
/**
 * Child processes that never outlive this one. Each leads a process group of its own, and it is always the whole
 * group that is ended: an editor's server forks extension hosts, which fork language servers.
 */
import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';

const isWindows = process.platform === 'win32';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {Set<ChildProcess>} */
const running = new Set();

/**
 * @param {ChildProcess} child
 * @param {'SIGTERM' | 'SIGKILL'} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  if (isWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: nobody is left in the group
  }
}

/**
 * Starts a child in its own process group; the group dies with this process at the latest.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {ChildProcess}
 */
export function startChild(command, args, options = {}) {
  const child = spawn(command, [...args], { windowsHide: true, ...options, detached: !isWindows });
  running.add(child);
  child.once('exit', () => {
    // what the leader forked and left behind
    if (!isWindows) signalGroup(child, 'SIGKILL');
    running.delete(child);
  });
  child.once('error', () => running.delete(child));
  return child;
}

/** @param {ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * Ends a child and everything it forked: asks first, then forces.
 *
 * @param {ChildProcess} child
 * @param {number} [patienceMs]
 */
export async function stopChild(child, patienceMs = 3000) {
  if (child.pid === undefined) return;
  if (!hasEnded(child)) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    signalGroup(child, 'SIGTERM');
    let timer;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([gone, patience]);
    clearTimeout(timer);
  }
  signalGroup(child, 'SIGKILL');
  running.delete(child);
}

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Runs `cleanup` once when the process is asked to end, then exits; a second request exits at once.
 *
 * @param {() => Promise<void>} cleanup
 * @param {number} [code] the exit code; by default the shell's 128 + signal number
 */
export function onEndRequest(cleanup, code) {
  let asked = false;
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ])) {
    process.on(signal, () => {
      const exitCode = code ?? 128 + number;
      if (asked) process.exit(exitCode);
      asked = true;
      cleanup()
        .catch((/** @type {unknown} */ error) => console.error(error))
        .finally(() => process.exit(exitCode));
    });
  }
}

/** Ends everything this process has started. */
export async function stopAllChildren() {
  await Promise.all([...running].map((child) => stopChild(child)));
}

/** A command that ended with something other than 0; `output` is all it printed. */
export class CommandFailed extends Error {
  /**
   * @param {string} message
   * @param {number | null} exitCode
   * @param {string} output
   */
  constructor(message, exitCode, output) {
    super(message);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
    this.output = output;
  }
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 *   `echo` prints the output as it comes
 * @returns {Promise<string>} what it printed, both streams together
 * @throws {CommandFailed}
 */
export function runCommand(command, args, { echo = false, timeoutMs = 0, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const [stream, sink] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        if (echo) sink.write(text);
      });
    }
    let expired = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          expired = true;
          void stopChild(child);
        }, timeoutMs)
      : undefined;
    const line = [command, ...args].join(' ');
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new CommandFailed(`could not run ${line}: ${error.message}`, null, output));
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      if (exitCode === 0 && !expired) resolve(output);
      else {
        const how = expired ? `no end after ${timeoutMs / 1000} s` : `ended with ${exitCode ?? signal}`;
        reject(new CommandFailed(`${line}: ${how}`, expired ? null : exitCode, output));
      }
    });
  });
}

/**
 * Runs npm, the one that started this process if any: on Windows `npm` itself is a script no `spawn` can start.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 */
export function runNpm(args, options) {
  const npmScript = process.env['npm_execpath'];
  return npmScript?.endsWith('.js')
    ? runCommand(process.execPath, [npmScript, ...args], options)
    : runCommand('npm', args, { ...options, shell: isWindows });
}
