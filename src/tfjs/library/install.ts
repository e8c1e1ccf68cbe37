/** Sets the layers of TensorFlow.js up in a run: Keras' classes with the members that JavaScript sees. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyClass, PyList } from '../../python/runtime/values.ts';
import type { NativeFunction, PyProperty, Value } from '../../python/runtime/values.ts';
import { BEHAVIOUR } from '../../keras/behaviour.ts';
import { INPUT_LAYER } from '../../keras/input.ts';
import { classFromSpec, layerBaseClass } from '../../keras/layerClass.ts';
import { modelClass } from '../../keras/model.ts';
import { SEQUENTIAL_MEMBERS } from '../../keras/sequential.ts';
import {
  installState,
  KerasState,
  stateIfAny,
  stateOf,
  type Dialect,
  type TensorBehaviour,
} from '../../keras/state.ts';
import type { ScriptRuntime } from '../script/api.ts';
import { JsFunction } from '../script/values.ts';
import { callOwn } from './calls.ts';
import { LAYER_MEMBERS } from './layerMembers.ts';
import { MODEL_MEMBERS, SEQUENTIAL_OVERRIDES } from './modelMembers.ts';
import { layerPrefix } from './names.ts';
import { specOf } from './specs.ts';
import { SYMBOLIC_MEMBERS, TENSOR_MEMBERS, VARIABLE_MEMBERS } from './tensorMembers.ts';

type Member = NativeFunction | readonly [string, PyProperty | NativeFunction];

function derived(name: string, base: PyClass, members: readonly Member[]): PyClass {
  const entries = members.map((member): [string, Value] =>
    'name' in member ? [member.name, member] : [member[0], member[1]],
  );
  return new PyClass({ name, bases: [base], dict: new Store(entries) });
}

/** `dense_Dense1`, `input1`, `sequential_1`, `model1`: each class is counted by itself. */
function layerName(rt: Runtime, className: string): string {
  const { names } = stateOf(rt);
  const count = (names.get(className) ?? 0) + 1;
  rt.journal.mapSet(names, className, count);
  switch (className) {
    case 'InputLayer':
      return `input${count}`;
    case 'Sequential':
      return `sequential_${count}`;
    case 'LayersModel':
      return `model${count}`;
    default:
      return `${layerPrefix(className)}_${className}${count}`;
  }
}

const DIALECT: Dialect = {
  shapeValue: (_rt, shape) => new PyList([...shape]),
  layerName,
  isOwn: (method) => method instanceof JsFunction,
  callOwn,
};

const TENSORS: TensorBehaviour = { ...BEHAVIOUR, dtypeValue: (_rt, dtype) => dtype };

/** The state of Keras in this run, set up if need be. */
export function ensureLayers(js: ScriptRuntime): KerasState {
  const { rt } = js;
  const known = stateIfAny(rt);
  if (known !== undefined) return known;
  const object = js.builtinClass('Object');
  const layer = derived('Layer', layerBaseClass(rt), LAYER_MEMBERS);
  const model = derived('LayersModel', modelClass(layer), MODEL_MEMBERS);
  const sequential = derived('Sequential', model, [...SEQUENTIAL_MEMBERS, ...SEQUENTIAL_OVERRIDES]);
  const tensor = derived('Tensor', object, TENSOR_MEMBERS);
  const made = new Map<string, PyClass>();
  const layerClass = (name: string): PyClass | undefined => {
    const before = made.get(name);
    if (before !== undefined) return before;
    const spec = name === 'InputLayer' ? INPUT_LAYER : specOf(name);
    if (spec === undefined) return undefined;
    const base = spec.base === undefined ? layer : (layerClass(spec.base) ?? layer);
    const cls = classFromSpec(rt, name, spec, base);
    made.set(name, cls);
    return cls;
  };
  const state = new KerasState(
    {
      KerasTensor: derived('SymbolicTensor', object, SYMBOLIC_MEMBERS),
      Tensor: tensor,
      Variable: derived('Variable', tensor, VARIABLE_MEMBERS),
      TensorShape: rt.builtinClass('tuple'),
      Layer: layer,
      Model: model,
      Functional: derived('LayersModel', model, []),
      Sequential: sequential,
    },
    TENSORS,
    layerClass,
    DIALECT,
  );
  installState(rt, state);
  return state;
}
