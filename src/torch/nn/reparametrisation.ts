/** Weights computed from other parameters before each forward pass: weight and spectral normalisation. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { elementCount, sizeAt } from '../../tensor/shape.ts';
import { traceOf } from '../../trace/trace.ts';
import { guarded } from '../call.ts';
import { binary } from '../ops/binary.ts';
import { matmul } from '../ops/matmul.ts';
import { norm } from '../ops/reductions.ts';
import { detach, reshape, transpose } from '../ops/views.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { classOf, layer, type LayerSpec } from './layer.ts';
import { construct } from './registry.ts';
import { hooksOf, isModule, membersOf } from './tree.ts';

/** What is computed: the weight from the tensors that stand for it. */
type Compute = (rt: Runtime, module: PyObject) => TorchTensor | Unknown;

/** Takes a parameter out of a module. */
export function take(rt: Runtime, module: PyObject, name: string): TorchTensor {
  const parameters = membersOf(module, '_parameters');
  const weight = rt.getAttribute(module, name);
  if (weight instanceof Unknown) throw new UnknownInput(weight);
  if (!(weight instanceof TorchTensor)) throw rt.error('AttributeError', `Module has no parameter ${name}`);
  if (parameters !== null) rt.journal.mapDelete(parameters.entries, name);
  return weight;
}

/** Computes the weight now and before each forward pass. */
function install(rt: Runtime, module: PyObject, name: string, compute: Compute): void {
  const hook = native('compute_weight(module, inputs)', (runtime, args) => {
    const target = args.known('module');
    if (target instanceof PyObject) {
      guarded(runtime, true, () => {
        runtime.journal.mapSet<string, Value>(target.attrs, name, compute(runtime, target));
        return null;
      });
    }
    return null;
  });
  traceOf(rt).silently(() => {
    rt.journal.mapSet<string, Value>(module.attrs, name, compute(rt, module));
  });
  rt.journal.mapSet(hooksOf(rt, module, '_forward_pre_hooks').entries, `weight ${name}`, hook);
}

export function putParameter(rt: Runtime, module: PyObject, name: string, tensor: TorchTensor): void {
  const parameters = membersOf(module, '_parameters');
  if (parameters !== null) rt.journal.mapSet(parameters.entries, name, tensor);
}

function tensorAt(rt: Runtime, module: PyObject, path: readonly string[]): TorchTensor {
  let value: Value = module;
  for (const name of path) value = rt.getAttribute(value, name);
  if (value instanceof Unknown) throw new UnknownInput(value);
  if (value instanceof TorchTensor) return value;
  throw rt.error('TypeError', `${path.join('.')} is no tensor`);
}

/** A module that only holds the parameters a weight is made of. */
export function holder(rt: Runtime, module: PyObject, name: string): PyObject {
  const existing = membersOf(module, '_modules')?.entries.get('parametrizations');
  const all =
    isModule(rt, existing ?? null) && existing instanceof PyObject
      ? existing
      : construct(rt, 'ModuleDict', []);
  const own = construct(rt, 'ModuleList', []);
  rt.callMethod(all, '__setitem__', [name, own]);
  const modules = membersOf(module, '_modules');
  if (modules !== null) rt.journal.mapSet(modules.entries, 'parametrizations', all);
  return own;
}

/** g · v / ‖v‖ over all axes but `dim`. */
function weightNorm(rt: Runtime, magnitude: TorchTensor, direction: TorchTensor): TorchTensor {
  const axes = direction.shape.flatMap((_, axis) =>
    magnitude.shape[axis] === direction.shape[axis] && magnitude.shape[axis] !== 1 ? [] : [axis],
  );
  const length = norm(rt, direction, axes, true);
  return binary(rt, 'mul', direction, binary(rt, 'true_divide', magnitude, length));
}

function magnitudeOf(rt: Runtime, weight: TorchTensor, dim: number | null): TorchTensor {
  const axis = dim === null || dim < 0 ? null : dim;
  const shape =
    axis === null ? weight.shape.map(() => 1) : weight.shape.map((size, i) => (i === axis ? size : 1));
  return TorchTensor.parameter(rt, shape, weight.dtype, weight.requiresGrad);
}

/** σ = uᵀ W v after a power iteration, W as a matrix of its first axis; the weight is W / σ. */
function spectralNorm(rt: Runtime, weight: TorchTensor, training: boolean, iterations: number): TorchTensor {
  const rows = sizeAt(weight.shape, 0);
  const matrix = reshape(rt, weight, [rows, elementCount(weight.shape) / Math.max(rows, 1)]);
  const columns = sizeAt(matrix.shape, 1);
  const u = new TorchTensor([rows], weight.dtype);
  const v = new TorchTensor([columns], weight.dtype);
  if (training) {
    const fixed = detach(rt, matrix);
    for (let i = 0; i < iterations; i++) {
      matmul(rt, fixed, v);
      matmul(rt, transpose(rt, fixed, 0, 1), u);
    }
  }
  const sigma = matmul(rt, u, matmul(rt, matrix, v));
  return binary(rt, 'true_divide', weight, sigma);
}

const dimOf = (value: Value): number | null => (typeof value === 'number' ? value : null);

export function expectModule(rt: Runtime, value: Value): PyObject {
  if (value instanceof Unknown) throw new UnknownInput(value);
  if (isModule(rt, value)) return value;
  throw rt.error('TypeError', `expected a Module, got ${rt.typeName(value)}`);
}

