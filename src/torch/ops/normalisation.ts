/** Normalisation over PyTorch's arguments. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import {
  groupNormGroups,
  layerNormGroups,
  localResponseNorm as localResponseNormRule,
  normalisation,
} from '../../tensor/ops/normalisation.ts';
import { describeShape, elementCount, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { inFunctional, inTorch, type OpEntry } from './entry.ts';
import { norm } from './reductions.ts';

type Optional = TorchTensor | null;

/** Statistics over the batch where `training` is set, stored ones else. Throws ShapeError and ValueError. */
export function batchNorm(
  rt: Runtime,
  input: TorchTensor,
  running: readonly Optional[],
  affine: readonly Optional[],
  training: boolean,
): TorchTensor {
  const channels = input.shape[1];
  if (channels === undefined) {
    throw new ShapeError(`expected 2D or more input (got ${input.shape.length}D input)`);
  }
  for (const parameter of [...running, ...affine]) {
    if (parameter !== null && parameter.elements !== channels) {
      throw new ShapeError(`running_mean should contain ${channels} elements not ${parameter.elements}`);
    }
  }
  if (training && input.elements / Math.max(channels, 1) === 1) {
    throw rt.error(
      'ValueError',
      `Expected more than 1 value per channel when training, got input size torch.Size(${describeShape(input.shape)})`,
    );
  }
  const parameters = [...running, ...affine];
  const result = normalisation(input, { parameters, groups: training ? channels : 0 });
  return emit(rt, 'native_batch_norm', result, [input, ...affine, ...running], input.dtype, {
    strides: input.strides,
  });
}

/** Over the last axes. Throws ShapeError. */
export function layerNorm(
  rt: Runtime,
  input: TorchTensor,
  normalized: Shape,
  weight: Optional,
  bias: Optional,
): TorchTensor {
  const groups = layerNormGroups(input.shape, normalized);
  for (const parameter of [weight, bias]) {
    if (parameter !== null && describeShape(parameter.shape) !== describeShape(normalized)) {
      throw new ShapeError(
        `Expected weight to be of same shape as normalized_shape, but got weight of shape ` +
          `${describeShape(parameter.shape)} and normalized_shape = ${describeShape(normalized)}`,
      );
    }
  }
  const result = normalisation(input, { parameters: [weight, bias], groups });
  return emit(rt, 'native_layer_norm', result, [input, weight, bias], input.dtype);
}

/** Over the last axes, without a mean. Throws ShapeError. */
export function rmsNorm(rt: Runtime, input: TorchTensor, normalized: Shape, weight: Optional): TorchTensor {
  const groups = layerNormGroups(input.shape, normalized);
  const result = normalisation(input, { parameters: [weight], groups, centred: false });
  return emit(rt, 'rms_norm', result, [input, weight], input.dtype);
}

/** Over groups of channels. Throws ShapeError. */
export function groupNorm(
  rt: Runtime,
  input: TorchTensor,
  groups: number,
  weight: Optional,
  bias: Optional,
): TorchTensor {
  if (input.shape.length < 2) {
    throw new ShapeError(
      `Expected at least 2 dimensions for input tensor but received ${input.shape.length}`,
    );
  }
  const statistics = groupNormGroups(input.shape, groups);
  const channels = sizeAt(input.shape, 1);
  if (weight !== null && weight.elements !== channels) {
    throw new ShapeError(
      `Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape ` +
        `${describeShape(weight.shape)} and input of shape ${describeShape(input.shape)}`,
    );
  }
  const result = normalisation(input, { parameters: [weight, bias], groups: statistics });
  return emit(rt, 'native_group_norm', result, [input, weight, bias], input.dtype);
}

/** Over each channel of each sample; `channelAxis` is 0 for an unbatched input. */
export function instanceNorm(
  rt: Runtime,
  input: TorchTensor,
  parameters: readonly Optional[],
  usesInputStatistics: boolean,
  channelAxis = 1,
): TorchTensor {
  const groups = elementCount(input.shape.slice(0, channelAxis + 1));
  if (usesInputStatistics && input.elements === groups) {
    throw rt.error(
      'ValueError',
      `Expected more than 1 spatial element when training, got input size torch.Size(${describeShape(input.shape)})`,
    );
  }
  const result = normalisation(input, { parameters, groups: usesInputStatistics ? groups : 0 });
  return emit(rt, 'instance_norm', result, [input, ...parameters], input.dtype);
}

export function localResponseNorm(rt: Runtime, input: TorchTensor, size: number): TorchTensor {
  if (input.shape.length < 3) {
    throw rt.error(
      'ValueError',
      `Expected 3D or higher dimensionality input (got ${input.shape.length} dimensions)`,
    );
  }
  return emit(rt, 'local_response_norm', localResponseNormRule(input, size), [input], input.dtype);
}

/** x / max(‖x‖, ε), as `F.normalize` composes it. */
function normalize(call: OpCall): Value {
  const input = call.tensor('input');
  const length = norm(call.rt, input, call.axes('dim'), true);
  return binary(call.rt, 'true_divide', input, length);
}

const batch = (call: OpCall): Value =>
  batchNorm(
    call.rt,
    call.tensor('input'),
    [call.tensorOrNone('running_mean'), call.tensorOrNone('running_var')],
    [call.tensorOrNone('weight'), call.tensorOrNone('bias')],
    call.bool('training'),
  );

const layer = (call: OpCall): Value =>
  layerNorm(
    call.rt,
    call.tensor('input'),
    call.shape('normalized_shape'),
    call.tensorOrNone('weight'),
    call.tensorOrNone('bias'),
  );

const group = (call: OpCall): Value =>
  groupNorm(
    call.rt,
    call.tensor('input'),
    call.int('num_groups'),
    call.tensorOrNone('weight'),
    call.tensorOrNone('bias'),
  );

const rms = (call: OpCall): Value =>
  rmsNorm(call.rt, call.tensor('input'), call.shape('normalized_shape'), call.tensorOrNone('weight'));

export const NORMALISATION_OPS: readonly OpEntry[] = [
  ...inFunctional(
    op(
      'batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05)',
      batch,
    ),
  ),
  ...inTorch(
    op(
      'batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled=True)',
      batch,
    ),
  ),
  ...inFunctional(op('layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)', layer)),
  ...inTorch(
    op('layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True)', layer),
  ),
  ...inFunctional(op('group_norm(input, num_groups, weight=None, bias=None, eps=1e-05)', group)),
  ...inTorch(
    op('group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True)', group),
  ),
  ...inFunctional(op('rms_norm(input, normalized_shape, weight=None, eps=None)', rms)),
  ...inTorch(op('rms_norm(input, normalized_shape, weight=None, eps=None)', rms)),
  ...inFunctional(
    op(
      'instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05)',
      (c) =>
        instanceNorm(
          c.rt,
          c.tensor('input'),
          [
            c.tensorOrNone('weight'),
            c.tensorOrNone('bias'),
            c.tensorOrNone('running_mean'),
            c.tensorOrNone('running_var'),
          ],
          c.bool('use_input_stats'),
        ),
    ),
  ),
  ...inFunctional(
    op('local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0)', (c) =>
      localResponseNorm(c.rt, c.tensor('input'), c.int('size')),
    ),
  ),
  ...inFunctional(op('normalize(input, p=2.0, dim=1, eps=1e-12, out=None)', normalize)),
];
