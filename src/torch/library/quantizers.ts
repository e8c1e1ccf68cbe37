/** What says how PyTorch quantises a model: qconfigs, mappings of them, and the quantisers of exported models. */
import { dictGet } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { callable } from '../../python/builtins/natives.ts';
import { asString, native } from '../../python/runtime/native.ts';
import { PyClass, PyDict, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { PackingRequest } from '../nn/packing.ts';

/** Weights and activations in eight bits; weights, and activations in each use; weights alone. */
export type Quantisation = 'static' | 'dynamic' | 'float16' | 'weights';

/** Layers that are quantised, with the classes that fused ones derive from. */
export const QUANTISED_LAYERS = [
  'Linear',
  'Conv1d',
  'Conv2d',
  'Conv3d',
  'ConvTranspose1d',
  'ConvTranspose2d',
  'ConvTranspose3d',
];
const DYNAMIC = ['Linear', 'LSTM', 'GRU', 'RNN', 'LSTMCell', 'GRUCell', 'RNNCell'];
const TABLES = ['Embedding', 'EmbeddingBag'];

/** The format and the layers of each. */
export function packingFor(
  quantisation: Quantisation,
  isGraph: boolean,
): Pick<PackingRequest, 'format' | 'classes'> {
  switch (quantisation) {
    case 'static':
      return {
        format: isGraph ? 'torch-static-graph' : 'torch-static',
        classes: new Set(QUANTISED_LAYERS),
      };
    case 'dynamic':
      return { format: 'torch-dynamic', classes: new Set(DYNAMIC) };
    case 'float16':
      return { format: 'torch-float16', classes: new Set(DYNAMIC) };
    case 'weights':
      return { format: 'int8-weights', classes: new Set(TABLES) };
  }
}

/** A qconfig, or the configuration that a quantiser is set to. */
export class QConfig extends HostObject {
  readonly quantisation: Quantisation;

  constructor(quantisation: Quantisation) {
    super();
    this.quantisation = quantisation;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__') ? undefined : new Inert(`QConfig.${name}`);
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof QConfig && other.quantisation === this.quantisation;
  }
}

/** `get_default_qconfig("x86")` and the like: functions. */
const MADE: Readonly<Record<string, Quantisation>> = {
  get_default_qconfig: 'static',
  get_default_qat_qconfig: 'static',
  QConfig: 'static',
};

/** Qconfigs by themselves. */
const GIVEN: Readonly<Record<string, Quantisation>> = {
  default_qconfig: 'static',
  default_qat_qconfig: 'static',
  default_per_channel_qconfig: 'static',
  default_symmetric_qnnpack_qconfig: 'static',
  default_dynamic_qconfig: 'dynamic',
  per_channel_dynamic_qconfig: 'dynamic',
  float16_dynamic_qconfig: 'float16',
  float_qparams_weight_only_qconfig: 'weights',
  float_qparams_weight_only_qconfig_4bit: 'weights',
};

/** Configurations of quantisers, by their functions. */
const OF_QUANTISERS = [
  'get_symmetric_quantization_config',
  'get_default_x86_inductor_quantization_config',
  'get_default_arm_inductor_quantization_config',
  'get_x86_inductor_linear_dynamic_fp16_config',
];

/** Which modules are quantised how, by name, by class, and all others. */
export class QConfigMapping extends HostObject {
  global: Value = null;
  readonly named = new Map<string, Value>();
  readonly typed = new Map<string, Value>();

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (!name.startsWith('set_')) return undefined;
    return callable(name, (_rt, positional, keywords) => {
      const [first = null, second = null] = [...positional, ...keywords.values()];
      if (name === 'set_global') rt.journal.setField(this, 'global', first);
      else if (name === 'set_object_type' || name === 'set_module_type') {
        this.typed.set(first instanceof PyClass ? first.name : (asString(first) ?? ''), second);
      } else this.named.set(asString(first) ?? '', second);
      return this;
    });
  }
}

/** As `QuantizationConfig` of an exported model's quantiser has it: `XNNPACKQuantizer().set_global(config)`. */
const quantiser = (name: string): NativeFunction =>
  native(`${name}(*args, **options)`, () => new QConfigMapping());

function dynamicOr(name: string): NativeFunction {
  const isHalf = name.includes('fp16');
  return native(`${name}(is_per_channel=True, is_qat=False, is_dynamic=False, **options)`, (rt, args) => {
    const isDynamic = rt.truth(args.value('is_dynamic'));
    if (isDynamic instanceof Unknown) return isDynamic;
    return new QConfig(isHalf ? 'float16' : isDynamic ? 'dynamic' : 'static');
  });
}

export const QUANTISERS = ['XNNPACKQuantizer', 'X86InductorQuantizer', 'ArmInductorQuantizer'];

/** A member of the modules of quantisation by its name. */
export function quantiserMember(name: string): Value | undefined {
  const made = MADE[name];
  if (made !== undefined) return native(`${name}(*args, **options)`, () => new QConfig(made));
  const given = GIVEN[name];
  if (given !== undefined) return new QConfig(given);
  if (OF_QUANTISERS.includes(name)) return dynamicOr(name);
  if (QUANTISERS.includes(name)) return quantiser(name);
  if (name === 'QConfigMapping') return native('QConfigMapping()', () => new QConfigMapping());
  if (name === 'get_default_qconfig_mapping' || name === 'get_default_qat_qconfig_mapping') {
    return native(`${name}(*args, **options)`, () => {
      const mapping = new QConfigMapping();
      mapping.global = new QConfig('static');
      return mapping;
    });
  }
  return undefined;
}

/** What a mapping, or a dictionary in its place, says of a module; null: it stays as it is. */
export function configOf(
  rt: Runtime,
  mapping: Value,
  path: string,
  classes: readonly string[],
): Quantisation | Unknown | null {
  const found = mapping instanceof PyDict ? ofDictionary(rt, mapping) : ofMapping(mapping, path, classes);
  if (found instanceof QConfig) return found.quantisation;
  return found === null || found instanceof Unknown ? found : rt.unknown('how a model is quantised');
}

function ofMapping(mapping: Value, path: string, classes: readonly string[]): Value {
  if (!(mapping instanceof QConfigMapping)) return mapping;
  const named = mapping.named.get(path);
  if (named !== undefined) return named;
  const typed = classes.map((name) => mapping.typed.get(name)).find((one) => one !== undefined);
  return typed === undefined ? mapping.global : typed;
}

function ofDictionary(rt: Runtime, mapping: PyDict): Value {
  return dictGet(rt, mapping, '') ?? null;
}
