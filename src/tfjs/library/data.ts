/** `tf.data`: data sets by the pipeline of Keras, with the methods that JavaScript knows. */
import { HostObject } from '../../python/runtime/host.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyClass, PyDict, PyIterator, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Dataset, type DatasetInit } from '../../keras/pipeline/dataset.ts';
import { datasetClass } from '../../keras/pipeline/methods.ts';
import { leavesOf, mapLeaves } from '../../keras/structure.ts';
import { Tensor } from '../../keras/tensor.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing } from '../../units/found.ts';
import { scriptOf, type ScriptRuntime } from '../script/api.ts';
import { Namespace, scriptFunction, scriptMethod, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { createTensor } from './values.ts';

const classes = new WeakMap<Runtime, PyClass>();

export class ScriptDataset extends Dataset {
  override with(change: Partial<DatasetInit>): ScriptDataset {
    return new ScriptDataset({ ...this.init, ...change });
  }

  override pyClass(rt: Runtime): PyClass {
    let cls = classes.get(rt);
    if (cls === undefined) {
      const dict = new Store(METHODS.map((method): [string, Value] => [method.name, method]));
      cls = new PyClass({ name: 'Dataset', bases: [scriptOf(rt).builtinClass('Object')], dict });
      classes.set(rt, cls);
    }
    return cls;
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    const { count } = this.init;
    return name === 'size' ? (count instanceof Unknown ? null : count) : undefined;
  }
}

/** As `fit` wants it: `{ xs, ys }` is a pair. */
export function forFit(js: ScriptRuntime, data: ScriptDataset): ScriptDataset {
  const { element } = data.init;
  if (!(element instanceof PyDict)) return data;
  const [xs, ys] = [js.getMember(element, 'xs'), js.getMember(element, 'ys')];
  return data.with({ element: new PyTuple([xs, ys === UNDEFINED ? null : ys]) });
}

function dataset(call: ScriptCall): ScriptDataset {
  if (call.self instanceof ScriptDataset) return call.self;
  throw call.js.error('TypeError', `${call.js.describe(call.self)} is no data set`);
}

/** A method of Keras' pipeline, on values for Keras' parameters. */
function keras(call: ScriptCall, name: string, positional: readonly Value[]): Value {
  const method = call.rt.findInClass(datasetClass(call.rt), name);
  return call.rt.call(method ?? null, [dataset(call), ...positional]);
}

/** What a batch makes of one element: every leaf a tensor. */
function tensorised(js: ScriptRuntime, element: Value): Value {
  if (element instanceof PyDict) {
    return mapEntries(js, element, (value) => tensorised(js, value));
  }
  if (element instanceof Unknown || element instanceof Tensor) return element;
  if (element instanceof NdArray) return new Tensor(element.shape, element.dtype);
  return createTensor(js, element, UNDEFINED, UNDEFINED);
}

function mapEntries(js: ScriptRuntime, object: PyDict, change: (value: Value) => Value): Value {
  const entries = js.ownEntries(object);
  if (entries instanceof Unknown) return entries;
  return js.object(entries.map(([name, value]): [string, Value] => [name, change(value)]));
}

/** `batch(size, smallLastBatch = true)`. */
const batch = scriptMethod('batch', (call) => {
  const self = dataset(call);
  const plain = self.with({ element: tensorised(call.js, self.init.element) });
  const method = call.rt.findInClass(datasetClass(call.rt), 'batch');
  return call.rt.call(method ?? null, [plain, call.arg(0), !call.truth(1, true)]);
});

const map = scriptMethod('map', (call) => {
  const self = dataset(call);
  const { element } = self.init;
  if (element instanceof Unknown) return self;
  const result = traceOf(call.rt).silently(() => call.js.call(call.arg(0), UNDEFINED, [element]));
  return self.with({ element: result });
});

/** What a filter leaves is not known. */
const filter = scriptMethod('filter', (call) => {
  const lost = call.js.unknown('how many elements a filter leaves depends on the data');
  return dataset(call).with({ count: lost, samples: missing(lost.reason, lost.span) });
});

const forEach = scriptMethod('forEachAsync', (call) => {
  const self = dataset(call);
  call.js.forEach(self.iterate(call.rt), (element) => void call.js.call(call.arg(0), UNDEFINED, [element]));
  return UNDEFINED;
});

const counted = (name: string): NativeFunction =>
  scriptMethod(name, (call) => keras(call, name, [call.given(0) ? call.arg(0) : null]));

const METHODS: readonly NativeFunction[] = [
  batch,
  map,
  scriptMethod('mapAsync', (call) => call.js.callMember(call.self, 'map', call.args)),
  filter,
  forEach,
  counted('repeat'),
  counted('take'),
  counted('skip'),
  scriptMethod('shuffle', dataset),
  scriptMethod('prefetch', dataset),
  scriptMethod('concatenate', (call) => keras(call, 'concatenate', [call.arg(0)])),
  scriptMethod('toArray', (call) => {
    const { count, element } = dataset(call).init;
    if (count instanceof Unknown) return count;
    if (count > 10_000) return call.js.unknown('a data set of so many elements is not written out');
    return new PyList(new Array<Value>(count).fill(element));
  }),
  scriptMethod('iterator', (call) => dataset(call).iterate(call.rt).element(0)),
  scriptMethod('columnNames', ({ js }) => js.unknown('the columns of a file')),
];

function fromArray(call: ScriptCall): Value {
  const items = call.known(0);
  if (items instanceof NdArray) {
    const [count = 0, ...rest] = items.shape;
    return plain(call, new NdArray(rest, items.dtype), count, 'length of the array');
  }
  const all = call.elements(0);
  return plain(call, all[0] ?? null, all.length, 'length of the array');
}

function plain(call: ScriptCall, element: Value, count: number, detail: string): ScriptDataset {
  const span = call.rt.here();
  return new ScriptDataset({
    element,
    count,
    name: null,
    samples: given(count, 'code', detail, span),
    batch: null,
    dropLast: false,
    span,
  });
}

function open(call: ScriptCall, element: Value, reason: string): ScriptDataset {
  const lost = call.js.unknown(reason);
  return new ScriptDataset({
    element,
    count: lost,
    name: null,
    samples: missing(lost.reason, lost.span),
    batch: null,
    dropLast: false,
    span: call.rt.here(),
  });
}

/** The first element of what a generator function gives. */
function generated(call: ScriptCall): Value {
  const iterator = traceOf(call.rt).silently(() => call.js.call(call.arg(0), UNDEFINED, []));
  const first = iterator instanceof PyIterator ? iterator.next() : call.js.unknown('what a generator gives');
  return open(call, first ?? null, 'how many elements a generator gives');
}

/** `tf.data.zip({ xs, ys })` and `tf.data.zip([xs, ys])`. */
function zip(call: ScriptCall): Value {
  const { js } = call;
  const nest = call.known(0);
  const parts = nest instanceof PyDict ? js.ownEntries(nest) : [];
  if (parts instanceof Unknown) return parts;
  const sets =
    nest instanceof PyDict
      ? parts.map(([, value]) => value)
      : leavesOf(nest instanceof HostObject ? null : nest);
  const found = sets.flatMap((set) => (set instanceof ScriptDataset ? [set] : []));
  const [first] = found;
  if (first === undefined || found.length < sets.length) return js.unknown('a data set made of unknown ones');
  const lost = found.find(({ init }) => init.count instanceof Unknown);
  const shortest = found.reduce((least, set) =>
    Number(set.init.count) < Number(least.init.count) ? set : least,
  );
  const of = (value: Value): Value => (value instanceof ScriptDataset ? value.init.element : value);
  const element = nest instanceof PyDict ? mapEntries(js, nest, of) : mapLeaves(call.rt, nest, of);
  return (lost ?? shortest).with({ element });
}

const MEMBERS: Readonly<Record<string, NativeFunction>> = {
  array: scriptFunction('array', fromArray),
  zip: scriptFunction('zip', zip),
  generator: scriptFunction('generator', generated),
  csv: scriptFunction('csv', (call) => {
    const reason = 'the rows of a file';
    return open(call, call.js.unknown(reason), reason);
  }),
  webcam: scriptFunction('webcam', ({ js }) => js.unknown('pictures of a camera')),
  microphone: scriptFunction('microphone', ({ js }) => js.unknown('sounds of a microphone')),
  func: scriptFunction('func', generated),
};

export const dataNamespace = (): Namespace =>
  new Namespace('tf.data', (_js, name) => (Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined));
