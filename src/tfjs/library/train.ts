/** `tf.train` and gradients: optimisers that a model is compiled with, or that minimise a function themselves. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyClass, PyDict, PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { optimizerInfo, optimizerMember, recordStep } from '../../keras/optimizers.ts';
import { withState } from '../../keras/state.ts';
import { Tensor, Variable } from '../../keras/tensor.ts';
import { traceOf } from '../../trace/trace.ts';
import { Namespace, scriptFunction, scriptMethod, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';

/** By maker: Keras' class, and the options that come by position after the learning rate. */
const MAKERS: Readonly<Record<string, { readonly className: string; readonly options: readonly string[] }>> =
  {
    sgd: { className: 'SGD', options: [] },
    momentum: { className: 'SGD', options: ['momentum'] },
    adagrad: { className: 'Adagrad', options: [] },
    adadelta: { className: 'Adadelta', options: [] },
    adam: { className: 'Adam', options: [] },
    adamax: { className: 'Adamax', options: [] },
    rmsprop: { className: 'RMSprop', options: ['rho', 'momentum', 'epsilon', 'centered'] },
  };

function forward(call: ScriptCall, fn: Value): Value {
  return withState(call.rt, 'gradEnabled', true, () => call.js.call(fn, UNDEFINED, []));
}

/** Forward pass, backward pass; the cost. */
function differentiated(call: ScriptCall, fn: Value): Value {
  const cost = forward(call, fn);
  if (cost instanceof Unknown) call.rt.recorder.incomplete(cost);
  traceOf(call.rt).record({ type: 'backward', span: call.rt.here() });
  return cost;
}

function variables(value: Value): readonly Variable[] | null {
  if (!(value instanceof PyList)) return null;
  return value.items.flatMap((item) => (item instanceof Variable ? [item] : []));
}

const METHODS: readonly NativeFunction[] = [
  scriptMethod('minimize', (call) => {
    const cost = differentiated(call, call.arg(0));
    recordStep(call.rt, optimizerInfo(call.rt, call.self), variables(call.arg(2)));
    return call.truth(1, false) ? cost : null;
  }),
  scriptMethod('computeGradients', (call) => gradientsOf(call, differentiated(call, call.arg(0)))),
  scriptMethod('applyGradients', (call) => {
    recordStep(call.rt, optimizerInfo(call.rt, call.self), null);
    return UNDEFINED;
  }),
  ...['dispose', 'setWeights', 'saveIterations', 'setLearningRate'].map((name) =>
    scriptMethod(name, () => UNDEFINED),
  ),
  scriptMethod('getWeights', () => new PyList([])),
  scriptMethod('getClassName', ({ self }) => (self instanceof PyObject ? self.cls.name : '')),
];

/** `{ value, grads }`: a gradient for every variable by its name, which is not looked into. */
function gradientsOf(call: ScriptCall, cost: Value): Value {
  const grads = new PyDict();
  grads.taint = call.js.unknown('the gradients by name');
  return call.js.object([
    ['value', cost],
    ['grads', grads],
  ]);
}

const classes = new WeakMap<Runtime, Map<string, PyClass>>();

function optimizerClass(rt: Runtime, className: string): PyClass | undefined {
  let made = classes.get(rt);
  if (made === undefined) classes.set(rt, (made = new Map<string, PyClass>()));
  const known = made.get(className);
  if (known !== undefined) return known;
  const base = optimizerMember(rt, className);
  if (!(base instanceof PyClass)) return undefined;
  const dict = new Store(METHODS.map((method): [string, Value] => [method.name, method]));
  const cls = new PyClass({ name: className, bases: [base], dict });
  made.set(className, cls);
  return cls;
}

const makers = new Map<string, NativeFunction>();

export const trainNamespace = (): Namespace =>
  new Namespace('tf.train', (_js, name) => {
    const row = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
    if (row === undefined) return undefined;
    let maker = makers.get(name);
    if (maker === undefined) {
      maker = scriptFunction(name, (call) => {
        const keywords = new Map<string, Value>();
        row.options.forEach((option, i) => {
          if (call.given(i + 1)) keywords.set(option, call.arg(i + 1));
        });
        const cls = optimizerClass(call.rt, row.className);
        return call.rt.call(cls ?? null, call.given(0) ? [call.arg(0)] : [], keywords);
      });
      makers.set(name, maker);
    }
    return maker;
  });

/** `tf.variableGrads`, `tf.valueAndGrads`, `tf.grad`, … */
export const GRADIENTS: readonly NativeFunction[] = [
  scriptFunction('variableGrads', (call) => gradientsOf(call, differentiated(call, call.arg(0)))),
  ...['grad', 'grads', 'valueAndGrad', 'valueAndGrads'].map((name) =>
    scriptFunction(name, (outer) => {
      const fn = outer.arg(0);
      return scriptFunction('gradient', (call) => {
        const args = name.endsWith('s') ? call.elements(0) : call.args;
        const cost = withState(call.rt, 'gradEnabled', true, () => call.js.call(fn, UNDEFINED, args));
        traceOf(call.rt).record({ type: 'backward', span: call.rt.here() });
        const like = args.map((arg) => (arg instanceof Tensor ? new Tensor(arg.shape, arg.dtype) : arg));
        const result = name.endsWith('s') ? new PyList([...like]) : (like[0] ?? null);
        if (!name.startsWith('value')) return result;
        return call.js.object([
          ['value', cost],
          [name.endsWith('s') ? 'grads' : 'grad', result],
        ]);
      });
    }),
  ),
];
