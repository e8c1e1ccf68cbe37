/** `torch.nn.init`: fills tensors, which changes no shape and costs nothing that is counted. */
import type { LibraryModule } from '../../python/ports.ts';
import { native, settled } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyFloat, PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { elementCount, sizeAt } from '../../tensor/shape.ts';
import { TorchTensor } from '../tensor.ts';
import { torchModule } from './define.ts';

const FILLERS = [
  'uniform_',
  'normal_',
  'trunc_normal_',
  'constant_',
  'ones_',
  'zeros_',
  'eye_',
  'dirac_',
  'xavier_uniform_',
  'xavier_normal_',
  'kaiming_uniform_',
  'kaiming_normal_',
  'orthogonal_',
  'sparse_',
  // Names of old versions.
  'uniform',
  'normal',
  'constant',
  'eye',
  'dirac',
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
  'orthogonal',
];

function filler(name: string): NativeFunction {
  return native(`${name}(tensor, *args, **kwargs)`, (rt, args) => {
    const tensor = settled(args.value('tensor'));
    if (tensor instanceof TorchTensor) tensor.write(rt, null);
    return tensor;
  });
}

/** Recommended gains by nonlinearity, from the documentation of `torch.nn.init.calculate_gain`. */
const calculateGain = native('calculate_gain(nonlinearity, param=None)', (rt, args) => {
  const name = args.string('nonlinearity');
  const slope = args.value('param') === null ? 0.01 : args.number('param');
  switch (name) {
    case 'tanh':
      return new PyFloat(5 / 3);
    case 'relu':
      return new PyFloat(Math.SQRT2);
    case 'leaky_relu':
      return new PyFloat(Math.sqrt(2 / (1 + slope ** 2)));
    case 'selu':
      return new PyFloat(3 / 4);
    default:
      if (name === 'sigmoid' || name.startsWith('linear') || name.startsWith('conv')) return 1;
      throw rt.error('ValueError', `Unsupported nonlinearity ${name}`);
  }
});

/** Inputs and outputs that a weight connects. */
function fans(rt: Runtime, tensor: TorchTensor): readonly [number, number] {
  if (tensor.shape.length < 2) {
    throw rt.error(
      'ValueError',
      'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions',
    );
  }
  const receptive = elementCount(tensor.shape.slice(2));
  return [sizeAt(tensor.shape, 1) * receptive, sizeAt(tensor.shape, 0) * receptive];
}

function expectTensor(rt: Runtime, value: Value): TorchTensor {
  const tensor = settled(value);
  if (tensor instanceof TorchTensor) return tensor;
  throw rt.error('TypeError', `expected a Tensor, got ${rt.typeName(tensor)}`);
}

export const nnInit: LibraryModule = torchModule({
  name: 'torch.nn.init',
  functions: [
    ...FILLERS.map(filler),
    calculateGain,
    native(
      '_calculate_fan_in_and_fan_out(tensor)',
      (rt, args) => new PyTuple(fans(rt, expectTensor(rt, args.value('tensor')))),
    ),
    native('_calculate_correct_fan(tensor, mode)', (rt, args) => {
      const [fanIn, fanOut] = fans(rt, expectTensor(rt, args.value('tensor')));
      return args.string('mode').toLowerCase() === 'fan_in' ? fanIn : fanOut;
    }),
    ...[
      '_no_grad_uniform_',
      '_no_grad_normal_',
      '_no_grad_trunc_normal_',
      '_no_grad_fill_',
      '_no_grad_zero_',
    ].map(filler),
  ],
});
