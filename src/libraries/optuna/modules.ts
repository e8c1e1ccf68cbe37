/** Optuna: https://optuna.readthedocs.io/en/stable/reference/ */
import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule } from '../module.ts';
import { searchMembers } from '../sklearn/search.ts';
import {
  createStudy,
  gridSamplerClass,
  loadStudy,
  maxTrialsClass,
  prunedClass,
  studyClass,
} from './study.ts';
import { fixedTrialClass, trialClass } from './trial.ts';

const SAMPLERS = [
  'TPESampler',
  'RandomSampler',
  'CmaEsSampler',
  'GPSampler',
  'NSGAIISampler',
  'NSGAIIISampler',
  'QMCSampler',
  'BruteForceSampler',
  'PartialFixedSampler',
  'BoTorchSampler',
  'BaseSampler',
];

const PRUNERS = [
  'MedianPruner',
  'NopPruner',
  'PatientPruner',
  'PercentilePruner',
  'SuccessiveHalvingPruner',
  'HyperbandPruner',
  'ThresholdPruner',
  'WilcoxonPruner',
  'BasePruner',
];

const STUDY = {
  create_study: createStudy,
  load_study: loadStudy,
  Study: studyClass,
  MaxTrialsCallback: maxTrialsClass,
} as const;

const TRIAL = { Trial: trialClass, FixedTrial: fixedTrialClass } as const;
const PRUNED = { TrialPruned: prunedClass } as const;

/** What only watches or keeps the search. */
const INERT = [
  'delete_study',
  'copy_study',
  'get_all_study_names',
  'get_all_study_summaries',
  'logging',
  'visualization',
  'importance',
  'storages',
  'artifacts',
  'distributions',
  'terminator',
  'search_space',
  'StudyDirection',
  'TrialState',
  'FrozenTrial',
];

export const optunaModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'optuna',
    precedence: 'framework',
    members: {
      ...STUDY,
      ...TRIAL,
      ...PRUNED,
      integration: (rt) => rt.importModule('optuna.integration'),
    },
    inert: INERT,
  }),
  lazyModule({
    name: 'optuna.samplers',
    precedence: 'framework',
    members: { GridSampler: gridSamplerClass },
    inert: SAMPLERS,
  }),
  lazyModule({ name: 'optuna.pruners', precedence: 'framework', members: {}, inert: PRUNERS }),
  lazyModule({ name: 'optuna.study', precedence: 'framework', members: STUDY, inert: INERT }),
  lazyModule({ name: 'optuna.trial', precedence: 'framework', members: TRIAL, inert: INERT }),
  lazyModule({ name: 'optuna.exceptions', precedence: 'framework', members: PRUNED }),
  ...['logging', 'visualization', 'storages', 'importance', 'artifacts', 'distributions'].map((part) =>
    lazyModule({ name: `optuna.${part}`, precedence: 'framework', members: {}, inert: 'all' }),
  ),
  ...[
    'optuna.integration',
    'optuna_integration',
    'optuna.integration.sklearn',
    'optuna_integration.sklearn',
  ].map((name) => lazyModule({ name, precedence: 'framework', members: searchMembers, inert: 'all' })),
];
