/** Every layer of Keras, by name: where a new one is added. */
import type { LayerSpec } from '../layer.ts';
import { ATTENTION } from './attention.ts';
import { CONV_LSTM } from './convLstm.ts';
import { CONVOLUTION } from './convolution.ts';
import { CORE } from './core.ts';
import { NORMALISATION } from './normalisation.ts';
import { POOLING } from './pooling.ts';
import { PREPROCESSING } from './preprocessing.ts';
import { RECURRENT } from './recurrent.ts';
import { RESHAPING } from './reshaping.ts';
import { WRAPPERS } from './wrappers.ts';

const ROWS: readonly LayerSpec[] = [
  CORE,
  CONVOLUTION,
  POOLING,
  RECURRENT,
  CONV_LSTM,
  NORMALISATION,
  ATTENTION,
  RESHAPING,
  PREPROCESSING,
  WRAPPERS,
].flat();

const nameOf = ({ signature }: LayerSpec): string => signature.slice(0, signature.indexOf('('));

/** The rows by class name. */
export const LAYERS: ReadonlyMap<string, LayerSpec> = new Map(ROWS.map((row) => [nameOf(row), row]));

/** Other names of the classes. */
export const LAYER_ALIASES: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap((row) => (row.aliases ?? []).map((alias): [string, string] => [alias, nameOf(row)])),
);
