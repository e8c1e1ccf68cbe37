/** Calls of layers: `layer.apply(x)`, and the `call` that a program writes for a layer of its own. */
import { callLayer } from '../../keras/invoke.ts';
import { layerOf, type Layer } from '../../keras/layer.ts';
import { isSymbolic } from '../../keras/symbolic.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyList, PyObject } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { scriptOf } from '../script/api.ts';
import type { ScriptCall } from '../script/native.ts';
import { isNullish, JsFunction } from '../script/values.ts';
import { snakeCase } from './names.ts';

/** The layer that is just applied to tensors by the program itself, and not by a model around it. */
const applied = new WeakMap<Runtime, Layer>();

/** `layer.apply(inputs, { training, initialState })`. */
export function apply(call: ScriptCall): Value {
  const { rt, js, self } = call;
  const layer = layerOf(rt, self);
  if (layer === null || !(self instanceof PyObject)) {
    throw js.error('TypeError', 'apply is a method of layers');
  }
  const keywords = new Map<string, Value>();
  const options = call.options(1);
  const names = options.names();
  if (typeof names !== 'object' || !('map' in names)) return names;
  for (const name of names) {
    const value = options.value(name);
    if (!isNullish(value)) keywords.set(snakeCase(name), value);
  }
  const input = withoutStates(self, call.arg(0), keywords);
  const args: CallArgs = { positional: [input], keywords, unknownSpread: null };
  if (!isSymbolic(args)) applied.set(rt, layer);
  return callLayer(rt, self, withoutUnknownNames(rt, layer, args));
}

/** A recurrent layer that is applied to an array is given its first states after the sequence. */
function withoutStates(self: PyObject, input: Value, keywords: Map<string, Value>): Value {
  if (!(input instanceof PyList) || keywords.has('initial_state')) return input;
  const isRecurrent = self.cls.mro.some(({ name }) => name === 'RNN' || name === 'Bidirectional');
  const [sequence, ...states] = input.items;
  if (!isRecurrent || sequence === undefined) return input;
  if (states.length > 0) keywords.set('initial_state', new PyList(states));
  return sequence;
}

/** Layers of the library take what they know; others ignore the rest as TensorFlow.js does. */
function withoutUnknownNames(rt: Runtime, layer: Layer, args: CallArgs): CallArgs {
  const method = rt.findInClass(layer.object.cls, 'call');
  if (method === undefined || method instanceof JsFunction || !('params' in Object(method))) return args;
  const spec = layer.spec?.callSignature ?? 'call(inputs, training=None, mask=None)';
  const known = new Set(
    spec
      .slice(spec.indexOf('(') + 1, -1)
      .split(',')
      .map((part) => part.trim().replace(/=.*/, '')),
  );
  const keywords = new Map([...args.keywords].filter(([name]) => known.has(name)));
  return { ...args, keywords };
}

/**
 * Models hand a list of tensors to every layer, of which most `call`s take the first; a layer that is applied to a tensor
 * directly is given that one.
 */
export function callOwn(rt: Runtime, layer: Layer, args: CallArgs, training: boolean | null): Value {
  const js = scriptOf(rt);
  const [input = null] = args.positional;
  const isDirect = applied.get(rt) === layer;
  if (isDirect) applied.delete(rt);
  const given = isDirect || input instanceof PyList ? input : new PyList([input]);
  const options = js.object([
    ...args.keywords,
    ['training', args.keywords.get('training') ?? training ?? false],
  ]);
  return js.callMember(layer.object, 'call', [given, options]);
}
