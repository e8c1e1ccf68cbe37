/** Runs Python text against the modelled PyTorch, for tests. */
import { einopsModules } from '../../src/libraries/einops/modules.ts';
import { numpyModules } from '../../src/libraries/numpy/modules.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { run, type Run, type RunOptions } from '../python/evaluate.ts';
import type { OpEvent, TraceEvent } from '../../src/trace/events.ts';

const PRELUDE = `import math
from collections import OrderedDict
import torch
from torch import nn
import torch.nn.functional as F
`;

/** Runs `code` after the usual imports. */
export function runTorch(code: string, options: RunOptions = {}): Run {
  const libraries = [...torchLibraries, ...numpyModules, ...einopsModules, ...(options.libraries ?? [])];
  return run(PRELUDE + code, { ...options, libraries });
}

/** `repr(result)` of some code; an Unknown reads `<unknown: reason>`. */
export function evaluateTorch(code: string): string {
  const run = runTorch(code);
  const repr = run.it.repr(run.get('result'));
  return typeof repr === 'string' ? repr : `<unknown: ${repr.reason}>`;
}

export function opsOf(events: readonly TraceEvent[]): OpEvent[] {
  return events.filter((event) => event.type === 'op');
}

/** Multiply-accumulates of all operations. */
export function macsOf(events: readonly TraceEvent[]): number {
  let macs = 0;
  const counts: number[] = [];
  for (const event of events) {
    if (event.type === 'repeat-begin') counts.push(typeof event.count === 'number' ? event.count : NaN);
    else if (event.type === 'repeat-end') counts.pop();
    else if (event.type === 'op') macs += counts.reduce((product, count) => product * count, event.work.macs);
  }
  return macs;
}
