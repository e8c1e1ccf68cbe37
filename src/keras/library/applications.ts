/**
 * `keras.applications` where the source of Keras is not installed: a model of one layer with the parameters and
 * multiplications of the catalogue. What is counted with it is estimated.
 */
import { findKnownModel, type KnownModel } from '../../catalog/knownModels.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { isSequence, native, settled, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyFloat, PyObject } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { NO_WORK } from '../../tensor/work.ts';
import { bytes, macs } from '../../units/quantity.ts';
import { createInput } from '../input.ts';
import { guarded } from '../invoke.ts';
import type { LayerCall, LayerSpec } from '../layer.ts';
import { classFromSpec } from '../layerClass.ts';
import { op } from '../opCall.ts';
import { emit } from '../record.ts';
import { sizesOf } from '../shapes.ts';
import { stateOf } from '../state.ts';
import type { SymbolicShape, Tensor } from '../tensor.ts';
import { createLayer } from '../wrapping.ts';
import { installedModule, type Members } from './module.ts';

const REST =
  "weights='imagenet', input_tensor=None, input_shape=None, pooling=None, classes=1000, " +
  "classifier_activation='softmax', name=None, **kwargs";
const SIZED_REST =
  "include_top=True, weights='imagenet', input_tensor=None, pooling=None, classes=1000, " +
  "classifier_activation='softmax', name=None, **kwargs";

/** Builders that take the input's shape first, by the beginning of their names. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['MobileNetV2', `input_shape=None, alpha=1.0, ${SIZED_REST}`],
  ['MobileNetV3', `input_shape=None, alpha=1.0, minimalistic=False, ${SIZED_REST}`],
  ['MobileNet', `input_shape=None, alpha=1.0, depth_multiplier=1, dropout=0.001, ${SIZED_REST}`],
  ['NASNet', `input_shape=None, ${SIZED_REST}`],
];

/** Arguments that make another model of it than the one that was counted. */
const COUNTED_WITH: Readonly<Record<string, number | boolean>> = {
  alpha: 1,
  depth_multiplier: 1,
  minimalistic: false,
};

/** What was measured of the model, as it is asked for. */
interface Published {
  readonly model: KnownModel;
  readonly params: number;
  /** Of one input of the size that was measured. */
  readonly macs: number;
  /** Classes, or height, width and channels of the trunk's output at that size. */
  readonly output: Shape;
}

function published(rt: Runtime, model: KnownModel, hasTop: boolean, classes: number): Published {
  if (!hasTop) {
    if (model.trunk === null) throw new UnknownInput(rt.unknown(`${model.name} without its head`));
    return { model, params: model.trunk.params, macs: model.trunk.macs, output: model.trunk.output };
  }
  const more = classes - 1000;
  if (more !== 0 && model.features === null) {
    throw new UnknownInput(rt.unknown(`${model.name} with ${classes} classes`));
  }
  const width = model.features ?? 0;
  return {
    model,
    params: model.params + more * (width + 1),
    macs: model.macs + more * width,
    output: [classes],
  };
}

/** The size of the trunk's output, which shrinks in proportion. */
function outputShape({ model, output }: Published, shape: Shape): Shape {
  const [batch = 1, ...rest] = shape;
  if (output.length === 1) return [batch, ...output];
  const spatial = output
    .slice(0, 2)
    .map((size, axis) => Math.ceil(((rest[axis] ?? 1) * size) / (model.input[axis] ?? 1)));
  return [batch, ...spatial, ...output.slice(2)];
}

function run({ rt, layer, x }: LayerCall, facts: Published): Tensor {
  const { model } = facts;
  const share = elementCount(x.shape.slice(1)) / elementCount(model.input);
  rt.recorder.assume(
    `the source of Keras is not installed: parameters and multiplications of ${model.name} are those of ${model.source}`,
    rt.here(),
  );
  if (share !== 1) {
    rt.recorder.assume(
      `the multiplications of ${model.name} grow with its input: they were counted for ${model.input.join('x')}`,
      rt.here(),
    );
  }
  const shape = outputShape(facts, x.shape);
  const work = {
    ...NO_WORK,
    macs: macs(Math.round(facts.macs * (x.shape[0] ?? 1) * share)),
    bytesRead: bytes(facts.params * 4 + elementCount(x.shape) * 4),
    bytesWritten: bytes(elementCount(shape) * 4),
  };
  const result = { outputs: [shape], kind: 'conv' as const, work };
  return emit(rt, 'published_model', result, [x, layer.weight('weights')], layer.computeDType, {
    published: model.id,
  });
}

