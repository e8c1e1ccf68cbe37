import { bytes, macs } from '../../units/quantity.ts';
import { broadcast, elementCount, ShapeError, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { bytesOf, type Operand } from './operand.ts';

/** A subscript label, or an axis of `...` counted from the right. */
type Label = string;

/** Per label its size in one operand: 1 where the operand lacks it or is broadcast along it. */
type Sizes = ReadonlyMap<Label, number>;

/**
 * `torch.einsum`: operands are contracted pairwise from the left, as ATen does it. A pair that shares a
 * summed label is a batched matrix product (batch × left × summed × right MACs), one that shares none a
 * multiplication; a label of one operand alone is summed before. Throws ShapeError.
 */
export function einsum(equation: string, operands: readonly Operand[]): OpResult {
  const { inputs, output } = parse(equation, operands);
  const full = new Map<Label, number>();
  for (const sizes of inputs) {
    for (const [label, size] of sizes) {
      const known = full.get(label) ?? 1;
      if (known !== size && known !== 1 && size !== 1) {
        throw new ShapeError(
          `einsum(): operands do not broadcast with remapped shapes: subscript ${label} has size ${size} ` +
            `but was ${known} before`,
        );
      }
      full.set(label, Math.max(known, size));
    }
  }
  const shape = output.map((label) => {
    const size = full.get(label);
    if (size === undefined) {
      throw new ShapeError(
        `einsum(): output subscript ${label} does not appear in the equation for any input`,
      );
    }
    return size;
  });
  const effort = contract(inputs, new Set(output));
  const dtype = operands[0]?.dtype ?? 'float32';
  return {
    outputs: [shape],
    kind: 'matmul',
    work: {
      macs: macs(effort.macs),
      elementwise: effort.elementwise,
      transcendental: 0,
      bytesRead: bytes(operands.reduce((sum, operand) => sum + bytesOf(operand), 0)),
      bytesWritten: bytesOf({ shape, dtype }),
    },
  };
}

function contract(
  inputs: readonly Sizes[],
  output: ReadonlySet<Label>,
): { macs: number; elementwise: number } {
  let macCount = 0;
  let elementwise = 0;
  // How many operands still to be contracted really extend along each summed label.
  const remaining = new Map<Label, number>();
  for (const sizes of inputs) {
    for (const [label, size] of sizes) {
      if (!output.has(label) && size !== 1) remaining.set(label, (remaining.get(label) ?? 0) + 1);
    }
  }
  const [first, ...rest] = inputs;
  let left = first ?? new Map<Label, number>();
  if (rest.length === 0) {
    const summed = [...left].some(([label, size]) => !output.has(label) && size !== 1);
    return { macs: 0, elementwise: summed ? volume(left) : 0 };
  }
  for (const right of rest) {
    const labels = new Set([...left.keys(), ...right.keys()]);
    const result = new Map<Label, number>();
    let [batch, rows, columns, inner] = [1, 1, 1, 1];
    let contracts = false;
    let sumsLeft = false;
    let sumsRight = false;
    for (const label of labels) {
      const a = left.get(label) ?? 1;
      const b = right.get(label) ?? 1;
      const count = remaining.get(label) ?? 0;
      if (!output.has(label)) {
        if (a !== 1 && b !== 1) {
          remaining.set(label, count - 1);
          if (count === 2) {
            inner *= a;
            contracts = true;
            remaining.set(label, 0);
            continue;
          }
        } else if (count === 1 && (a !== 1 || b !== 1)) {
          remaining.set(label, 0);
          if (a !== 1) sumsLeft = true;
          else sumsRight = true;
          continue;
        }
      }
      if (a !== 1 && b !== 1) batch *= a;
      else if (a !== 1) rows *= a;
      else columns *= b;
      result.set(label, Math.max(a, b));
    }
    if (sumsLeft) elementwise += volume(left);
    if (sumsRight) elementwise += volume(right);
    if (contracts) macCount += batch * rows * columns * inner;
    else elementwise += volume(result);
    left = result;
  }
  return { macs: macCount, elementwise };
}

function volume(sizes: Sizes): number {
  return elementCount([...sizes.values()]);
}

function parse(
  equation: string,
  operands: readonly Operand[],
): { inputs: readonly Sizes[]; output: readonly Label[] } {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== operands.length) {
    throw new ShapeError(
      `einsum(): ${terms.length < operands.length ? 'fewer' : 'more'} subscripts were specified in the equation ` +
        `than the number of operands`,
    );
  }
  let ellipsis: Shape = [];
  const occurrences = new Map<Label, number>();
  const inputs = terms.map((term, i) => {
    const shape = operands[i]?.shape ?? [];
    const labels = Array.from(term.replace('...', '\u2026'));
    const named = labels.filter((label) => label !== '\u2026').length;
    const extra = shape.length - named;
    if (extra < 0 || (extra > 0 && named === labels.length)) {
      throw new ShapeError(
        `einsum(): the number of subscripts in the equation (${named}) does not match the number of ` +
          `dimensions (${shape.length}) for operand ${i} and no ellipsis was given`,
      );
    }
    const sizes = new Map<Label, number>();
    let axis = 0;
    for (const label of labels) {
      if (label === '\u2026') {
        const covered = shape.slice(axis, axis + extra);
        ellipsis = broadcast(ellipsis, covered);
        covered.forEach((size, k) => sizes.set(`\u2026${extra - k}`, size));
        axis += extra;
        continue;
      }
      const size = shape[axis] ?? 1;
      axis += 1;
      const earlier = sizes.get(label);
      if (earlier !== undefined && earlier !== size) {
        throw new ShapeError(
          `einsum(): subscript ${label} is repeated for operand ${i} but the sizes don't match, ${size} != ${earlier}`,
        );
      }
      sizes.set(label, size);
      occurrences.set(label, (occurrences.get(label) ?? 0) + 1);
    }
    return sizes;
  });
  const ellipsisLabels = ellipsis.map((_, k) => `\u2026${ellipsis.length - k}`);
  const output =
    right === undefined
      ? [
          ...ellipsisLabels,
          ...[...occurrences]
            .filter(([, n]) => n === 1)
            .map(([label]) => label)
            .sort(),
        ]
      : Array.from(right.replace('...', '\u2026')).flatMap((label) =>
          label === '\u2026' ? ellipsisLabels : [label],
        );
  return { inputs, output };
}
