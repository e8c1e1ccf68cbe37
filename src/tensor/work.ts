import { bytes, macs, type Bytes, type Macs } from '../units/quantity.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { Shape } from './shape.ts';

/**
 * What an operation does, by kind of cost. MACs are those of convolution, linear, matmul and
 * attention products as ATen performs them; everything else is kept apart.
 */
export interface Work {
  readonly macs: Macs;
  /** Additions, multiplications, comparisons on single elements. */
  readonly elementwise: number;
  /** exp, tanh, erf, sqrt, division: several instructions each. */
  readonly transcendental: number;
  readonly bytesRead: Bytes;
  readonly bytesWritten: Bytes;
}

export const NO_WORK: Work = {
  macs: macs(0),
  elementwise: 0,
  transcendental: 0,
  bytesRead: bytes(0),
  bytesWritten: bytes(0),
};

/** What a rule of `ops/` says of one operation: where the shapes come out and what it costs. */
export interface OpResult {
  readonly outputs: readonly Shape[];
  readonly work: Work;
  readonly kind: LayerKind;
}

export function addWork(a: Work, b: Work): Work {
  return {
    macs: macs(a.macs + b.macs),
    elementwise: a.elementwise + b.elementwise,
    transcendental: a.transcendental + b.transcendental,
    bytesRead: bytes(a.bytesRead + b.bytesRead),
    bytesWritten: bytes(a.bytesWritten + b.bytesWritten),
  };
}

export function scaleWork(work: Work, by: number): Work {
  return {
    macs: macs(work.macs * by),
    elementwise: work.elementwise * by,
    transcendental: work.transcendental * by,
    bytesRead: bytes(work.bytesRead * by),
    bytesWritten: bytes(work.bytesWritten * by),
  };
}