/** The one layer that stands for all of them. */
function layerFor(rt: Runtime, facts: Published): PyObject {
  const spec: LayerSpec = {
    signature: `${facts.model.name}()`,
    rank: 4,
    isWhole: true,
    build: (layer) => {
      layer.addWeight('weights', [facts.params]);
    },
    call: (call) => run(call, facts),
  };
  const layer = rt.call(classFromSpec(rt, facts.model.name, spec, stateOf(rt).classes.Layer), []);
  if (!(layer instanceof PyObject)) throw new TypeError('a layer is an object');
  return layer;
}

/** A list of one pool, or none. */
function poolingLayers(rt: Runtime, args: Args, hasTop: boolean): readonly PyObject[] {
  const pooling = args.stringOrNone('pooling');
  if (hasTop || pooling === null) return [];
  return [createLayer(rt, pooling === 'max' ? 'GlobalMaxPooling2D' : 'GlobalAveragePooling2D', {})];
}

function inputShape(rt: Runtime, args: Args, model: KnownModel, hasTop: boolean): SymbolicShape {
  const given = args.known('input_shape');
  if (given !== null) return [null, ...sizesOf(rt, given)];
  const [height = 1, width = 1, channels = 3] = model.input;
  return hasTop ? [null, height, width, channels] : [null, null, null, channels];
}

/** Raises UnknownInput for a variant that was not counted. */
function checkVariant(rt: Runtime, args: Args, model: KnownModel): void {
  for (const [name, counted] of Object.entries(COUNTED_WITH)) {
    if (!args.given(name) && !args.extra.has(name)) continue;
    const value = settled(args.extra.get(name) ?? args.value(name));
    const plain = value instanceof PyFloat ? value.value : value;
    if (plain !== counted) {
      throw new UnknownInput(
        rt.unknown(
          `the source of Keras is not installed, and ${model.name} is counted with ${name}=${String(counted)} only`,
        ),
      );
    }
  }
}

function build(rt: Runtime, args: Args, model: KnownModel): Value {
  checkVariant(rt, args, model);
  const hasTop = args.bool('include_top');
  const facts = published(rt, model, hasTop, args.int('classes'));
  const given = args.known('input_tensor');
  const input = given ?? createInput(rt, inputShape(rt, args, model, hasTop), 'float32', null);
  const output = [layerFor(rt, facts), ...poolingLayers(rt, args, hasTop)].reduce<Value>(
    (x, layer) => rt.call(layer, [x]),
    input,
  );
  const inputs =
    given === null
      ? input
      : rt.call(rt.getAttribute(rt.importModule('keras.utils'), 'get_source_inputs'), [given]);
  const name = args.stringOrNone('name') ?? model.name.toLowerCase();
  const inner = isSequence(inputs) && inputs.items.length === 1 ? (inputs.items[0] ?? null) : inputs;
  return rt.call(stateOf(rt).classes.Functional, [inner, output], new Map([['name', name]]));
}

function builder(model: KnownModel): NativeFunction {
  const [, own] = SIGNATURES.find(([prefix]) => model.name.startsWith(prefix)) ?? [];
  const params = own ?? `include_top=True, ${REST}`;
  return native(`${model.name}(${params})`, (rt, args) => guarded(rt, () => build(rt, args, model)));
}

const PREPROCESS = op('preprocess_input(x, data_format=None, mode="caffe")', (call) => {
  const x = call.tensor('x');
  return emit(call.rt, 'sub', elementwise('sub', [x]), [x], x.dtype);
});

const members: Members = (rt, name) => {
  if (name.startsWith('__')) return undefined;
  if (name === 'preprocess_input') return PREPROCESS;
  if (name === 'decode_predictions') return new Inert(name);
  const found = findKnownModel(`keras/${name}`);
  if (found.found && found.value.name === name) return builder(found.value);
  return rt.unknown(`the source of Keras is not installed, and the catalogue has no ${name}`);
};

const SUBMODULES = [
  ...['convnext', 'densenet', 'efficientnet', 'efficientnet_v2', 'imagenet_utils', 'inception_resnet_v2'],
  ...[
    'inception_v3',
    'mobilenet',
    'mobilenet_v2',
    'mobilenet_v3',
    'nasnet',
    'resnet',
    'resnet50',
    'resnet_v2',
  ],
  ...['vgg16', 'vgg19', 'xception'],
];

/** Used only where Keras itself is not on the search path. */
export const APPLICATION_MODULES: readonly LibraryModule[] = ['', ...SUBMODULES].flatMap((name) =>
  installedModule(name === '' ? 'applications' : `applications.${name}`, members),
);
