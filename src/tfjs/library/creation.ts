/** Functions that make tensors: of values, of one number, of random numbers. */
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { PyFloat } from '../../python/runtime/values.ts';
import { HostObject } from '../../python/runtime/host.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import type { PyClass } from '../../python/runtime/values.ts';
import { emit } from '../../keras/record.ts';
import { Tensor } from '../../keras/tensor.ts';
import type { DType } from '../../tensor/dtype.ts';
import { creation } from '../../tensor/ops/creation.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { scriptOf } from '../script/api.ts';
import { scriptFunction, scriptMethod, type ScriptCall } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { VARIABLE } from './ops.ts';
import { createTensor, dtypeArgument, shapeOf } from './values.ts';

function made(
  call: ScriptCall,
  name: string,
  shape: Shape,
  dtype: DType,
  value: number | null = null,
): Tensor {
  const values = value === null ? null : new Array<number>(Math.min(elementCount(shape), 4097)).fill(value);
  return emit(call.rt, name, creation({ shape, dtype }), [], dtype, { values });
}

const filled = (name: string, value: number): NativeFunction =>
  scriptFunction(name, (call) =>
    made(call, name, shapeOf(call.js, call.known(0)), dtypeArgument(call, 1, 'float32'), value),
  );

const random = (name: string, dtypeAt: number): NativeFunction =>
  scriptFunction(name, (call) =>
    made(call, 'normal', shapeOf(call.js, call.known(0)), dtypeArgument(call, dtypeAt, 'float32')),
  );

const tensorOfRank = (name: string, dtypeAt: number): NativeFunction =>
  scriptFunction(name, (call) => {
    const shape = dtypeAt === 2 ? call.arg(1) : UNDEFINED;
    return createTensor(call.js, call.known(0), shape, call.arg(dtypeAt));
  });

/** `tf.buffer(shape, dtype)`: written element by element. */
class TensorBuffer extends HostObject {
  readonly shape: Shape;
  readonly dtype: DType;
  constructor(shape: Shape, dtype: DType) {
    super();
    this.shape = shape;
    this.dtype = dtype;
  }

  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return scriptOf(rt).list([...this.shape]);
      case 'dtype':
        return this.dtype;
      case 'size':
        return elementCount(this.shape);
      case 'set':
        return SET;
      case 'get':
        return GET;
      case 'toTensor':
        return TO_TENSOR;
      default:
        return undefined;
    }
  }

  override isEquivalent(other: HostObject): boolean {
    return (
      other instanceof TensorBuffer && other.shape.join() === this.shape.join() && other.dtype === this.dtype
    );
  }
}

const SET = scriptMethod('set', () => UNDEFINED);
const GET = scriptMethod('get', ({ js }) => js.unknown('an element of a buffer'));
const TO_TENSOR = scriptMethod('toTensor', ({ self }) =>
  self instanceof TensorBuffer ? new Tensor(self.shape, self.dtype) : UNDEFINED,
);

export const CREATION: readonly NativeFunction[] = [
  tensorOfRank('tensor', 2),
  tensorOfRank('tensor1d', 1),
  ...[2, 3, 4, 5, 6].map((rank) => tensorOfRank(`tensor${rank}d`, 2)),
  scriptFunction('scalar', (call) => createTensor(call.js, call.known(0), UNDEFINED, call.arg(1))),
  filled('zeros', 0),
  filled('ones', 1),
  scriptFunction('fill', (call) =>
    made(call, 'full', shapeOf(call.js, call.known(0)), dtypeArgument(call, 2, 'float32')),
  ),
  scriptFunction('eye', (call) => {
    const rows = call.int(0);
    return made(call, 'eye', [rows, call.int(1, rows)], 'float32');
  }),
  random('randomNormal', 3),
  random('truncatedNormal', 3),
  random('randomUniform', 3),
  random('randomStandardNormal', 1),
  random('randomGamma', 3),
  scriptFunction('randomUniformInt', (call) =>
    made(call, 'normal', shapeOf(call.js, call.known(0)), 'int32'),
  ),
  scriptFunction('rand', (call) => made(call, 'normal', shapeOf(call.js, call.known(0)), 'float32')),
  scriptFunction('multinomial', (call) => {
    const logits = call.known(0);
    const rows = logits instanceof Tensor ? logits.shape.slice(0, -1) : [];
    return made(call, 'multinomial', [...rows, call.int(1)], 'int32');
  }),
  scriptFunction('range', (call) => {
    const [from, to] = [call.number(0), call.number(1)];
    const step = call.number(2, from <= to ? 1 : -1);
    const count = Math.max(Math.ceil((to - from) / step), 0);
    const values = count > 4096 ? null : Array.from({ length: count }, (_, i) => from + i * step);
    return emit(
      call.rt,
      'arange',
      creation({ shape: [count], dtype: 'float32' }),
      [],
      dtypeArgument(call, 3, 'float32'),
      {
        values,
      },
    );
  }),
  scriptFunction('linspace', (call) => made(call, 'linspace', [call.int(2)], 'float32')),
  scriptFunction(
    'buffer',
    (call) => new TensorBuffer(shapeOf(call.js, call.known(0)), dtypeArgument(call, 1, 'float32')),
  ),
  scriptFunction('variable', VARIABLE),
];

export const EPSILON = new PyFloat(1e-7);
