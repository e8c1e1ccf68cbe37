/** A setting as a person wrote it, unchecked, and where it was written. */
export interface SettingValue {
  readonly value: unknown;
  /**
   * A workspace's settings say what this project is and outweigh its code; a user's own settings are what to take
   * where the project says nothing.
   */
  readonly origin: 'workspace-setting' | 'user-setting';
}

/**
 * Settings that change the figures: their names below `wattlens.`, in the order of the manifest. A test holds them equal
 * to those of the table of entries, which this folder does not know.
 */
export const FIGURE_SETTINGS = [
  'device',
  'region',
  'inferenceDevice',
  'inferenceRegion',
  'searchDevice',
  'searchRegion',
  'pue',
  'inferencePue',
  'searchPue',
  'precision',
  'mode',
  'memoryFormat',
  'batch',
  'inferences',
  'training.samples',
  'training.epochs',
  'training.steps',
  'training.batch',
  'training.trials',
  'training.devices',
  'training.scalingEfficiency',
  'training.overhead',
  'training.hours',
  'training.gpuWatts',
  'training.cpuWatts',
  'training.dramWatts',
  'promptTokens',
  'newTokens',
  'showParts',
  'embodied',
  'embodiedKilograms',
  'embodiedYears',
  'embodiedUtilisation',
] as const;
export type FigureSetting = (typeof FIGURE_SETTINGS)[number];

/** All settings that the server acts on. */
export const SERVER_SETTINGS = [
  ...FIGURE_SETTINGS,
  'searchPath',
  'python',
  'lenses.enabled',
  'hover.enabled',
] as const;
export type ServerSetting = (typeof SERVER_SETTINGS)[number];

/** Settings that are set at all; a missing name means: the default. */
export type SettingValues = Partial<Record<ServerSetting, SettingValue>>;
