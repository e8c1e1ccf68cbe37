/** Normalisation layers. */
import { nativeMethod } from '../../python/runtime/native.ts';
import { ClassMethod } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { OpCall } from '../call.ts';
import { mapTensor } from '../ops/unary.ts';
import {
  batchNorm,
  groupNorm,
  instanceNorm,
  layerNorm,
  localResponseNorm,
  rmsNorm,
} from '../ops/normalisation.ts';
import type { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { membersOf } from './tree.ts';

const OPTIONS = 'eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None';

const INSTANCE_OPTIONS =
  'eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None';

/** Scale, shift and running statistics per channel. */
function declare(self: LayerSelf, call: OpCall, features: number): void {
  const [affine, tracks] = [call.bool('affine'), call.bool('track_running_stats')];
  self.set('num_features', features);
  self.keep(call, 'eps', 'momentum', 'affine', 'track_running_stats');
  const dtype = call.dtype();
  self.parameter('weight', affine ? [features] : null, dtype);
  self.parameter('bias', affine ? [features] : null, dtype);
  self.buffer('running_mean', tracks ? [features] : null, dtype);
  self.buffer('running_var', tracks ? [features] : null, dtype);
  self.buffer('num_batches_tracked', tracks ? [] : null, 'int64');
}

function normalize(self: LayerSelf, input: TorchTensor, ranks: readonly number[]): Value {
  const { rt } = self;
  if (!ranks.includes(input.shape.length)) {
    throw rt.error(
      'ValueError',
      `expected ${ranks.map((rank) => `${rank}D`).join(' or ')} input (got ${input.shape.length}D input)`,
    );
  }
  const running = [self.tensorOrNone('running_mean'), self.tensorOrNone('running_var')];
  const usesBatch = self.training || running.every((tensor) => tensor === null);
  if (self.training && self.value('num_batches_tracked') !== null) {
    // One more batch seen: an addition on a single number.
    mapTensor(rt, 'add', self.tensor('num_batches_tracked'));
  }
  const affine = [self.tensorOrNone('weight'), self.tensorOrNone('bias')];
  return batchNorm(rt, input, running, affine, usesBatch);
}

function batchLayers(name: string, ranks: readonly number[]): LayerSpec[] {
  return [
    layer(`${name}(num_features, ${OPTIONS})`, {
      base: '_BatchNorm',
      init: (self, call) => {
        declare(self, call, call.int('num_features'));
      },
      forward: (self, call) => normalize(self, call.tensor('input'), ranks),
    }),
    lazyLayer(name, (self, input) => normalize(self, input, ranks)),
  ];
}

/** Its channels are those of its first input. */
function lazyLayer(name: string, forward: (self: LayerSelf, input: TorchTensor) => Value): LayerSpec {
  return layer(`Lazy${name}(${OPTIONS})`, {
    base: name,
    init(self, call) {
      declare(self, call, 0);
      const parameters = membersOf(self.object, '_parameters');
      const unknown: Value = self.rt.unknown('a lazy layer has no weights before its first input');
      if (parameters !== null && call.bool('affine')) {
        self.rt.journal.mapSet(parameters.entries, 'weight', unknown);
        self.rt.journal.mapSet(parameters.entries, 'bias', unknown);
      }
    },
    forward(self, call) {
      const input = call.tensor('input');
      if (self.int('num_features') === 0) {
        const features = input.shape[1] ?? 1;
        const affine = self.bool('affine');
        self.set('num_features', features);
        self.parameter('weight', affine ? [features] : null);
        self.parameter('bias', affine ? [features] : null);
        if (self.bool('track_running_stats')) {
          self.buffer('running_mean', [features]);
          self.buffer('running_var', [features]);
        }
      }
      return forward(self, input);
    },
  });
}

function instanceLayers(name: string, rank: number): LayerSpec[] {
  return [
    layer(`${name}(num_features, ${INSTANCE_OPTIONS})`, {
      base: '_InstanceNorm',
      init: (self, call) => {
        declare(self, call, call.int('num_features'));
      },
      forward: (self, call) => normalizeInstances(self, call.tensor('input'), rank),
    }),
    lazyLayer(name, (self, input) => normalizeInstances(self, input, rank)),
  ];
}

function normalizeInstances(self: LayerSelf, input: TorchTensor, rank: number): Value {
  const batchAxes = input.shape.length - rank - 1;
  if (batchAxes !== 0 && batchAxes !== 1) {
    throw self.rt.error(
      'ValueError',
      `expected ${rank + 1}D or ${rank + 2}D input (got ${input.shape.length}D input)`,
    );
  }
  const features = self.int('num_features');
  if (self.bool('affine') && input.shape[batchAxes] !== features) {
    throw self.rt.error(
      'ValueError',
      `expected input's size at dim=${batchAxes} to match num_features (${features}), but got: ${input.shape[batchAxes] ?? 0}.`,
    );
  }
  const tracks = self.bool('track_running_stats');
  const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((member) =>
    self.tensorOrNone(member),
  );
  return instanceNorm(self.rt, input, parameters, self.training || !tracks, batchAxes);
}

/** An int stands for a shape of one axis. */
function normalizedShape(self: LayerSelf, call: OpCall): readonly number[] {
  const value = call.args.known('normalized_shape');
  const shape = call.shapeOf('normalized_shape', value);
  self.tuple('normalized_shape', shape);
  return shape;
}

/** Statistics over all processes are those of a larger batch: the layers that compute them are left as they are. */
const convertBatchNorms = new ClassMethod(
  nativeMethod('convert_sync_batchnorm(cls, module, process_group=None)', (_rt, args) =>
    args.value('module'),
  ),
);

export const NORMALISATION_LAYERS: readonly LayerSpec[] = [
  layer(`_NormBase(num_features, ${OPTIONS})`, {
    init: (self, call) => {
      declare(self, call, call.int('num_features'));
    },
    methods: { 'reset_parameters(self)': () => null, 'reset_running_stats(self)': () => null },
  }),
  layer(`_BatchNorm(num_features, ${OPTIONS})`, {
    base: '_NormBase',
    forward: (self, call) => normalize(self, call.tensor('input'), [2, 3, 4, 5]),
  }),
  layer(`_InstanceNorm(num_features, ${INSTANCE_OPTIONS})`, { base: '_NormBase' }),
  ...batchLayers('BatchNorm1d', [2, 3]),
  ...batchLayers('BatchNorm2d', [4]),
  ...batchLayers('BatchNorm3d', [5]),
  layer(
    'SyncBatchNorm(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, process_group=None, device=None, dtype=None)',
    {
      base: '_BatchNorm',
      init: (self, call) => {
        declare(self, call, call.int('num_features'));
      },
      forward: (self, call) => normalize(self, call.tensor('input'), [2, 3, 4, 5]),
      members: [['convert_sync_batchnorm', convertBatchNorms]],
    },
  ),
  ...instanceLayers('InstanceNorm1d', 1),
  ...instanceLayers('InstanceNorm2d', 2),
  ...instanceLayers('InstanceNorm3d', 3),

  layer(
    'LayerNorm(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None)',
    {
      init(self, call) {
        const shape = normalizedShape(self, call);
        const affine = call.bool('elementwise_affine');
        self.keep(call, 'eps', 'elementwise_affine');
        self.parameter('weight', affine ? shape : null, call.dtype());
        self.parameter('bias', affine && call.bool('bias') ? shape : null, call.dtype());
      },
      forward: (self, call) =>
        layerNorm(
          self.rt,
          call.tensor('input'),
          self.ints('normalized_shape', 1),
          self.tensorOrNone('weight'),
          self.tensorOrNone('bias'),
        ),
      methods: { 'reset_parameters(self)': () => null },
    },
  ),

  layer('RMSNorm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)', {
    init(self, call) {
      const shape = normalizedShape(self, call);
      self.keep(call, 'eps', 'elementwise_affine');
      self.parameter('weight', call.bool('elementwise_affine') ? shape : null, call.dtype());
    },
    forward: (self, call) =>
      rmsNorm(self.rt, call.tensor('input'), self.ints('normalized_shape', 1), self.tensorOrNone('weight')),
    methods: { 'reset_parameters(self)': () => null },
  }),

  layer('GroupNorm(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None)', {
    init(self, call) {
      const [groups, channels] = [call.int('num_groups'), call.int('num_channels')];
      if (channels % groups !== 0) {
        throw self.rt.error('ValueError', 'num_channels must be divisible by num_groups');
      }
      self.keep(call, 'num_groups', 'num_channels', 'eps', 'affine');
      const shape = call.bool('affine') ? [channels] : null;
      self.parameter('weight', shape, call.dtype());
      self.parameter('bias', shape, call.dtype());
    },
    forward: (self, call) =>
      groupNorm(
        self.rt,
        call.tensor('input'),
        self.int('num_groups'),
        self.tensorOrNone('weight'),
        self.tensorOrNone('bias'),
      ),
    methods: { 'reset_parameters(self)': () => null },
  }),

  layer('LocalResponseNorm(size, alpha=0.0001, beta=0.75, k=1.0)', {
    init: (self, call) => {
      self.keep(call, 'size', 'alpha', 'beta', 'k');
    },
    forward: (self, call) => localResponseNorm(self.rt, call.tensor('input'), self.int('size')),
  }),
];
