/** `keras.Layer` and the classes of the table: constructors, `add_weight`, the properties all layers have. */
import type { Runtime } from '../python/runtime/api.ts';
import { Store } from '../python/runtime/journal.ts';
import { asString, nativeMethod, type Args } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { NativeFunction, PyClass, PyObject, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { CallArgs, Value } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';
import { buildFor, guarded } from './invoke.ts';
import { Layer, layerArgument, type LayerCall, type LayerSpec } from './layer.ts';
import { fromConfig, getWeightAttribute, LAYER_MEMBERS, LAYER_PROPERTIES } from './layerMembers.ts';
import { toTensor } from './opCall.ts';
import { policyNamed } from './policy.ts';
import { sizesOf } from './shapes.ts';
import { stateOf } from './state.ts';
import { leavesOf } from './structure.ts';
import { Tensor, type SymbolicShape } from './tensor.ts';

/** Arguments that every layer takes besides its own. */
const COMMON = new Set([
  'name',
  'trainable',
  'dtype',
  'autocast',
  'activity_regularizer',
  'input_shape',
  'batch_input_shape',
  'batch_shape',
  'batch_size',
  'input_dim',
  'input_length',
  'weights',
  'dynamic',
  'implementation',
  'time_major',
]);

/** Gives an object its layer; what is common to all constructors. */
export function initialise(
  rt: Runtime,
  object: PyObject,
  spec: LayerSpec | null,
  common: ReadonlyMap<string, Value>,
): Layer {
  const state = stateOf(rt);
  const given = common.get('name') ?? null;
  const dtype = common.get('dtype') ?? null;
  const layer = new Layer(
    rt,
    object,
    spec,
    asString(given) ?? null,
    dtype === null ? undefined : policyNamed(rt, dtype),
  );
  const known = state.layers.get(object);
  layer.constructorArgs = known?.constructorArgs ?? null;
  state.layers.set(object, layer);
  const trainable = common.get('trainable');
  if (trainable !== undefined) layer.trainable = rt.truth(trainable) !== false;
  layer.declaredShape = declaredShape(rt, common);
  traceOf(rt).record({ type: 'construct', object, span: object.createdAt, mainLine: rt.mainLine() });
  return layer;
}

/** `input_shape`, `batch_input_shape`, `input_dim` and `input_length`. */
function declaredShape(rt: Runtime, common: ReadonlyMap<string, Value>): SymbolicShape | null {
  const get = (name: string): Value => common.get(name) ?? null;
  const batch = get('batch_input_shape') ?? get('batch_shape');
  try {
    if (batch !== null) return sizesOf(rt, batch);
    const shape = get('input_shape');
    if (shape !== null) return [null, ...sizesOf(rt, shape)];
    const width = get('input_dim');
    const length = get('input_length');
    // An embedding takes `input_dim` for itself.
    if (width === null) return length === null ? null : [null, ...sizesOf(rt, length)];
    return [null, ...(length === null ? [] : sizesOf(rt, length)), ...sizesOf(rt, width)];
  } catch (error) {
    if (error instanceof UnknownInput) return null;
    throw error;
  }
}

/** A layer class from its row of the table. */
export function classFromSpec(rt: Runtime, name: string, spec: LayerSpec, base: PyClass): PyClass {
  const open = spec.signature.indexOf('(');
  const params = spec.signature.slice(open + 1, -1);
  const own = params === '' ? '' : `${params}, `;
  const init = nativeMethod(`__init__(self, ${own}**kwargs)`, (_rt, args) => {
    const object = args.known('self');
    if (!(object instanceof PyObject)) throw rt.error('TypeError', `${name} is no object`);
    for (const key of args.extra.keys()) {
      if (!COMMON.has(key)) {
        throw rt.error('ValueError', `Unrecognized keyword arguments passed to ${name}: {'${key}'}`);
      }
    }
    const layer = initialise(rt, object, spec, args.extra);
    layer.configure(args);
    for (const param of init.params ?? []) {
      if (param.kind === 'var-keyword' || param.name === 'self') continue;
      object.attrs.set(param.name, asAttribute(spec, param.name, args.value(param.name)));
    }
    unlessUnknown(() => spec.check?.(layer));
    spec.init?.(layer);
    return null;
  });
  const callSignature = spec.callSignature ?? 'call(inputs, training=None, mask=None)';
  const call = nativeMethod(callSignature.replace('(', '(self, '), (_rt, args) => runSpec(rt, spec, args));
  const members: [string, Value][] = [
    ['__init__', init],
    ['call', call],
    ...(spec.methods ?? []).map(([signature, method]): [string, Value] => {
      const fn = methodOf(rt, signature, method);
      return [fn.name, fn];
    }),
  ];
  return new PyClass({ name, bases: [base], dict: new Store(members) });
}

const PER_AXIS = new Set(['kernel_size', 'strides', 'dilation_rate', 'pool_size']);

/** One number for every axis is kept as a tuple. */
function asAttribute({ rank, base }: LayerSpec, name: string, value: Value): Value {
  if (typeof value !== 'number' || typeof rank !== 'number' || !PER_AXIS.has(name)) return value;
  // Batch and channels are no axes of it, nor is the time of a recurrent layer.
  return new PyTuple(new Array<Value>(rank - (base === 'RNN' ? 3 : 2)).fill(value));
}

/** A method of a layer that computes. */
function methodOf(rt: Runtime, signature: string, method: (call: LayerCall) => Value): NativeFunction {
  const fn = nativeMethod(signature.replace('(', '(self, '), (_rt, args) =>
    guarded(rt, () => {
      const layer = layerArgument(rt, args);
      const values = (fn.params ?? []).slice(1).map(({ name }) => args.value(name));
      const lost = values.find((value) => value instanceof Unknown);
      if (lost instanceof Unknown) throw new UnknownInput(lost);
      const inputs = values.filter((value) => value instanceof Tensor);
      const [x] = inputs;
      if (x === undefined) throw layer.invalid(`${fn.name} is called on tensors`);
      return method({ rt, layer, x, inputs, training: stateOf(rt).training ?? false, args });
    }),
  );
  return fn;
}

/** An argument that is unknown is found out about when the layer is built. */
function unlessUnknown(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UnknownInput)) throw error;
  }
}

