/**
 * Models of transformers that are quantised as they are loaded: `load_in_8bit`, `load_in_4bit` and `quantization_config`.
 * https://huggingface.co/docs/transformers/v4.48.0/main_classes/quantization
 */
import { packingOf } from '../../catalog/weightFormats.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, asString, native } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { TorchDType } from '../../torch/dtypes.ts';
import { packWeights } from '../../torch/nn/packing.ts';
import { isModule, namedModules } from '../../torch/nn/tree.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { torchaoByName } from '../torchao/configurations.ts';
import { QUANTO_FORMATS, QuantisationValue, type Quantised, type QuantoFormat } from './request.ts';

/** Signatures of the configurations (transformers/utils/quantization_config.py, 4.48), and how they call the method. */
const CONFIGURATIONS: Readonly<Record<string, readonly [method: string, signature: string]>> = {
  BitsAndBytesConfig: [
    'bitsandbytes',
    '(load_in_8bit=False, load_in_4bit=False, llm_int8_threshold=6.0, llm_int8_skip_modules=None, llm_int8_enable_fp32_cpu_offload=False, llm_int8_has_fp16_weight=False, bnb_4bit_compute_dtype=None, bnb_4bit_quant_type="fp4", bnb_4bit_use_double_quant=False, bnb_4bit_quant_storage=None, **kwargs)',
  ],
  GPTQConfig: [
    'gptq',
    '(bits, tokenizer=None, dataset=None, group_size=128, damp_percent=0.1, desc_act=False, sym=True, true_sequential=True, **kwargs)',
  ],
  AwqConfig: [
    'awq',
    '(bits=4, group_size=128, zero_point=True, version="gemm", backend="autoawq", do_fuse=None, fuse_max_seq_len=None, modules_to_fuse=None, modules_to_not_convert=None, **kwargs)',
  ],
  TorchAoConfig: ['torchao', '(quant_type, modules_to_not_convert=None, **kwargs)'],
  HqqConfig: [
    'hqq',
    '(nbits=4, group_size=64, view_as_float=False, axis=None, dynamic_config=None, skip_modules=None, **kwargs)',
  ],
  QuantoConfig: ['quanto', '(weights="int8", activations=None, modules_to_not_convert=None, **kwargs)'],
  EetqConfig: ['eetq', '(weights="int8", modules_to_not_convert=None, **kwargs)'],
  FbgemmFp8Config: ['fbgemm_fp8', '(activation_scale_ub=1200.0, modules_to_not_convert=None, **kwargs)'],
  FineGrainedFP8Config: [
    'fp8',
    '(activation_scheme="dynamic", weight_block_size=(128, 128), modules_to_not_convert=None, **kwargs)',
  ],
};

export const QUANTISATION_CONFIGURATIONS: readonly string[] = Object.keys(CONFIGURATIONS);

/** A configuration as Python sees it: what it was given. */
class LoadConfiguration extends HostObject {
  readonly name: string;
  readonly #given: ReadonlyMap<string, Value>;

  constructor(name: string, given: ReadonlyMap<string, Value>) {
    super();
    this.name = name;
    this.#given = given;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.#given.get(name);
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof LoadConfiguration && other.name === this.name;
  }
}

/** A class of configurations by its name. */
export function quantisationConfiguration(name: string): NativeFunction {
  const [method, signature] = CONFIGURATIONS[name] ?? ['', '(**kwargs)'];
  const names = [...signature.matchAll(/(\w+)(?==|,|\)$)/g)].flatMap(([, one = '']) =>
    one === 'kwargs' || /^\d/.test(one) ? [] : [one],
  );
  return native(`${name}${signature}`, (_rt, args) => {
    const given = new Map<string, Value>([['quant_method', method], ...args.extra]);
    for (const one of names) {
      if (signature.includes(`${one}=`) || one === names[0]) given.set(one, args.value(one));
    }
    return new LoadConfiguration(name, given);
  });
}

type Read = (name: string) => Value;

export interface LoadQuantised extends Quantised {
  /** The type of what is not quantised where none is asked for; null: single precision. */
  readonly type: DType | null;
  /** Only layers in the blocks that repeat are quantised. */
  readonly ofBlocks: boolean;
  /** Parts of names of modules that stay as they are; null: the output, as it is found. */
  readonly kept: readonly string[] | null;
}

/** What the arguments of `from_pretrained`, or the configuration of a model, ask for; null: nothing. */
export function loadQuantised(
  rt: Runtime,
  keywords: ReadonlyMap<string, Value>,
): LoadQuantised | Unknown | null {
  const flags = ['load_in_8bit', 'load_in_4bit'].filter((name) => isSet(keywords.get(name)));
  const config = keywords.get('quantization_config') ?? null;
  if (config instanceof Unknown) return config;
  if (config === null && flags.length === 0) return null;
  const read: Read =
    config === null
      ? (name) => keywords.get(name) ?? null
      : config instanceof PyDict
        ? (name) => dictGet(rt, config, name) ?? null
        : (name) => rt.findAttribute(config, name) ?? null;
  const method = config === null ? 'bitsandbytes' : asString(read('quant_method'));
  const made = method === undefined ? null : quantisedBy(method, read);
  const what = method === undefined ? 'this quantization_config' : `quantisation by ${method}`;
  return made ?? rt.unknown(`${what} is not modelled`);
}

