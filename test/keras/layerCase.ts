/** A case of a layer, run by the analyser and compared with what Keras itself computed. */
import { expect } from 'chai';
import { kerasFramework } from '../../src/keras/framework.ts';
import { kerasLibraries } from '../../src/keras/libraries.ts';
import { leavesOf } from '../../src/keras/structure.ts';
import { KerasTensor, Tensor } from '../../src/keras/tensor.ts';
import { Unknown } from '../../src/python/runtime/values.ts';
import type { Value, PyObject } from '../../src/python/runtime/values.ts';
import { run, type Run } from '../python/evaluate.ts';
import { outermost, totalMacs } from './events.ts';
import type { LayerCase } from './truth.ts';

const NAMES = ['x', 'y', 'z'];

/** The case as a script: its inputs made by `make`, the layer called on them. */
function script({ expr, inputs, dtypes }: LayerCase, make: (shape: string, dtype: string) => string): string {
  const lines = inputs.map(
    (shape, i) => `${NAMES[i]} = ${make(`(${shape.join(', ')},)`, dtypes[i] ?? 'float32')}`,
  );
  const [made = '', then] = expr.split('; ');
  const given = inputs.length === 1 ? 'x' : `[${NAMES.slice(0, inputs.length).join(', ')}]`;
  return [
    'import keras',
    'from keras import layers',
    ...lines,
    'raised = None',
    'result = None',
    'try:',
    `    layer = value = ${made}`,
    ...(then === undefined ? [] : [`    value = ${then}`]),
    // Everything that is called is called twice: the second time nothing is built any more.
    '    if isinstance(value, layers.Layer):',
    `        value(${given}, training=False)`,
    `        result = value(${given}, training=False)`,
    '    else:',
    '        result = value',
    'except Exception as error:',
    '    raised = type(error).__name__',
  ].join('\n');
}

function shapes(result: Value): unknown {
  const found = leavesOf(result).map((leaf) =>
    leaf instanceof Tensor || leaf instanceof KerasTensor ? [...leaf.shape] : null,
  );
  return found.length === 1 ? found[0] : found;
}

/** Parameters of all layers that the case calls, and those that are not trained. */
function parameters({ it, trace }: Run): { readonly all: number; readonly frozen: number } {
  const objects = new Map<number, PyObject>();
  for (const event of trace.events) {
    if (event.type === 'construct') objects.set(event.object.serial, event.object);
  }
  let [all, frozen] = [0, 0];
  for (const serial of outermost(trace.events)) {
    const object = objects.get(serial);
    if (object === undefined) continue;
    for (const { shape, trainable } of kerasFramework.inventory(it, object).parameters) {
      const size = shape.reduce((a, b) => a * b, 1);
      all += size;
      if (!trainable) frozen += size;
    }
  }
  return { all, frozen };
}

/** Fails where output, parameters or multiplications are not Keras'. */
export function checkLayer(known: LayerCase): void {
  const concrete = run(
    script(known, (shape, dtype) => `keras.ops.zeros(${shape}, dtype='${dtype}')`),
    { libraries: kerasLibraries },
  );
  const raised = concrete.get('raised');
  if (known.raises === true) {
    expect(raised, 'raised').to.be.a('string');
    return;
  }
  expect(raised, 'raised').to.equal(null);
  const result = concrete.get('result');
  if (result instanceof Unknown) expect.fail(`unknown: ${result.reason}`);
  expect(shapes(result)).to.deep.equal(known.output_shape);
  if (known.output_dtype !== null && result instanceof Tensor) {
    expect(result.dtype).to.equal(known.output_dtype);
  }
  const counted = parameters(concrete);
  expect(counted.all, 'parameters').to.equal(known.params);
  expect(counted.frozen, 'parameters that are not trained').to.equal(known.non_trainable_params);
  const calls = totalMacs(concrete.trace.events);
  // Layers were called twice, everything else once.
  const isLayer = concrete.module.vars.get('value') !== concrete.module.vars.get('result');
  if (known.macs !== null) expect(isLayer ? calls / 2 : calls, 'MACs').to.equal(known.macs);

  expect(symbolicShape(known, (shape) => [null, ...shape.slice(1)])).to.deep.equal(
    known.symbolic_output_shape,
  );
  if ((known.open_output_shape ?? null) === null) return;
  expect(
    symbolicShape(known, (shape) => opened(known.expr, shape)),
    'with open axes',
  ).to.deep.equal(known.open_output_shape);
}

/** The output on symbolic inputs. */
function symbolicShape(
  known: LayerCase,
  shapeFor: (shape: readonly number[]) => readonly (number | null)[],
): unknown {
  const inputs = known.inputs.map(shapeFor);
  let next = 0;
  const symbolic = run(
    script(known, (_shape, dtype) => {
      const sizes = (inputs[next++] ?? []).map((size) => size ?? 'None').join(', ');
      return `keras.Input(batch_shape=(${sizes},), dtype='${dtype}')`;
    }),
    { libraries: kerasLibraries },
  );
  expect(symbolic.get('raised'), 'raised on symbolic input').to.equal(null);
  const result = symbolic.get('result');
  if (result instanceof Unknown) expect.fail(`unknown: ${result.reason}`);
  return shapes(result);
}

/** Every axis open but that of the channels. */
function opened(expr: string, shape: readonly number[]): readonly (number | null)[] {
  const isFirst = expr.includes('channels_first') || expr.includes('axis=1');
  const kept = isFirst ? 1 : shape.length - 1;
  return shape.map((size, axis) => (axis === 0 || axis !== kept ? null : size));
}
