/** Sets Keras up in a runtime: its classes and state, once. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../python/runtime/native.ts';
import { PyClass, PyList, PyProperty, PyTuple } from '../python/runtime/values.ts';
import type { NativeFunction, Value } from '../python/runtime/values.ts';
import { Store } from '../python/runtime/journal.ts';
import { backendOf } from './backend.ts';
import { BEHAVIOUR } from './behaviour.ts';
import { INPUT_LAYER } from './input.ts';
import type { LayerSpec } from './layer.ts';
import { classFromSpec, layerBaseClass } from './layerClass.ts';
import { LAYER_ALIASES, LAYERS } from './layers/table.ts';
import { modelClass } from './model.ts';
import { SEQUENTIAL_MEMBERS } from './sequential.ts';
import { installState, KerasState, stateIfAny } from './state.ts';
import { TENSOR_MEMBERS, VARIABLE_MEMBERS } from './tensorMembers.ts';

function sizesIn(args: Args): readonly Value[] {
  const self = args.known('self');
  return self instanceof PyTuple ? self.items : [];
}

const RANK = new PyProperty(
  native('getter(self)', (_rt, args) => sizesIn(args).length),
  null,
);

/** `tf.TensorShape`: a tuple with methods. */
const SHAPE_METHODS: readonly NativeFunction[] = [
  nativeMethod('as_list(self)', (_rt, args) => new PyList([...sizesIn(args)])),
  nativeMethod('is_fully_defined(self)', (_rt, args) => !sizesIn(args).includes(null)),
  nativeMethod('num_elements(self)', (_rt, args) =>
    sizesIn(args).reduce<number | null>(
      (product, size) => (product === null || typeof size !== 'number' ? null : product * size),
      1,
    ),
  ),
];

const SHAPE_MEMBERS: readonly (readonly [string, Value])[] = [
  ...SHAPE_METHODS.map((fn): [string, Value] => [fn.name, fn]),
  ['rank', RANK],
  ['ndims', RANK],
];

function create(rt: Runtime): KerasState {
  const object = rt.builtinClass('object');
  const layer = layerBaseClass(rt);
  const model = modelClass(layer);
  const functional = new PyClass({ name: 'Functional', bases: [model] });
  const sequential = new PyClass({
    name: 'Sequential',
    bases: [model],
    dict: new Store(SEQUENTIAL_MEMBERS.map((member) => [member.name, member])),
  });
  const tensor = nativeClass('Tensor', [object], TENSOR_MEMBERS);
  const made = new Map<string, PyClass>();
  const layerClass = (name: string): PyClass | undefined => {
    const plain = LAYER_ALIASES.get(name) ?? name;
    const known = made.get(plain);
    if (known !== undefined) return known;
    const spec: LayerSpec | undefined = plain === 'InputLayer' ? INPUT_LAYER : LAYERS.get(plain);
    if (spec === undefined) return undefined;
    const base = spec.base === undefined ? layer : (layerClass(spec.base) ?? layer);
    const cls = classFromSpec(rt, plain, spec, base);
    made.set(plain, cls);
    return cls;
  };
  return new KerasState(
    {
      KerasTensor: nativeClass('KerasTensor', [object], TENSOR_MEMBERS),
      Tensor: tensor,
      Variable: nativeClass('Variable', [tensor], VARIABLE_MEMBERS),
      TensorShape: nativeClass('TensorShape', [rt.builtinClass('tuple')], SHAPE_MEMBERS),
      Layer: layer,
      Model: model,
      Functional: functional,
      Sequential: sequential,
    },
    BEHAVIOUR,
    layerClass,
    null,
    backendOf(rt),
  );
}

/** The state of Keras in this runtime, set up if need be. */
export const ensureKeras: (rt: Runtime) => KerasState = perRuntime((rt) => {
  const known = stateIfAny(rt);
  if (known !== undefined) return known;
  const state = create(rt);
  installState(rt, state);
  return state;
});
