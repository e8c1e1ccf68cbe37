/** Numbers that NumPy gives are Python's own here; what its scalars can do besides, numbers can once it is imported. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asNumber, nativeMethod, settled } from '../../python/runtime/native.ts';
import { PyFloat } from '../../python/runtime/values.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { scalar } from '../../tensor/ndarray/operators.ts';
import { categoryOf } from '../../tensor/promotion.ts';

const METHODS = [
  nativeMethod('astype(self, dtype, *args, **kwargs)', (rt, args) => {
    const dtype = dtypeOf(args.known('dtype'));
    const self = settled(args.known('self'));
    const value = self instanceof PyFloat ? self.value : asNumber(self);
    if (dtype === undefined || value === undefined) return rt.unknown('a type that is not modelled');
    return scalar(rt, dtype, categoryOf(dtype) === 'integer' ? Math.trunc(value) : value);
  }),
  nativeMethod('item(self)', (_rt, args) => args.value('self')),
  nativeMethod('tolist(self)', (_rt, args) => args.value('self')),
];

/** `np.ceil(np.log(n)).astype(int).item()`. */
export const extendNumbers = perRuntime((rt: Runtime): null => {
  for (const name of ['int', 'float']) {
    const { dict } = rt.builtinClass(name);
    for (const method of METHODS) dict.set(method.name, method);
  }
  return null;
});
