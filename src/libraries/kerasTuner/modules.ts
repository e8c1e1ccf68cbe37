/** Keras Tuner: https://keras.io/keras_tuner/api/ (1.4.7). */
import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule, type Member } from '../module.ts';
import { hyperParametersClass } from './hyperParameters.ts';
import { hyperModelClass, oracleClass, tunerClass, TUNERS } from './tuners.ts';

const tuners: Readonly<Record<string, Member>> = Object.fromEntries(
  TUNERS.map((name) => [name, tunerClass(name)]),
);

const ORACLES = [
  'RandomSearchOracle',
  'BayesianOptimizationOracle',
  'GridSearchOracle',
  'HyperbandOracle',
  'Oracle',
];

const oracles: Readonly<Record<string, Member>> = Object.fromEntries(
  ORACLES.map((name) => [name, oracleClass]),
);

const MEMBERS: Readonly<Record<string, Member>> = {
  ...tuners,
  ...oracles,
  HyperParameters: hyperParametersClass,
  HyperParameter: hyperParametersClass,
  HyperModel: hyperModelClass,
};

/** The name of today, and that of before 1.1. */
const ROOTS = ['keras_tuner', 'kerastuner'];

export const kerasTunerModules: readonly LibraryModule[] = ROOTS.flatMap((root) => [
  lazyModule({
    name: root,
    precedence: 'framework',
    members: MEMBERS,
    inert: ['Objective', 'utils', 'errors'],
  }),
  ...['tuners', 'oracles', 'engine', 'engine.hyperparameters', 'engine.hypermodel'].map((part) =>
    lazyModule({ name: `${root}.${part}`, precedence: 'framework', members: MEMBERS }),
  ),
]);
