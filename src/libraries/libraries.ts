/** What training scripts import besides the frameworks. */
import type { LibraryModule } from '../python/ports.ts';
import { autogluonModules } from './automl/autogluon.ts';
import { autokerasModules } from './automl/autokeras.ts';
import { rayModules } from './tune/ray.ts';
import { axModules } from './tune/ax.ts';
import { webdatasetModules } from './webdataset/modules.ts';
import { tfdsModules } from './tfds/modules.ts';
import { nniModules } from './nni/modules.ts';
import { wandbModules } from './wandb/modules.ts';
import { bayesOptModules } from './tune/bayesOpt.ts';
import { determinedModules } from './determined/modules.ts';
import { deapModules } from './tune/deap.ts';
import { hyperoptModules } from './tune/hyperopt.ts';
import { nevergradModules } from './tune/nevergrad.ts';
import { scipyStatsModules } from './tune/scipyStats.ts';
import { skoptModules } from './tune/skopt.ts';
import { smacModules } from './tune/smac.ts';
import { syneTuneModules } from './tune/syneTune.ts';
import { bitsandbytesModules } from './bitsandbytes/modules.ts';
import { quantoModules } from './quantisation/quanto.ts';
import { torchaoModules } from './torchao/modules.ts';
import { torchtextModules } from './torchtext/modules.ts';
import { torchaudioModules } from './torchaudio/modules.ts';
import { pandasModules } from './pandas/modules.ts';
import { accelerateModules } from './accelerate/modules.ts';
import { einopsModules } from './einops/modules.ts';
import { kerasTunerModules } from './kerasTuner/modules.ts';
import { gymModules } from './gym/modules.ts';
import { hubModules } from './huggingface/hub.ts';
import { huggingfaceModules } from './huggingface/modules.ts';
import { lightningModules } from './lightning/modules.ts';
import { lightningUtilitiesModules } from './lightning/utilities.ts';
import { numbaModules } from './numba/modules.ts';
import { numpyModules } from './numpy/modules.ts';
import { optunaModules } from './optuna/modules.ts';
import { packagingModules } from './packaging/version.ts';
import { pygModules } from './pyg/modules.ts';
import { ucimlrepoModules } from './sklearn/ucimlrepo.ts';
import { opencvModules } from './opencv/modules.ts';
import { pilModules } from './pil/modules.ts';
import { settingsModules } from './settings/modules.ts';
import { scikerasModules } from './scikeras/modules.ts';
import { sixModules } from './six/modules.ts';
import { skorchModules } from './skorch/modules.ts';
import { sklearnModules } from './sklearn/modules.ts';
import { transformersStandIns } from './standIns/transformers.ts';
import { trainerModules } from './trainers/modules.ts';
import { visionStandIns } from './standIns/vision.ts';
import { torchvisionModules } from './torchvision/modules.ts';

export const libraryModules: readonly LibraryModule[] = [
  ...numpyModules,
  ...lightningModules,
  ...lightningUtilitiesModules,
  ...einopsModules,
  ...pilModules,
  ...opencvModules,
  ...numbaModules,
  ...sixModules,
  ...torchvisionModules,
  ...visionStandIns,
  ...transformersStandIns,
  ...trainerModules,
  ...optunaModules,
  ...huggingfaceModules,
  ...hubModules,
  ...gymModules,
  ...packagingModules,
  ...settingsModules,
  ...sklearnModules,
  ...ucimlrepoModules,
  ...pygModules,
  ...skorchModules,
  ...scikerasModules,
  ...kerasTunerModules,
  ...autokerasModules,
  ...autogluonModules,
  ...rayModules,
  ...hyperoptModules,
  ...deapModules,
  ...determinedModules,
  ...axModules,
  ...tfdsModules,
  ...webdatasetModules,
  ...nniModules,
  ...wandbModules,
  ...bayesOptModules,
  ...nevergradModules,
  ...skoptModules,
  ...scipyStatsModules,
  ...smacModules,
  ...syneTuneModules,
  ...torchaoModules,
  ...quantoModules,
  ...bitsandbytesModules,
  ...torchtextModules,
  ...torchaudioModules,
  ...pandasModules,
  ...accelerateModules,
];
