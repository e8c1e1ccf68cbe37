/** `keras.optimizers`: what an update costs, and the steps that a training takes. */
import type { Runtime } from '../python/runtime/api.ts';
import { perRuntime } from '../python/builtins/natives.ts';
import { native, nativeClass, nativeMethod, type Args } from '../python/runtime/native.ts';
import { PyClass, PyDict, PyFloat, PyList, PyObject, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { NativeFunction, Value } from '../python/runtime/values.ts';
import type { OptimizerInfo, UnknownModel } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { Variable } from './tensor.ts';

interface OptimizerRule {
  /** State values per trained parameter. */
  readonly state: number;
  /** Options that add one each. */
  readonly options?: readonly string[];
}

/** Slots as Keras' implementations create them. Adafactor keeps rows and columns only, so next to nothing. */
const OPTIMIZERS: Readonly<Record<string, OptimizerRule>> = {
  SGD: { state: 0, options: ['momentum'] },
  RMSprop: { state: 1, options: ['momentum', 'centered'] },
  Adam: { state: 2, options: ['amsgrad'] },
  AdamW: { state: 2, options: ['amsgrad'] },
  Nadam: { state: 2 },
  Adamax: { state: 2 },
  Adagrad: { state: 1 },
  Adadelta: { state: 2 },
  Ftrl: { state: 2 },
  Lion: { state: 1 },
  Lamb: { state: 2 },
  Muon: { state: 1 },
  Adafactor: { state: 0 },
};

export const OPTIMIZER_NAMES: readonly string[] = Object.keys(OPTIMIZERS);

const DEFAULT: OptimizerInfo = { name: 'RMSprop', statePerParameter: 1, parameters: null };

function infoOf(name: string, rt: Runtime, options: ReadonlyMap<string, Value>): OptimizerInfo {
  const rule = OPTIMIZERS[name];
  const isSet = (option: string): boolean => {
    const value = options.get(option);
    return value !== undefined && rt.truth(value) === true;
  };
  const extra = (rule?.options ?? []).filter(isSet).length;
  return { name, statePerParameter: (rule?.state ?? 2) + extra, parameters: null };
}

const infos = new WeakMap<PyObject, OptimizerInfo>();

/** Records an update of these variables; null: of all that are trained. */
export function recordStep(
  rt: Runtime,
  info: OptimizerInfo,
  variables: readonly Variable[] | Unknown | null,
): void {
  const span = rt.here();
  const isLost = variables instanceof Unknown;
  const model: UnknownModel | null = isLost
    ? { serial: variables.birth, name: null, givenTo: span, why: variables, mainLine: rt.mainLine() }
    : null;
  const optimizer = updating(info, isLost ? null : variables);
  traceOf(rt).record({ type: 'step', optimizer, ...(model === null ? {} : { model }), span });
}

const updates = new WeakMap<OptimizerInfo, OptimizerInfo>();

/** The same object for the same update, by which a loop knows it again. */
function updating(info: OptimizerInfo, variables: readonly Variable[] | null): OptimizerInfo {
  if (variables === null) return info;
  const known = updates.get(info);
  const isKnown =
    known?.parameters?.length === variables.length &&
    variables.every(({ serial }, i) => serial === known.parameters?.[i]);
  if (known !== undefined && isKnown) return known;
  const update = { ...info, parameters: variables.map(({ serial }) => serial) };
  updates.set(info, update);
  return update;
}

/** The optimiser behind a name, an object or a configuration. */
export function optimizerInfo(rt: Runtime, value: Value): OptimizerInfo {
  if (typeof value === 'string') {
    const name = OPTIMIZER_NAMES.find((known) => known.toLowerCase() === value.toLowerCase());
    if (name === undefined) {
      throw rt.error('ValueError', `Could not interpret optimizer identifier: ${value}`);
    }
    return infoOf(name, rt, new Map());
  }
  if (value instanceof PyObject) {
    return infos.get(value) ?? { name: value.cls.name, statePerParameter: 2, parameters: null };
  }
  return DEFAULT;
}

/** The variables of `zip(grads, vars)`. */
function variablesOf(rt: Runtime, pairs: Value): readonly Variable[] | Unknown {
  const items = rt.elements(pairs);
  if (items instanceof Unknown) return items;
  return variablesAmong(
    items.map((pair) => (pair instanceof PyTuple || pair instanceof PyList ? (pair.items[1] ?? null) : pair)),
  );
}

function variableList(rt: Runtime, value: Value): readonly Variable[] | Unknown | null {
  const items = value === null ? null : rt.elements(value);
  return items === null || items instanceof Unknown ? items : variablesAmong(items);
}

/** Unknown where none is known of those that there are. */
function variablesAmong(items: readonly Value[]): readonly Variable[] | Unknown {
  const known = items.filter((item) => item instanceof Variable);
  const lost = items.find((item) => item instanceof Unknown);
  return known.length === 0 && lost instanceof Unknown ? lost : known;
}

function self(rt: Runtime, args: Args): OptimizerInfo {
  return optimizerInfo(rt, args.value('self'));
}

const MEMBERS: readonly NativeFunction[] = [
  nativeMethod('__init__(self, learning_rate=0.001, *args, **kwargs)', (rt, args) => {
    const object = args.known('self');
    if (!(object instanceof PyObject)) return null;
    const rate = args.extra.get('lr') ?? args.value('learning_rate');
    const variable = (name: string): Value => new Variable([], 'float32', name, false);
    object.attrs.set('learning_rate', rate instanceof PyFloat ? variable('learning_rate') : rate);
    object.attrs.set('lr', object.attrs.get('learning_rate') ?? null);
    object.attrs.set('iterations', variable('iterations'));
    object.attrs.set('variables', new PyList([]));
    const positional: [string, Value][] = args.rest.map((value, i) => [
      ['momentum'][i] ?? `argument ${i}`,
      value,
    ]);
    const base = object.cls.mro.find(({ name }) => OPTIMIZERS[name] !== undefined)?.name ?? object.cls.name;
    infos.set(object, infoOf(base, rt, new Map([...positional, ...args.extra])));
    return null;
  }),
  nativeMethod('apply_gradients(self, grads_and_vars, name=None, **kwargs)', (rt, args) => {
    recordStep(rt, self(rt, args), variablesOf(rt, args.value('grads_and_vars')));
    return null;
  }),
  nativeMethod('apply(self, grads, trainable_variables=None)', (rt, args) => {
    recordStep(rt, self(rt, args), variableList(rt, args.value('trainable_variables')));
    return null;
  }),
  nativeMethod('minimize(self, loss, var_list=None, tape=None, **kwargs)', (rt, args) => {
    traceOf(rt).record({ type: 'backward', span: rt.here() });
    recordStep(rt, self(rt, args), variableList(rt, args.value('var_list')));
    return null;
  }),
  nativeMethod('stateless_apply(self, optimizer_variables, grads, trainable_variables)', (rt, args) => {
    recordStep(rt, self(rt, args), variableList(rt, args.value('trainable_variables')));
    return new PyTuple([args.value('trainable_variables'), args.value('optimizer_variables')]);
  }),
  nativeMethod('build(self, variables)', () => null),
  nativeMethod('get_config(self)', () => new PyDict()),
  nativeMethod('scale_loss(self, loss)', (_rt, args) => args.value('loss')),
  nativeMethod('get_scaled_loss(self, loss)', (_rt, args) => args.value('loss')),
  nativeMethod('get_unscaled_gradients(self, grads)', (_rt, args) => args.value('grads')),
];

const baseClass = perRuntime((rt) => nativeClass('Optimizer', [rt.builtinClass('object')], MEMBERS));

const classes = perRuntime((rt) => {
  const made = new Map<string, PyClass>([['Optimizer', baseClass(rt)]]);
  for (const name of OPTIMIZER_NAMES) made.set(name, new PyClass({ name, bases: [baseClass(rt)] }));
  return made;
});

/** A wrapper steps as what it wraps. */
const lossScale = native('LossScaleOptimizer(inner_optimizer, **kwargs)', (_rt, args) =>
  args.value('inner_optimizer'),
);

export function optimizerMember(rt: Runtime, name: string): Value | undefined {
  if (name === 'LossScaleOptimizer') return lossScale;
  if (name === 'get') {
    return native('get(identifier)', (_rt, args) => {
      const value = args.value('identifier');
      return typeof value === 'string' ? optimizerObject(rt, value) : value;
    });
  }
  return classes(rt).get(name === 'RMSProp' ? 'RMSprop' : name);
}

/** `compile(optimizer='adam')` makes an object of it. */
export function optimizerObject(rt: Runtime, value: Value): Value {
  if (typeof value !== 'string') return value;
  const cls = classes(rt).get(optimizerInfo(rt, value).name);
  return cls === undefined ? null : rt.call(cls, [new PyFloat(0.001)]);
}
