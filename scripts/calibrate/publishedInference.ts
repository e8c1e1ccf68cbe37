/**
 * Published latencies of NVIDIA's examples: inference in PyTorch and TensorFlow, with and without XLA, at batches from one on.
 * Small batches tell what a host takes to issue an operation, large ones how far datasheets carry.
 */
import { merged } from '../../src/cost/kernel.ts';
import { seconds } from '../../src/units/quantity.ts';
import { formatOfNvidia, inferenceOf, PRECISIONS, type PublishedRow } from './step.ts';
import { readTable } from './tables.ts';

export function publishedRows(): PublishedRow[] {
  return readTable('nvidia-inference.csv').map((row): PublishedRow => {
    const { features = '', device = '', precision = '', xla = '' } = row;
    const framework = row['framework'] === 'PyTorch' ? 'pytorch' : 'keras';
    const compiled = xla === 'yes';
    const batch = Number(row['batch']);
    const asked = { features, framework, precision: PRECISIONS[precision] ?? 'fp32' } as const;
    const run = inferenceOf({ ...asked, device, compiled, batch, memoryFormat: formatOfNvidia(asked) });
    return {
      ...run,
      passes: run.passes.map(merged),
      set: 'NVIDIA tables, inference',
      id: `${features} ${framework} ${device} ${precision} batch ${batch}`,
      group: `${features} ${run.chip} ${precision}`,
      repeats: 1,
      time: seconds(batch / Number(row['throughput'])),
      energy: null,
    };
  });
}
