/** What schedulers and clouds call accelerators, and which devices of the catalogue these are. */
import { findAccelerator } from '../catalog/devices.ts';
import { lazy } from '../catalog/lazy.ts';
import table from './instances.json' with { type: 'json' };

export interface Machine {
  /** Of the catalogue; null: it has none of this name. */
  readonly device: string | null;
  readonly count: number | null;
}

const instances = lazy(() =>
  table.instances.map(({ pattern, device, count }) => ({
    expression: new RegExp(`^(?:ml\\.|Standard_)?(?:${pattern.replace(/^Standard_/, '')})$`, 'i'),
    device,
    count,
  })),
);

/** An instance type of a cloud: `ml.p3.8xlarge`, `a2-highgpu-8g`, `Standard_ND96asr_v4`. */
export function instanceNamed(name: string): Machine | null {
  const found = instances().find(({ expression }) => expression.test(name.trim()));
  return found === undefined ? null : { device: found.device, count: found.count };
}

/** `v3-8` is eight cores of TPUs of the third generation, two to a chip; newer slices count chips. */
const TPU = /^(?:tpu-)?(v2|v3|v4|v5p|v5litepod|v5e|v6e)-(\d+)$/i;
const CHIPS: Readonly<Record<string, readonly [device: string, coresPerChip: number]>> = {
  v2: ['TPU-v2', 2],
  v3: ['TPU-v3', 2],
  v4: ['TPU-v4', 2],
  v5p: ['TPU-v5p', 2],
  v5litepod: ['TPU-v5e', 1],
  v5e: ['TPU-v5e', 1],
  v6e: ['TPU-v6e', 1],
};

/** A name of an accelerator as job files write it: `a100`, `nvidia-tesla-t4`, `NVIDIA_TESLA_V100`, `v3-8`. */
export function acceleratorNamed(name: string, count: number | null): Machine {
  const tpu = TPU.exec(name.trim());
  const [device, cores] = CHIPS[(tpu?.[1] ?? '').toLowerCase()] ?? [];
  if (tpu !== null && device !== undefined && cores !== undefined) {
    return { device, count: Math.max(1, Number(tpu[2]) / cores) };
  }
  const bare = name
    .trim()
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^nvidia-/, '')
    .replace(/^(?:tesla|geforce)-/, '');
  const short = bare.replaceAll(/[-\s]/g, '');
  const known = new Map(Object.entries(table.names));
  const named = known.get(bare) ?? known.get(short);
  if (named !== undefined) return { device: named, count };
  const found = findAccelerator(name);
  return { device: found.found ? found.value.id : null, count };
}
