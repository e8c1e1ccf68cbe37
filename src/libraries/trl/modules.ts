/**
 * TRL's trainers: transformers' `Trainer` around data of other kinds.
 * https://huggingface.co/docs/trl/v0.14.0
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule, type Member } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { initializeTrainer, trainerClass } from '../transformers/trainer.ts';
import { TRL_CONFIGS, trlConfigClass } from '../transformers/trainingArguments.ts';

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

/** Trainers that generate what they learn from: rows, texts and updates are counted otherwise. */
const GENERATING = [
  'GRPOTrainer',
  'PPOTrainer',
  'RLOOTrainer',
  'OnlineDPOTrainer',
  'XPOTrainer',
  'NashMDTrainer',
  'GKDTrainer',
];

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

function trlTrainer(rt: Runtime, name: string, configuration: string): PyClass {
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
    ],
  );
}

const configurations = perRuntime((_rt: Runtime) => new Map<string, PyClass>());

function configClass(rt: Runtime, name: string): PyClass {
  const made = configurations(rt);
  const cls = made.get(name) ?? trlConfigClass(rt, name);
  made.set(name, cls);
  return cls;
}

const members: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(
    Object.entries(SUPERVISED).map(([name, configuration]): [string, Member] => [
      name,
      perRuntime((rt) => trlTrainer(rt, name, configuration)),
    ]),
  ),
  ...Object.fromEntries(
    GENERATING.map((name): [string, Member] => [
      name,
      (rt) => rt.unknown(`${name} generates what it trains on: its updates are not followed`),
    ]),
  ),
  ...Object.fromEntries(TRL_CONFIGS.map((name): [string, Member] => [name, (rt) => configClass(rt, name)])),
};

export const trlModules: readonly LibraryModule[] = ['trl', 'trl.trainer'].map((name) =>
  lazyModule({
    name,
    precedence: 'framework',
    members,
    inert: [
      'DataCollatorForCompletionOnlyLM',
      'setup_chat_format',
      'TrlParser',
      'ScriptArguments',
      'get_kbit_device_map',
    ],
  }),
);
