/**
 * `tf.lite.TFLiteConverter`: a model as it runs on phones and microcontrollers, its weights quantised as the converter is set.
 * https://www.tensorflow.org/lite/performance/post_training_quantization
 */
import type { WeightFormatName } from '../../catalog/weightFormats.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { Store } from '../../python/runtime/journal.ts';
import { native } from '../../python/runtime/native.ts';
import { PyList, PyObject, PySet, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { layerOf } from '../layer.ts';
import { packModel } from '../quantisation.ts';

/** Attributes that are set and read; others are without effect. */
class Settings extends HostObject {
  readonly path: string;
  readonly values: Store<string, Value>;

  constructor(path: string, values: readonly (readonly [string, Value])[] = []) {
    super();
    this.path = path;
    this.values = new Store(values);
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.values.get(name) ?? (name.startsWith('__') ? undefined : new Inert(`${this.path}.${name}`));
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    rt.journal.mapSet(this.values, name, value);
    return true;
  }
}

class Converter extends Settings {
  readonly #model: Value;

  constructor(model: Value) {
    super('TFLiteConverter', [['target_spec', new Settings('target_spec')]]);
    this.#model = model;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name !== 'convert') return super.getAttribute(rt, name);
    return native('convert()', (runtime) => {
      const model = this.#model;
      const layer = model instanceof PyObject ? layerOf(runtime, model) : null;
      const format = this.#format(runtime);
      if (layer !== null && format !== null) packModel(runtime, layer, format);
      return new Inert('TFLiteConverter.convert()');
    });
  }

  /** Null: in single precision. */
  #format(rt: Runtime): WeightFormatName | null {
    const optimizations = itemsOf(this.values.get('optimizations') ?? null);
    if (optimizations.length === 0) return null;
    const target = this.values.get('target_spec');
    const types = target instanceof Settings ? itemsOf(target.values.get('supported_types') ?? null) : [];
    if (types.some((type) => dtypeOf(type) === 'float16')) return 'tflite-float16';
    const data = this.values.get('representative_dataset') ?? null;
    return data !== null && rt.truth(data) !== false ? 'tflite-static' : 'tflite-dynamic';
  }
}

function itemsOf(value: Value): readonly Value[] {
  if (value instanceof PyList || value instanceof PyTuple) return value.items;
  return value instanceof PySet ? [...value.entries.values()] : [];
}

/** Of a model in memory; what a file or a graph of functions holds is not known. */
class ConverterClass extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('type');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'from_keras_model') {
      return native('from_keras_model(model)', (_inner, args) => new Converter(args.value('model')));
    }
    return name.startsWith('from_')
      ? native(`${name}(*args, **kwargs)`, (rt) => new Converter(new Unknown('a saved model', rt.here())))
      : undefined;
  }
}

export const LITE: Readonly<Record<string, Value>> = { TFLiteConverter: new ConverterClass() };
