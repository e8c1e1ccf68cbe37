/** `torch.optim`: what a step costs is told by the state that an optimiser keeps per parameter. */
import type { Runtime } from '../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../python/runtime/native.ts';
import { dictOf } from '../python/builtins/hash.ts';
import { PyDict, PyFloat, PyList, PyObject, Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { OptimizerInfo, UnknownModel } from '../trace/events.ts';
import { STATE_FORMATS, stateBytesOf, type StateFormatName } from '../catalog/optimizerStates.ts';
import { traceOf } from '../trace/trace.ts';
import type { SourceSpan } from '../units/span.ts';
import { moduleOf } from './nn/tree.ts';
import { stateOf } from './state.ts';
import { TorchTensor } from './tensor.ts';

/**
 * State values kept per trained parameter, from the update rules in PyTorch's documentation of
 * `torch.optim`. SGD has one more with momentum, the Adam family one more with `amsgrad`.
 */
const STATE_PER_PARAMETER: Readonly<Record<string, number>> = {
  SGD: 0,
  Adam: 2,
  AdamW: 2,
  Adamax: 2,
  NAdam: 2,
  RAdam: 2,
  SparseAdam: 2,
  Adadelta: 2,
  Adagrad: 1,
  RMSprop: 1,
  Rprop: 2,
  ASGD: 1,
  LBFGS: 2,
  // Rows and columns only, and no momentum.
  Adafactor: 0,
};

export const OPTIMIZERS: readonly string[] = ['Optimizer', ...Object.keys(STATE_PER_PARAMETER)];

/** `torch.optim.<name>`; undefined if it is not modelled. */
export function optimizerClass(rt: Runtime, name: string): PyClass | undefined {
  if (!OPTIMIZERS.includes(name)) return undefined;
  const { library } = stateOf(rt);
  const key = `optim.${name}`;
  let cls = library.get(key);
  if (cls === undefined) {
    const base = name === 'Optimizer' ? rt.builtinClass('object') : optimizerClass(rt, 'Optimizer');
    cls = nativeClass(
      name,
      base === undefined ? [] : [base],
      name === 'Optimizer' ? OPTIMIZER_MEMBERS : [['__module__', 'torch.optim']],
    );
    library.set(key, cls);
  }
  return cls;
}

/** What optimisers of other libraries keep, that are none of PyTorch's. */
interface KeptState {
  /** Values for each parameter. */
  readonly state: number;
  readonly stored?: StateFormatName;
}

const kept = new WeakMap<PyClass, KeptState>();

/** An optimiser of another library: of PyTorch's class, with a state of its own. */
export function furtherOptimizer(rt: Runtime, module: string, name: string, state: KeptState): PyClass {
  const { library } = stateOf(rt);
  const key = `${module}.${name}`;
  let cls = library.get(key);
  if (cls === undefined) {
    const base = optimizerClass(rt, 'Optimizer');
    cls = nativeClass(name, base === undefined ? [] : [base], [['__module__', module]]);
    kept.set(cls, state);
    library.set(key, cls);
  }
  return cls;
}

const OPTIMIZER_MEMBERS: readonly (readonly [string, Value])[] = [
  ['__module__', 'torch.optim'],
  [
    '__init__',
    nativeMethod('__init__(self, params, lr=None, *args, **kwargs)', (rt, args) => {
      const self = args.known('self');
      if (!(self instanceof PyObject)) return null;
      made.set(self, { span: rt.here(), module: moduleOf(args.value('params'))?.serial ?? null });
      const defaults: [string, Value][] = [...args.extra];
      // A user's own optimiser hands its settings over as one dictionary.
      const second = args.value('lr');
      if (second instanceof PyDict) {
        for (const [key, value] of second.entries) if (typeof key === 'string') defaults.push([key, value]);
      } else defaults.push(['lr', second ?? new PyFloat(1e-3)]);
      rt.journal.mapSet(self.attrs, 'defaults', dictOf(rt, defaults));
      const state = new PyDict();
      state.defaultFactory = rt.builtinClass('dict');
      rt.journal.mapSet(self.attrs, 'state', state);
      rt.journal.mapSet(self.attrs, 'param_groups', groups(rt, args.value('params'), defaults));
      return null;
    }),
  ],
  ['zero_grad', nativeMethod('zero_grad(self, set_to_none=True)', () => null)],
  [
    'step',
    nativeMethod('step(self, closure=None)', (rt, args) => {
      const self = args.known('self');
      const closure = args.value('closure');
      const loss = closure === null ? null : rt.call(closure, []);
      if (self instanceof PyObject) recordStep(rt, self);
      return loss;
    }),
  ],
  [
    'add_param_group',
    nativeMethod('add_param_group(self, param_group)', (rt, args) => {
      const self = args.known('self');
      const list = self instanceof PyObject ? self.attrs.get('param_groups') : undefined;
      if (list instanceof PyList) rt.journal.push(list, args.value('param_group'));
      return null;
    }),
  ],
  ['state_dict', nativeMethod('state_dict(self)', (rt) => rt.unknown('the state of an optimiser'))],
  ['load_state_dict', nativeMethod('load_state_dict(self, state_dict)', () => null)],
  ['register_step_post_hook', nativeMethod('register_step_post_hook(self, hook)', () => null)],
  ['register_step_pre_hook', nativeMethod('register_step_pre_hook(self, hook)', () => null)],
];

/** One dictionary per group of parameters, each with the settings that it does not override. */
function groups(rt: Runtime, params: Value, defaults: readonly (readonly [string, Value])[]): Value {
  const items = params instanceof TorchTensor ? [params] : rt.elements(params);
  if (items instanceof Unknown) return new PyList([dictOf(rt, [...defaults, ['params', items]])]);
  const isGrouped = items[0] instanceof PyDict;
  const sources = isGrouped ? items : [dictOf(rt, [['params', new PyList([...items])]])];
  return new PyList(
    sources.map((source) => {
      const group = dictOf(rt, defaults);
      if (!(source instanceof PyDict)) return group;
      for (const [key, value] of source.entries) {
        const isParams = key === 'params' && !(value instanceof TorchTensor);
        const listed = isParams ? rt.elements(value) : null;
        group.entries.set(
          key,
          listed === null || listed instanceof Unknown ? value : new PyList([...listed]),
        );
      }
      return group;
    }),
  );
}

function recordStep(rt: Runtime, self: PyObject): void {
  const optimizer = optimizerInfo(self);
  const { unknown } = optimizer;
  const model = unknown === undefined ? {} : { model: { ...unknown, mainLine: rt.mainLine() } };
  traceOf(rt).record({ type: 'step', optimizer, ...model, span: rt.here() });
}

const infos = new WeakMap<PyObject, OptimizerInfo>();
/** Where each was made, and of which module's parameters. */
const made = new WeakMap<PyObject, { readonly span: SourceSpan | null; readonly module: number | null }>();

/** The same object each time, so that the steps of a loop compare as equal. */
export function optimizerInfo(self: PyObject): OptimizerInfo {
  let info = infos.get(self);
  if (info === undefined) {
    info = describe(self);
    infos.set(self, info);
  }
  return info;
}

function describe(self: PyObject): OptimizerInfo {
  const known = self.cls.mro.find(({ name }) => Object.hasOwn(STATE_PER_PARAMETER, name));
  const list = self.attrs.get('param_groups');
  const groupDicts = list instanceof PyList ? list.items.filter((item) => item instanceof PyDict) : [];
  const serials: number[] = [];
  let isWhole = list instanceof PyList && list.taint === null;
  let why = list instanceof PyList ? list.taint : null;
  let extra = 0;
  for (const group of groupDicts) {
    const params = group.entries.get('params');
    if (params instanceof TorchTensor) serials.push(params.serial);
    else if (params instanceof PyList) {
      for (const item of params.items) {
        if (item instanceof TorchTensor) serials.push(item.serial);
        else if (item instanceof Unknown) why ??= item;
      }
    } else {
      isWhole = false;
      if (params instanceof Unknown) why ??= params;
    }
    const momentum = group.entries.get('momentum');
    const hasMomentum = momentum instanceof PyFloat ? momentum.value !== 0 : Boolean(momentum);
    if (hasMomentum || group.entries.get('amsgrad') === true) extra = 1;
  }
  // PyTorch refuses to optimise nothing: there are parameters, in parts of the model that could not be read.
  if (isWhole && serials.length === 0) {
    isWhole = false;
    why ??= new Unknown('none of the parameters of the model are known', made.get(self)?.span ?? null);
  }
  const module = made.get(self)?.module ?? null;
  const further = self.cls.mro.map((cls) => kept.get(cls)).find((one) => one !== undefined);
  // bitsandbytes' own argument, of optimisers that can do both.
  const isNarrow = groupDicts.some((group) => group.entries.get('optim_bits') === 8);
  const stored = isNarrow ? 'bitsandbytes-8bit' : further?.stored;
  const state = further?.state ?? (known === undefined ? 2 : (STATE_PER_PARAMETER[known.name] ?? 2));
  return {
    name: self.cls.name,
    statePerParameter: state + extra,
    ...(stored === undefined
      ? {}
      : { stored: { bytes: stateBytesOf(stored), source: STATE_FORMATS[stored].source } }),
    parameters: isWhole ? serials : null,
    ...(why === null ? {} : { unknown: unknownModel(self, why) }),
    ...(module === null ? {} : { module }),
  };
}

function unknownModel(self: PyObject, why: Unknown): UnknownModel {
  return { serial: self.serial, name: null, givenTo: made.get(self)?.span ?? null, why, mainLine: null };
}

export const SCHEDULERS: readonly string[] = [
  'LRScheduler',
  '_LRScheduler',
  'StepLR',
  'MultiStepLR',
  'ConstantLR',
  'LinearLR',
  'ExponentialLR',
  'PolynomialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'CyclicLR',
  'OneCycleLR',
  'LambdaLR',
  'MultiplicativeLR',
  'SequentialLR',
  'ChainedScheduler',
  'ReduceLROnPlateau',
];

/** `torch.optim.lr_scheduler.<name>`: learning rates have no effect on counts. */
export function schedulerClass(rt: Runtime, name: string): PyClass | undefined {
  if (!SCHEDULERS.includes(name)) return undefined;
  const { library } = stateOf(rt);
  const key = `lr_scheduler.${name}`;
  let cls = library.get(key);
  if (cls === undefined) {
    const rate = native('get_last_lr(self)', (runtime) => new PyList([runtime.unknown('a learning rate')]));
    cls = nativeClass(
      name,
      [rt.builtinClass('object')],
      [
        ['__module__', 'torch.optim.lr_scheduler'],
        [
          '__init__',
          nativeMethod('__init__(self, optimizer=None, *args, **kwargs)', (runtime, args) => {
            const self = args.known('self');
            if (self instanceof PyObject) {
              runtime.journal.mapSet(self.attrs, 'optimizer', args.value('optimizer'));
              runtime.journal.mapSet(self.attrs, 'last_epoch', 0);
            }
            return null;
          }),
        ],
        ['step', nativeMethod('step(self, *args, **kwargs)', () => null)],
        ['get_last_lr', nativeMethod('get_last_lr(self)', (runtime) => runtime.call(rate, [null]))],
        ['get_lr', nativeMethod('get_lr(self)', (runtime) => runtime.call(rate, [null]))],
        [
          'state_dict',
          nativeMethod('state_dict(self)', (runtime) => runtime.unknown('the state of a schedule')),
        ],
        ['load_state_dict', nativeMethod('load_state_dict(self, state_dict)', () => null)],
      ],
    );
    library.set(key, cls);
  }
  return cls;
}
