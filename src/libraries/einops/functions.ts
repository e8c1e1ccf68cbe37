/** The functions of `einops`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, settled, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PySlice, PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { elementCount, ShapeError } from '../../tensor/shape.ts';
import { cat, cut } from '../../torch/ops/joining.ts';
import { reshape } from '../../torch/ops/views.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { checked } from './errors.ts';
import { parseSide, PatternError } from './pattern.ts';
import { inputOf, itemsOf, lengthsOf, transform } from './transform.ts';

function fn(signature: string, body: (rt: Runtime, args: Args) => Value): NativeFunction {
  return native(signature, (rt, args) => checked(rt, () => body(rt, args)));
}

export const rearrange = fn('rearrange(tensor, pattern, **axes_lengths)', (rt, args) =>
  transform(
    rt,
    'rearrange',
    inputOf(rt, args.value('tensor')),
    args.string('pattern'),
    lengthsOf(rt, args.extra),
  ),
);

export const repeat = fn('repeat(tensor, pattern, **axes_lengths)', (rt, args) =>
  transform(
    rt,
    'repeat',
    inputOf(rt, args.value('tensor')),
    args.string('pattern'),
    lengthsOf(rt, args.extra),
  ),
);

export const reduce = fn('reduce(tensor, pattern, reduction, **axes_lengths)', (rt, args) =>
  transform(
    rt,
    'reduce',
    inputOf(rt, args.value('tensor')),
    args.string('pattern'),
    lengthsOf(rt, args.extra),
    args.known('reduction'),
  ),
);

/** The names of an einsum's axes become letters, in the order of their first use. */
export function lettersFor(names: readonly string[]): (name: string) => string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const distinct = [...new Set(names)];
  if (distinct.length > alphabet.length) throw new PatternError('too many axes in einsum');
  return (name) => (name === '...' ? '...' : (alphabet[distinct.indexOf(name)] ?? ''));
}

const einsum = fn('einsum(*tensors_and_pattern)', (rt, args) => {
  const pattern = settled(args.rest.at(-1) ?? null);
  if (typeof pattern !== 'string') {
    throw rt.error('ValueError', 'the last argument of einops.einsum is a pattern');
  }
  if (/[()]/.test(pattern)) throw new PatternError('brackets are not supported by einops.einsum');
  const terms = pattern.split(/,|->/).map((term) => term.trim().split(/\s+/).filter(Boolean));
  const letter = lettersFor(terms.flat().filter((name) => name !== '...'));
  const [inputs = '', output] = pattern.split('->');
  if (output === undefined) throw new PatternError('the pattern of einops.einsum has an arrow');
  const written = (side: string): string =>
    side
      .split(',')
      .map((term) => term.trim().split(/\s+/).filter(Boolean).map(letter).join(''))
      .join(',');
  const torch = rt.importModule('torch');
  const equation = `${written(inputs)}->${written(output)}`;
  return rt.callMethod(torch, 'einsum', [equation, ...args.rest.slice(0, -1)]);
});

/** How many axes stand before and after the one that is packed. */
function packedPlace(pattern: string): readonly [before: number, after: number] {
  const names = pattern.trim().split(/\s+/);
  const at = names.indexOf('*');
  if (at === -1 || names.lastIndexOf('*') !== at) throw new PatternError(`one * is expected in ${pattern}`);
  parseSide(names.filter((name) => name !== '*').join(' '));
  return [at, names.length - at - 1];
}

const pack = fn('pack(tensors, pattern)', (rt, args) => {
  const [before, after] = packedPlace(args.string('pattern'));
  const shapes: Value[] = [];
  const flat = itemsOf(rt, args.value('tensors')).map((item) => {
    const tensor = inputOf(rt, item);
    if (!(tensor instanceof TorchTensor)) throw new PatternError('only tensors are packed');
    const { shape } = tensor;
    const end = shape.length - after;
    if (end < before) throw new PatternError(`too few axes to pack: ${shape.length}`);
    shapes.push(rt.getItem(rt.getAttribute(tensor, 'shape'), new PySlice(before, end, null)));
    return reshape(rt, tensor, [
      ...shape.slice(0, before),
      elementCount(shape.slice(before, end)),
      ...shape.slice(end),
    ]);
  });
  return new PyTuple([cat(rt, flat, before), new PyList(shapes)]);
});

const unpack = fn('unpack(tensor, packed_shapes, pattern)', (rt, args) => {
  const [before, after] = packedPlace(args.string('pattern'));
  const tensor = inputOf(rt, args.value('tensor'));
  if (!(tensor instanceof TorchTensor)) throw new PatternError('only tensors are unpacked');
  const { shape } = tensor;
  if (shape.length !== before + after + 1) throw new ShapeError('unpack: wrong number of axes');
  const shapes = itemsOf(rt, args.value('packed_shapes')).map((one) =>
    itemsOf(rt, one).map((size) => {
      const known = asInteger(settled(size));
      if (known === undefined) throw rt.error('TypeError', 'packed shapes hold ints');
      return known;
    }),
  );
  const extent = shape[before] ?? 0;
  const known = shapes.map((one) => (one.includes(-1) ? null : elementCount(one)));
  const open = known.filter((size) => size === null).length;
  if (open > 1) throw new PatternError('unpack: more than one shape has a -1');
  const rest = extent - known.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  if (rest < 0 || (open === 0 && rest !== 0)) {
    throw new ShapeError('unpack: the shapes do not make up the axis');
  }
  const parts = cut(
    rt,
    tensor,
    before,
    known.map((size) => size ?? rest),
  );
  return new PyList(
    parts.map((part, i) =>
      reshape(rt, part, [...shape.slice(0, before), ...(shapes[i] ?? []), ...shape.slice(before + 1)]),
    ),
  );
});

const parseShape = fn('parse_shape(x, pattern)', (rt, args) => {
  const names = args.string('pattern').trim().split(/\s+/);
  const { shape } = inputOf(rt, args.value('x'));
  const at = names.indexOf('...');
  if (at === -1 ? names.length !== shape.length : names.length - 1 > shape.length) {
    throw new ShapeError(`parse_shape: ${names.length} axes are named, there are ${shape.length}`);
  }
  const full =
    at === -1
      ? names
      : names.flatMap((name, i) =>
          i === at ? new Array<string>(shape.length - names.length + 1).fill('_') : [name],
        );
  const sizes = new PyDict();
  full.forEach((name, i) => {
    const size = shape[i] ?? 0;
    if (/^\d+$/.test(name) && Number(name) !== size) {
      throw new ShapeError(`the length of axis ${i} is ${size}`);
    }
    if (name !== '_' && !/^\d+$/.test(name)) sizes.entries.set(name, size);
  });
  return sizes;
});

const asNumpy = fn('asnumpy(tensor)', (rt, args) => {
  const tensor = inputOf(rt, args.value('tensor'));
  if (!(tensor instanceof TorchTensor)) return tensor;
  return rt.callMethod(rt.callMethod(tensor, 'detach'), 'numpy');
});

export const EINOPS_FUNCTIONS: readonly NativeFunction[] = [
  rearrange,
  repeat,
  reduce,
  einsum,
  pack,
  unpack,
  parseShape,
  asNumpy,
];
