/** What settings are read with: YAML, and dictionaries with attributes. */
import type { LibraryModule } from '../../python/ports.ts';
import { omegaconfModules } from './omegaconf.ts';
import { plainSettingsModules } from './plain.ts';
import { yacsModules } from './yacs.ts';
import { yamlModules } from './yaml.ts';

export const settingsModules: readonly LibraryModule[] = [
  ...yamlModules,
  ...yacsModules,
  ...omegaconfModules,
  ...plainSettingsModules,
];
