/**
 * TRL's trainers: transformers' `Trainer` around data of other kinds.
 * https://huggingface.co/docs/trl/v0.14.0
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule, type Member } from '../module.ts';
import { loaderOver } from '../trainers/batches.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { hfArgumentParserClass } from '../transformers/argumentParser.ts';
import { initializeTrainer, trainerClass } from '../transformers/trainer.ts';
import { settingsClass, TRL_CONFIGS, trlConfigClass } from '../transformers/trainingArguments.ts';

/** Trainers that learn from given texts: a batch of theirs is so many rows. */
const SUPERVISED: Readonly<Record<string, string>> = {
  SFTTrainer: 'SFTConfig',
  DPOTrainer: 'DPOConfig',
  ORPOTrainer: 'ORPOConfig',
  CPOTrainer: 'CPOConfig',
  KTOTrainer: 'KTOConfig',
  BCOTrainer: 'BCOConfig',
  PRMTrainer: 'PRMConfig',
  RewardTrainer: 'RewardConfig',
};

/** Trainers that go over prompts and learn from what they generate for these: their batches are of texts. */
const GENERATING: Readonly<Record<string, string>> = {
  GRPOTrainer: 'GRPOConfig',
  OnlineDPOTrainer: 'OnlineDPOConfig',
};

/** Trainers whose passes and updates are counted otherwise. */
const COUNTED_OTHERWISE = ['PPOTrainer', 'RLOOTrainer', 'XPOTrainer', 'NashMDTrainer', 'GKDTrainer'];

/** A model that is named is loaded. */
function loaded(rt: Runtime, model: Value): Value {
  if (typeof model !== 'string') return model;
  const transformers = rt.importModule('transformers');
  if (transformers instanceof Unknown) return transformers;
  const auto = rt.getAttribute(transformers, 'AutoModelForCausalLM');
  return rt.call(rt.getAttribute(auto, 'from_pretrained'), [model]);
}

function adapted(rt: Runtime, model: Value, configuration: Value): Value {
  if (configuration === null || model instanceof Unknown) return model;
  const peft = rt.importModule('peft');
  return peft instanceof Unknown
    ? peft
    : rt.call(rt.getAttribute(peft, 'get_peft_model'), [model, configuration]);
}

function trlTrainer(
  rt: Runtime,
  name: string,
  configuration: string,
  methods: readonly NativeFunction[] = [],
): PyClass {
  return nativeClass(
    name,
    [trainerClass(rt)],
    [
      nativeMethod('__init__(self, model=None, *positional, **options)', (inner, args) => {
        const self = args.known('self');
        const options = new Map(args.extra);
        const settings =
          options.get('args') ?? inner.call(configClass(inner, configuration), ['tmp_trainer']);
        options.set('args', settings);
        const model = loaded(inner, args.value('model'));
        options.set('model', adapted(inner, model, options.get('peft_config') ?? null));
        initializeTrainer(inner, self, options);
        // Versions before 0.9 take it beside the arguments.
        const packing = options.get('packing');
        if (packing !== undefined && settings instanceof PyObject) {
          setAttributes(inner, settings, [['packing', packing]]);
        }
        return null;
      }),
      ...methods,
    ],
  );
}

/** It goes over the prompts; how many texts make an update and what the model does with them is not followed. */
function generatingTrainer(rt: Runtime, name: string, configuration: string): PyClass {
  const reason = `${name} generates what it trains on: its updates are not followed`;
  return trlTrainer(rt, name, configuration, [
    nativeMethod('get_train_dataloader(self)', (inner, args) => {
      const self = args.known('self');
      const prompts = self instanceof PyObject ? (self.attrs.get('train_dataset') ?? null) : null;
      return loaderOver(inner, prompts, { batch: inner.unknown(reason) });
    }),
    nativeMethod('training_step(self, *args, **options)', (inner) => inner.unknown(reason)),
  ]);
}

const configurations = perRuntime((_rt: Runtime) => new Map<string, PyClass>());

function configClass(rt: Runtime, name: string): PyClass {
  const made = configurations(rt);
  const cls = made.get(name) ?? trlConfigClass(rt, name);
  made.set(name, cls);
  return cls;
}

/** `HfArgumentParser` that reads a file of settings as well, where one is given. */
const trlParserClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'TrlParser',
    [hfArgumentParserClass(rt)],
    [
      nativeMethod(
        'parse_args_and_config(self, args=None, return_remaining_strings=False, fail_with_unknown_args=True)',
        (inner, args) => {
          const parse = inner.getAttribute(args.known('self'), 'parse_args_into_dataclasses');
          return inner.call(
            parse,
            [],
            new Map([['return_remaining_strings', args.value('return_remaining_strings')]]),
          );
        },
      ),
    ],
  ),
);

/** What adapters or numbers the settings ask for; None where they ask for none. */
function unlessAsked(signature: string, flags: readonly string[]): NativeFunction {
  return native(signature, (rt, args) => {
    const settings = args.value('model_args');
    if (settings instanceof Unknown) return settings;
    for (const flag of flags) {
      const value = rt.findAttribute(settings, flag) ?? false;
      if (value !== false) return rt.unknown(`what ${flag} of the command line gives`);
    }
    return null;
  });
}

const members: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(
    Object.entries(SUPERVISED).map(([name, configuration]): [string, Member] => [
      name,
      perRuntime((rt) => trlTrainer(rt, name, configuration)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(GENERATING).map(([name, configuration]): [string, Member] => [
      name,
      perRuntime((rt) => generatingTrainer(rt, name, configuration)),
    ]),
  ),
  ...Object.fromEntries(
    COUNTED_OTHERWISE.map((name): [string, Member] => [
      name,
      (rt) => rt.unknown(`${name} generates what it trains on: its updates are not followed`),
    ]),
  ),
  ...Object.fromEntries(TRL_CONFIGS.map((name): [string, Member] => [name, (rt) => configClass(rt, name)])),
  TrlParser: trlParserClass,
  ScriptArguments: perRuntime((rt) => settingsClass(rt, 'ScriptArguments', ['dataset_name'])),
  ModelConfig: perRuntime((rt) => settingsClass(rt, 'ModelConfig', ['model_name_or_path'])),
  get_peft_config: unlessAsked('get_peft_config(model_args)', ['use_peft']),
  get_quantization_config: unlessAsked('get_quantization_config(model_args)', [
    'load_in_4bit',
    'load_in_8bit',
  ]),
  setup_chat_format: native(
    'setup_chat_format(model, tokenizer, *args, **options)',
    (_rt, args) => new PyList([args.value('model'), args.value('tokenizer')]),
  ),
};

/** Where trainers stand that are tried out; newer versions have some of the older ones there. */
const EXPERIMENTAL = ['bco', 'cpo', 'kto', 'online_dpo', 'orpo', 'ppo', 'prm', 'xpo', 'nash_md', 'gkd'];

export const trlModules: readonly LibraryModule[] = [
  'trl',
  'trl.trainer',
  'trl.scripts',
  'trl.experimental',
  ...EXPERIMENTAL.map((name) => `trl.experimental.${name}`),
].map((name) =>
  lazyModule({
    name,
    precedence: 'framework',
    members,
    inert: [
      'DataCollatorForCompletionOnlyLM',
      'get_kbit_device_map',
      'LogCompletionsCallback',
      'init_zero_verbose',
    ],
  }),
);
