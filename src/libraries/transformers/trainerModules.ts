/** The training part of transformers, by the modules that it stands in; always modelled. */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { lazyModule, type Member } from '../module.ts';
import { hfArgumentParserClass } from './argumentParser.ts';
import { seq2SeqTrainerClass, trainerClass } from './trainer.ts';
import { seq2SeqArgumentsClass, trainingArgumentsClass } from './trainingArguments.ts';

export const trainerMembers: Readonly<Record<string, Member>> = {
  Trainer: trainerClass,
  Seq2SeqTrainer: seq2SeqTrainerClass,
  TrainingArguments: trainingArgumentsClass,
  Seq2SeqTrainingArguments: seq2SeqArgumentsClass,
  HfArgumentParser: hfArgumentParserClass,
  set_seed: native('set_seed(seed, deterministic=False)', () => null),
  enable_full_determinism: native('enable_full_determinism(seed, warn_only=False)', () => null),
};

const MODULES: Readonly<Record<string, readonly string[]>> = {
  'transformers.trainer': ['Trainer'],
  'transformers.trainer_seq2seq': ['Seq2SeqTrainer'],
  'transformers.training_args': ['TrainingArguments'],
  'transformers.training_args_seq2seq': ['Seq2SeqTrainingArguments'],
  'transformers.hf_argparser': ['HfArgumentParser'],
};

export const transformersTrainerModules: readonly LibraryModule[] = Object.entries(MODULES).map(
  ([name, members]) =>
    lazyModule({
      name,
      precedence: 'framework',
      members: Object.fromEntries(
        members.flatMap((member): [string, Member][] => {
          const found = trainerMembers[member];
          return found === undefined ? [] : [[member, found]];
        }),
      ),
      inert: 'all',
    }),
);
