/** `torch.autograd`: gradients computed by hand, and functions with a backward pass of their own. */
import type { LibraryModule } from '../../python/ports.ts';
import { native, nativeMethod, settled } from '../../python/runtime/native.ts';
import { ClassMethod, NativeFunction, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { recordBackward } from '../ops/tensorInfo.ts';
import { TorchTensor } from '../tensor.ts';
import { passThrough, plainClass, torchModule } from './define.ts';
import { GRAD_MEMBERS } from './modes.ts';

/** Where `forward` keeps what `backward` needs. */
const contextClass = plainClass('FunctionCtx', () => [
  [
    'save_for_backward',
    nativeMethod('save_for_backward(self, *tensors)', (rt, args) => {
      const self = args.known('self');
      if (self instanceof PyObject) {
        rt.journal.mapSet<string, Value>(self.attrs, 'saved_tensors', new PyTuple(args.rest));
      }
      return null;
    }),
  ],
  ...['mark_dirty', 'mark_non_differentiable', 'set_materialize_grads', 'save_for_forward'].map(
    (name) => [name, nativeMethod(`${name}(self, *args)`, () => null)] as const,
  ),
]);

/** `Function.apply(…)`: the user's `forward`, as one would call it. */
const functionClass = plainClass('Function', () => [
  [
    'apply',
    new ClassMethod(
      new NativeFunction(
        'apply',
        (rt, args) => {
          const [cls = null, ...rest] = args.positional;
          const context = rt.createObject(contextClass(rt));
          context.attrs.set('needs_input_grad', new PyTuple(rest.map(() => true)));
          return rt.callWith(rt.getAttribute(cls, 'forward'), { ...args, positional: [context, ...rest] });
        },
        true,
      ),
    ),
  ],
]);

/** `grad(outputs, inputs)`: a backward pass that gives tensors like the inputs. */
const grad = native(
  'grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False)',
  (rt, args) => {
    recordBackward(rt, true);
    const inputs = settled(args.value('inputs'));
    const listed = inputs instanceof TorchTensor ? [inputs] : rt.elements(inputs);
    if (listed instanceof Unknown) return listed;
    const keepsGraph = args.bool('create_graph');
    return new PyTuple(
      listed.map((input) =>
        input instanceof TorchTensor
          ? new TorchTensor(input.shape, input.dtype, {
              requiresGrad: keepsGraph,
              isLeaf: !keepsGraph,
              device: input.device,
            })
          : input,
      ),
    );
  },
);

const backward = native(
  'backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None)',
  (rt) => {
    recordBackward(rt);
    return null;
  },
);

/** Old code wraps tensors. */
const variable = native('Variable(data, requires_grad=False, volatile=False)', (rt, args) => {
  const data = args.value('data');
  if (data instanceof TorchTensor && args.bool('requires_grad')) {
    rt.journal.setField(data, 'requiresGrad', true);
  }
  return data;
});

const shared = { ...GRAD_MEMBERS, Function: functionClass };

export const autogradModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.autograd',
    members: { ...shared, Variable: variable },
    functions: [grad, backward],
    inert: ['set_detect_anomaly', 'detect_anomaly', 'profiler', 'gradcheck'],
  }),
  torchModule({
    name: 'torch.autograd.function',
    members: { ...shared, InplaceFunction: functionClass },
    functions: [passThrough('once_differentiable')],
  }),
  torchModule({ name: 'torch.autograd.functional' }),
  torchModule({ name: 'torch.autograd.variable', members: { Variable: variable } }),
  torchModule({ name: 'torch.autograd.grad_mode', members: GRAD_MEMBERS }),
  torchModule({ name: 'torch.autograd.profiler', inert: 'all' }),
];
