import { broadcast, describeShape, elementCount, ShapeError, sizeAt, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/**
 * `a @ b` with NumPy's rules: vectors lose their axis again, batch axes broadcast.
 * MACs: output elements × contracted size. Throws ShapeError.
 */
export function matmul(a: Operand, b: Operand): OpResult {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new ShapeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.shape.length}D and ${b.shape.length}D`,
    );
  }
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const inner = sizeAt(left, -1);
  if (inner !== sizeAt(right, -2)) throw mismatch(a.shape, b.shape);
  const shape = [...broadcast(left.slice(0, -2), right.slice(0, -2))];
  if (a.shape.length > 1) shape.push(sizeAt(left, -2));
  if (b.shape.length > 1) shape.push(sizeAt(right, -1));
  return product(a, b, null, shape, inner);
}

/** Two matrices. Throws ShapeError. */
export function mm(a: Operand, b: Operand, addend: Operand | null = null): OpResult {
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw new ShapeError(
      `mat1 and mat2 must be matrices, got ${a.shape.length}-D and ${b.shape.length}-D tensors`,
    );
  }
  const inner = sizeAt(a.shape, 1);
  if (inner !== sizeAt(b.shape, 0)) throw mismatch(a.shape, b.shape);
  const shape = [sizeAt(a.shape, 0), sizeAt(b.shape, 1)];
  if (addend !== null) checkExpands(addend.shape, shape);
  return product(a, b, addend, shape, inner);
}

/** Batches of matrices, without broadcasting. Throws ShapeError. */
export function bmm(a: Operand, b: Operand, addend: Operand | null = null): OpResult {
  if (a.shape.length !== 3 || b.shape.length !== 3) throw new ShapeError('batch1 must be a 3D tensor');
  const [batch, rows, inner] = [sizeAt(a.shape, 0), sizeAt(a.shape, 1), sizeAt(a.shape, 2)];
  if (sizeAt(b.shape, 0) !== batch || sizeAt(b.shape, 1) !== inner) {
    throw new ShapeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${inner}] but got: ` +
        `[${sizeAt(b.shape, 0)}, ${sizeAt(b.shape, 1)}].`,
    );
  }
  const shape = [batch, rows, sizeAt(b.shape, 2)];
  if (addend !== null) checkExpands(addend.shape, shape);
  return product(a, b, addend, shape, inner);
}

/** Matrix × vector. Throws ShapeError. */
export function mv(matrix: Operand, vector: Operand): OpResult {
  if (matrix.shape.length !== 2 || vector.shape.length !== 1) {
    throw new ShapeError('vector + matrix @ vector expected, got other ranks');
  }
  return matmul(matrix, vector);
}

/**
 * `x Wᵀ + b` for `x` of `[…, in]` and a weight of `[out, in]` (or `[in]`).
 * MACs: rows × in × out. Throws ShapeError.
 */
export function linear(input: Operand, weight: Operand, bias: Operand | null): OpResult {
  const features = weight.shape.at(-1);
  if (input.shape.length === 0 || features === undefined || weight.shape.length > 2) {
    throw new ShapeError(
      `linear(): expected an input of at least one axis and a weight of one or two, got ` +
        `${describeShape(input.shape)} and ${describeShape(weight.shape)}`,
    );
  }
  const leading = input.shape.slice(0, -1);
  if (sizeAt(input.shape, -1) !== features) {
    const rows = elementCount(leading);
    const transposed = [...weight.shape].reverse();
    throw new ShapeError(
      `mat1 and mat2 shapes cannot be multiplied (${rows}x${sizeAt(input.shape, -1)} and ${transposed.join('x')})`,
    );
  }
  const shape = [...leading, ...weight.shape.slice(0, -1)];
  if (bias !== null) checkExpands(bias.shape, shape);
  return { ...product(input, weight, bias, shape, features), kind: 'dense' };
}

/** `x₁ᵀ A x₂ + b` with a weight of `[out, in1, in2]`; MACs as ATen's _trilinear: rows × out × in1 × in2. */
export function bilinear(first: Operand, second: Operand, weight: Operand, bias: Operand | null): OpResult {
  const [out, in1, in2] = [sizeAt(weight.shape, 0), sizeAt(weight.shape, 1), sizeAt(weight.shape, 2)];
  const leading = first.shape.slice(0, -1);
  if (
    first.shape.at(-1) !== in1 ||
    second.shape.at(-1) !== in2 ||
    describeShape(leading) !== describeShape(second.shape.slice(0, -1))
  ) {
    throw new ShapeError(
      `bilinear(): inputs ${describeShape(first.shape)} and ${describeShape(second.shape)} do not fit weight ` +
        describeShape(weight.shape),
    );
  }
  const shape = [...leading, out];
  const count = elementCount(shape);
  return {
    outputs: [shape],
    kind: 'dense',
    work: workOf(
      { macs: count * in1 * in2, elementwise: bias === null ? 0 : count },
      [first, second, weight, bias],
      [{ shape, dtype: first.dtype }],
    ),
  };
}

function product(a: Operand, b: Operand, addend: Operand | null, shape: Shape, inner: number): OpResult {
  const count = elementCount(shape);
  return {
    outputs: [shape],
    kind: 'matmul',
    work: workOf(
      { macs: count * inner, elementwise: addend === null ? 0 : count },
      [a, b, addend],
      [{ shape, dtype: a.dtype }],
    ),
  };
}

function mismatch(a: Shape, b: Shape): ShapeError {
  if (a.length <= 2 && b.length <= 2) {
    return new ShapeError(`mat1 and mat2 shapes cannot be multiplied (${a.join('x')} and ${b.join('x')})`);
  }
  return new ShapeError(
    `Expected size for the contracted dimensions of ${describeShape(a)} and ${describeShape(b)} to be equal`,
  );
}

function checkExpands(from: Shape, to: Shape): void {
  const joint = broadcast(from, to);
  if (joint.length !== to.length || joint.some((size, i) => size !== to[i])) {
    throw new ShapeError(
      `The expanded size of the tensor ${describeShape(to)} must match the existing size ${describeShape(from)}`,
    );
  }
}
