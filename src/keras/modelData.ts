/** What a model knows besides being a layer. */
import { nextSerial } from '../python/runtime/journal.ts';
import type { PyObject, Unknown, Value } from '../python/runtime/values.ts';
import type { OptimizerInfo } from '../trace/events.ts';
import type { Graph } from './graph.ts';

/** What `compile` was given. */
export interface Compiled {
  readonly optimizer: OptimizerInfo;
  /** The optimizer as Python sees it. */
  readonly optimizerObject: Value;
  readonly loss: Value;
}

export class ModelData {
  readonly serial = nextSerial();
  /** Of the functional API, and of a `Sequential` whose input is known. */
  graph: Graph | null = null;
  /** The layers of a `Sequential`, without the input; null for other models. */
  sequence: readonly PyObject[] | null = null;
  compiled: Compiled | null = null;
  /** How often `fit` was called. */
  fits = 0;
  /** Layers that could not be determined were added. */
  lost: Unknown | null = null;
}
