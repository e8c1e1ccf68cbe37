/** `@tensorflow/tfjs`: everything that a program finds under `tf`. */
import { Inert } from '../../python/stdlib/inert.ts';
import { asString } from '../../python/runtime/native.ts';
import { PyList } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { cloneModel } from '../../keras/clone.ts';
import { stateOf } from '../../keras/state.ts';
import type { ScriptRuntime } from '../script/api.ts';
import { Namespace, scriptFunction, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { callbacksNamespace } from './callbacks.ts';
import { CREATION } from './creation.ts';
import { dataNamespace } from './data.ts';
import { browserNamespace, imageNamespace } from './images.ts';
import { ensureLayers } from './install.ts';
import { INPUT, layersNamespace } from './layers.ts';
import { lossesNamespace, metricsNamespace } from './losses.ts';
import { operationFunction } from './ops.ts';
import { GRADIENTS, trainNamespace } from './train.ts';
import { unknownShapeOf } from './unknownShapes.ts';
import { utilNamespace } from './util.ts';

/** Only what is given, so that Keras' defaults hold for the rest. */
function keywordsOf(call: ScriptCall, names: readonly string[]): Map<string, Value> {
  const options = call.options(0);
  const keywords = new Map<string, Value>();
  for (const name of names) {
    if (options.rest !== null && !options.has(name)) keywords.set(name, options.rest);
    else if (options.has(name)) keywords.set(name, options.value(name));
  }
  return keywords;
}

const sequential = scriptFunction('sequential', (call) => {
  const keywords = keywordsOf(call, ['layers', 'name']);
  const layers = keywords.get('layers');
  const [first = null] = layers instanceof PyList ? layers.items : [];
  const lost = unknownShapeOf(first);
  if (lost !== null && layers instanceof PyList) keywords.set('layers', new PyList([lost, ...layers.items]));
  return call.rt.call(stateOf(call.rt).classes.Sequential, [], keywords);
});

const model = scriptFunction('model', (call) =>
  call.rt.call(stateOf(call.rt).classes.Model, [], keywordsOf(call, ['inputs', 'outputs', 'name'])),
);

/** A model that the program saved before; any other address is not followed. */
const loadModel = (name: string): NativeFunction =>
  scriptFunction(name, (call) => {
    const path = asString(call.arg(0));
    const saved = path === undefined ? undefined : stateOf(call.rt).saved.get(path);
    if (saved !== undefined) return saved;
    return call.js.unknown(`a model that is loaded from ${path === undefined ? 'a file' : `'${path}'`}`);
  });

/** `tf.tidy(fn)` and `tf.tidy(name, fn)`. */
const tidy = scriptFunction('tidy', (call) => {
  const fn = call.args.findLast((arg) => call.js.isCallable(arg));
  return fn === undefined ? UNDEFINED : call.js.call(fn, UNDEFINED, []);
});

const nothing = (name: string): NativeFunction => scriptFunction(name, () => UNDEFINED);

/** What computes nothing on tensors: memory, back ends, frames. */
const QUIET = [
  'dispose',
  'disposeVariables',
  'setBackend',
  'ready',
  'nextFrame',
  'enableProdMode',
  'enableDebugMode',
  'removeBackend',
  'registerBackend',
  'deprecationWarningsEnabled',
  'engine',
];

const FUNCTIONS: ReadonlyMap<string, NativeFunction> = new Map(
  [
    ...CREATION,
    ...GRADIENTS,
    sequential,
    model,
    INPUT,
    tidy,
    loadModel('loadLayersModel'),
    loadModel('loadGraphModel'),
    ...QUIET.map(nothing),
    scriptFunction('keep', (call) => call.arg(0)),
    scriptFunction('customGrad', (call) => call.arg(0)),
    scriptFunction('cloneModel', (call) => cloneModel(call.rt, call.arg(0))),
    scriptFunction('getBackend', ({ js }) => js.unknown('the back end that is in use')),
    scriptFunction('memory', ({ js }) => js.unknown('how much memory is in use')),
    scriptFunction('time', ({ js }) => js.unknown('how long something took')),
    scriptFunction('profile', ({ js }) => js.unknown('how long something took')),
  ].map((fn) => [fn.name, fn]),
);

const NAMESPACES: Readonly<Record<string, () => Value>> = {
  layers: layersNamespace,
  train: trainNamespace,
  losses: lossesNamespace,
  metrics: metricsNamespace,
  data: dataNamespace,
  image: imageNamespace,
  browser: browserNamespace,
  util: utilNamespace,
  callbacks: callbacksNamespace,
  // how weights begin and are held in check is not counted
  initializers: () => new Inert('tf.initializers'),
  regularizers: () => new Inert('tf.regularizers'),
  constraints: () => new Inert('tf.constraints'),
  io: () => new Inert('tf.io'),
  serialization: () => new Inert('tf.serialization'),
  env: () => new Inert('tf.env'),
  ENV: () => new Inert('tf.ENV'),
  version: () => new Inert('tf.version'),
  version_core: () => '4.22.0',
};

function classNamed(js: ScriptRuntime, name: string): Value | undefined {
  const { classes } = stateOf(js.rt);
  switch (name) {
    case 'Tensor':
      return classes.Tensor;
    case 'Variable':
      return classes.Variable;
    case 'SymbolicTensor':
      return classes.KerasTensor;
    case 'LayersModel':
    case 'Model':
      return classes.Model;
    case 'Sequential':
      return classes.Sequential;
    default:
      return undefined;
  }
}

function member(js: ScriptRuntime, name: string): Value | undefined {
  ensureLayers(js);
  const own = FUNCTIONS.get(name) ?? operationFunction(name);
  if (own !== undefined) return own;
  const namespace = Object.hasOwn(NAMESPACES, name) ? NAMESPACES[name] : undefined;
  if (namespace !== undefined) return namespace();
  return classNamed(js, name) ?? js.unknown(`tf.${name} is not modelled`);
}

/** A fresh `tf` for a run. */
export function tensorflowNamespace(js: ScriptRuntime): Namespace {
  ensureLayers(js);
  return new Namespace('tf', member);
}
