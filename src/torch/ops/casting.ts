/** Types, devices and copies of tensors. */
import type { Runtime } from '../../python/runtime/api.ts';
import { settled } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import { REAL_OF, type DType } from '../../tensor/dtype.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { canCast, promoteTypes } from '../../tensor/promotion.ts';
import { op, query, type OpCall, toDevice } from '../call.ts';
import { asDType, dtypeValue, TorchDevice, TorchDType } from '../dtypes.ts';
import { formatAsked } from '../memoryFormat.ts';
import { emit, emitView } from '../record.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { stored } from './concrete.ts';
import { commonType } from './binary.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';
import { inFormat } from './views.ts';

/** A copy of another type; itself where it is of that type already. */
export function cast(rt: Runtime, input: TorchTensor, dtype: DType): TorchTensor {
  if (input.dtype === dtype) return input;
  const output = { shape: input.shape, dtype };
  const copy = emit(rt, '_to_copy', copyResult([input], [output]), [input], dtype, {
    strides: input.strides,
    values: () => input.values()?.map((value) => stored(dtype, value)) ?? null,
  });
  copy.copyOf = input.writtenAs ?? input.copyOf ?? input.serial;
  return copy;
}

/** The same tensor on another device: moving data is no work of the model's. */
export function moveTo(input: TorchTensor, device: TorchDevice): TorchTensor {
  if (device.text === input.device.text) return input;
  const moved = new TorchTensor(input.shape, input.dtype, {
    strides: input.strides,
    offset: input.offset,
    storage: input.storage,
    requiresGrad: input.requiresGrad,
    isLeaf: input.isLeaf,
    parameter: input.parameter,
    device,
    cls: input.parameter === input ? null : input.cls,
    isTriangular: input.isTriangular,
  });
  moved.memoryFormat = input.memoryFormat;
  moved.copyOf = input.writtenAs ?? input.copyOf ?? input.serial;
  return moved;
}

/** `to(dtype)`, `to(device)`, `to(other)`, `to(device, dtype)`. */
function to(call: OpCall): Value {
  const { rt, args } = call;
  let result = call.tensor('self');
  for (const value of [
    ...args.rest,
    args.extra.get('device') ?? null,
    args.extra.get('dtype') ?? null,
    args.extra.get('other') ?? null,
  ]) {
    const target = settled(value);
    const dtype = asDType(target);
    if (dtype !== null) result = cast(rt, result, dtype);
    else if (target instanceof TorchTensor) result = moveTo(cast(rt, result, target.dtype), target.device);
    else if (target instanceof TorchDevice || typeof target === 'string') {
      result = moveTo(result, toDevice(target));
    }
  }
  return inFormat(rt, result, formatAsked(rt, args.extra.get('memory_format') ?? null));
}

/** In the memory format that the call asks for. */
function reordered({ rt, args }: OpCall, result: TorchTensor): TorchTensor {
  return inFormat(rt, result, formatAsked(rt, args.value('memory_format')));
}

const METHODS: Readonly<Record<string, DType>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  bfloat16: 'bfloat16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
  char: 'int8',
  byte: 'uint8',
  bool: 'bool',
  cfloat: 'complex64',
};

/** `type('torch.FloatTensor')`, `type(torch.int32)` and `type()`. */
function type(call: OpCall): Value {
  const input = call.tensor('self');
  const wanted = call.args.known('dtype');
  if (wanted === null) return `torch.${legacyName(input.dtype)}Tensor`;
  if (wanted instanceof TorchDType) return cast(call.rt, input, wanted.dtype);
  const name = typeof wanted === 'string' ? wanted : call.rt.getAttribute(wanted, '__name__');
  const plain = typeof name === 'string' ? name.replace(/^.*\./, '') : '';
  // `torch.Tensor` is the type of the default number.
  const dtype = plain === 'Tensor' ? stateOf(call.rt).defaultDType : LEGACY[plain];
  return dtype === undefined
    ? call.rt.unknown('a tensor type that is not modelled')
    : cast(call.rt, input, dtype);
}

/** `torch.FloatTensor` and its like. */
export const LEGACY: Readonly<Record<string, DType>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  BFloat16Tensor: 'bfloat16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ShortTensor: 'int16',
  CharTensor: 'int8',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};

