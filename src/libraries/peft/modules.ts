/**
 * peft: a model whose weights are frozen, with adapters that are trained.
 * https://huggingface.co/docs/peft/v0.14.0/package_reference/peft_model
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyFloat, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value, PyClass } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { isModule } from '../../torch/nn/tree.ts';
import { stateOf } from '../../torch/state.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { adapterOf, addAdapters, targetsOf, thaw } from './lora.ts';

/** Defaults of `LoraConfig` that are read here. Source: peft/tuners/lora/config.py 0.14.0. */
const LORA_DEFAULTS: Readonly<Record<string, Value>> = {
  r: 8,
  target_modules: null,
  lora_alpha: 8,
  lora_dropout: new PyFloat(0),
  bias: 'none',
  modules_to_save: null,
  task_type: null,
  use_rslora: false,
  inference_mode: false,
};

const loraConfig = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'LoraConfig',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, **options)', (inner, args) => {
        setAttributes(inner, args.known('self'), [...Object.entries(LORA_DEFAULTS), ...args.extra]);
        return null;
      }),
    ],
  ),
);

/** Classes of wrapped models by task. Source: MODEL_TYPE_TO_PEFT_MODEL_MAPPING of peft/mapping.py. */
const BY_TASK: Readonly<Record<string, string>> = {
  SEQ_CLS: 'PeftModelForSequenceClassification',
  SEQ_2_SEQ_LM: 'PeftModelForSeq2SeqLM',
  CAUSAL_LM: 'PeftModelForCausalLM',
  TOKEN_CLS: 'PeftModelForTokenClassification',
  QUESTION_ANS: 'PeftModelForQuestionAnswering',
  FEATURE_EXTRACTION: 'PeftModelForFeatureExtraction',
};

const peftModel: (rt: Runtime) => PyClass = perRuntime((rt) => {
  ensureTorch(rt);
  const base = stateOf(rt).classes.Module;
  const inherited = base.dict.get('__getattr__') ?? null;
  return nativeClass(
    'PeftModel',
    [base],
    [
      nativeMethod('forward(self, *args, **options)', (inner, args) =>
        inner.call(inner.getAttribute(args.value('self'), 'base_model'), args.rest, args.extra),
      ),
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const [self, name] = [args.known('self'), args.string('name')];
        if (name === 'base_model' || name.startsWith('_') || !(self instanceof PyObject)) {
          return inner.call(inherited, [self, name]);
        }
        const wrapped = inner.findAttribute(self, 'base_model');
        const found = wrapped === undefined ? undefined : inner.findAttribute(wrapped, name);
        return found ?? inner.call(inherited, [self, name]);
      }),
      ...[
        'print_trainable_parameters',
        'save_pretrained',
        'set_adapter',
        'enable_input_require_grads',
        'add_adapter',
      ].map((name) => nativeMethod(`${name}(self, *args, **options)`, () => null)),
      nativeMethod('get_nb_trainable_parameters(self)', (inner) =>
        inner.unknown('the number of trained parameters'),
      ),
      ...['merge_and_unload', 'unload', 'get_base_model'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner, args) =>
          inner.getAttribute(args.value('self'), 'base_model'),
        ),
      ),
    ],
  );
});

const taskClasses = perRuntime(
  (rt: Runtime) =>
    new Map(Object.values(BY_TASK).map((name) => [name, nativeClass(name, [peftModel(rt)], [])])),
);

/** `TaskType.CAUSAL_LM` is its own name. */
class TaskType extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__') ? undefined : name;
  }
}

