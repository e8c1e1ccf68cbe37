/** What settings are read with: files, dictionaries with attributes, command lines. */
import type { LibraryModule } from '../../python/ports.ts';
import { clickModules } from './click.ts';
import { dataclassCliModules } from './dataclassCli.ts';
import { functionCliModules } from './functionCli.ts';
import { ginModules } from './gin.ts';
import { hydraModules } from './hydra.ts';
import { omegaconfModules } from './omegaconf.ts';
import { optparseModules } from './optparse.ts';
import { plainSettingsModules } from './plain.ts';
import { pydanticModules } from './pydantic.ts';
import { textFileModules } from './textFiles.ts';
import { yacsModules } from './yacs.ts';
import { yamlModules } from './yaml.ts';

export const settingsModules: readonly LibraryModule[] = [
  ...yamlModules,
  ...textFileModules,
  ...yacsModules,
  ...omegaconfModules,
  ...hydraModules,
  ...plainSettingsModules,
  ...pydanticModules,
  ...clickModules,
  ...functionCliModules,
  ...dataclassCliModules,
  ...optparseModules,
  ...ginModules,
];
