import { describeShape, elementCount, ShapeError, sizeAt, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

interface NormalisationOptions {
  /** Tensors of scale and shift and running statistics that are read. */
  readonly parameters: readonly (Operand | null)[];
  /** How many means and variances are computed; 0 when stored ones are used. */
  readonly groups: number;
  /** Without mean: RMS normalisation. */
  readonly centred?: boolean;
}

/**
 * (x − mean) / √(var + ε) · scale + shift. With stored statistics it is one multiplication and one
 * addition per element; computing them adds a sum and a sum of squares, and an inverse root per group.
 */
export function normalisation(input: Operand, options: NormalisationOptions): OpResult {
  const count = elementCount(input.shape);
  const centred = options.centred ?? true;
  const perElement = options.groups === 0 ? 2 : centred ? 6 : 4;
  return {
    outputs: [input.shape],
    kind: 'normalisation',
    work: workOf(
      { elementwise: perElement * count, transcendental: 2 * options.groups },
      [input, ...options.parameters],
      [input],
    ),
  };
}

/** Leading axes of a layer normalisation over `normalized`; throws ShapeError where they do not end the shape. */
export function layerNormGroups(shape: Shape, normalized: Shape): number {
  const leading = shape.slice(0, shape.length - normalized.length);
  const tail = shape.slice(leading.length);
  if (shape.length < normalized.length || tail.some((size, i) => size !== normalized[i])) {
    throw new ShapeError(
      `Given normalized_shape=${describeShape(normalized)}, expected input with shape ` +
        `[*, ${normalized.join(', ')}], but got input of size${describeShape(shape)}`,
    );
  }
  return elementCount(leading);
}

/** Statistics of a group normalisation of `[N, C, …]`; throws ShapeError if the groups do not divide C. */
export function groupNormGroups(shape: Shape, groups: number): number {
  const channels = sizeAt(shape, 1);
  if (channels % groups !== 0) {
    throw new ShapeError(
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ` +
        `${describeShape(shape)} and num_groups=${groups}`,
    );
  }
  return sizeAt(shape, 0) * groups;
}

/** x / (k + α · mean of x² over `size` neighbouring channels)^β. */
export function localResponseNorm(input: Operand, size: number): OpResult {
  const count = elementCount(input.shape);
  return {
    outputs: [input.shape],
    kind: 'normalisation',
    work: workOf({ elementwise: (size + 3) * count, transcendental: 2 * count }, [input], [input]),
  };
}
