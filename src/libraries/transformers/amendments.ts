/**
 * What of the installed transformers reaches for the hub: configurations come from a folder or the catalogue, weights
 * leave a model as its constructor made it, tokenizers and processors give unknown values.
 * https://huggingface.co/docs/transformers/v4.48.0/main_classes/model
 */
import type { Amendment } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClassMethod, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Opaque } from '../../python/stdlib/opaque.ts';
import {
  configuredQuantisation,
  loadQuantised,
  packLoaded,
  QUANTISATION_CONFIGURATIONS,
  quantisationConfiguration,
  type LoadQuantised,
} from '../quantisation/transformers.ts';
import { assumeSingle, typeNamed } from '../standIns/transformers.ts';
import { unnamedModel } from '../standIns/unnamed.ts';
import { dtypeValue, TorchDType } from '../../torch/dtypes.ts';
import { traceOf } from '../../trace/trace.ts';
import { configurationOf } from './configurations.ts';

/** Arguments that say where the weights come from and where they go: nothing of the model depends on them. */
const ABOUT_FILES = new Set(
  `adapter_kwargs adapter_name cache_dir code_revision commit_message device_map force_download from_flax from_tf
  generation_config ignore_mismatched_sizes local_files_only low_cpu_mem_usage max_memory mirror offload_buffers
  offload_folder offload_state_dict output_loading_info proxies resume_download revision state_dict subfolder token
  trust_remote_code use_auth_token use_safetensors variant weights_only _commit_hash _fast_init _from_auto
  _from_pipeline`.split(/\s+/),
);

/** They are followed apart. */
const QUANTISING = ['load_in_8bit', 'load_in_4bit', 'quantization_config'];

type Keywords = ReadonlyMap<string, Value>;

/** What is left for the configuration and the constructor. */
function forTheModel(rt: Runtime, extra: Keywords): Map<string, Value> {
  const left = new Map(extra);
  // Versions from 4.56 call it so.
  const type = left.get('dtype');
  left.delete('dtype');
  if (type !== undefined && !left.has('torch_dtype')) left.set('torch_dtype', type);
  for (const name of extra.keys()) if (ABOUT_FILES.has(name)) left.delete(name);
  for (const name of QUANTISING) left.delete(name);
  const named = left.get('torch_dtype');
  if (typeof named === 'string' && named !== 'auto') left.set('torch_dtype', typeNamed(rt, named));
  return left;
}

/** As `PretrainedConfig.from_pretrained`: an instance of the class itself. */
function configuration(rt: Runtime, cls: Value, name: Value, keywords: Keywords): Value {
  const found = configurationOf(rt, name);
  if (found instanceof Unknown) return found;
  // A part of a composite configuration: `CLIPTextConfig` of a CLIP model.
  const key = rt.findAttribute(cls, 'base_config_key');
  const part = typeof key === 'string' && key !== '' ? dictGet(rt, found, key) : undefined;
  return call(rt, cls, 'from_dict', [part instanceof PyDict ? part : found], keywords);
}

/** As `AutoConfig.from_pretrained`: of the class that `model_type` names. */
function autoConfiguration(rt: Runtime, name: Value, keywords: Keywords): Value {
  const found = configurationOf(rt, name);
  if (found instanceof Unknown) return found;
  const type = dictGet(rt, found, 'model_type');
  if (typeof type !== 'string') return rt.unknown('a configuration without a model_type');
  const module = rt.importModule('transformers.models.auto.configuration_auto');
  if (module instanceof Unknown) return module;
  const cls = rt.getItem(rt.getAttribute(module, 'CONFIG_MAPPING'), type);
  return call(rt, cls, 'from_dict', [found], keywords);
}

function call(rt: Runtime, object: Value, name: string, args: readonly Value[], keywords: Keywords): Value {
  return rt.call(rt.getAttribute(object, name), args, keywords);
}

interface Configured {
  readonly config: Value;
  /** Arguments that the configuration did not take. */
  readonly rest: Keywords;
  readonly quantised: LoadQuantised | Unknown | null;
}

