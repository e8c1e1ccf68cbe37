/** Job files of schedulers and clouds, and container files: which accelerators they ask for. */
import { accelerateProcesses, hostSlots, launches, slurmNodes } from './launchers.ts';
import { acceleratorNamed, instanceNamed, type Machine } from './names.ts';

export interface Finding extends Machine {
  readonly kind: 'slurm' | 'cloud' | 'container' | 'launcher' | 'code';
  /** As it is written. */
  readonly text: string;
  /** Where in the text. */
  readonly at: number;
}

export type FileKind = 'script' | 'yaml' | 'docker' | 'make' | 'hosts';

/** Null: no file that jobs are described in. */
export function kindOfFile(uri: string): FileKind | null {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (/^(?:.*\.)?(?:Docker|Container)file(?:\..*)?$/i.test(name)) return 'docker';
  if (/\.(?:sh|slurm|sbatch|job|bash)$/i.test(name)) return 'script';
  if (/^(?:GNU)?makefile$|\.mk$|^justfile$/i.test(name)) return 'make';
  if (/^(?:.*[._-])?hostfile(?:\.txt)?$/i.test(name)) return 'hosts';
  return /\.ya?ml$/i.test(name) ? 'yaml' : null;
}

/** @param script the file name of the script that the hints are for */
export function hintsInFile(kind: FileKind, text: string, script: string): readonly Finding[] {
  switch (kind) {
    case 'docker':
      return [...images(text), ...launches(text, script)];
    case 'make':
      return launches(text, script);
    case 'hosts':
      return hostSlots(text);
    case 'script':
      return [...slurm(text), ...clouds(text), ...launches(text, script)];
    case 'yaml':
      return [...yaml(text), ...clouds(text), ...accelerateProcesses(text), ...launches(text, script)];
  }
}

function images(text: string): Finding[] {
  return matches(
    text,
    /^FROM\s+(?:--\S+\s+)?(\S*(?:nvidia\/cuda|nvcr\.io\/nvidia|rocm\/|-cuda|-gpu)\S*)/gim,
    (match) => finding('container', match, { device: null, count: null }),
  );
}

function finding(kind: Finding['kind'], match: RegExpExecArray, machine: Machine): Finding {
  return { kind, text: match[0].trim(), at: match.index, ...machine };
}

export function matches(
  text: string,
  expression: RegExp,
  make: (match: RegExpExecArray) => Finding | null,
): Finding[] {
  return [...text.matchAll(expression)].flatMap((match) => make(match) ?? []);
}

/** `#SBATCH --gres=gpu:a100:4`, `--gpus=v100:2`, `--constraint=a100`; nodes multiply what is asked for per node. */
function slurm(text: string): Finding[] {
  if (!/^#SBATCH/m.test(text)) return [];
  const nodes = slurmNodes(text) ?? 1;
  const asked = /^#SBATCH\s+--(gres|gpus-per-node|gpus-per-task|gpus)[= ](?:gpu:)?([^\s#]+)/gm;
  return matches(text, asked, (match) => {
    const [, option = '', value = ''] = match;
    if (option === 'gres' && !match[0].includes('gpu')) return null;
    const parts = value.split(/[:,(]/);
    const name = /^\d+$/.test(parts[0] ?? '') || parts[0] === 'gpu' ? '' : (parts[0] ?? '');
    const number = Number(parts.find((part) => /^\d+$/.test(part)) ?? 1);
    const count = option === 'gpus' ? number : number * nodes;
    return finding('slurm', match, name === '' ? { device: null, count } : acceleratorNamed(name, count));
  });
}

/** Instance types, wherever they stand. */
export function clouds(text: string): Finding[] {
  const types = /\b(?:ml\.)?(?:[pg]\d[a-z]*\.\w+|[ag][23]-\w+-\d+g?|Standard_N[CD]\w+)\b/g;
  return matches(text, types, (match) => {
    const machine = instanceNamed(match[0]);
    return machine === null ? null : finding('cloud', match, machine);
  });
}

/** SkyPilot's `accelerators: A100:8`, GCP's `acceleratorType: NVIDIA_TESLA_V100`, Kubernetes' node selectors. */
function yaml(text: string): Finding[] {
  const named =
    /^\s*-?\s*["']?(?:accelerators|accelerator_?type|acceleratorType|gpu_?type|cloud\.google\.com\/gke-accelerator)["']?\s*:\s*\{?\s*["']?([\w.-]+)["']?(?:\s*:\s*(\d+))?/gim;
  const counts = /^\s*(?:acceleratorCount|accelerator_count|nvidia\.com\/gpu)["']?\s*:\s*["']?(\d+)/im.exec(
    text,
  )?.[1];
  return matches(text, named, (match) => {
    const [, name = '', count] = match;
    const number = count ?? counts;
    const machine = acceleratorNamed(name, number === undefined ? null : Number(number));
    return machine.device === null ? null : finding('cloud', match, machine);
  });
}