function wrapped(rt: Runtime, model: Value, configuration: Value): Value {
  if (model instanceof Unknown || configuration instanceof Unknown) {
    return rt.unknown('a model with adapters');
  }
  if (!(model instanceof PyObject) || !isModule(rt, model)) {
    return rt.unknown('adapters of something that is no module');
  }
  const option = (name: string): Value => rt.findAttribute(configuration, name) ?? null;
  const isLora = configuration instanceof PyObject && configuration.cls.name === 'LoraConfig';
  if (!isLora) {
    return rt.unknown(`adapters of the kind ${rt.typeName(configuration)} are not modelled`);
  }
  const matches = targetsOf(rt, option('target_modules'));
  const adapter = adapterOf(rt, option);
  rt.callMethod(model, 'requires_grad_', [false]);
  if (matches instanceof Unknown || adapter instanceof Unknown) {
    const lost = [matches, adapter].find((one) => one instanceof Unknown);
    if (lost instanceof Unknown) rt.recorder.incomplete(lost);
  } else if (addAdapters(rt, model, matches, adapter) === 0) {
    // Of a model whose layers are not known nobody can say which are adapted.
    rt.recorder.incomplete(rt.unknown('no layer of the model was found that target_modules names'));
    rt.callMethod(model, 'requires_grad_', [true]);
  }
  thaw(rt, model, option('modules_to_save'), option('bias'));
  const task = option('task_type');
  const cls =
    (typeof task === 'string' ? taskClasses(rt).get(BY_TASK[task] ?? '') : undefined) ?? peftModel(rt);
  const made = rt.call(cls, []);
  rt.setAttribute(made, 'base_model', model);
  setAttributes(rt, made, [
    ['peft_config', configuration],
    ['active_adapter', 'default'],
  ]);
  return made;
}

function isPacked(rt: Runtime, model: PyObject): boolean {
  const parameters = rt.elements(rt.callMethod(model, 'parameters'));
  return (
    !(parameters instanceof Unknown) &&
    parameters.some((one) => one instanceof TorchTensor && one.packed !== null)
  );
}

const OTHERS =
  `PromptTuningConfig PrefixTuningConfig PromptEncoderConfig IA3Config AdaLoraConfig LoHaConfig LoKrConfig
  OFTConfig BOFTConfig VeraConfig FourierFTConfig LNTuningConfig PolyConfig MultitaskPromptTuningConfig`.split(
    /\s+/,
  );

const members: Readonly<Record<string, Member>> = {
  LoraConfig: loraConfig,
  PeftModel: peftModel,
  TaskType: () => new TaskType(),
  get_peft_model: native(
    'get_peft_model(model, peft_config, adapter_name="default", **options)',
    (rt, args) => wrapped(rt, args.value('model'), args.value('peft_config')),
  ),
  prepare_model_for_kbit_training: native(
    'prepare_model_for_kbit_training(model, use_gradient_checkpointing=True, gradient_checkpointing_kwargs=None)',
    (rt, args) => {
      const model = args.value('model');
      if (model instanceof Unknown) return model;
      rt.callMethod(model, 'requires_grad_', [false]);
      if (model instanceof PyObject && isModule(rt, model) && isPacked(rt, model)) {
        // What is not packed becomes single precision.
        rt.callMethod(model, 'float');
        const enable = rt.findAttribute(model, 'gradient_checkpointing_enable');
        if (args.value('use_gradient_checkpointing') !== false && enable !== undefined) rt.call(enable, []);
      }
      return model;
    },
  ),
  get_peft_model_state_dict: native('get_peft_model_state_dict(model, **options)', (rt) =>
    rt.unknown('the weights of adapters'),
  ),
  ...Object.fromEntries(
    Object.values(BY_TASK).map((name): [string, Member] => [name, (rt) => taskClasses(rt).get(name) ?? null]),
  ),
  ...Object.fromEntries(
    OTHERS.map((name): [string, Member] => [
      name,
      (rt) => rt.unknown(`adapters of the kind ${name.replace('Config', '')} are not modelled`),
    ]),
  ),
};

export const peftModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'peft',
    precedence: 'framework',
    members,
    inert: ['set_peft_model_state_dict', 'PeftConfig', 'AutoPeftModelForCausalLM'],
  }),
  ...['peft.utils', 'peft.tuners', 'peft.tuners.lora'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: { LoraConfig: loraConfig }, inert: 'all' }),
  ),
];
