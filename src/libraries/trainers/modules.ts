/** Libraries that run a training for the program. */
import type { LibraryModule } from '../../python/ports.ts';
import { catalystModules } from '../catalyst/modules.ts';
import { composerModules } from '../composer/modules.ts';
import { deepSpeedModules } from '../deepspeed/modules.ts';
import { fastaiModules } from '../fastai/modules.ts';
import { igniteModules } from '../ignite/modules.ts';
import { peftModules } from '../peft/modules.ts';
import { sentenceTransformersModules } from '../sentenceTransformers/modules.ts';
import { transformersTrainerModules } from '../transformers/trainerModules.ts';
import { trlModules } from '../trl/modules.ts';

export const trainerModules: readonly LibraryModule[] = [
  ...transformersTrainerModules,
  ...trlModules,
  ...sentenceTransformersModules,
  ...deepSpeedModules,
  ...peftModules,
  ...fastaiModules,
  ...igniteModules,
  ...composerModules,
  ...catalystModules,
];