function legacyName(dtype: DType): string {
  return (
    Object.entries(LEGACY)
      .find(([, value]) => value === dtype)?.[0]
      .replace('Tensor', '') ?? 'Float'
  );
}

export const CASTING_OPS: readonly OpEntry[] = [
  ...onTensor(op('to(self, *args, **kwargs)', to)),
  ...Object.entries(METHODS).flatMap(([name, dtype]) =>
    onTensor(
      op(`${name}(self, memory_format=None)`, (c) => reordered(c, cast(c.rt, c.tensor('self'), dtype))),
    ),
  ),
  ...onTensor(op('type(self, dtype=None, non_blocking=False)', type)),
  ...onTensor(op('type_as(self, other)', (c) => cast(c.rt, c.tensor('self'), c.tensor('other').dtype))),
  ...onTensor(
    query('cpu(self, memory_format=None)', (c) => reordered(c, moveTo(c.tensor('self'), toDevice('cpu')))),
  ),
  ...onTensor(
    query('cuda(self, device=None, non_blocking=False, memory_format=None)', (c) =>
      reordered(c, moveTo(c.tensor('self'), toDevice('cuda'))),
    ),
  ),
  ...['pin_memory', 'share_memory_', 'coalesce', 'resolve_conj', 'resolve_neg'].flatMap((name) =>
    onTensor(query(`${name}(self, *args)`, (c) => c.tensor('self'))),
  ),
  ...inTorch(
    query('result_type(tensor1, tensor2)', (c) =>
      dtypeValue(commonType(c.rt, [c.operand('tensor1'), c.operand('tensor2')])),
    ),
  ),
  ...inTorch(
    query('promote_types(type1, type2)', (c) => dtypeValue(promoteTypes(c.dtype('type1'), c.dtype('type2')))),
  ),
  ...inTorch(query('can_cast(from_, to)', (c) => canCast(c.dtype('from_'), c.dtype('to')))),
];

/** Complex numbers: pairs of floats. */
const COMPLEX_OF: Readonly<Partial<Record<DType, DType>>> = { float32: 'complex64', float64: 'complex128' };

function complexFrom(name: string, first: string, second: string): OpEntry[] {
  return inTorch(
    op(`${name}(${first}, ${second}, *, out=None)`, (c) => {
      const operands = [c.tensor(first), c.tensor(second)];
      const dtype = COMPLEX_OF[operands[0]?.dtype ?? 'float32'] ?? 'complex64';
      return emit(c.rt, name, elementwise(name, operands, dtype), operands, dtype);
    }),
  );
}

/** The real or imaginary part, a magnitude or an angle. */
export function realPart(rt: Runtime, name: string, input: TorchTensor): TorchTensor {
  const dtype = REAL_OF[input.dtype];
  if (dtype === undefined) return input;
  return emit(rt, name, elementwise(name, [input], dtype), [input], dtype);
}

export const COMPLEX_OPS: readonly OpEntry[] = [
  ...complexFrom('complex', 'real', 'imag'),
  ...complexFrom('polar', 'abs', 'angle'),
  ...inTorch(
    op('view_as_complex(input)', (c) => {
      const input = c.tensor('input');
      return new TorchTensor(input.shape.slice(0, -1), COMPLEX_OF[input.dtype] ?? 'complex64', {
        requiresGrad: input.requiresGrad,
        isLeaf: !input.requiresGrad,
        device: input.device,
      });
    }),
  ),
  ...inTorch(
    op('view_as_real(input)', (c) => {
      const input = c.tensor('input');
      return new TorchTensor([...input.shape, 2], REAL_OF[input.dtype] ?? 'float32', {
        requiresGrad: input.requiresGrad,
        isLeaf: !input.requiresGrad,
        device: input.device,
      });
    }),
  ),
  ...inTorch(op('real(input)', (c) => realPart(c.rt, 'real', c.tensor('input')))),
  ...inTorch(op('imag(input)', (c) => realPart(c.rt, 'imag', c.tensor('input')))),
  ...both(op('angle(input)', (c) => realPart(c.rt, 'angle', c.tensor('input')))),
  ...both(
    op('conj(input)', (c) =>
      emitView(c.rt, 'conj', c.tensor('input'), c.tensor('input').shape, c.tensor('input').strides),
    ),
  ),
];
