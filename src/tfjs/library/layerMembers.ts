/** What JavaScript sees of a layer beside what Keras' layers have. */
import { initialise } from '../../keras/layerClass.ts';
import { layerOf, type Layer } from '../../keras/layer.ts';
import { sizesOf } from '../../keras/shapes.ts';
import { weightsOf } from '../../keras/tree.ts';
import { dtypeNamed } from '../../tensor/ndarray/dtypes.ts';
import { elementCount } from '../../tensor/shape.ts';
import { PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyProperty, Value } from '../../python/runtime/values.ts';
import { scriptGetter, scriptMethod, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { apply } from './calls.ts';
import { COMMON } from './layerRows.ts';
import { snakeCase } from './names.ts';

export function layerOfCall({ rt, js, self }: ScriptCall): Layer {
  const layer = layerOf(rt, self);
  if (layer === null) throw js.error('TypeError', `${js.describe(self)} is no layer`);
  return layer;
}

/** `super(config)` in the constructor of a layer of the program. */
const construct = scriptMethod('__init__', (call) => {
  const { rt, js, self } = call;
  if (!(self instanceof PyObject)) throw js.error('TypeError', 'a layer is an object');
  const options = call.options(0);
  const names = options.names();
  const common = new Map<string, Value>();
  for (const name of names instanceof Unknown ? [] : names) {
    const keyword = snakeCase(name);
    const value = options.value(name);
    if (COMMON.has(keyword) && value !== UNDEFINED) common.set(keyword, value);
  }
  initialise(rt, self, null, common);
  return UNDEFINED;
});

/** `addWeight(name, shape, dtype, initializer, regularizer, trainable)`. */
const addWeight = scriptMethod('addWeight', (call) => {
  const layer = layerOfCall(call);
  const dtype = dtypeNamed(call.text(2, 'float32')) ?? 'float32';
  const trainable = call.truth(5, true);
  return layer.addWeight(call.text(0), sizesOf(call.rt, call.arg(1)), { dtype, trainable });
});

const variables = (name: string, wanted: boolean | null): readonly [string, PyProperty] =>
  scriptGetter(name, (call) => {
    const owned = weightsOf(call.rt, layerOfCall(call));
    return new PyList(
      owned
        .filter(({ trainable }) => wanted === null || trainable === wanted)
        .map(({ variable }) => variable),
    );
  });

/** A property of Keras' layers under its name in JavaScript. */
const renamed = (name: string, keras: string): readonly [string, PyProperty] =>
  scriptGetter(name, ({ rt, self }) => rt.getAttribute(self, keras));

export const LAYER_MEMBERS: readonly (NativeFunction | readonly [string, PyProperty])[] = [
  construct,
  addWeight,
  scriptMethod('apply', apply),
  scriptMethod('build', (call) => {
    const layer = layerOfCall(call);
    call.rt.journal.setField(layer, 'built', true);
    return UNDEFINED;
  }),
  scriptMethod('countParams', (call) =>
    weightsOf(call.rt, layerOfCall(call)).reduce(
      (sum, { variable }) => sum + elementCount(variable.shape),
      0,
    ),
  ),
  scriptMethod('computeOutputShape', (call) => {
    const method = call.rt.getAttribute(call.self, 'compute_output_shape');
    return call.rt.call(method, [call.arg(0)]);
  }),
  scriptMethod('getClassName', (call) => layerOfCall(call).object.cls.name),
  scriptMethod('getConfig', (call) => call.js.object([['name', layerOfCall(call).name]])),
  scriptMethod(
    'getWeights',
    (call) => new PyList(weightsOf(call.rt, layerOfCall(call)).map(({ variable }) => variable)),
  ),
  ...[
    'setWeights',
    'dispose',
    'resetStates',
    'addLoss',
    'invokeCallHook',
    'setCallHook',
    'clearCallHook',
  ].map((name) => scriptMethod(name, () => UNDEFINED)),
  variables('weights', null),
  variables('trainableWeights', true),
  variables('nonTrainableWeights', false),
  renamed('outputShape', 'output_shape'),
  renamed('inputShape', 'input_shape'),
];
