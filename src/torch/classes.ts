/** The classes of `torch` itself: Tensor, Parameter, Size, dtype, device. */
import type { Runtime } from '../python/runtime/api.ts';
import { isSequence, native, nativeClass, nativeMethod, settled } from '../python/runtime/native.ts';
import { PySlice, PyTuple, StaticMethod, Unknown } from '../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../python/runtime/values.ts';
import { elementCount } from '../tensor/shape.ts';
import type { OpCall } from './call.ts';
import { free, guarded, toDevice } from './call.ts';
import { TorchDevice } from './dtypes.ts';
import { moduleClass } from './nn/module.ts';
import { operationsOf } from './operations.ts';
import { BEHAVIOUR } from './ops/behaviour.ts';
import { LEGACY } from './ops/casting.ts';
import { tensorFrom } from './ops/creation.ts';
import { TENSOR_PROPERTIES } from './ops/tensorInfo.ts';
import { installState, stateIfAny, TorchState } from './state.ts';
import { TorchTensor } from './tensor.ts';
import { unknownParameter } from './unknownParameter.ts';

/** Sets PyTorch up in a runtime, once. */
export function ensureTorch(rt: Runtime): TorchState {
  const known = stateIfAny(rt);
  if (known !== undefined) return known;
  const Tensor = tensorClass(rt);
  const Parameter = subclassOfTensor('Parameter', Tensor, makeParameter);
  const state = new TorchState(
    {
      Tensor,
      Parameter,
      Buffer: subclassOfTensor('Buffer', Tensor, makeBuffer),
      UninitializedParameter: subclassOfTensor('UninitializedParameter', Parameter, uninitialized),
      Size: sizeClass(rt),
      dtype: nativeClass('dtype', [rt.builtinClass('object')], []),
      device: deviceClass(rt),
      Module: moduleClass(rt),
    },
    BEHAVIOUR,
  );
  installState(rt, state);
  return state;
}

function tensorClass(rt: Runtime): PyClass {
  const create = new StaticMethod(
    free('__new__(cls, *args, **kwargs)', (call) => legacyTensor(call, 'FloatTensor')),
  );
  return nativeClass(
    'Tensor',
    [rt.builtinClass('object')],
    [
      ['__module__', 'torch'],
      ['__new__', create],
      ...operationsOf('Tensor'),
      ...TENSOR_PROPERTIES,
      ['_make_subclass', new StaticMethod(makeSubclass)],
    ],
  );
}

/** `torch.Tensor(2, 3)` is uninitialised memory, `torch.Tensor([2, 3])` these values. */
function legacyTensor(call: OpCall, name: string): Value {
  const dtype = LEGACY[name] ?? 'float32';
  const { rest } = call.args;
  const first = settled(rest[0] ?? null);
  if (rest.length === 0) return new TorchTensor([0], dtype);
  const isData =
    rest.length === 1 && (first instanceof TorchTensor || (isSequence(first) && !isSize(call.rt, first)));
  if (!isData && (typeof first === 'number' || isSequence(first))) {
    return new TorchTensor(call.sizes('size'), dtype);
  }
  const source = tensorFrom(call, first, dtype);
  return source;
}

function isSize(rt: Runtime, value: Value): boolean {
  return (
    value instanceof PyTuple &&
    value.cls !== null &&
    value.cls.name === 'Size' &&
    rt.classOf(value).name === 'Size'
  );
}

/** `torch.FloatTensor` and its like: callable, and something to compare types with. */
export function legacyConstructor(name: string): NativeFunction {
  return free(`${name}(*args, **kwargs)`, (call) => legacyTensor(call, name));
}

const makeSubclass = native('_make_subclass(cls, data, require_grad=False)', (rt, args) => {
  const data = args.known('data');
  const cls = args.known('cls');
  if (!(data instanceof TorchTensor) || typeof cls !== 'object' || cls === null || cls.kind !== 'class') {
    return rt.unknown('a subclass of Tensor made from something else');
  }
  return new TorchTensor(data.shape, data.dtype, { requiresGrad: args.bool('require_grad'), cls });
});

type Maker = (rt: Runtime, data: TorchTensor | null, requiresGrad: boolean, cls: PyClass) => Value;

