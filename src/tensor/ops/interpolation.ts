import { elementCount, ShapeError, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** How many axes a mode works on; null: any. */
const SPATIAL_AXES: Readonly<Record<string, number | null>> = {
  nearest: null,
  'nearest-exact': null,
  area: null,
  linear: 1,
  bilinear: 2,
  bicubic: 2,
  trilinear: 3,
};

/** Neighbours read per output element; each costs a multiplication and an addition. */
const NEIGHBOURS: Readonly<Record<string, number>> = {
  nearest: 0,
  'nearest-exact': 0,
  area: 1,
  linear: 2,
  bilinear: 4,
  bicubic: 16,
  trilinear: 8,
};

/** Spatial sizes scaled by factors: ⌊size · factor⌋. */
export function scaledSizes(spatial: Shape, factors: readonly number[]): Shape {
  return spatial.map((size, axis) => Math.floor(size * (factors[axis] ?? factors[0] ?? 1)));
}

/** Whether a mode exists for so many spatial axes. */
export function supportsMode(mode: string, axes: number): boolean {
  const wanted = SPATIAL_AXES[mode];
  return wanted === null || wanted === axes;
}

/** Resizes the axes after the first two. Throws ShapeError. */
export function interpolation(input: Operand, size: readonly number[], mode: string): OpResult {
  const shape = [...input.shape.slice(0, 2), ...size];
  if (shape.some((extent) => extent <= 0)) {
    throw new ShapeError(
      `Input and output sizes should be greater than 0, but got input (${input.shape.slice(2).join(', ')}) and ` +
        `output (${size.join(', ')})`,
    );
  }
  const perElement = 2 * (NEIGHBOURS[mode] ?? 0);
  return {
    outputs: [shape],
    kind: 'copy',
    work: workOf({ elementwise: elementCount(shape) * perElement }, [input], [{ shape, dtype: input.dtype }]),
  };
}

/** Samples `[N, C, …]` at the points of a grid `[N, …out, k]`. Throws ShapeError. */
export function gridSample(input: Operand, grid: Operand): OpResult {
  const spatial = input.shape.length - 2;
  if (grid.shape.length !== input.shape.length || grid.shape.at(-1) !== spatial) {
    throw new ShapeError(
      `grid_sampler(): expected grid to have size ${spatial} in last dimension, but got grid with sizes ` +
        `[${grid.shape.join(', ')}]`,
    );
  }
  const shape = [...input.shape.slice(0, 2), ...grid.shape.slice(1, -1)];
  return {
    outputs: [shape],
    kind: 'copy',
    work: workOf(
      { elementwise: elementCount(shape) * 2 ** (spatial + 1) },
      [input, grid],
      [{ shape, dtype: input.dtype }],
    ),
  };
}
