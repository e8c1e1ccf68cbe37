/** What the discovery of models needs to know of PyTorch. */
import { dictOf } from '../python/builtins/hash.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { Shape } from '../tensor/shape.ts';
import type {
  ModelFramework,
  ModelInventory,
  ModuleInfo,
  ParameterInfo,
  TrialInput,
} from '../trace/framework.ts';
import type { SourceSpan } from '../units/span.ts';
import { ensureTorch } from './classes.ts';
import { statedImageSize } from './imageSize.ts';
import { isModule, namedMembers, namedModules, tensorsIn, UNKNOWN_REASON } from './nn/tree.ts';
import { Reference } from './remote.ts';
import { standardInputs } from './standardInput.ts';
import { deployedOf } from './deployed.ts';
import { stateIfAny, stateOf, withGrad } from './state.ts';
import { TorchTensor } from './tensor.ts';

/** Attributes that hold no weights, whatever they hold. */
const NO_WEIGHTS: ReadonlySet<string> = new Set([UNKNOWN_REASON, 'training']);

export const torchFramework: ModelFramework = {
  name: 'pytorch',

  isModelClass(rt: Runtime, cls: PyClass): boolean {
    const state = stateIfAny(rt);
    return state !== undefined && cls !== state.classes.Module && cls.isSubclassOf(state.classes.Module);
  },

  isModel(rt: Runtime, value: Value): value is PyObject {
    return stateIfAny(rt) !== undefined && isModule(rt, value);
  },

  inventory,

  parts(rt, model) {
    return namedModules(rt, model).flatMap(({ module }) => (module instanceof Unknown ? [] : [module]));
  },

  declaredInputs: (_rt, model) => standardInputs(model),

  deployed: deployedOf,

  createInput,

  setTraining(rt, model, training) {
    for (const { module } of namedModules(rt, model)) {
      if (!(module instanceof Unknown)) rt.journal.mapSet(module.attrs, 'training', training);
    }
  },

  forward(rt, model, positional, keywords, training) {
    return withGrad(rt, training, () => rt.call(model, positional, keywords));
  },

  outputShapes(_rt: Runtime, result: Value): readonly (Shape | null)[] {
    if (result instanceof PyTuple || result instanceof PyList) {
      return result.items.flatMap((item) => shapesOf(item));
    }
    return shapesOf(result);
  },
};

function shapesOf(value: Value): (Shape | null)[] {
  if (value instanceof Unknown) return [null];
  return tensorsIn(value).map(({ shape }) => shape);
}

function createInput(rt: Runtime, input: TrialInput): Value {
  if (input.kind === 'list') return new PyList(input.items.map((item) => createInput(rt, item)));
  ensureTorch(rt);
  if (input.kind === 'tensor') return new TorchTensor(input.shape, input.dtype);
  return dictOf(
    rt,
    input.items.map(({ name, input: inner }): [Value, Value] => [name, createInput(rt, inner)]),
  );
}

type NamedModule = ReturnType<typeof namedModules>[number];

/** Its modules, and those that it keeps in other processes. */
function allModules(rt: Runtime, model: PyObject, path = '', seen = new Set<PyObject>()): NamedModule[] {
  const found: NamedModule[] = [];
  for (const { name, module } of namedModules(rt, model)) {
    const own = [path, name].filter((part) => part !== '').join('.');
    if (module instanceof Unknown || !seen.has(module)) found.push({ name: own, module });
    if (module instanceof Unknown || seen.has(module)) continue;
    seen.add(module);
    for (const [key, value] of module.attrs) {
      if (!(value instanceof Reference) || !isModule(rt, value.value)) continue;
      found.push(...allModules(rt, value.value, own === '' ? key : `${own}.${key}`, seen));
    }
  }
  return found;
}

function inventory(rt: Runtime, model: PyObject): ModelInventory {
  const modules: ModuleInfo[] = [];
  const parameters: ParameterInfo[] = [];
  const unknowns: Unknown[] = [];
  const doubts: { text: string; span: SourceSpan | null }[] = [];
  const classes = new Set<number>();
  const seen = new Set<number>();
  let publishedInputs: ModelInventory['publishedInputs'] | null = null;
  let imageSize: Shape | null = null;
  for (const { name, module } of allModules(rt, model)) {
    if (module instanceof Unknown) {
      unknowns.push(module);
      continue;
    }
    publishedInputs ??= standardInputs(module);
    imageSize ??= statedImageSize(module);
    for (const { serial } of module.cls.mro) classes.add(serial);
    const children = namedMembers(module, '_modules').filter(([, child]) => child !== null);
    modules.push({
      serial: module.serial,
      path: name,
      className: module.cls.name,
      isLeaf: children.length === 0,
      span: module.createdAt,
    });
    const reason = module.attrs.get(UNKNOWN_REASON);
    if (reason instanceof Unknown) unknowns.push(reason);
    const { unknownBase } = module.cls;
    if (unknownBase !== null) {
      const text = `what a base class of ${module.cls.name} adds to it is not known: ${unknownBase.reason}`;
      doubts.push({ text, span: unknownBase.span });
    }
    for (const [key, value] of module.attrs) {
      const base = value instanceof PyObject ? value.cls.unknownBase : null;
      // An object of a class that is not known wholly may be a module.
      if (base !== null) unknowns.push(base);
      if (value instanceof Unknown && !NO_WEIGHTS.has(key)) {
        const path = name === '' ? key : `${name}.${key}`;
        doubts.push({ text: `${path} is taken to hold no weights: ${value.reason}`, span: value.span });
      }
    }
    for (const [key, value] of namedMembers(module, '_parameters')) {
      if (value instanceof Unknown) unknowns.push(value);
      if (!(value instanceof TorchTensor) || seen.has(value.serial)) continue;
      seen.add(value.serial);
      parameters.push({
        serial: value.serial,
        name: name === '' ? key : `${name}.${key}`,
        shape: value.shape,
        dtype: value.dtype,
        trainable: value.requiresGrad,
        module: module.serial,
      });
    }
  }
  // The library's own base class is part of every model and of none in particular.
  classes.delete(stateOf(rt).classes.Module.serial);
  return {
    modules,
    classes: [...classes],
    parameters,
    unknowns,
    doubts,
    ...(publishedInputs === null ? {} : { publishedInputs }),
    ...(imageSize === null ? {} : { imageSize }),
  };
}
