/** scikit-learn beside a network: data, splits, searches, scaling, scores. */
import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule, type Member } from '../module.ts';
import { dataMembers } from './data.ts';
import { preprocessingMembers, score, shuffle } from './preprocessing.ts';
import { searchMembers } from './search.ts';
import { selectionMembers } from './selection.ts';

const SCORES = [
  'accuracy_score',
  'balanced_accuracy_score',
  'f1_score',
  'precision_score',
  'recall_score',
  'precision_recall_fscore_support',
  'roc_auc_score',
  'average_precision_score',
  'log_loss',
  'mean_squared_error',
  'mean_absolute_error',
  'r2_score',
  'confusion_matrix',
  'classification_report',
  'roc_curve',
  'auc',
  'cohen_kappa_score',
  'matthews_corrcoef',
  'adjusted_rand_score',
  'normalized_mutual_info_score',
];

const modules: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  sklearn: {},
  'sklearn.datasets': dataMembers,
  'sklearn.model_selection': { ...selectionMembers, ...searchMembers },
  'sklearn.preprocessing': preprocessingMembers,
  'sklearn.decomposition': preprocessingMembers,
  'sklearn.impute': preprocessingMembers,
  'sklearn.metrics': Object.fromEntries(SCORES.map((name): [string, Member] => [name, score(name)])),
  'sklearn.utils': { shuffle },
  'sklearn.experimental': {},
  tune_sklearn: searchMembers,
};

export const sklearnModules: readonly LibraryModule[] = Object.entries(modules).map(([name, members]) =>
  lazyModule({
    name,
    precedence: 'framework',
    members,
    inert: ['set_config', 'enable_halving_search_cv', 'enable_iterative_imputer'],
    otherwise: 'an estimator of scikit-learn that is no neural network of PyTorch or Keras',
  }),
);