/** The configuration that is given or named, and the arguments that it did not take. */
function configured(
  rt: Runtime,
  args: Args,
  make: (name: Value, keywords: Keywords) => Value,
): Configured | Unknown {
  const keywords = forTheModel(rt, args.extra);
  const quantised = loadQuantised(rt, args.extra);
  const type = quantised instanceof Unknown ? null : (quantised?.type ?? null);
  if (type !== null && (keywords.get('torch_dtype') ?? null) === null) {
    keywords.set('torch_dtype', dtypeValue(type));
  }
  const given = keywords.get('config');
  keywords.delete('config');
  if (given !== undefined && given !== null && typeof given !== 'string') {
    return given instanceof Unknown ? given : { config: given, rest: keywords, quantised };
  }
  // It would take the place of the type that the configuration states.
  const isAsStored = keywords.get('torch_dtype') === 'auto';
  if (isAsStored) keywords.delete('torch_dtype');
  const name = typeof given === 'string' ? given : args.value('pretrained_model_name_or_path');
  const made = make(name, new Map([...keywords, ['return_unused_kwargs', true]]));
  if (made instanceof Unknown) return made;
  const [config, rest] = made instanceof PyTuple ? made.items : [];
  if (config === undefined || !(rest instanceof PyDict)) return rt.unknown('a configuration');
  const unused = new Map<string, Value>();
  for (const [key, value] of dictItems(rest)) if (typeof key === 'string') unused.set(key, value);
  if (isAsStored) {
    const own = rt.findAttribute(config, 'torch_dtype') ?? null;
    const named = typeof own === 'string' ? typeNamed(rt, own) : own;
    if (named instanceof TorchDType) unused.set('torch_dtype', named);
    else assumeSingle(rt);
  }
  const stored = unused.get('torch_dtype');
  if (stored instanceof TorchDType) {
    traceOf(rt).record({ type: 'setting', name: 'weights', value: stored.dtype, span: rt.here() });
  }
  const own = quantised ?? loadQuantised(rt, configuredQuantisation(rt, config));
  return { config, rest: unused, quantised: own };
}

/** A model is loaded in eval mode; those of Keras have none. */
function loaded(rt: Runtime, model: Value): Value {
  const hasMode = !(model instanceof Unknown) && rt.findAttribute(model, 'eval') !== undefined;
  return hasMode ? rt.callMethod(model, 'eval') : model;
}

function unnamed(rt: Runtime, cls: Value, reason: Unknown, keywords: Keywords): Value {
  const type = keywords.get('torch_dtype') ?? keywords.get('dtype') ?? null;
  if (type instanceof TorchDType || type instanceof Unknown || type === 'auto') {
    const stored = rt.unknown('the weights are as they are stored, which only the hub tells');
    const value = type instanceof TorchDType ? type.dtype : type instanceof Unknown ? type : stored;
    traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
  }
  return unnamedModel(rt, cls instanceof PyClass ? cls.name : 'PreTrainedModel', reason);
}

const SIGNATURE = 'from_pretrained(cls, pretrained_model_name_or_path=None, *model_args, **kwargs)';

const modelFromPretrained = nativeClassMethod(SIGNATURE, (rt, args) => {
  const cls = args.known('cls');
  const found = configured(rt, args, (name, keywords) =>
    configuration(rt, rt.getAttribute(cls, 'config_class'), name, keywords),
  );
  if (found instanceof Unknown) return unnamed(rt, cls, found, args.extra);
  return packLoaded(
    rt,
    loaded(rt, call(rt, cls, '_from_config', [found.config], found.rest)),
    found.quantised,
  );
});

const autoModelFromPretrained = nativeClassMethod(SIGNATURE, (rt, args) => {
  const found = configured(rt, args, (name, keywords) => autoConfiguration(rt, name, keywords));
  if (found instanceof Unknown) return unnamed(rt, args.known('cls'), found, args.extra);
  const model = loaded(rt, call(rt, args.known('cls'), 'from_config', [found.config], found.rest));
  return packLoaded(rt, model, found.quantised);
});

/** As it stands there, without loading the configuration classes of every model to look this one up. */
const modelFromConfig = nativeClassMethod('from_config(cls, config, **kwargs)', (rt, args) => {
  const module = rt.importModule('transformers.models.auto.auto_factory');
  const config = args.value('config');
  if (config instanceof Unknown) return unnamed(rt, args.known('cls'), config, args.extra);
  if (module instanceof Unknown) return module;
  const mapping = rt.getAttribute(args.known('cls'), '_model_mapping');
  const cls = call(rt, module, '_get_model_class', [config, mapping], new Map());
  return call(rt, cls, '_from_config', [config], forTheModel(rt, args.extra));
});

const configFromPretrained = nativeClassMethod(SIGNATURE, (rt, args) =>
  configuration(
    rt,
    args.known('cls'),
    args.value('pretrained_model_name_or_path'),
    forTheModel(rt, args.extra),
  ),
);

const autoConfigFromPretrained = nativeClassMethod(SIGNATURE, (rt, args) =>
  autoConfiguration(rt, args.value('pretrained_model_name_or_path'), forTheModel(rt, args.extra)),
);

/** As it stands there; of a type that only the command line tells the class is not known. */
const configurationClass = nativeMethod('__getitem__(self, key)', (rt, args) => {
  const key = args.value('key');
  const self = args.known('self');
  if (key === null) return rt.unknown('which type of model it is');
  const added = rt.callMethod(rt.getAttribute(self, '_extra_content'), 'get', [key]);
  if (added !== null) return added;
  const name = rt.getItem(rt.getAttribute(self, '_mapping'), key);
  const auto = rt.importModule('transformers.models.auto.configuration_auto');
  if (auto instanceof Unknown) return auto;
  const part = rt.callMethod(auto, 'model_type_to_module_name', [key]);
  if (typeof name !== 'string' || typeof part !== 'string') return rt.unknown('which type of model it is');
  const module = rt.importModule(`transformers.models.${part}`);
  const found = module instanceof Unknown ? module : rt.findAttribute(module, name);
  if (found !== undefined) return found;
  const top = rt.importModule('transformers');
  return top instanceof Unknown ? top : rt.getAttribute(top, name);
});

