/** Everything that Wattlens models, under one roof. */
import { kerasFramework } from '../keras/framework.ts';
import { kerasLibraries } from '../keras/libraries.ts';
import { noteUnknownKerasCall } from '../keras/unknownTraining.ts';
import type { LibraryModule, LibraryRegistry } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import type { Value } from '../python/runtime/values.ts';
import { inertModule, inertPackages } from '../python/stdlib/inert.ts';
import { stdlibModules } from '../python/stdlib/modules.ts';
import { torchFramework } from '../torch/framework.ts';
import { torchLibraries } from '../torch/libraries.ts';
import { noteUnknownTraining } from '../torch/unknownTraining.ts';
import type { ModelFramework } from '../trace/framework.ts';
import { dataModule, dataPackages } from './dataPackages.ts';
import { libraryModules } from './libraries.ts';
import { timmAmendments } from './timm/amendments.ts';
import { generationAmendments } from './transformers/generation.ts';
import { transformersAmendments } from './transformers/amendments.ts';

export const frameworks: readonly ModelFramework[] = [torchFramework, kerasFramework];

const AMENDMENTS = new Map([...transformersAmendments, ...generationAmendments, ...timmAmendments]);

/** A fresh view is cheap; the modules themselves are created per run. */
export function createRegistry(): LibraryRegistry {
  const byName = new Map<string, LibraryModule>();
  for (const module of [...stdlibModules, ...torchLibraries, ...kerasLibraries, ...libraryModules]) {
    byName.set(module.name, module);
  }
  const modelledPart = (rt: Runtime, name: string, member: string): Value | undefined =>
    byName.has(`${name}.${member}`) ? rt.importModule(`${name}.${member}`) : undefined;
  const isInert = (topLevelName: string): boolean => inertPackages.has(topLevelName);
  return {
    isInert,
    unknownCall: (rt, call) => {
      noteUnknownTraining(rt, call);
      noteUnknownKerasCall(rt, call);
    },
    amendments: (moduleName) => AMENDMENTS.get(moduleName) ?? [],
    find: (name) => {
      const known = byName.get(name);
      if (known !== undefined) return known;
      const [top = name] = name.split('.');
      if (isInert(top)) return inertModule(name);
      return dataPackages.has(top) ? dataModule(name, (rt, member) => modelledPart(rt, name, member)) : null;
    },
  };
}
