/** The limits of a type: `np.iinfo(np.int32).max`, `np.finfo(np.float32).eps`. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass } from '../../python/runtime/native.ts';
import { PyFloat, PyObject } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { sizeOf, type DType } from '../../tensor/dtype.ts';
import { FLOAT_LIMITS } from '../../tensor/dtypeLimits.ts';
import { dtypeOf, numpyDType } from '../../tensor/ndarray/dtypes.ts';

const classes = perRuntime((rt): { readonly finfo: PyClass; readonly iinfo: PyClass } => ({
  finfo: nativeClass('finfo', [rt.builtinClass('object')], []),
  iinfo: nativeClass('iinfo', [rt.builtinClass('object')], []),
}));

function limits(
  rt: Runtime,
  cls: PyClass,
  dtype: DType,
  values: readonly (readonly [string, Value])[],
): Value {
  const object = new PyObject(cls);
  for (const [name, value] of [
    ['dtype', numpyDType(dtype)] as const,
    ['bits', 8 * sizeOf(dtype)] as const,
    ...values,
  ]) {
    rt.journal.mapSet<string, Value>(object.attrs, name, value);
  }
  return object;
}

export const floatLimits = native('finfo(dtype)', (rt, args) => {
  const dtype = dtypeOf(args.known('dtype')) ?? 'float64';
  const known = FLOAT_LIMITS[dtype];
  if (known === undefined) return rt.unknown(`the limits of ${dtype}`);
  const { max, eps, tiny } = known;
  const values = { max, min: -max, eps, resolution: eps, tiny, smallest_normal: tiny };
  return limits(
    rt,
    classes(rt).finfo,
    dtype,
    Object.entries(values).map(([name, value]) => [name, new PyFloat(value)]),
  );
});

export const integerLimits = native('iinfo(type)', (rt, args) => {
  const dtype = dtypeOf(args.known('type')) ?? 'int64';
  const isSigned = dtype !== 'uint8';
  const bits = 8 * sizeOf(dtype) - (isSigned ? 1 : 0);
  const wide = bits > 53;
  return limits(rt, classes(rt).iinfo, dtype, [
    ['max', wide ? 2n ** BigInt(bits) - 1n : 2 ** bits - 1],
    ['min', isSigned ? (wide ? -(2n ** BigInt(bits)) : -(2 ** bits)) : 0],
  ]);
});
