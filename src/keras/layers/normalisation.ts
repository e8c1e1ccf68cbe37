/** Normalisation by statistics of the batch, of the features or given ones. */
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import { normalisation } from '../../tensor/ops/normalisation.ts';
import { elementCount } from '../../tensor/shape.ts';
import { lastSize, type Layer, type LayerSpec } from '../layer.ts';
import { emit } from '../record.ts';
import { addInnerLayer, callInner, innerWeights } from '../wrapping.ts';
import type { SymbolicShape, Tensor } from '../tensor.ts';
import { axesOf, read } from './rows.ts';

const SCALE_AND_SHIFT =
  "beta_initializer='zeros', gamma_initializer='ones', beta_regularizer=None, gamma_regularizer=None, " +
  'beta_constraint=None, gamma_constraint=None';

function addScaleAndShift(layer: Layer, shape: SymbolicShape): void {
  if (layer.bool('scale')) layer.addWeight('gamma', shape);
  if (layer.bool('center')) layer.addWeight('beta', shape);
}

/** Normalises with the layer's weights; `groups` is how many means are computed. */
function normalise(layer: Layer, name: string, x: Tensor, groups: number, centred = true): Tensor {
  const weights = [...layer.weights.values()];
  const parameters = weights.map((weight) => read(layer, weight));
  return emit(layer.rt, name, normalisation(x, { parameters, groups, centred }), [x, ...weights], x.dtype);
}

/** Elements without those of the normalised axes. */
function groupsOver(x: Tensor, axes: readonly number[]): number {
  return elementCount(x.shape.filter((_, axis) => !axes.includes(axis)));
}

export const NORMALISATION: readonly LayerSpec[] = [
  {
    signature:
      'BatchNormalization(axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer=None, ' +
      'gamma_initializer=None, moving_mean_initializer=None, moving_variance_initializer=None, beta_regularizer=None, ' +
      'gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, synchronized=False, renorm=False, ' +
      'virtual_batch_size=None, fused=None)',
    aliases: ['SyncBatchNormalization'],
    build: (layer, [input]) => {
      const channels = lastSize(layer, input, layer.int('axis'));
      addScaleAndShift(layer, [channels]);
      layer.addWeight('moving_mean', [channels], { trainable: false });
      layer.addWeight('moving_variance', [channels], { trainable: false });
    },
    call: ({ layer, x, training }) => {
      const usesBatch = training && layer.trainable;
      return normalise(layer, 'native_batch_norm', x, usesBatch ? (x.shape.at(layer.int('axis')) ?? 1) : 0);
    },
  },
  {
    signature: `LayerNormalization(axis=-1, epsilon=0.001, center=True, scale=True, ${SCALE_AND_SHIFT}, rms_scaling=False)`,
    build: (layer, [input = []]) => {
      const shape = axesOf(layer, input.length).map((axis) => input[axis] ?? null);
      addScaleAndShift(layer, shape);
    },
    call: ({ layer, x }) =>
      normalise(layer, 'native_layer_norm', x, groupsOver(x, axesOf(layer, x.shape.length))),
  },
  {
    signature: `GroupNormalization(groups=32, axis=-1, epsilon=0.001, center=True, scale=True, ${SCALE_AND_SHIFT})`,
    build: (layer, [input]) => {
      const channels = lastSize(layer, input, layer.int('axis'));
      const groups = layer.int('groups') === -1 ? channels : layer.int('groups');
      if (channels < groups || channels % groups !== 0) {
        throw layer.invalid(
          `Number of groups (${groups}) must be a divisor of the number of channels (${channels}).`,
        );
      }
      addScaleAndShift(layer, [channels]);
    },
    call: ({ layer, x }) => {
      const channels = x.shape.at(layer.int('axis')) ?? 1;
      const groups = layer.int('groups') === -1 ? channels : layer.int('groups');
      return normalise(layer, 'native_group_norm', x, (x.shape[0] ?? 1) * groups);
    },
  },
  {
    signature: 'RMSNormalization(axis=-1, epsilon=0.000001)',
    build: (layer, [input = []]) => {
      layer.addWeight(
        'scale',
        axesOf(layer, input.length).map((axis) => input[axis] ?? null),
      );
    },
    call: ({ layer, x }) =>
      normalise(layer, 'rms_norm', x, groupsOver(x, axesOf(layer, x.shape.length)), false),
  },
  {
    signature: 'UnitNormalization(axis=-1)',
    call: ({ layer, x }) => normalise(layer, 'norm', x, groupsOver(x, axesOf(layer, x.shape.length)), false),
  },
  {
    signature: 'Normalization(axis=-1, mean=None, variance=None, invert=False)',
    check: (layer) => {
      if (layer.has('mean') === layer.has('variance')) return;
      throw layer.invalid('When setting values directly, both `mean` and `variance` must be set.');
    },
    build: (layer, [input = []]) => {
      if (layer.has('mean') || layer.has('variance')) return;
      const axes = layer.has('axis') ? axesOf(layer, input.length) : [];
      const shape = axes.map((axis) => input[axis] ?? null);
      layer.addWeight('mean', shape, { trainable: false });
      layer.addWeight('variance', shape, { trainable: false });
      layer.addWeight('count', [], { trainable: false });
    },
    call: ({ layer, x }) => normalise(layer, 'normalize', x, 0),
  },
  {
    signature: 'SpectralNormalization(layer, power_iterations=1)',
    base: 'Wrapper',
    init: (layer) => addInnerLayer(layer, 'layer'),
    build: (layer, [input]) => {
      const { kernel } = innerWeights(layer, 'layer', input ?? []);
      layer.addWeight('vector_u', [1, kernel.shape.at(-1) ?? 1], { trainable: false });
    },
    call: (call) => {
      const { rt, layer, training, x } = call;
      const { kernel } = innerWeights(layer, 'layer', x.shape);
      if (training) {
        // Two products with the kernel as a matrix for each power iteration, then one division.
        const width = kernel.shape.at(-1) ?? 1;
        const rows = kernel.elements / width;
        const u = layer.weight('vector_u');
        for (let i = 0; i < layer.int('power_iterations'); i++) {
          emit(
            rt,
            'mm',
            linear({ shape: [1, width], dtype: 'float32' }, { shape: [rows, width], dtype: 'float32' }, null),
            [u, kernel],
            'float32',
          );
          emit(
            rt,
            'mm',
            linear({ shape: [1, rows], dtype: 'float32' }, { shape: [width, rows], dtype: 'float32' }, null),
            [kernel],
            'float32',
          );
        }
        emit(rt, 'div', elementwise('div', [kernel]), [kernel], kernel.dtype);
      }
      return callInner(layer, 'layer', call);
    },
  },
];
