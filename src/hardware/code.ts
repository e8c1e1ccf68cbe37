/** Hints in the script itself: devices by name, and the machines that launchers are asked for. */
import { clouds, matches, type Finding } from './jobFiles.ts';
import { launchesInCode } from './launchers.ts';
import { acceleratorNamed } from './names.ts';

/** Comments say nothing about what runs. */
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*#.*$/gm, (comment) => ' '.repeat(comment.length));
}

export function hintsInCode(text: string): readonly Finding[] {
  const code = withoutComments(text);
  return [...firstOfEach(frameworks(code)), ...launchesInCode(code), ...modal(code), ...clouds(code)];
}

/** `"cuda"`, `"mps"`, `torch_xla`: which kind of device, not which one. */
function frameworks(code: string): Finding[] {
  return matches(code, /["'](cuda(?::\d+)?|mps|xla)["']|\btorch_xla\b|\bTPUStrategy\b/g, (match) => ({
    kind: 'code',
    text: match[0],
    at: match.index,
    device: null,
    count: null,
  }));
}

function firstOfEach(findings: readonly Finding[]): Finding[] {
  const kinds = new Set<string>();
  return findings.filter(({ text }) => {
    const kind = text.replaceAll(/["']|:\d+/g, '');
    return !kinds.has(kind) && kinds.add(kind);
  });
}

/** `@app.function(gpu="A100-80GB:2")`, `modal.gpu.A100(count=4)`. */
function modal(code: string): Finding[] {
  if (!/^\s*(?:import|from)\s+modal\b/m.test(code)) return [];
  const named = matches(code, /\bgpu\s*=\s*["']([\w-]+)(?::(\d+))?["']/g, (match) => found(match));
  const called = matches(code, /\bmodal\.gpu\.(\w+)\((?:[^)]*count\s*=\s*(\d+))?/g, (match) => found(match));
  return [...named, ...called];
}

function found(match: RegExpExecArray): Finding | null {
  const [whole, name = '', count] = match;
  const machine = acceleratorNamed(name, count === undefined ? 1 : Number(count));
  return machine.device === null ? null : { kind: 'cloud', text: whole.trim(), at: match.index, ...machine };
}