function subclassOfTensor(name: string, base: PyClass, make: Maker): PyClass {
  const create = native('__new__(cls, data=None, requires_grad=True, *args, **kwargs)', (rt, args) =>
    guarded(rt, false, () => {
      const cls = args.known('cls');
      const given = args.value('data');
      if (given instanceof Unknown && make === makeParameter) return unknownParameter(given);
      const data = args.known('data');
      if (typeof cls !== 'object' || cls === null || cls.kind !== 'class') {
        throw rt.error('TypeError', `${name}.__new__(X): X is not a type object`);
      }
      if (data !== null && !(data instanceof TorchTensor)) {
        throw rt.error('TypeError', `'${rt.typeName(data)}' object is not a tensor`);
      }
      return make(rt, data, args.bool('requires_grad'), cls);
    }),
  );
  return nativeClass(
    name,
    [base],
    [
      ['__module__', 'torch.nn.parameter'],
      ['__new__', new StaticMethod(create)],
    ],
  );
}

function makeParameter(rt: Runtime, data: TorchTensor | null, requiresGrad: boolean, cls: PyClass): Value {
  const parameter = TorchTensor.parameter(
    rt,
    data?.shape ?? [0],
    data?.dtype ?? 'float32',
    requiresGrad,
    cls,
  );
  parameter.sparsity = data?.sparsity ?? null;
  parameter.packed = data?.packed ?? null;
  parameter.memoryFormat = data?.memoryFormat ?? null;
  return parameter;
}

function makeBuffer(_rt: Runtime, data: TorchTensor | null, _requiresGrad: boolean, cls: PyClass): Value {
  return new TorchTensor(data?.shape ?? [0], data?.dtype ?? 'float32', {
    storage: data?.storage ?? null,
    cls,
    isTriangular: data?.isTriangular ?? false,
  });
}

function uninitialized(rt: Runtime, _data: TorchTensor | null, requiresGrad: boolean, cls: PyClass): Value {
  return TorchTensor.parameter(rt, [0], 'float32', requiresGrad, cls);
}

function sizeClass(rt: Runtime): PyClass {
  const cls: PyClass = nativeClass(
    'Size',
    [rt.builtinClass('tuple')],
    [
      ['__module__', 'torch'],
      // Slices and sums of a Size are Sizes: the evaluator asks classes that say they override.
      ['__wattlens_overrides__', true],
      [
        '__new__',
        new StaticMethod(
          native('__new__(cls, sizes=())', (runtime, args) =>
            sized(new PyTuple(args.elements('sizes')), runtime),
          ),
        ),
      ],
      ['numel', nativeMethod('numel(self)', (_rt, args) => elementCount(args.ints('self')))],
      [
        '__getitem__',
        nativeMethod('__getitem__(self, key)', (runtime, args) => {
          const key = args.known('key');
          const item = runtime.getItem(new PyTuple(args.elements('self')), key);
          return key instanceof PySlice && item instanceof PyTuple ? sized(item, runtime) : item;
        }),
      ],
      [
        '__add__',
        nativeMethod('__add__(self, other)', (runtime, args) =>
          added(runtime, args.elements('self'), args.value('other')),
        ),
      ],
      [
        '__repr__',
        nativeMethod('__repr__(self)', (_rt, args) => `torch.Size([${args.ints('self').join(', ')}])`),
      ],
    ],
  );
  function sized(tuple: PyTuple, _runtime: Runtime): PyTuple {
    tuple.cls = cls;
    return tuple;
  }
  function added(runtime: Runtime, items: readonly Value[], other: Value): Value {
    const sum = runtime.binary('+', new PyTuple(items), other);
    return sum instanceof PyTuple ? sized(sum, runtime) : sum;
  }
  return cls;
}

function deviceClass(rt: Runtime): PyClass {
  const create = native('__new__(cls, type, index=None)', (_rt, args) => {
    const type = args.known('type');
    const device = toDevice(type);
    return args.known('index') === null ? device : new TorchDevice(device.type, args.int('index'));
  });
  return nativeClass(
    'device',
    [rt.builtinClass('object')],
    [
      ['__module__', 'torch'],
      ['__new__', new StaticMethod(create)],
      ['__enter__', nativeMethod('__enter__(self)', (_rt, args) => args.value('self'))],
      ['__exit__', nativeMethod('__exit__(self, *args)', () => null)],
    ],
  );
}