function isSet(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

function quantisedBy(method: string, read: Read): LoadQuantised | null {
  const kept = ['llm_int8_skip_modules', 'modules_to_not_convert', 'skip_modules']
    .map((name) => textsOf(read(name)))
    .find((names) => names !== null);
  const common = { type: null, ofBlocks: false, kept: kept ?? null };
  const group = asInteger(read('group_size'));
  const grouped = group === undefined || group < 1 ? {} : { group };
  const bits = asInteger(read('bits')) ?? asInteger(read('nbits'));
  const wide = bits === undefined ? {} : { bits };
  switch (method.replace(/_[48]bit$/, '')) {
    case 'bitsandbytes':
      if (isSet(read('load_in_8bit'))) return { ...common, format: 'llm-int8', type: 'float16' };
      return { ...common, ...inFourBits(read), type: 'float16' };
    case 'gptq':
      return { ...common, format: 'gptq', ...wide, ...grouped, type: 'float16', ofBlocks: true };
    case 'awq':
      return { ...common, format: 'awq', ...wide, ...grouped, type: 'float16', ofBlocks: true };
    case 'hqq':
      return { ...common, format: 'hqq', ...wide, ...grouped };
    case 'eetq':
      return { ...common, format: 'int8-weights', type: 'float16' };
    case 'fbgemm_fp8':
      return { ...common, format: 'float8-dynamic', type: 'bfloat16' };
    case 'fp8':
      return { ...common, format: 'float8-dynamic', type: 'bfloat16' };
    case 'quanto':
      return byQuanto(asString(read('weights')), common);
    case 'torchao': {
      const type = read('quant_type');
      const quantised =
        type instanceof QuantisationValue
          ? type.quantised
          : torchaoByName(asString(type) ?? '', (name) => read(name));
      if (quantised === undefined) return null;
      return { ...common, ...quantised, type: quantised.format === 'int4-weights' ? 'bfloat16' : null };
    }
    default:
      return null;
  }
}

function byQuanto(weights: string | undefined, common: Omit<LoadQuantised, 'format'>): LoadQuantised | null {
  const formats: Readonly<Record<string, QuantoFormat>> = QUANTO_FORMATS;
  const row = formats[weights ?? ''];
  return row === undefined ? null : { ...common, ...row };
}

/**
 * Four bits of bitsandbytes compute in the type of what comes in, unless that is FP16: then in the type that was said,
 * single precision where none was (`Linear4bit.set_compute_type`).
 */
function inFourBits(read: Read): Quantised {
  const format = isSet(read('bnb_4bit_use_double_quant')) ? 'bnb-4bit-double' : 'bnb-4bit';
  const said = read('bnb_4bit_compute_dtype');
  const type =
    said instanceof TorchDType ? said.dtype : (asString(said)?.replace(/^torch\./, '') ?? 'float32');
  const products = COMPUTED[type];
  return { format, ...(products === undefined ? {} : { products }) };
}

const COMPUTED: Readonly<Record<string, 'fp16' | 'bf16' | 'fp32'>> = {
  float16: 'fp16',
  bfloat16: 'bf16',
  float32: 'fp32',
};

function textsOf(value: Value): readonly string[] | null {
  const items = value instanceof PyList || value instanceof PyTuple ? value.items : null;
  return items === null ? null : items.flatMap((item) => asString(item) ?? []);
}

const PACKED: ReadonlySet<string> = new Set(['Linear', 'Conv1D']);

/** Packs the weights of a model that was loaded; the model itself. */
export function packLoaded(rt: Runtime, model: Value, quantised: LoadQuantised | Unknown | null): Value {
  if (quantised === null || model instanceof Unknown) return model;
  if (quantised instanceof Unknown) {
    rt.recorder.taint(model, quantised);
    return model;
  }
  if (!(model instanceof PyObject) || !isModule(rt, model)) return model;
  const { type: _type, ofBlocks, kept, ...how } = quantised;
  const output = kept === null ? outputsOf(rt, model) : new Set<string>();
  const isKept = (path: string): boolean =>
    output.has(path) ||
    (ofBlocks && !/(^|\.)\d+(\.|$)/.test(path)) ||
    (kept ?? []).some((name) => path === name || `.${path}.`.includes(`.${name}.`));
  packWeights(rt, model, { ...how, classes: PACKED, isKept });
  return model;
}

/** Of a model of which only the sum of its parameters is known: all that it multiplies with. */
export function packStandIn(rt: Runtime, model: Value, quantised: LoadQuantised | Unknown | null): Value {
  if (quantised === null || model instanceof Unknown) return model;
  const weights = quantised instanceof Unknown ? undefined : rt.findAttribute(model, 'weights');
  if (quantised instanceof Unknown || !(weights instanceof TorchTensor)) {
    return packLoaded(rt, model, quantised);
  }
  const { type: _type, ofBlocks: _ofBlocks, kept: _kept, format, ...how } = quantised;
  const packing = packingOf(format, { columns: Infinity, ...how });
  rt.journal.setField(weights, 'packed', { ...packing, span: rt.here() });
  rt.journal.setField(weights, 'requiresGrad', false);
  return model;
}

/** The layer of the last parameter, and those whose weight another module has as well (`get_keys_to_not_convert`). */
function outputsOf(rt: Runtime, model: PyObject): ReadonlySet<string> {
  const holders = new Map<TorchTensor, string[]>();
  let last = '';
  for (const { name, module } of namedModules(rt, model)) {
    if (module instanceof Unknown) continue;
    const weight = rt.findAttribute(module, 'weight');
    if (!(weight instanceof TorchTensor)) continue;
    holders.set(weight, [...(holders.get(weight) ?? []), name]);
    last = name;
  }
  const shared = [...holders.values()].filter((names) => names.length > 1).flat();
  return new Set([...shared, last]);
}

/** Numbers of configurations that a model's own `config.json` has. */
export function configuredQuantisation(rt: Runtime, config: Value): ReadonlyMap<string, Value> {
  const own = config instanceof Unknown ? undefined : rt.findAttribute(config, 'quantization_config');
  return own instanceof PyDict ? new Map([['quantization_config', own]]) : new Map();
}