function runSpec(rt: Runtime, spec: LayerSpec, args: Args): Value {
  return guarded(rt, () => {
    const layer = layerArgument(rt, args);
    const first =
      spec.callSignature === undefined ? args.value('inputs') : firstArgument(spec.callSignature, args);
    const leaves = leavesOf(first);
    const lost = leaves.find((leaf) => leaf instanceof Unknown);
    if (lost instanceof Unknown) throw new UnknownInput(lost);
    const inputs = tensorsIn(rt, first, leaves);
    const [x] = inputs;
    if (x === undefined) {
      throw layer.invalid(`A layer is called on tensors, not on ${rt.typeName(first)}`);
    }
    checkRank(layer, spec, inputs);
    // `super().call(x)` of a class that was never built.
    buildFor(
      layer,
      inputs.map(({ shape }) => shape),
    );
    const said = args.value('training');
    const training = (said === null ? stateOf(rt).training : rt.truth(said) === true) ?? false;
    return spec.call({ rt, layer, x, inputs, training, args });
  });
}

/** The tensors among the leaves; numbers and texts as one tensor where there are none. */
function tensorsIn(rt: Runtime, value: Value, leaves: readonly Value[]): readonly Tensor[] {
  const tensors = leaves.filter((leaf) => leaf instanceof Tensor);
  if (tensors.length > 0 || value === null) return tensors;
  const converted = toTensor(rt, value);
  return converted === undefined ? [] : [converted];
}

function firstArgument(signature: string, args: Args): Value {
  return args.value(/\((\w+)/.exec(signature)?.[1] ?? 'inputs');
}

function checkRank(layer: Layer, { rank }: LayerSpec, inputs: readonly Tensor[]): void {
  if (rank === undefined) return;
  for (const { shape } of inputs) {
    const fits = typeof rank === 'number' ? shape.length === rank : shape.length >= rank.min;
    if (fits) continue;
    const wanted = typeof rank === 'number' ? `ndim=${rank}` : `min_ndim=${rank.min}`;
    throw layer.invalid(
      `Input 0 of the layer is incompatible with it: expected ${wanted}, found ndim=${shape.length}. ` +
        `Full shape received: (${shape.join(', ')})`,
    );
  }
}

/** `Layer.__init__`, for layers that derive from it. */
const construct = nativeMethod('__init__(self, *args, **kwargs)', (rt, args) => {
  const object = args.known('self');
  if (!(object instanceof PyObject)) throw rt.error('TypeError', 'a layer is an object');
  for (const key of args.extra.keys()) {
    if (!COMMON.has(key)) {
      throw rt.error('ValueError', `Unrecognized keyword arguments passed to ${object.cls.name}: {'${key}'}`);
    }
  }
  initialise(rt, object, null, args.extra);
  return null;
});

/** `Layer.__new__`: remembers what the constructor was called with. */
const create = new NativeFunction('__new__', (rt, args) => {
  const [cls] = args.positional;
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'X is not a type object');
  const object = rt.createObject(cls);
  remember(rt, object, args);
  return object;
});

export function remember(rt: Runtime, object: PyObject, args: CallArgs): void {
  // A name is taken only by the constructor, which replaces this.
  const placeholder = new Layer(rt, object, null, '');
  placeholder.constructorArgs = { ...args, positional: args.positional.slice(1) };
  stateOf(rt).layers.set(object, placeholder);
}

export function layerBaseClass(rt: Runtime): PyClass {
  const members: [string, Value][] = [
    ['__new__', create],
    ['__init__', construct],
    ['__getattr__', getWeightAttribute],
    ['from_config', fromConfig],
    ['supports_masking', false],
    ...LAYER_PROPERTIES.map(([name, value]): [string, Value] => [name, value]),
    ...LAYER_MEMBERS.map((member): [string, Value] => [member.name, member]),
  ];
  return new PyClass({ name: 'Layer', bases: [rt.builtinClass('object')], dict: new Store(members) });
}
