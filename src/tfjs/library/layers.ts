/** `tf.layers.*`: settings in camel case become the keyword arguments of Keras' layers. */
import { asString } from '../../python/runtime/native.ts';
import { PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { stateOf } from '../../keras/state.ts';
import { INPUT as KERAS_INPUT } from '../../keras/input.ts';
import type { ScriptRuntime } from '../script/api.ts';
import { Namespace, scriptFunction, type Options, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { COMMON, IGNORED, LAYER_ALIASES, LAYER_ROWS, NAMED, UNMODELLED, type LayerRow } from './layerRows.ts';
import { snakeCase } from './names.ts';
import { noteUnknownShape } from './unknownShapes.ts';

/** Parameters of a layer's constructor, by Keras' names. */
function parametersOf(js: ScriptRuntime, cls: PyClass): readonly string[] {
  const init = js.rt.findInClass(cls, '__init__');
  if (init === undefined || init === null || typeof init !== 'object' || !('params' in init)) return [];
  const { params } = init as NativeFunction;
  return (params ?? [])
    .filter(({ kind, name }) => kind !== 'var-keyword' && name !== 'self')
    .map(({ name }) => name);
}

function settingValue(name: string, value: Value): Value {
  const text = NAMED.has(name) ? asString(value) : undefined;
  return text === undefined ? value : snakeCase(text);
}

/** The keyword arguments that some settings stand for. Settings that no layer knows are ignored, as they are there. */
export function keywordsOf(
  options: Options,
  row: LayerRow,
  parameters: readonly string[],
): Map<string, Value> {
  const known = new Set([...parameters, ...COMMON]);
  const keywords = new Map<string, Value>(Object.entries(row.defaults ?? {}));
  const names = options.names();
  // Of settings that are copied from something unknown those that are not written out are unknown.
  const rest = options.rest ?? (names instanceof Unknown ? names : null);
  if (rest !== null) {
    for (const name of parameters) if (!IGNORED_BY_KERAS.test(name)) keywords.set(name, rest);
  }
  if (names instanceof Unknown) return keywords;
  for (const name of names) {
    const value = options.value(name);
    const keyword = row.renamed?.[name] ?? snakeCase(name);
    if (value === UNDEFINED || IGNORED.test(name) || !known.has(keyword)) continue;
    keywords.set(keyword, settingValue(name, value));
  }
  return keywords;
}

const IGNORED_BY_KERAS = /(_initializer|_regularizer|_constraint)$/;

/** `batchSize` beside `inputShape`, and `inputDim` of a dense layer. */
function declareShape(keywords: Map<string, Value>, options: Options, className: string): void {
  const shape = options.value('inputShape');
  if (options.has('inputShape') && options.has('batchSize') && shape instanceof PyList) {
    keywords.delete('input_shape');
    keywords.set('batch_input_shape', new PyList([options.value('batchSize'), ...shape.items]));
    return;
  }
  if (options.has('inputShape') || options.has('batchInputShape')) return;
  const batch = options.has('batchSize') ? options.value('batchSize') : null;
  if (className === 'Dense' && options.has('inputDim')) {
    keywords.set('batch_input_shape', new PyList([batch, options.value('inputDim')]));
  }
  // An embedding says of itself that it takes sequences.
  if (className === 'Embedding') {
    const length = options.has('inputLength') ? options.value('inputLength') : null;
    const axes = length instanceof PyList ? length.items : [length];
    keywords.set('batch_input_shape', new PyList([batch, ...axes]));
  }
}

function makeLayer(call: ScriptCall, row: LayerRow): Value {
  const { js } = call;
  const cls = stateOf(js.rt).layerClass(row.className);
  if (cls === undefined) return js.unknown(`tf.layers: ${row.className} is not modelled`);
  const options = call.options(0);
  const keywords = keywordsOf(options, row, parametersOf(js, cls));
  declareShape(keywords, options, row.className);
  const layer = js.rt.call(cls, [], keywords);
  const lost = unknownIn(js, options.value('inputShape')) ?? unknownIn(js, options.value('batchInputShape'));
  if (lost !== null && layer instanceof PyObject) noteUnknownShape(layer, lost);
  return layer;
}

function unknownIn(js: ScriptRuntime, shape: Value): Unknown | null {
  if (shape instanceof Unknown) return shape;
  if (!(shape instanceof PyList)) return null;
  const items = js.elements(shape);
  if (items instanceof Unknown) return items;
  return items.find((item) => item instanceof Unknown) ?? null;
}

/** `tf.input({ shape, batchShape, dtype, name })`. */
export const INPUT = scriptFunction('input', (call) => {
  const { rt, js } = call;
  const options = call.options(0);
  if (options.rest === null && !options.has('batchShape') && !options.has('shape')) {
    throw js.error('Error', 'Please provide to Input either a `shape` or a `batchShape` argument.');
  }
  const keywords = new Map<string, Value>();
  if (options.rest !== null) keywords.set('shape', options.rest);
  if (options.has('shape')) keywords.set('shape', options.value('shape'));
  if (options.has('batchShape')) keywords.set('batch_shape', options.value('batchShape'));
  if (options.has('name')) keywords.set('name', options.value('name'));
  if (options.has('dtype')) keywords.set('dtype', options.value('dtype'));
  return rt.call(KERAS_INPUT, [], keywords);
});

const makers = new Map<string, Value>();

function member(js: ScriptRuntime, name: string): Value | undefined {
  if (name === 'Layer') return stateOf(js.rt).classes.Layer;
  if (name === 'input') return INPUT;
  const plain = LAYER_ALIASES[name] ?? name;
  const reason = UNMODELLED[plain];
  if (reason !== undefined) return scriptFunction(plain, (call) => call.js.unknown(reason));
  const row = LAYER_ROWS[plain];
  if (row === undefined) return undefined;
  let maker = makers.get(plain);
  if (maker === undefined) makers.set(plain, (maker = scriptFunction(plain, (call) => makeLayer(call, row))));
  return maker;
}

/** The namespace `tf.layers`. */
export const layersNamespace = (): Namespace => new Namespace('tf.layers', member);
