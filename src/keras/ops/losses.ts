/** Losses and metrics: what one step adds to the forward pass, and scalars that depend on the data. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { op } from '../opCall.ts';
import { emit } from '../record.ts';
import type { Tensor } from '../tensor.ts';
import { softmaxOf } from './elementwise.ts';
import { reduce } from './reductions.ts';

/** Losses by Keras' name, as cost per element of the prediction (an operation of the table of element costs). */
const LOSS_COSTS: Readonly<Record<string, string>> = {
  mean_squared_error: 'mul',
  mean_absolute_error: 'abs',
  mean_absolute_percentage_error: 'div',
  mean_squared_logarithmic_error: 'log1p',
  binary_crossentropy: 'log',
  binary_focal_crossentropy: 'log',
  categorical_crossentropy: 'log',
  categorical_focal_crossentropy: 'log',
  sparse_categorical_crossentropy: 'log',
  kl_divergence: 'log',
  poisson: 'log',
  hinge: 'clamp',
  squared_hinge: 'clamp',
  categorical_hinge: 'clamp',
  huber: 'clamp',
  log_cosh: 'softplus',
  cosine_similarity: 'mul',
  ctc: 'logaddexp',
  dice: 'mul',
  tversky: 'mul',
  circle: 'exp',
};

export const LOSS_NAMES: readonly string[] = Object.keys(LOSS_COSTS);

/** One loss value per sample: over the last axis, which for a sparse loss is that of the classes. */
export function lossPerSample(rt: Runtime, name: string, prediction: Tensor, fromLogits: boolean): Tensor {
  const isCrossEntropy = name.endsWith('categorical_crossentropy');
  const x = fromLogits && isCrossEntropy ? softmaxOf(rt, 'log_softmax', prediction, [-1]) : prediction;
  const rule = LOSS_COSTS[name] ?? 'mul';
  const each = emit(rt, rule, { ...elementwise(rule, [x]), kind: 'elementwise' }, [x], x.dtype);
  return each.shape.length > 0 ? reduce(rt, 'sum', each, [-1], false) : each;
}

export const LOSSES: readonly NativeFunction[] = [
  ...LOSS_NAMES.map((name) =>
    op(`${name}(target, output, from_logits=False, *args, **kwargs)`, (call) => {
      const prediction = call.tensor('output');
      return lossPerSample(call.rt, name, prediction, call.bool('from_logits'));
    }),
  ),
  op('ctc_loss(target, output, target_length, output_length, mask_index=0)', (call) =>
    lossPerSample(call.rt, 'ctc', call.tensor('output'), false),
  ),
];