/** As it stands there; a class whose own module needs a package that is not installed is unknown. */
function classNamed(rt: Runtime, module: Value, name: Value): Value {
  if (name === null || name instanceof Unknown) return name;
  if (name instanceof PyTuple) return new PyTuple(name.items.map((one) => classNamed(rt, module, one)));
  if (typeof name !== 'string') return rt.unknown('which class it is');
  const own = module instanceof Unknown ? module : rt.findAttribute(module, name);
  if (own !== undefined) return own;
  const top = rt.importModule('transformers');
  const other = top instanceof Unknown ? top : rt.findAttribute(top, name);
  return other ?? rt.unknown(`${name} needs a package that is not installed`);
}

const attributeOfModule = native('getattribute_from_module(module, attr)', (rt, args) =>
  classNamed(rt, args.value('module'), args.value('attr')),
);

const nothing = native('save_pretrained(*args, **kwargs)', () => null);

/** What tokenizers give as batches becomes dictionaries: the arguments of `fit` stay what they are. */
const asGiven = native(
  'convert_batch_encoding(*args, **kwargs)',
  (rt, args) => new PyTuple([new PyTuple([...args.rest]), dictOf(rt, [...args.extra])]),
);

function always(path: string, value: Value): Amendment {
  return { path, make: () => value };
}

const loadedClass = perRuntime(
  (rt: Runtime) =>
    new PyClass({
      name: 'PreTrained',
      bases: [rt.builtinClass('object')],
      unknownBase: rt.unknown('which tokenizer or processor it is'),
    }),
);

/** Of which class it is only the hub tells. */
class Loaded extends Opaque {
  override pyClass(rt: Runtime): PyClass {
    return loadedClass(rt);
  }

  /** `tokenizer.pad_token = tokenizer.eos_token`: nothing of it is told again. */
  override setAttribute(): boolean {
    return true;
  }
}

/** Tokenizers and processors: what they give depends on the data. */
function opaque(path: string): Amendment {
  return always(
    path,
    native(
      'from_pretrained(*args, **kwargs)',
      () => new Loaded(`transformers.${path.split('.')[0] ?? path}`),
    ),
  );
}

export const transformersAmendments: ReadonlyMap<string, readonly Amendment[]> = new Map([
  [
    'transformers.configuration_utils',
    [
      always('PretrainedConfig.from_pretrained', configFromPretrained),
      always('PretrainedConfig.save_pretrained', nothing),
    ],
  ],
  [
    'transformers.modeling_utils',
    [
      always('PreTrainedModel.from_pretrained', modelFromPretrained),
      always('PreTrainedModel.save_pretrained', nothing),
    ],
  ],
  [
    'transformers.modeling_tf_utils',
    [
      always('TFPreTrainedModel.from_pretrained', modelFromPretrained),
      always('TFPreTrainedModel.save_pretrained', nothing),
      always('convert_batch_encoding', asGiven),
    ],
  ],
  [
    'transformers.models.auto.configuration_auto',
    [
      always('AutoConfig.from_pretrained', autoConfigFromPretrained),
      always('_LazyConfigMapping.__getitem__', configurationClass),
    ],
  ],
  [
    'transformers.models.auto.auto_factory',
    [
      always('_BaseAutoModelClass.from_pretrained', autoModelFromPretrained),
      always('_BaseAutoModelClass.from_config', modelFromConfig),
      always('getattribute_from_module', attributeOfModule),
    ],
  ],
  ['transformers.models.auto.tokenization_auto', [opaque('AutoTokenizer.from_pretrained')]],
  ['transformers.models.auto.processing_auto', [opaque('AutoProcessor.from_pretrained')]],
  ['transformers.models.auto.image_processing_auto', [opaque('AutoImageProcessor.from_pretrained')]],
  ['transformers.models.auto.feature_extraction_auto', [opaque('AutoFeatureExtractor.from_pretrained')]],
  [
    'transformers.utils.quantization_config',
    QUANTISATION_CONFIGURATIONS.map((name) => always(name, quantisationConfiguration(name))),
  ],
  ['transformers.tokenization_utils_base', [opaque('PreTrainedTokenizerBase.from_pretrained')]],
  ['transformers.image_processing_base', [opaque('ImageProcessingMixin.from_pretrained')]],
  ['transformers.feature_extraction_utils', [opaque('FeatureExtractionMixin.from_pretrained')]],
  ['transformers.processing_utils', [opaque('ProcessorMixin.from_pretrained')]],
]);
