/**
 * The one table of what a person can say: names, values, units and words for each. Flags, pragmas, configuration
 * files, settings, their JSON schema, completions and the editor's dialogues are all made from it.
 */
import { EMBODIED_ENTRIES } from './embodiedEntries.ts';
import type { Entry } from './entry.ts';
import { MACHINE_ENTRIES } from './machineEntries.ts';
import { WORK_ENTRIES } from './workEntries.ts';

/** In the order in which they are shown. */
export const ENTRIES: readonly Entry[] = [...MACHINE_ENTRIES, ...WORK_ENTRIES, ...EMBODIED_ENTRIES];
