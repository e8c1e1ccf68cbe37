/** The classes of `torch.nn` by name. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { PyClass, PyObject, Value } from '../../python/runtime/values.ts';
import { PyObject as PyObjectClass, Unknown } from '../../python/runtime/values.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { stateOf } from '../state.ts';
import { classOf, type LayerSpec } from './layer.ts';

const specs = new Map<string, LayerSpec>();

/** Makes layers known; called once per family, where all are put together. */
export function registerLayers(layers: readonly LayerSpec[]): void {
  for (const spec of layers) specs.set(spec.name, spec);
}

export function layerNames(): readonly string[] {
  return [...specs.keys()];
}

/** `torch.nn.<name>`; undefined if it is not modelled. */
export function nnClass(rt: Runtime, name: string): PyClass | undefined {
  const state = stateOf(rt);
  if (name === 'Module') return state.classes.Module;
  const known = state.library.get(name);
  if (known !== undefined) return known;
  const spec = specs.get(name);
  if (spec === undefined) return undefined;
  const base = spec.base === null ? state.classes.Module : nnClass(rt, spec.base);
  if (base === undefined) {
    throw new TypeError(`${name} derives from ${String(spec.base)}, which is not there`);
  }
  const cls = classOf(spec, base);
  state.library.set(name, cls);
  return cls;
}

/** Constructs a layer, as `nn.<name>(…)` does. */
export function construct(
  rt: Runtime,
  name: string,
  positional: readonly Value[],
  keywords?: ReadonlyMap<string, Value>,
): PyObject {
  const cls = nnClass(rt, name);
  if (cls === undefined) throw new TypeError(`torch.nn.${name} is not modelled`);
  const object = rt.call(cls, positional, keywords);
  if (object instanceof Unknown) throw new UnknownInput(object);
  if (!(object instanceof PyObjectClass)) throw new TypeError(`torch.nn.${name} is no module`);
  return object;
}
