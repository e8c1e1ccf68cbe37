/** Modules whose weights are stored in a format of the catalogue: `quantize_`, `load_in_4bit=True` and their like. */
import { packingOf, type WeightFormatName } from '../../catalog/weightFormats.ts';
import type { Numbers } from '../../catalog/device.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyObject, type Value } from '../../python/runtime/values.ts';
import { TorchTensor } from '../tensor.ts';
import { isModule, namedMembers, namedModules } from './tree.ts';

export interface PackingRequest {
  readonly format: WeightFormatName;
  /** Instead of the format's own. */
  readonly bits?: number;
  readonly group?: number;
  readonly products?: Numbers;
  /** Names of the classes whose objects have such weights, subclasses included. */
  readonly classes: ReadonlySet<string>;
  /** What stays as it is, by its dotted name. */
  readonly isKept?: (path: string, module: PyObject) => boolean;
  /** Whether gradients of them are computed as before. */
  readonly staysTrained?: boolean;
}

/** Dense layers, and their gradients, multiply in eight-bit floating point; their weights stay what they are. */
export function multiplyInFloat8(
  rt: Runtime,
  model: Value,
  isKept: (path: string, module: PyObject) => boolean = () => false,
): void {
  if (!(model instanceof PyObject) || !isModule(rt, model)) return;
  packWeights(rt, model, {
    format: 'float8-training',
    classes: new Set(['Linear']),
    isKept,
    staysTrained: true,
  });
}

/** Returns how many weights were packed. Vectors, such as biases, stay as they are. */
export function packWeights(rt: Runtime, root: PyObject, request: PackingRequest): number {
  const { format, classes, isKept, staysTrained = false, ...options } = request;
  const span = rt.here();
  let packed = 0;
  for (const { name, module } of namedModules(rt, root)) {
    if (!(module instanceof PyObject) || !module.cls.mro.some((one) => classes.has(one.name))) continue;
    if (isKept?.(name, module) === true) continue;
    for (const [, weight] of namedMembers(module, '_parameters')) {
      if (!(weight instanceof TorchTensor) || weight.shape.length < 2) continue;
      const columns = weight.elements / Math.max(1, weight.shape[0] ?? 1);
      rt.journal.setField(weight, 'packed', {
        ...packingOf(format, { columns, ...options }),
        span,
      });
      if (!staysTrained) rt.journal.setField(weight, 'requiresGrad', false);
      packed += 1;
    }
  }
  return packed;
}
