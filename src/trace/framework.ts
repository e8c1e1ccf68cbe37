import type { Runtime } from '../python/runtime/api.ts';
import type { PyClass, PyObject, Unknown, Value } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { SourceSpan } from '../units/span.ts';

/** One module of a model, by the first path that leads to it. */
export interface ModuleInfo {
  readonly serial: number;
  /** Dotted path from the root; the root's is ''. */
  readonly path: string;
  readonly className: string;
  readonly isLeaf: boolean;
  /** Where it was constructed. */
  readonly span: SourceSpan | null;
}

export interface ParameterInfo {
  readonly serial: number;
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly trainable: boolean;
  /** Serial of the module that owns it first. */
  readonly module: number;
}

export interface ModelInventory {
  readonly modules: readonly ModuleInfo[];
  /** Serials of the classes of the modules and of their bases, the root's included. */
  readonly classes: readonly number[];
  /** Each parameter once, however often it is shared. */
  readonly parameters: readonly ParameterInfo[];
  /** Members that could not be determined: the counts are then lower bounds. */
  readonly unknowns: readonly Unknown[];
  /** What the first part of the model takes of which the inputs are published. */
  readonly publishedInputs?: readonly DeclaredInput[];
  /** Height and width that the model keeps as those of its images. */
  readonly imageSize?: Shape;
  /** Attributes that are unknown and are taken to be no members: the counts then rest on that. */
  readonly doubts?: readonly { readonly text: string; readonly span: SourceSpan | null }[];
}

/** An input to try a model with. */
export type TrialInput =
  | { readonly kind: 'tensor'; readonly shape: Shape; readonly dtype: DType }
  | { readonly kind: 'list'; readonly items: readonly TrialInput[] }
  | {
      readonly kind: 'dict';
      readonly items: readonly { readonly name: string; readonly input: TrialInput }[];
    };

/** An input that the code itself declares (Keras `Input`, a built `Sequential`). */
export interface DeclaredInput {
  readonly name: string | null;
  /** Null where the code leaves the axis open (the batch). */
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
  readonly span: SourceSpan | null;
}

/** What the discovery of models needs of a framework. */
export interface ModelFramework {
  readonly name: 'pytorch' | 'keras' | 'tfjs';
  isModelClass(rt: Runtime, cls: PyClass): boolean;
  isModel(rt: Runtime, value: Value): value is PyObject;
  inventory(rt: Runtime, model: PyObject): ModelInventory;
  /** The model and the modules that it is made of, in order, each once. */
  parts(rt: Runtime, model: PyObject): readonly PyObject[];
  /** Null: the code declares none; look for other evidence. */
  declaredInputs(rt: Runtime, model: PyObject): readonly DeclaredInput[] | null;
  /**
   * Inputs that are worth a trial where the code leaves them open: those declared but for some axes, and those that
   * parts of the model declare. A list per choice, one entry per input.
   */
  suggestedInputs?(rt: Runtime, model: PyObject): readonly (readonly DeclaredInput[])[];
  /** What its models run on, where a program may choose. */
  backend?(rt: Runtime): 'tensorflow' | 'torch' | 'jax';
  /** Whether it can be called: one that only says how its parts are trained cannot. */
  isCallable?(rt: Runtime, model: PyObject): boolean;
  /** Whether weights of it are still to be made: by a call, which tells their shapes. */
  isOpen?(rt: Runtime, model: PyObject): boolean;
  /** A converted copy that runs in its place once it is deployed. */
  deployed?(model: PyObject): PyObject | null;
  createInput(rt: Runtime, input: TrialInput): Value;
  /** Sets train or eval mode without recording anything. */
  setTraining(rt: Runtime, model: PyObject, training: boolean): void;
  /** Calls the model; events are recorded. Python exceptions pass through. */
  forward(
    rt: Runtime,
    model: PyObject,
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    training: boolean,
  ): Value;
  /** Shapes of the tensors in a result, containers flattened; null for what is unknown. */
  outputShapes(rt: Runtime, result: Value): readonly (Shape | null)[];
}
