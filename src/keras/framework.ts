/** What the discovery of models asks of Keras. */
import type { Runtime } from '../python/runtime/api.ts';
import { dictOf, dictSet } from '../python/builtins/hash.ts';
import { PyDict, PyList, PyObject, Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { Shape } from '../tensor/shape.ts';
import type {
  DeclaredInput,
  ModelFramework,
  ModelInventory,
  ModuleInfo,
  ParameterInfo,
  TrialInput,
} from '../trace/framework.ts';
import { callLayer } from './invoke.ts';
import { INPUT_LAYER } from './input.ts';
import { ensureKeras } from './install.ts';
import { graphOf, layerOf, type Layer } from './layer.ts';
import { type KerasState, stateIfAny, stateOf, withState } from './state.ts';
import { leavesOf } from './structure.ts';
import { KerasTensor, Tensor, UnknownTensor } from './tensor.ts';
import { flattenLayers, membersOf, membersOnce, weightsOf, type Members } from './tree.ts';
import type { SourceSpan } from '../units/span.ts';

/** A recurrent layer is one layer with its cells, unless these hold layers of their own. */
function isLeaf(rt: Runtime, layer: Layer, members: (layer: Layer) => Members): boolean {
  if (members(layer).layers.length === 0) return layer.model === null;
  return isRecurrent(layer) && cellsOf(rt, layer).every((cell) => members(cell).layers.length === 0);
}

function isRecurrent({ object }: Layer): boolean {
  return object.cls.mro.some(({ name, definition }) => name === 'RNN' && definition === null);
}

/** The cell of a recurrent layer, or those of its stack. */
function cellsOf(rt: Runtime, layer: Layer): Layer[] {
  return membersOf(rt, layer).layers.flatMap((object) => {
    const cell = layerOf(rt, object);
    if (cell === null) return [];
    return object.cls.name === 'StackedRNNCells' ? cellsOf(rt, cell) : [cell];
  });
}

function inventory(rt: Runtime, model: PyObject): ModelInventory {
  ensureKeras(rt);
  const root = layerOf(rt, model);
  if (root === null) return { modules: [], classes: [], parameters: [], unknowns: [] };
  const modules: ModuleInfo[] = [];
  const parameters = new Map<number, ParameterInfo>();
  const unknowns: Unknown[] = [];
  const doubts: { text: string; span: SourceSpan | null }[] = [];
  const membersIn = membersOnce(rt);
  const trainable = new Map(weightsOf(rt, root, membersIn).map((owned) => [owned.variable, owned.trainable]));
  const classes = new Set<number>();
  const seen = new Set<PyObject>();
  const addParameters = (layer: Layer, owner: number): void => {
    const { layers, variables } = membersIn(layer);
    for (const variable of variables) {
      if (parameters.has(variable.serial)) continue;
      parameters.set(variable.serial, {
        serial: variable.serial,
        name: variable.name,
        shape: variable.shape,
        dtype: variable.dtype,
        trainable: trainable.get(variable) ?? false,
        module: owner,
      });
    }
    if (owner === layer.object.serial && !isLeaf(rt, layer, membersIn)) return;
    for (const object of layers) {
      const inner = layerOf(rt, object);
      if (inner !== null) addParameters(inner, owner);
    }
  };
  const visit = (layer: Layer, path: string): void => {
    if (seen.has(layer.object) || layer.spec === INPUT_LAYER) return;
    seen.add(layer.object);
    const members = membersIn(layer);
    unknowns.push(...members.unknowns);
    const lost = layer.model?.lost ?? null;
    if (lost !== null) unknowns.push(lost);
    const results = leavesOf(layer.model?.graph?.outputStructure ?? null);
    unknowns.push(...results.filter((leaf) => leaf instanceof UnknownTensor));
    const leaf = isLeaf(rt, layer, membersIn);
    const { serial, cls, createdAt } = layer.object;
    for (const { reason, span } of members.doubts) {
      doubts.push({ text: `a part of ${path || cls.name} is taken to hold no weights: ${reason}`, span });
    }
    if (cls.unknownBase !== null) {
      const { reason, span } = cls.unknownBase;
      doubts.push({ text: `what a base class of ${cls.name} adds to it is not known: ${reason}`, span });
    }
    for (const base of cls.mro) classes.add(base.serial);
    modules.push({ serial, path, className: cls.name, isLeaf: leaf, span: createdAt });
    addParameters(layer, serial);
    if (leaf) return;
    for (const object of members.layers) {
      const inner = layerOf(rt, object);
      if (inner !== null) visit(inner, path === '' ? inner.name : `${path}/${inner.name}`);
    }
  };
  visit(root, '');
  // Keras' own classes are part of every model and of none in particular.
  for (const { serial } of ownClasses(stateOf(rt))) classes.delete(serial);
  return { modules, classes: [...classes], parameters: [...parameters.values()], unknowns, doubts };
}

function parts(rt: Runtime, model: PyObject): readonly PyObject[] {
  const found = new Set<PyObject>();
  const visit = (object: PyObject): void => {
    const layer = layerOf(rt, object);
    if (layer === null || found.has(object)) return;
    found.add(object);
    for (const inner of membersOf(rt, layer).layers) visit(inner);
  };
  visit(model);
  return [...found];
}

/** The inputs of its graph, or what it was built for; null: the code says nothing. */
function inputsOf(rt: Runtime, model: PyObject): readonly DeclaredInput[] | null {
  ensureKeras(rt);
  const layer = layerOf(rt, model);
  const graph = graphOf(layer);
  if (graph?.inputs.some((input) => input instanceof UnknownTensor) === true) return null;
  if (graph !== null) {
    return graph.inputs.flatMap((input) =>
      input instanceof KerasTensor
        ? [
            {
              name: null,
              shape: [null, ...input.shape.slice(1)],
              dtype: input.dtype,
              span: input.node?.layer?.createdAt ?? null,
            },
          ]
        : [],
    );
  }
  const built = layer?.builtFor ?? [];
  if (layer === null || built.length === 0) return null;
  return built.map((shape) => ({
    name: null,
    shape: [null, ...shape.slice(1)],
    dtype: layer.computeDType,
    span: null,
  }));
}

function isUnbuilt({ built, spec }: Layer): boolean {
  return !built && (spec === null || spec.build !== undefined);
}

function innerLayers(rt: Runtime, root: Layer): readonly Layer[] {
  return flattenLayers(rt, root).filter((layer) => layer !== root);
}

/** Whether a layer inside of it makes its weights when it is first called, and was not, or may be among what is unknown. */
function isOpen(rt: Runtime, model: PyObject): boolean {
  const root = layerOf(rt, model);
  if (root === null) return false;
  if (flattenLayers(rt, root).some((layer) => membersOf(rt, layer).doubts.length > 0)) return true;
  return innerLayers(rt, root).some(isUnbuilt);
}

/**
 * Its own inputs, some of whose axes are open, or those of the graphs inside of it. The latter only where all weights are
 * made already, so that they tell which of them fit.
 */
function suggestedInputs(rt: Runtime, model: PyObject): readonly (readonly DeclaredInput[])[] {
  const own = inputsOf(rt, model);
  if (own !== null && own.length > 0) return [own];
  const root = layerOf(rt, model);
  if (root === null) return [];
  if (innerLayers(rt, root).some(isUnbuilt)) return [];
  return innerLayers(rt, root).flatMap((layer) => {
    const inputs = graphOf(layer) === null ? null : inputsOf(rt, layer.object);
    return inputs === null || inputs.length === 0 ? [] : [inputs];
  });
}

function createInput(rt: Runtime, input: TrialInput): Value {
  ensureKeras(rt);
  if (input.kind === 'list') return new PyList(input.items.map((item) => createInput(rt, item)));
  if (input.kind === 'tensor') return new Tensor(input.shape, input.dtype);
  return dictOf(
    rt,
    input.items.map(({ name, input: inner }): [Value, Value] => [name, createInput(rt, inner)]),
  );
}

function forward(
  rt: Runtime,
  model: PyObject,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  training: boolean,
): Value {
  ensureKeras(rt);
  // Several inputs go in as one list, as Keras wants them for graphs.
  const layer = layerOf(rt, model);
  const isGraph = graphOf(layer) !== null;
  const inputs = isGraph ? graphInputs(rt, positional, keywords) : positional;
  const args = {
    positional: inputs,
    keywords: isGraph ? new Map<string, Value>() : keywords,
    unknownSpread: null,
  };
  return withState(rt, 'gradEnabled', training, () =>
    withState(rt, 'training', training, () => callLayer(rt, model, args)),
  );
}

/** Whether it has a graph, a sequence or a `call` of its own. */
function isCallable(rt: Runtime, model: PyObject): boolean {
  const data = layerOf(rt, model)?.model ?? null;
  if (data === null || data.graph !== null || data.sequence !== null || data.lost !== null) return true;
  return rt.findInClass(model.cls, 'call') !== stateOf(rt).classes.Model.dict.get('call');
}

/** What a graph is called on: its inputs as one list, or as a dictionary where they are given by their names. */
function graphInputs(
  rt: Runtime,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): readonly Value[] {
  if (positional.length > 1) return [new PyList([...positional])];
  if (positional.length === 1) return positional;
  const named = new PyDict();
  for (const [name, value] of keywords) dictSet(rt, named, name, value);
  return [named];
}

function ownClasses({ classes }: KerasState): readonly PyClass[] {
  return [classes.Layer, classes.Model, classes.Functional, classes.Sequential];
}

function outputShapes(_rt: Runtime, result: Value): readonly (Shape | null)[] {
  if (result instanceof Unknown) return [null];
  return leavesOf(result).flatMap((leaf) =>
    leaf instanceof Tensor ? [leaf.shape] : leaf instanceof Unknown ? [null] : [],
  );
}

export const kerasFramework: ModelFramework = {
  name: 'keras',
  backend: (rt) => stateIfAny(rt)?.backend ?? 'tensorflow',
  isModelClass: (rt: Runtime, cls: PyClass) => {
    const state = stateIfAny(rt);
    if (state === undefined || !cls.isSubclassOf(state.classes.Model)) return false;
    return !ownClasses(state).includes(cls);
  },
  isModel: (rt: Runtime, value: Value): value is PyObject => {
    const model = stateIfAny(rt)?.classes.Model;
    return model !== undefined && value instanceof PyObject && value.cls.isSubclassOf(model);
  },
  inventory,
  parts,
  declaredInputs: inputsOf,
  suggestedInputs,
  isCallable,
  isOpen,
  createInput,
  // The mode is an argument of the call.
  setTraining: () => undefined,
  forward,
  outputShapes,
};