/** `torch.nn.utils.weight_norm`: `weight_g` and `weight_v` in the module itself. */
export const weightNormOld: NativeFunction = native(
  'weight_norm(module, name="weight", dim=0)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('name');
    const weight = take(rt, module, name);
    putParameter(rt, module, `${name}_g`, magnitudeOf(rt, weight, dimOf(args.value('dim'))));
    putParameter(rt, module, `${name}_v`, weight);
    install(rt, module, name, (runtime, self) =>
      weightNorm(runtime, tensorAt(runtime, self, [`${name}_g`]), tensorAt(runtime, self, [`${name}_v`])),
    );
    return module;
  },
);

/** The modules that compute a weight from its parts: with hooks of their own, and a row of their own. */
const weightNormLayer = layer('_WeightNorm(dim=0)', {
  init(self, call) {
    self.keep(call, 'dim');
  },
  parameters: '(self, weight_g, weight_v)',
  forward: (self, call) => weightNorm(self.rt, call.tensor('weight_g'), call.tensor('weight_v')),
});

const spectralNormLayer = layer('_SpectralNorm(n_power_iterations=1)', {
  init(self, call) {
    self.keep(call, 'n_power_iterations');
  },
  parameters: '(self, weight)',
  forward: (self, call) =>
    spectralNorm(self.rt, call.tensor('weight'), self.training, self.int('n_power_iterations')),
});

export function parametrization(rt: Runtime, spec: LayerSpec, ...given: readonly Value[]): Value {
  return rt.call(classOf(spec, stateOf(rt).classes.Module), given);
}

/** `parametrizations.weight_norm`: `original0` and `original1` below the module. */
export const weightNormNew: NativeFunction = native(
  'weight_norm(module, name="weight", dim=0)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('name');
    const weight = take(rt, module, name);
    const own = holder(rt, module, name);
    putParameter(rt, own, 'original0', magnitudeOf(rt, weight, dimOf(args.value('dim'))));
    putParameter(rt, own, 'original1', weight);
    rt.callMethod(own, 'append', [parametrization(rt, weightNormLayer, args.value('dim'))]);
    return module;
  },
);

/** `torch.nn.utils.spectral_norm`: `weight_orig` in the module itself. */
export const spectralNormOld: NativeFunction = native(
  'spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('name');
    const iterations = args.int('n_power_iterations');
    putParameter(rt, module, `${name}_orig`, take(rt, module, name));
    install(rt, module, name, (runtime, self) =>
      spectralNorm(
        runtime,
        tensorAt(runtime, self, [`${name}_orig`]),
        self.attrs.get('training') !== false,
        iterations,
      ),
    );
    return module;
  },
);

/** `parametrizations.spectral_norm`: `original` below the module. */
export const spectralNormNew: NativeFunction = native(
  'spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('name');
    const weight = take(rt, module, name);
    const own = holder(rt, module, name);
    putParameter(rt, own, 'original', weight);
    rt.callMethod(own, 'append', [parametrization(rt, spectralNormLayer, args.value('n_power_iterations'))]);
    return module;
  },
);

/** Puts a plain parameter back. */
function removal(signature: string): NativeFunction {
  return native(signature, (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string(signature.includes('tensor_name') ? 'tensor_name' : 'name');
    const weight = traceOf(rt).silently(() => rt.getAttribute(module, name));
    if (!(weight instanceof TorchTensor)) return module;
    for (const suffix of ['_g', '_v', '_orig']) {
      const parameters = membersOf(module, '_parameters');
      if (parameters?.entries.has(name + suffix) === true) {
        rt.journal.mapDelete(parameters.entries, name + suffix);
      }
    }
    rt.journal.mapDelete(hooksOf(rt, module, '_forward_pre_hooks').entries, `weight ${name}`);
    const modules = membersOf(module, '_modules');
    if (modules?.entries.has('parametrizations') === true) {
      rt.journal.mapDelete(modules.entries, 'parametrizations');
    }
    rt.journal.mapDelete(module.attrs, name);
    putParameter(rt, module, name, TorchTensor.parameter(rt, weight.shape, weight.dtype));
    return module;
  });
}

export const REMOVALS: readonly NativeFunction[] = [
  removal('remove_weight_norm(module, name="weight")'),
  removal('remove_spectral_norm(module, name="weight")'),
];

export const removeParametrizations = removal(
  'remove_parametrizations(module, tensor_name, leave_parametrized=True)',
);

/** `register_parametrization(module, name, parametrization)`: the weight is what a module makes of it. */
export const registerParametrization: NativeFunction = native(
  'register_parametrization(module, tensor_name, parametrization, *, unsafe=False)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('tensor_name');
    const weight = take(rt, module, name);
    const own = holder(rt, module, name);
    rt.callMethod(own, 'append', [args.value('parametrization')]);
    putParameter(rt, own, 'original', weight);
    return module;
  },
);

/** A copy of a convolution or dense layer with a batch normalisation folded into it: it has a bias then. */
export function fuseBatchNorm(rt: Runtime, layerToFuse: Value, norm: Value): PyObject {
  const module = expectModule(rt, rt.deepCopy(layerToFuse));
  const weight = rt.getAttribute(module, 'weight');
  if (!(weight instanceof TorchTensor)) return module;
  const channels = rt.getAttribute(norm, 'num_features');
  if (rt.getAttribute(module, 'bias') === null && typeof channels === 'number') {
    putParameter(rt, module, 'bias', TorchTensor.parameter(rt, [channels], weight.dtype));
  }
  return module;
}

export const FUSIONS: readonly NativeFunction[] = ['fuse_conv_bn_eval', 'fuse_linear_bn_eval'].map((name) =>
  native(`${name}(layer, bn, transpose=False)`, (rt, args) =>
    fuseBatchNorm(rt, args.value('layer'), args.value('bn')),
  ),
);
